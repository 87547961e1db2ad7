"""Figures, evidence, what is missing and what is unusual, counted by hand from seven clients."""

from collections.abc import Callable
from typing import Any

import pytest

from caseline.ground.warehouse import connect
from caseline.organization.questions import measures
from reports.night.raised import in_words, risks_raised
from tests.integration.record_building import unit_tests

Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def query(reported_warehouse) -> Query:
    def ask(sql: str, *values: object) -> list[tuple[Any, ...]]:
        with connect(reported_warehouse, read_only=True) as connection:
            return connection.execute(sql, list(values)).fetchall()

    return ask


def test_unit_tests_of_models(reported_warehouse):
    layers = ("path:models/intelligence", "path:models/reporting")
    unit_tests(reported_warehouse, *layers, exclude="path:models/reporting/hud path:models/reporting/lsa")


SENTENCES = {
    "city:served:all:all": "5 clients were served.",
    "city:served:2025-q3:all": "2025 Q3: 3 clients were served.",
    "city:served:2026-q2:all": "2026 Q2: 2 clients were served.",
    "city:entered:all:all": "5 enrollments, of 5 clients.",
    "comprehensive:indicators:stable:all": "Stable: 1 of 3 clients whose score was taken at that stage met the "
    "indicator in all its parts (33.3%).",
    "comprehensive:indicators_by_score:stable:all": "Stable: 2 of 3 clients whose score was taken at that stage met "
    "the indicator by the score alone (66.7%).",
    "city:improved:all:all": "Housing stability: 1 of 3 clients with a baseline and an exit assessment improved by at "
    "least one level (33.3%, likely between 6.1% and 79.2%).",
    "comprehensive:worsened:all:all": "Housing stability: 1 of 3 clients with a baseline and an exit assessment fell "
    "back by at least one level (33.3%, likely between 6.1% and 79.2%).",
    "city:permanent:all:all": "3 of 4 clients who left a program left to permanent housing (75%).",
    "city:change:all:all": "Housing stability: No change on average, over 3 pairs of assessments of 3 clients.",
    "city:home:all:all": "Housing obtained: 1 client had a note that says so.",
    "city:food:all:all": "0 clients had a note that says so.",
    "aggregate:retention:180_days:all": "After 180 days: 6 of 7 clients who entered that long ago were still "
    "enrolled (85.7%).",
    "aggregate:overlap:housing+youth:all": "Rapid Rehousing and Youth Pathways: 1 client was in two programs.",
}


@pytest.mark.parametrize("figure", SENTENCES)
def test_numbers_counted_by_hand(query, figure):
    assert query("select sentence from reporting.figure where figure_id = ?", figure) == [(SENTENCES[figure],)]


def test_beside_a_report_stands_how_far_its_codes_can_be_trusted(query):
    told = """select report, skill, code, value, codes, notes, clients, confirmed_codes, measured, gold_notes, kappa_low
        from reporting.coding_agreement where report in ('city', 'unusual') order by report, skill"""
    assert query(told) == [
        ("city", "outcome-evidence", "housing_obtained", None, 1, 1, 1, 1, "in these words", 40, 0.15),
        ("unusual", "housing-stability", "level", "1", 1, 1, 1, 0, "never", None, None),
        ("unusual", "risk-flags", "suicidal_ideation", None, 1, 1, 1, 0, "in other words", None, None),
    ]


def test_what_nobody_measured_is_not_counted_outside_unless_a_person_confirmed_it(query):
    left_out = """select question_id, bool_or(is_counted), string_agg(distinct reason, '|' order by reason)
        from reporting.figure_outside inner join reporting.figure using (figure_id) group by all order by all"""
    why = "nobody has measured how well the reader finds “{}” in notes that others wrote"
    told = {question: (is_counted, reason) for question, is_counted, reason in query(left_out)}
    assert told["levels"] == (False, why.format("In crisis"))
    assert told["risks"] == (False, why.format("Suicidal thoughts"))
    # what else is unusual rests on no code, and is counted
    assert told["items"][0] is True
    assert "home" not in told and "served" not in told
    ((caution,),) = query("select caution from reporting.figure where figure_id = 'unusual:risks:all:all'")
    assert caution == f"In what is shared outside this is not counted: {why.format('Suicidal thoughts')}."
    # nothing was found, and nothing is known of how well it is looked for
    neither = why.format("Housing obtained”, “Suicidal thoughts")
    assert told["indicators"] == told["indicators_by_notes"] == (False, neither)
    assert "indicators_by_score" not in told
    looked_for = (
        "select codes, counts_outside from reporting.coding_agreement where report = 'comprehensive' and label = "
    )
    assert query(f"{looked_for}'risk-flags.suicidal_ideation'") == [(0, False)]
    counted = "select distinct code from reporting.coding_agreement where counts_outside and confirmed_codes = 0"
    assert query(counted) == []


def test_every_figure_is_an_aggregate_of_its_evidence(query):
    rows = query(
        """select f.figure_id, f.count, f.value, f.numerator, f.denominator,
            count(distinct client_id) filter (where role = 'counted'), count(*) filter (where role = 'counted'),
            count(distinct client_id) filter (where role = 'base'), sum(e.value) filter (where role = 'counted'),
            count(e.value) filter (where role = 'counted')
        from reporting.figure f left join reporting.evidence e using (figure_id) group by all"""
    )
    assert len(rows) > 100
    for figure, count, value, numerator, denominator, clients, events, base, total, valued in rows:
        expected = {
            "clients": clients,
            "events": events,
            "percent": 100 * clients / base if base else None,
            "mean": total / valued if valued else None,
            "sum": total or 0,
        }[count]
        assert value == pytest.approx(expected), figure
        if count == "percent":
            assert (numerator, denominator) == (clients, base), figure


def test_every_row_of_evidence_names_its_record_and_where_it_lies(query):
    assert query(
        "select count(*) from reporting.evidence where record_id is null or source_file is null or source_line is null"
    ) == [(0,)]


def test_a_quote_that_explains_a_number_is_never_counted(query):
    roles = query(
        """select role, client_id, record_type, quote from reporting.evidence
        where figure_id = 'city:improved:all:all' order by role, client_id"""
    )
    assert roles == [
        ("base", "C-0000000001", "assessment", None),
        ("base", "C-0000000002", "assessment", None),
        ("base", "C-0000000003", "assessment", None),
        ("context", "C-0000000001", "note", "keys in hand"),
        ("counted", "C-0000000001", "assessment", None),
    ]


def test_outside_hmis_length_of_stay_is_told_by_program(query):
    rows = query(
        """select row_key, row_label from reporting.figure
        where report = 'comprehensive' and question_id = 'stay' and row_key <> 'all' order by row_key"""
    )
    assert ("housing", "Rapid Rehousing") in rows and "unknown" not in dict(rows)


def test_what_is_missing_says_what_and_how_to_mend_it(query):
    rows = query("select kind, client_id, days_overdue, what from reporting.missing order by kind, client_id")
    assert [(kind, client[-1]) for kind, client, *_ in rows] == [
        ("consent", "3"), ("consent", "4"), ("exit_survey", "6"), ("goal_review", "4"), ("hmis_element", "4"),
    ]  # fmt: skip
    assert rows[1][2:] == (121, "Consent ended on 1 March 2026.")
    assert rows[2][3] == "Left on 15 January 2026 and no exit survey for housing stability."
    # nobody's income is in this HMIS: that is one thing to fix, not one a client
    assert (
        rows[4][3]
        == "Enrolled on 1 January 2026, and HMIS lacks: Social Security number, living situation before entry."
    )
    assert query("select count(*) from reporting.missing where fix is null or days_overdue < 0") == [(0,)]


def test_what_is_unusual_comes_with_reason_and_quote(query):
    found = {kind: rest for kind, *rest in query("select kind, reason, quote, severity from reporting.unusual")}
    assert set(found) == {
        "survey_note_mismatch", "risk_not_escalated", "instruction_in_note", "drop_between_stages", "silence",
        "stalled_goal",
    }  # fmt: skip
    assert found["survey_note_mismatch"] == [
        "The survey says Housing stability 5 on 2 January 2026, but a note of 8 January 2026, 6 days after it, was "
        'coded "In crisis".',
        "sleeping in car",
        2,
    ]
    assert found["risk_not_escalated"][1:] == ["ending it all", 3]
    assert (
        found["drop_between_stages"][0]
        == "Housing stability went from 4 on 2 October 2025 to 2 on 1 April 2026 (exit)."
    )


def test_a_caseload_is_ranked_with_reasons_and_quotes(query):
    rows = query(
        """select place, reason_number, client_id, urgency, kinds, kind, quote from reporting.needs_attention
        where case_manager = 'R. Diaz' order by place, reason_number"""
    )
    assert rows == [
        (1, 1, "C-0000000004", 3, 3, "risk_not_escalated", "ending it all"),
        (1, 2, "C-0000000004", 3, 3, "silence", None),
        (1, 3, "C-0000000004", 3, 3, "stalled_goal", None),
        (2, 1, "C-0000000003", 2, 2, "drop_between_stages", None),
        (2, 2, "C-0000000003", 2, 2, "silence", None),
    ]


def test_example_quotes_are_of_clients_who_consent_to_sharing_with_everybody_and_name_nobody(query):
    quotes = query("select distinct example_quote from reporting.comprehensive where example_quote is not null")
    assert quotes == [("keys in hand",)]


def test_a_funder_report_is_one_select(query):
    rows = query(
        "select question, value, cited_records, cited_notes from reporting.comprehensive "
        "where report_id = 'city' and row_label = 'Total' order by sort_order"
    )
    assert [row[0] for row in rows] == [
        "How many?", "How many came?", "What share improved?", "What share?", "By how much?", "Who found a home?",
        "Who was hungry?",
    ]  # fmt: skip
    assert rows[5][1:] == (1.0, 1, 1)


def test_the_catalogue_and_the_facts_name_the_same_measures(query):
    made = {measure for (measure,) in query("select distinct measure from reporting.measure_fact")}
    assert made <= set(measures())
    not_in_this_data = {"services_delivered", "goals_met", "asked_again", "answered_again"}
    assert set(measures()) - made <= not_in_this_data


def test_the_summary_counts_what_there_is(query):
    numbers = dict(query("select item, value from reporting.run_summary"))
    assert (numbers["Clients"], numbers["Notes"], numbers["Funder reports"], numbers["Missing"]) == (7, 3, 1, 5)


def test_a_possible_risk_is_read_by_people_and_counted_by_nothing(query):
    told = """select code, tier, danger, ruling, answered_by, how_often_right
        from intelligence.risk order by danger_rank"""
    assert query(told) == [
        (
            "suicidal_ideation", "sure", "at once", "unsure", None,
            "Nobody has measured how often such flags are right, and nobody here has ruled on one.",
        ),
        (
            "unsheltered_tonight", "possible", "today", None, None,
            "Nobody has measured how often such flags are right, and nobody here has ruled on one.",
        ),
    ]  # fmt: skip
    assert query("select code, tier, is_in_use from intelligence.code_review where is_risk order by place") == [
        ("unsheltered_tonight", "possible", False),
        ("suicidal_ideation", "sure", True),
    ]
    assert query("select count(*) from intelligence.code where code = 'unsheltered_tonight'") == [(0,)]
    assert query("select note_id from intelligence.signal where signal = 'risk_not_escalated'") == [("n3",)]
    assert query("select place, tier, danger from reporting.open_risk order by place") == [(1, "sure", "at once")]
    with_risks = "select value, note from reporting.run_summary where item = 'Open risks of the latest notes'"
    assert query(with_risks) == [(1, "at once 1 sure, 0 possible")]


def test_what_a_run_raised_is_said_by_danger(reported_warehouse):
    with connect(reported_warehouse, read_only=True) as connection:
        assert risks_raised(connection, "r") == [("at once", 1, 0)]
        assert in_words(connection, "r") == (
            "1 open risk in the notes read tonight. Look at once: 1 (1 sure, 0 possible)."
            " 1 more in older notes waits in Codes to decide."
        )
        assert in_words(connection, "another") == "No open risk in the notes read tonight."
