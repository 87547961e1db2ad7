"""Mixed indicators: the sentences that are read, and those that are not."""

import duckdb
import pytest
from pydantic import ValidationError

from caseline.ground.errors import ConfigurationError
from caseline.onboarding.services import unknown_services
from caseline.organization.indicators import Condition, Indicator, Score, indicators_of
from caseline.organization.outcomes import load_outcomes
from caseline.organization.profile import load_organization

SCORE = "housing_stability is 4 or 5 at exit"
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
        ("housing_stability is 1 to 5 at exit", 1, 5),
    ],
)
def test_a_score_has_ends(sentence, lowest, highest):
    assert indicator(sentence, NO_RISK).score == Score("housing_stability", "exit", lowest, highest)


def test_conditions_are_about_codes_and_services():
    found = indicator(
        "housing_stability is 4 or 5 at exit",
        "no risk-flags.eviction_risk in the  90 days before",
        "at least 2 Case_Management services in the 180 days before",
    )
    assert found.conditions == [
        Condition("code", "risk-flags.eviction_risk", 0, 90), Condition("service", "case_management", 2, 180),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (["housing_stability is good at exit", NO_RISK], "is not a condition that can be read"),
        (["housing_stability is 5 to 4 at exit", NO_RISK], "no number is from 5 to 4"),
        (["housing_stability is 1 or 5 at exit", NO_RISK], "write '1 to 5'"),
        (["housing_stability is 3.5 or 4.5 at exit", NO_RISK], "'or' is for two numbers that follow each other"),
        (["housing_stability is at least 3 or 4 at exit", NO_RISK], "after 'at least' stands one number"),
        (["housing_stability is at most 2 to 4 at exit", NO_RISK], "after 'at most' stands one number"),
        ([SCORE, "at least 0 case_management services in the 90 days before"], "for none write 'no'"),
        ([SCORE, "at least 9999999999 case_management services in the 90 days before"], "from 1 to 1000"),
        ([SCORE, "no case_management services in the 99999999999 days before"], "from 1 to 3650"),
        ([SCORE, "no risk-flags.eviction_risk in the 0 days before"], "from 1 to 3650"),
        ([SCORE, "no 2 services in the 90 days before"], "is not a condition that can be read"),
        (["housing_stabilty is 4 at exit", NO_RISK], "Did you mean 'housing_stability'"),
        (["housing_stability is 4 at exit", "no risk-flags.evicton_risk in the 90 days before"], "eviction_risk"),
        ([NO_RISK, NO_RISK], "one sentence has to be about a score"),
        (["housing_stability is 4 at exit"], "at least 2 items"),
    ],
)
def test_what_cannot_be_read_says_how_to_write_it(when, told):
    with pytest.raises(ValidationError, match=told):
        indicator(*when)


def test_two_files_with_one_id_are_both_named(tmp_path):
    text = "id: harbor\nname: Harbor\naffiliates: [{id: north, name: North}]\n"
    (tmp_path / "organization.yml").write_text(text, encoding="utf-8")
    outcomes, indicators = tmp_path / "framework" / "outcomes", tmp_path / "framework" / "indicators"
    outcome = "---\nid: housing_stability\ntitle: Housing\nitem: housing\n---\n"
    stable = f"---\nid: stable\ntitle: Stable\nwhen: [{SCORE}, no home services in the 9 days before]\n---\n"
    for folder, settings in ((outcomes, outcome), (indicators, stable)):
        folder.mkdir(parents=True)
        (folder / "first.md").write_text(settings, encoding="utf-8")
    assert [one.id for one in indicators_of(load_organization(tmp_path))] == ["stable"]
    (indicators / "second.md").write_text(stable, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"second\.md: The id 'stable' is already that of first\.md"):
        indicators_of(load_organization(tmp_path))
    (outcomes / "second.md").write_text(outcome, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"second\.md: The id 'housing_stability' is already .* first\.md"):
        load_outcomes(tmp_path / "framework", [])


def test_a_service_that_nobody_delivers_is_told():
    connection = duckdb.connect()
    for statement in (
        "create schema framework; create schema intake",
        """create table framework.value_map as
            select 'service_type' as field, 'cm' as source_value, 'Case Work' as value""",
        """create table framework.indicator_condition as
            select unnest(['case_work', 'job_coaching', 'screening', 'case_wrok', 'rides']) as wanted,
            'stable' as indicator_id, 'service' as kind""",
        """create table intake.hmis_service as select 141 as record_type, 2 as type_provided,
            null::text as other_type_provided, null::text as moving_on_other_type""",
        "create table intake.crm_service as select 'Job coaching' as name",
        "create table intake.form_answer as select 'CM' as answer, 'service.type' as maps_to",
    ):
        connection.execute(statement)
    told = unknown_services(connection)
    assert [sentence.split("'")[3] for sentence in told] == ["case_wrok", "rides"]
    assert told[0].endswith("no service in the data or the value map has that name. Did you mean 'case_work'?")
