"""What the sample's truth raises a hand for, in stories of a few days each."""

from datetime import date, timedelta
from random import Random

import pytest

from caseline.sample.network import LAST_DAY, PROJECTS
from caseline.sample.people import make_household
from caseline.sample.signals import signals_of
from caseline.sample.stays import Contact, Goal, ServiceGiven, Stay, Survey
from caseline.sample.writing import Mark

DAY = date(2025, 3, 10)


def on(days):
    return DAY + timedelta(days=days)


def note(days, *codes, kind="office", facts=(), injected=False):
    """A contact with its note; a code is `level2`, `self_harm`, or `!self_harm` for one that is denied."""
    marks = []
    for code in codes:
        status, name = ("absent", code[1:]) if code.startswith("!") else ("present", code)
        skill, value = ("housing-stability", name[-1]) if name.startswith("level") else ("risk-flags", "")
        marks.append(Mark(skill, "level" if value else name, value, status, 0, 1, "x"))
    return Contact(on(days), kind, 4, list(facts), injected, f"note{days}", marks)


def survey(days, stage, **scores):
    return Survey(on(days), stage, scores, f"survey{days}")


@pytest.fixture
def raised():
    """What is raised in a stay of thirty days (or an open one) that begins on day 0 in rapid rehousing."""
    person = make_household(0, 1, 1, Random(1)).head

    def of(contacts=(), surveys=(), goals=(), services=(), levels=((0, 2),), exit_day=30, project="east_rrh"):
        stay = Stay(
            PROJECTS[project], person, [person], None, DAY, None if exit_day is None else on(exit_day), "none", "",
            True, True, [], "job", 2,
        )  # fmt: skip
        stay.contacts, stay.surveys, stay.goals = list(contacts), list(surveys), list(goals)
        stay.services = list(services)
        stay.levels = [(on(days), level) for days, level in levels]
        return [(signal.signal, signal.record_id) for signal in signals_of([stay])]

    return of


@pytest.mark.parametrize(
    ("later", "is_answered"),
    [
        (note(7, "!self_harm"), True),
        (note(7, "self_harm"), True),
        (note(8, "!self_harm"), False),
        (note(3), False),
        (note(3, "!overdose_risk"), False),
        (survey(5, "mid"), False),
    ],
    ids=["denied", "there again", "too late", "of something else", "of another risk", "a survey"],
)
def test_a_risk_wants_something_about_it_within_the_week(raised, later, is_answered):
    contacts = [note(0, "self_harm"), *([later] if isinstance(later, Contact) else [])]
    found = raised(contacts, [later] if isinstance(later, Survey) else [])
    assert (("risk_not_escalated", "note0") not in found) == is_answered


def test_the_bed_of_the_same_day_answers_a_night_outside_and_nothing_else(raised):
    assert raised([note(0, "unsheltered_tonight")], project="east_shelter") == []
    assert raised([note(0, "self_harm")], project="east_shelter") == [("risk_not_escalated", "note0")]


def test_a_service_answers_what_it_is_about(raised):
    notes = [note(0, "eviction_risk", "self_harm")]
    given = [ServiceGiven(on(2), "Rental assistance", "Dollars", 600)]
    assert raised(notes, services=given) == [("risk_not_escalated", "note0")]
    assert raised([note(0, "eviction_risk")], services=given) == []


@pytest.mark.parametrize(
    ("item", "contacts", "levels", "is_contradicted"),
    [
        ("housing_stability", [note(15, "level2")], [(0, 2)], True),
        ("housing_stability", [note(15, "level2"), note(18, "level4")], [(0, 2)], False),
        ("housing_stability", [note(15, "level2")], [(0, 2), (17, 4)], False),
        ("housing_stability", [note(22, "level2")], [(0, 4)], True),
        ("housing_stability", [note(28, "level2")], [(0, 4)], False),
        ("housing_stability", [note(22, "level2")], [(0, 4), (21, 2)], False),
        ("housing_stability", [note(30, "level2")], [(0, 2)], True),
        ("housing_stability", [note(22, "level4"), note(23, "level2")], [(0, 2)], False),
        ("housing_stability", [note(1, "level2")], [(0, 2)], True),
        ("housing_stability", [note(1, "level2")], [(0, 4)], False),
        ("wellbeing", [note(15, "self_harm"), note(18, "self_harm"), note(24, "!self_harm")], [(0, 4)], True),
        ("wellbeing", [note(23, "self_harm"), note(26, "!self_harm")], [(0, 4)], True),
        ("wellbeing", [note(28, "self_harm"), note(30, "!self_harm")], [(0, 4)], False),
        ("wellbeing", [note(15, "self_harm"), note(18, "!self_harm")], [(0, 4)], False),
        ("income_stability", [note(15, "self_harm"), note(18)], [(0, 4)], False),
    ],
    ids=[
        "note",
        "taken back",
        "moved in",
        "trouble shown after",
        "trouble of a week later",
        "lost since",
        "shown after",
        "fine still",
        "nothing changed since",
        "trouble passed",
        "danger",
        "danger shown after",
        "danger of a week later",
        "danger gone",
        "danger of another kind",
    ],
)
def test_a_good_answer_is_held_against_the_notes_of_the_same_weeks(raised, item, contacts, levels, is_contradicted):
    found = raised(contacts, [survey(20, "mid", **{item: 5})], levels=levels)
    assert (("survey_note_mismatch", "survey20") in found) == is_contradicted


def test_a_danger_left_alone_is_raised_once_and_not_again_as_a_mismatch(raised):
    notes = [note(0, "self_harm"), note(10, "self_harm"), note(20, "self_harm")]
    assert raised(notes, [survey(12, "mid", wellbeing=5)]) == [("risk_not_escalated", "note20")]


@pytest.mark.parametrize(
    "between",
    [note(9, "!self_harm"), note(9, facts=["followed.self_harm"])],
    ids=["denied", "followed up"],
)
def test_a_danger_that_was_over_and_comes_again_is_another(raised, between):
    notes = [note(0, "self_harm"), between, note(20, "self_harm")]
    assert raised(notes) == [("risk_not_escalated", "note0"), ("risk_not_escalated", "note20")]


def test_a_danger_told_again_after_two_months_is_news(raised):
    notes = [note(0, "self_harm"), note(61, "self_harm")]
    assert len(raised(notes, exit_day=90)) == 2
    assert len(raised([note(0, "self_harm"), note(60, "self_harm")], exit_day=90)) == 1


def test_an_answer_below_the_stage_before_is_a_fall(raised):
    surveys = [survey(1, "baseline", wellbeing=3), survey(15, "mid", wellbeing=3), survey(29, "exit", wellbeing=2)]
    assert raised(surveys=surveys) == [("drop_between_stages", "survey29")]


@pytest.mark.parametrize(("exit_day", "is_silent"), [(None, True), (30, False)])
def test_silence_is_that_of_an_open_stay(raised, exit_day, is_silent):
    assert (("silence", "") in raised([note(5)], exit_day=exit_day)) == is_silent


@pytest.mark.parametrize(
    ("target", "facts", "exit_day", "is_stalled"),
    [
        (on(20), ["progress.job"], None, True),
        (on(20), ["progress.job"], 30, False),
        (LAST_DAY + timedelta(days=9), ["progress.job", "stuck.any", "setback.job"], None, True),
        (LAST_DAY + timedelta(days=9), ["stuck.any", "progress.job"], None, False),
    ],
    ids=["after its day", "client has left", "stuck twice", "moving again"],
)
def test_a_goal_stalls_after_its_day_or_when_notes_say_so_twice(raised, target, facts, exit_day, is_stalled):
    goal = Goal("job", "Find work", DAY, target, DAY, "open", None, "goal1")
    found = raised(
        [note(day, facts=[fact]) for day, fact in enumerate(facts, start=1)], goals=[goal], exit_day=exit_day
    )
    assert (("stalled_goal", "goal1") in found) == is_stalled


def test_an_order_to_a_machine_is_looked_at(raised):
    assert raised([note(1, injected=True)]) == [("instruction_in_note", "note1")]
