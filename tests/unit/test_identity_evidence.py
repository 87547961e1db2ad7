"""What is told of a pair: for and against as a person sees it, as likely as such pairs are."""

import pandas as pd

from caseline.identity.comparing.evidence import explained
from caseline.identity.deciding import calibration, rules
from caseline.identity.deciding.matching import match
from caseline.identity.deciding.questions import questions
from caseline.identity.deciding.scope import Policy

NAMED = {"first_name": "Cheyenne", "last_name": "Jim", "sex": "F", "zip": "98117", "address": "4 Ash Ave"}


def test_values_that_differ_never_speak_for_one_person():
    said = explained('{"same last name":6.2,"same day and month of birth, another year":5.1,"same sex":0.2}')
    assert [(one.side, one.speaks) for one in said] == [
        ("for", "speaks strongly for one person"),
        ("against", "differs, and was not counted against one person"),
        ("little", "says little either way"),
    ]


def test_what_a_rule_holds_is_as_likely_as_such_pairs_are_and_says_why():
    rows = [
        NAMED | {"record_id": "a", "dob": "1999-05-06", "phone": "2064470171"},
        NAMED | {"record_id": "b", "dob": "2009-05-06", "phone": "2064470171"},
    ]
    pairs = match(pd.DataFrame(rows, dtype=object)).pairs
    assert pairs.decision == ["review"] and pairs.waits == [rules.BIRTHS_DIFFER]
    assert pairs.probability[0] <= calibration.ONE_PERSON[rules.BIRTHS_DIFFER] < 0.9


def test_a_suffix_that_one_system_left_out_is_asked_however_seldom_such_pairs_are_one_person():
    named = {"first_name": "Thaddeus", "last_name": "Abernathy", "sex": "M", "zip": "98117", "address": "4 Ash Ave"}
    rows = [
        named | {"record_id": "a", "phone": "2064470171", "suffix": "Jr"},
        named | {"record_id": "b", "phone": "2064470171"},
    ]
    for policy in (Policy(), Policy(review_only=frozenset({""}))):
        pairs = match(pd.DataFrame(rows, dtype=object), policy=policy).pairs
        assert pairs.waits == [rules.ONE_SUFFIX] and pairs.weight[0] > 4
        assert pairs.probability[0] == calibration.ONE_PERSON[rules.ONE_SUFFIX] < 0.5
        assert list(questions(pairs, {"a": "C-a", "b": "C-b"})) == [0]
