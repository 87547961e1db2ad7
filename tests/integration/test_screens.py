"""Screens scored from forms, held against the published tables and against every way to complete a form."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from caseline.ground.warehouse import connect
from tests.integration.screened_organization import (
    MOOD_GRID,
    SAFETY_GRID,
    WORRY_GRID,
)

Query = Callable[[str], list[tuple]]

# Kroenke, Spitzer and Williams 2001, table of severity; Spitzer and others 2006.
PUBLISHED = {
    "phq9": {
        "Minimal": (0, 4), "Mild": (5, 9), "Moderate": (10, 14), "Moderately severe": (15, 19), "Severe": (20, 27),
    },
    "gad7": {"Minimal": (0, 4), "Mild": (5, 9), "Moderate": (10, 14), "Severe": (15, 21)},
}  # fmt: skip


@pytest.fixture
def warehouse(screened_warehouse: Path) -> Path:
    return screened_warehouse


@pytest.fixture
def query(warehouse: Path) -> Query:
    def rows(sql: str) -> list[tuple]:
        with connect(warehouse, read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return rows


@pytest.fixture
def scores(query: Query) -> dict[str, tuple]:
    """By family name: score, band, answered, prorated, why not; of people who took one screen once."""
    return {
        name: rest
        for name, *rest in query(
            """select last_name, score, band, answered, is_prorated, why_no_score
            from intelligence.screen_score inner join record.client using (client_id)
            where last_name not in ('Grid', 'highest') and screen <> 'our_acuity' and repeat_of is null order by 1"""
        )
    }


def grid(query: Query, scale: str) -> list[tuple]:
    """Score, band and why not, in the order of the grid's forms."""
    return query(
        f"""select score, band, why_no_score from intelligence.screen_score
        where scale = '{scale}' and source_file like '%_grid.csv' order by source_line"""
    )


@pytest.mark.parametrize(("scale", "answers"), [("phq9", MOOD_GRID), ("gad7", WORRY_GRID)])
def test_every_total_is_the_sum_and_falls_in_its_published_band(
    query: Query, scale: str, answers: list[list[str]]
) -> None:
    """Each total from the lowest to the highest stands in the grid, so every edge of every band does."""
    whole = [(sum(map(int, given)), found) for given, found in zip(answers, grid(query, scale), strict=True)
             if all(given)]  # fmt: skip
    assert {total for total, _ in whole} >= set(range(PUBLISHED[scale]["Severe"][1] + 1))
    for total, (score, band, why) in whole:
        low, high = PUBLISHED[scale][band]
        assert score == total and low <= total <= high and why is None


def test_up_to_two_gaps_of_the_phq9_are_the_mean_of_the_rest(query: Query) -> None:
    gaps = set()
    for given, (score, _, why) in zip(MOOD_GRID, grid(query, "phq9"), strict=True):
        answered = [int(one) for one in given if one]
        missing = 9 - len(answered)
        gaps.add(min(missing, 3))
        if missing > 2:
            assert score is None and f"{missing} questions without an answer" in why
        else:
            mean = sum(answered) / len(answered)
            assert abs(score - (sum(answered) + missing * mean)) <= 0.5
            assert sum(answered) <= score <= sum(answered) + 3 * missing
    assert gaps == {0, 1, 2, 3}


def test_a_worse_answer_never_gives_a_better_score(query: Query) -> None:
    found = [(given, score) for given, (score, _, _) in zip(MOOD_GRID, grid(query, "phq9"), strict=True) if all(given)]
    for given, score in found:
        for other, its_score in found:
            if all(a <= b for a, b in zip(given, other, strict=True)):
                assert score <= its_score


def columbia(answers: tuple[str, ...]) -> str:
    """The triage as the Columbia Lighthouse Project says it, of a form filled in to the end."""
    wish, thoughts, method, intent, plan, ever, recent = (answer == "Yes" for answer in answers)
    if intent or plan or recent:
        return "High"
    if method or ever:
        return "Moderate"
    return "Low" if wish or thoughts else "No risk found"


def test_the_columbia_triage_of_every_form_is_that_of_all_ways_to_complete_it(query: Query) -> None:
    """2,187 forms: yes, no or blank for each question. Where ways to fill the gaps differ there is no triage."""
    for given, (_, band, why) in zip(SAFETY_GRID, grid(query, "cssrs"), strict=True):
        _, thoughts, *_, ever, _ = given
        known = list(given)
        for place, asked_after in ((2, thoughts), (3, thoughts), (4, thoughts), (6, ever)):
            if asked_after == "No" and not known[place]:
                known[place] = "No"  # the form says to skip it
        ways = product(*([answer] if answer else ["Yes", "No"] for answer in known))
        possible = {columbia(way) for way in ways} if any(given) else set()
        assert band == (possible.pop() if len(possible) == 1 else None), given
        assert (band is None) == (why is not None)


# Totals that others' tests of their own scoring of the PHQ-9 expect, and the arithmetic of the manual.
@pytest.mark.parametrize(
    ("name", "score", "band", "prorated"),
    [
        ("exact", 12, "Moderate", False),
        ("words", 9, "Mild", False),
        ("decimal", 8, "Mild", False),
        ("onegap", 18, "Moderately severe", True),  # eight answers of 2: 16 x 9 / 8
        ("halfup", 5, "Mild", True),  # 4 x 9 / 8 is 4.5
        ("twogaps", 8, "Mild", True),  # 6 x 9 / 7 is 7.7
        ("numbered", 1, "Minimal", False),  # 1 to 4, as the dictionary's labels say
        ("spanish", 3, "Minimal", False),
        ("low", 1, "Minimal", False),
        ("worried", 10, "Moderate", False),
    ],
)
def test_answers_as_people_and_tools_write_them(
    scores: dict[str, tuple], name: str, score: float, band: str, prorated: bool
) -> None:
    assert scores[name][0:2] == [score, band] and scores[name][3] is prorated


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("halfway", "An answer cannot be read: phq9_1 (unreadable)."),
        ("outside", "An answer cannot be read: phq9_1 (unreadable)."),
        ("negative", "An answer cannot be read: phq9_1 (unreadable)."),
        ("babble", "An answer cannot be read: phq9_9 (unreadable)."),
        ("threegaps", "3 questions without an answer (phq9_1 (blank), phq9_2 (blank), phq9_3 (blank)), and"),
        ("blank", "None of its 9 questions was answered."),
        ("empty", "None of its 7 questions was answered."),
        ("eight", "The form does not ask every question: phq9_9 (not on form). What was never asked is not estimated."),
        ("gap", "1 question without an answer (gad7_1 (blank)), and at most 0 may be."),
        ("open", 'An unanswered question could make it graver: cssrs_4 (blank). What was answered says at'),
        ("zero", "An answer cannot be read:"),
    ],
)  # fmt: skip
def test_without_a_score_there_is_a_reason(scores: dict[str, tuple], name: str, why: str) -> None:
    assert scores[name][0:2] == [None, None]
    assert scores[name][4].startswith(why)


def test_a_screen_of_ones_own_and_its_domains(query: Query) -> None:
    """Reversed: no need of help with money is two points. Not asked: the plan of somebody who is safe."""
    found = query(
        """select last_name, scale, score, band, skipped, missing, is_prorated from intelligence.screen_score
        inner join record.client using (client_id) where screen = 'our_acuity' and last_name <> 'three' order by 1, 2"""
    )
    assert found == [
        ("danger", "our_acuity", 5, "Rapid rehousing", 0, 1, True),
        ("danger", "our_acuity_self", 0, None, 0, 0, False),
        ("danger", "our_acuity_worst", None, None, 0, 1, False),
        ("full", "our_acuity", 7, "Rapid rehousing", 0, 0, False),
        ("full", "our_acuity_self", 1.5, None, 0, 0, False),
        ("full", "our_acuity_worst", 2, None, 0, 0, False),
        ("safe", "our_acuity", 0, "Light touch", 1, 0, False),
        ("safe", "our_acuity_self", 0, None, 0, 0, False),
        ("safe", "our_acuity_worst", 0, None, 1, 0, False),
    ]
    assert query(
        """select last_name, is_answered, title from intelligence.screen_risk inner join record.client using (client_id)
        where screen = 'our_acuity' order by 1"""
    ) == [("danger", True, "In danger at home"), ("three", False, "In danger at home")]


def test_the_matrix_is_the_mean_of_the_domains_that_were_rated(scores: dict[str, tuple]) -> None:
    assert scores["rated"][0:3] == [3, "Safe", 3]
    assert scores["too_few"][0] is None and "arizona_childcare (declined)" in scores["too_few"][4]


def test_what_cannot_be_read_is_held_back_with_file_and_line(query: Query) -> None:
    found = query(
        "select file, line, reason, is_kept from intake.quarantine where file like '%/mood.csv' order by line"
    )
    assert [(file, line) for file, line, _, _ in found] == [("north/forms/mood.csv", line) for line in (6, 11, 12, 13)]
    assert found[0][2:] == (
        'The answer to "phq9_1" is no answer of PHQ-9, so it gives no points. It was kept as text.',
        True,
    )


def test_a_form_sent_twice_counts_once(query: Query) -> None:
    assert query(
        """select repeat_of, stage from intelligence.screen_score inner join record.client using (client_id)
        where last_name = 'exact' order by repeat_of nulls first"""
    ) == [(None, "baseline"), ("forms:north:mood/f1", None)]
    assert query(
        """select count(*) from reporting.measure_fact inner join record.client using (client_id)
        where last_name = 'exact' and measure = 'assessed'"""
    ) == [(1,)]


def test_item_nine_is_a_risk_whatever_the_total_and_names_its_row(query: Query) -> None:
    assert query(
        """select kind, urgency, case_manager, survey_item, survey_score, source_file, source_line, reason
        from reporting.needs_attention inner join record.client using (client_id)
        where last_name = 'low' and first_name = 'Ana'"""
    ) == [
        (
            "screen_risk", 3, "Kim Lee", "phq9_9", 1, "north/forms/mood_later.csv", 4,
            'The PHQ-9 of 10 June 2026 raises "Suicidal thoughts". Thoughts of death or self-harm: "1". '
            "PHQ-9 total 1 (Minimal). No service, referral, note or other contact by anybody follows within 7 days.",
        )
    ]  # fmt: skip


def test_every_answer_of_one_or_more_to_item_nine_is_raised(query: Query) -> None:
    said, raised = (
        set(query(f"select client_id, coalesce(submitted_on, date '1900-01-01') {found}"))
        for found in (
            """from intelligence.screen_answer inner join record.submission using (submission_id, client_id)
            where item = 'phq9_9' and points >= 1""",
            """from intelligence.screen_risk inner join record.submission using (submission_id, client_id)
            where is_answered and risk = 'suicidal_ideation' and screen = 'phq9' and severity = 3""",
        )
    )
    assert said == raised and len(said) > 50


@pytest.mark.parametrize(
    ("name", "kind", "severity", "words"),
    [
        ("babble", "screen_risk_open", 3, '"sometimes, at night"'),
        ("silent", "screen_risk_open", 2, "no answer"),
        ("undated", "screen_risk", 3, "which has no date"),
        ("recent", "screen_risk", 3, "Suicidal behaviour in the past three months"),
        ("long_ago", "screen_risk", 3, "C-SSRS triage: Moderate"),
        ("against_skip", "screen_risk", 3, "Thoughts with some intent"),
        ("one_word", "screen_risk_open", 3, '"maybe once"'),
    ],
)
def test_a_question_about_a_risk_is_never_lost(query: Query, name: str, kind: str, severity: int, words: str) -> None:
    ((found, urgency, reason),) = query(
        f"""select kind, severity, reason from reporting.needs_attention
        inner join record.client using (client_id) where last_name = '{name}'"""
    )
    assert (found, urgency) == (kind, severity) and words in reason


def test_nobody_else_is_raised(query: Query) -> None:
    assert query(
        """select last_name from reporting.needs_attention inner join record.client using (client_id)
        where last_name in (
            'words', 'decimal', 'exact', 'none', 'calm', 'worried', 'blank', 'empty', 'eight', 'spanish')"""
    ) == []  # fmt: skip


def test_a_score_measures_an_outcome_in_the_direction_of_its_screen(query: Query) -> None:
    assert query(
        """select stage, value from reporting.measure_fact inner join record.client using (client_id)
        where last_name = 'highest' and measure = 'assessed' and label = 'mood' order by event_date"""
    ) == [("baseline", 27), ("mid", 8)]
