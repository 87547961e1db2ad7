"""Mixed indicators: the sentences that are read, and those that are not."""

import pytest
from pydantic import ValidationError

from caseline.organization.indicators import Condition, Indicator, Score

NO_RISK = "no risk-flags.eviction_risk in the 90 days before"


def indicator(*when: str) -> Indicator:
    return Indicator.model_validate(
        {"id": "stable", "title": "Stable", "when": list(when)},
        context={"known": {"outcome": ["housing_stability"], "code": ["risk-flags.eviction_risk"]}},
    )


@pytest.mark.parametrize(
    ("sentence", "lowest", "highest"),
    [
        ("housing_stability is 4 or 5 at exit", 4, 5),
        ("housing_stability is 4 at exit", 4, 4),
        ("housing_stability is at least 3.5 at exit", 3.5, None),
        ("housing_stability is at most 2 at exit", None, 2),
    ],
)
def test_a_score_has_ends(sentence, lowest, highest):
    assert indicator(sentence, NO_RISK).score == Score("housing_stability", "exit", lowest, highest)


def test_conditions_are_about_codes_and_services():
    found = indicator(
        "housing_stability is 4 or 5 at exit",
        "no risk-flags.eviction_risk in the  90 days before",
        "at least 2 case_management services in the 180 days before",
    )
    assert found.conditions == [
        Condition("code", "risk-flags.eviction_risk", 0, 90), Condition("service", "case_management", 2, 180),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (["housing_stability is good at exit", NO_RISK], "is not a condition that can be read"),
        (["housing_stability is 5 to 4 at exit", NO_RISK], "no number is from 5 to 4"),
        (["housing_stabilty is 4 at exit", NO_RISK], "Did you mean 'housing_stability'"),
        (["housing_stability is 4 at exit", "no risk-flags.evicton_risk in the 90 days before"], "eviction_risk"),
        ([NO_RISK, NO_RISK], "one sentence has to be about a score"),
        (["housing_stability is 4 at exit"], "at least 2 items"),
    ],
)
def test_what_cannot_be_read_says_how_to_write_it(when, told):
    with pytest.raises(ValidationError, match=told):
        indicator(*when)
