"""`caseline brief`: one client's page, every sentence with its sources, as a role may see it."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from bench.brief_check import check
from caseline.ground.errors import CaselineError
from caseline.ground.warehouse import connect
from caseline.organization.profile import Affiliate, Organization, Program, Role
from caseline.review import take_in
from reports.brief import as_data, as_markdown, as_page, as_text, compose
from reports.brief.rulings import ROW, write_sheet
from reports.brief.sentences import Brief
from reports.published import open_published

ANA, BEN, CLEO, DAN, EVE, GUS = (f"C-{number:010d}" for number in (1, 2, 3, 4, 5, 7))


@pytest.fixture(scope="module")
def organization(tmp_path_factory: pytest.TempPathFactory) -> Organization:
    made = Organization(
        id="harbor",
        name="Harbor",
        affiliates=[Affiliate(id="eastside", name="Eastside Housing Alliance")],
        programs=[Program(id="housing", name="Rapid Rehousing"), Program(id="youth", name="Youth Pathways")],
        roles={
            "director": Role(sees="identifier"),
            "analyst": Role(sees="sensitive"),
            "funder": Role(sees="open"),
            "youth": Role(sees="identifier", programs=["youth"]),
        },
    )
    made._folder = tmp_path_factory.mktemp("organization")
    return made


@pytest.fixture
def brief(reported_warehouse: Path, organization: Organization) -> Callable[..., Brief]:
    def composed(client: str, role: str = "director", since: date | None = None) -> Brief:
        with open_published(reported_warehouse) as published:
            return compose(published, organization, client, role, since)

    return composed


def said(brief: Brief, title: str) -> str:
    """The sentences of a section."""
    (section,) = [section for section in brief.sections if section.title.startswith(title)]
    return "\n".join(sentence.text for sentence in section.sentences)


def test_who_and_where_since_when_and_with_whom(brief):
    text = said(brief(DAN), "Who and where")
    assert "In Rapid Rehousing at Eastside Housing Alliance since 1 January 2026; the case manager is R. Diaz." in text
    text = said(brief(BEN), "Who and where")
    assert "No stay is open." in text
    assert "Left Rapid Rehousing at Eastside Housing Alliance on 1 March 2026, to “Street”" in text


def test_a_survey_stands_beside_its_baseline(brief):
    text = said(brief(ANA), "Where things stand")
    assert "Housing stability: 4, “4.0” on 1 February 2026 (exit)" in text or "Housing stability: 4 on" in text
    assert "up from 2" in text
    assert "at baseline on 2 August 2025" in text
    assert "down from 4" in said(brief(CLEO), "Where things stand")


def test_a_risk_is_told_as_sure_or_possible_with_who_looked_and_that_nothing_answers_it(brief):
    first, second = said(brief(DAN), "Open risks").splitlines()
    assert first.startswith("Sure, a person was not sure of it: Suicidal thoughts")
    assert "R. Diaz wrote on 1 February 2026: “ending it all”." in first
    assert first.endswith("Nothing answers it within 7 days.")
    assert second.startswith("Possible, confirmed by nobody: Nowhere to sleep")
    assert "“sleeping in car”" in second
    assert "No note raises a risk" in said(brief(ANA), "Open risks")


def test_a_risk_that_a_person_accepted_says_so(reported_warehouse, organization, tmp_path):
    changed = tmp_path / "changed.duckdb"
    shutil.copyfile(reported_warehouse, changed)
    with connect(changed) as connection:
        connection.execute("update intelligence.risk set ruling = 'accepted' where code = 'suicidal_ideation'")
    with open_published(changed) as published:
        text = said(compose(published, organization, DAN), "Open risks")
    assert "Sure, a person confirmed it: Suicidal thoughts" in text


def test_what_changed_is_told_since_the_contact_before_the_last_or_the_day_asked_for(brief):
    assert brief(ANA).since == date(2026, 1, 30)
    assert said(brief(ANA), "What changed since 30 January 2026").startswith("Left Rapid Rehousing")
    late = brief(ANA, since=date(2026, 6, 1))
    assert said(late, "What changed") == "The record holds nothing of a day after 1 June 2026."
    assert brief(GUS).since == date(2026, 5, 31)


def test_goals_say_what_is_overdue_and_dates_what_comes(brief):
    assert "“Find a flat”: open, overdue since 1 May 2026, set on 5 January 2026" in said(brief(DAN), "Goals")
    assert said(brief(EVE), "Goals") == "No goal is on record."
    assert "1 January 2027: the consent given at Eastside Housing Alliance (network) ends." in said(
        brief(ANA), "Next dates"
    )
    assert "Consent ended on 1 March 2026." in said(brief(DAN), "What is missing")


def test_a_goal_that_was_left_open_is_told_once(reported_warehouse, organization, tmp_path):
    changed = tmp_path / "changed.duckdb"
    shutil.copyfile(reported_warehouse, changed)
    with connect(changed) as connection:
        connection.execute("update reporting.missing set kind = 'goal_left_open' where kind = 'goal_review'")
    with open_published(changed) as published:
        dan = compose(published, organization, DAN)
    assert "left open by who left on" in said(dan, "Goals")
    assert "A goal was" not in said(dan, "What is missing")


def test_notes_speak_in_whole_sentences(brief):
    assert "“Client sleeping in car again, says she is fine.”" in said(brief(DAN), "What notes say")


@pytest.mark.parametrize("role", ["director", "analyst", "youth"])
def test_every_sentence_holds_to_its_sources(reported_warehouse, organization, role):
    with open_published(reported_warehouse) as published:
        for number in range(1, 8):
            try:
                made = compose(published, organization, f"C-{number:010d}", role)
            except CaselineError:
                assert role == "youth"
                continue
            checked = check(json.loads(json.dumps(as_data(made))), published.connection)
            assert checked.faults == []
            assert checked.counts["sentence"] >= 9


def test_screens_are_told_with_their_risks_and_hold_to_their_sources(screened_warehouse, organization):
    told = {}
    with open_published(screened_warehouse) as published:
        for row in published.rows("select client_id, last_name from record.client order by client_id"):
            made = compose(published, organization, row["client_id"])
            assert check(json.loads(json.dumps(as_data(made))), published.connection).faults == []
            told[row["last_name"]] = made
    risks = said(told["against_skip"], "Open risks")
    assert "Sure, it was answered so: the C-SSRS screener of 10 June 2026 raises “Suicidal thoughts”." in risks
    assert "leaves open “Suicidal thoughts”" in said(told["zero"], "Open risks")
    assert "C-SSRS triage: 3, “High” on 10 June 2026" in said(told["against_skip"], "Where things stand")
    assert "PHQ-9 total: no score on 10 June 2026. An answer cannot be read" in said(told["halfway"], "Where things")


def risks_told(warehouse, organization, name):
    with open_published(warehouse) as published:
        ((client,),) = [tuple(row.values()) for row in published.rows(
            "select client_id from record.client where last_name = $name", name=name
        )]  # fmt: skip
        made = compose(published, organization, client)
        assert check(json.loads(json.dumps(as_data(made))), published.connection).faults == []
        return said(made, "Open risks")


def test_a_screen_risk_is_open_until_the_question_is_answered_again(screened_warehouse, organization, tmp_path):
    assert risks_told(screened_warehouse, organization, "highest") == (
        "No note raises a risk that nothing has answered, and later forms answer otherwise what screens raised."
    )
    copy = tmp_path / "copy.duckdb"
    shutil.copyfile(screened_warehouse, copy)
    with connect(copy) as connection:  # a form ten days later that leaves the ninth question open
        (client,) = connection.execute("select client_id from record.client where last_name = 'low'").fetchone()
        for table, changed in (
            ("record.submission", "'blank' as submission_id, date '2026-06-20' as submitted_on"),
            ("intelligence.screen_answer", "'blank' as submission_id, 'blank' || item as screen_answer_id,"
             " case when item = 'phq9_9' then 'blank' else status end as status"),
            ("intelligence.screen_risk", "'blank' as submission_id, 'blank' as screen_risk_id, false as is_answered,"
             " date '2026-06-20' as answered_on, null as score_in_words"),
        ):  # fmt: skip
            connection.execute(
                f"insert into {table} by name select * replace ({changed}) from {table} where client_id = ?", [client]
            )
    told = risks_told(copy, organization, "low")
    assert "Sure, it was answered so: the PHQ-9 of 10 June 2026 raises “Suicidal thoughts”." in told
    assert "Possible, not answered: the PHQ-9 of 20 June 2026 leaves open “Suicidal thoughts”." in told
    with connect(copy) as connection:
        connection.execute("delete from intelligence.screen_risk where screen_risk_id = 'blank'")
        for table, day in (("intelligence.screen_risk", "answered_on"), ("record.submission", "submitted_on")):
            connection.execute(
                f"update {table} set {day} = date '2024-06-10' where client_id = ? and {day} < date '2026-06-20'",
                [client],
            )
    assert risks_told(copy, organization, "low") == (
        "Raised by screens more than half a year ago and not answered since: “Suicidal thoughts” (PHQ-9, sure,"
        " 10 June 2024)."
    )


def test_a_consent_of_another_scope_hides_no_end(reported_warehouse, organization, tmp_path):
    copy = tmp_path / "copy.duckdb"
    shutil.copyfile(reported_warehouse, copy)
    with connect(copy) as connection:
        connection.execute(
            """insert into record.consent by name select * replace ('later' as consent_id, 'photographs' as scope,
                date '2025-09-01' as given_on, date '2027-03-01' as expires_on)
            from record.consent where client_id = ?""",
            [ANA],
        )
    with open_published(copy) as published:
        told = said(compose(published, organization, ANA), "Next dates")
    assert "1 January 2027: the consent given at Eastside Housing Alliance (network) ends." in told
    assert "1 March 2027: the consent given at Eastside Housing Alliance (photographs) ends." in told


def test_the_check_sees_what_does_not_hold(reported_warehouse, brief):
    data = json.loads(json.dumps(as_data(brief(DAN))))
    lies = {
        "Moved on 3 March 2026.": "3 March 2026 stands in none",
        "There are 93 of them.": "93 stands in none",
        "It says “all is well”.": "“all is well” stands in none",
        "Seen by Walter.": "the name 'Walter' stands in none",
    }
    with connect(reported_warehouse, read_only=True) as connection:
        for text, fault in lies.items():
            lying = json.loads(json.dumps(data))
            lying["sections"][0]["sentences"][0]["text"] = text
            assert any(fault in what for _, what in check(lying, connection).faults)
        quote = next(number for number, one in data["citations"].items() if one["kind"] == "quote")
        data["citations"][quote]["start"] += 1
        assert [what for where, what in check(data, connection).faults if where == f"[{quote}]"] == [
            "the quote does not stand at its offsets"
        ]


def test_a_client_is_named_only_to_who_may_know(brief):
    assert brief(ANA).name == "Ana Vale"
    analyst = brief(ANA, "analyst")
    assert analyst.name is None
    shown = as_markdown(analyst) + json.dumps(as_data(analyst))
    assert "Ana" not in shown.replace("Analyst", "")
    assert "Born on" not in shown
    with pytest.raises(CaselineError, match="sees nothing about single people"):
        brief(ANA, "funder")


def test_a_role_of_one_program_sees_its_clients_and_its_rows_only(brief):
    made = brief(CLEO, "youth")
    assert "Youth Pathways" in said(made, "Who and where")
    assert "Rapid Rehousing" not in json.dumps(as_data(made))
    assert made.scope == "Only what the role sees: Youth Pathways."
    with pytest.raises(CaselineError, match="There is no client"):
        brief(DAN, "youth")


def test_a_client_is_found_by_source_id_and_by_former_id(reported_warehouse, organization, brief, tmp_path):
    assert brief("hmis:eastside:4").client_id == DAN
    assert brief("c-0000000004").client_id == DAN
    with pytest.raises(CaselineError, match="There is no client 'C-NOBODY'"):
        brief("C-NOBODY")
    changed = tmp_path / "changed.duckdb"
    shutil.copyfile(reported_warehouse, changed)
    with connect(changed) as connection:
        connection.execute(
            "insert into reporting.client_alias by name select 'C-OLD' as former_client_id, ? as client_id, "
            "false as is_current union all select 'C-GONE', null, false",
            [DAN],
        )
    with open_published(changed) as published:
        assert compose(published, organization, "C-OLD").client_id == DAN
        with pytest.raises(CaselineError, match="no client has its records now"):
            compose(published, organization, "C-GONE")


def test_pages_escape_what_sources_say_and_fetch_nothing(brief, organization):
    made = replace(brief(DAN), name="Dan <script>alert(1)</script>")
    page = as_page(made, organization)
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "Dan &lt;script&gt;" in page
    assert "\\<script\\>" in as_markdown(made)
    assert "a\\_b/\\<c\\>.csv" in as_markdown(replace(made, as_of_source="the newest day in a_b/<c>.csv"))
    printed = io.StringIO()
    Console(width=200, file=printed).print(as_text(made))
    assert "Dan <script>" in printed.getvalue()


def test_each_code_shows_the_row_that_overrules_it_and_decide_takes_it(reported_warehouse, brief, tmp_path):
    made = brief(DAN)
    rows = [row for one in as_data(made)["citations"].values() for row in one.get("overrule", [])]
    assert len(rows) == len(made.codes())
    (risk,) = [row for row in rows if row.startswith("n3,risk-flags,suicidal_ideation,,10..23,")][:1]
    sheet = tmp_path / "row.csv"
    sheet.write_text(f"{','.join(ROW)}\n{risk}A film\n", encoding="utf-8")
    taken = take_in(sheet, tmp_path / "transformation", reported_warehouse, "Kim Lee", date(2026, 7, 1))
    assert str(taken)
    (ruling,) = csv.DictReader((tmp_path / "transformation" / "code_rulings.csv").open(encoding="utf-8"))
    assert (ruling["quote"], ruling["ruling"], ruling["reason"]) == ("ending it all", "overruled", "A film")


def test_the_sheet_of_a_brief_is_what_decide_takes(reported_warehouse, brief, tmp_path):
    sheet = tmp_path / "sheet.csv"
    with connect(reported_warehouse, read_only=True) as connection:
        assert write_sheet(brief(DAN), connection, sheet) >= 2
        with pytest.raises(CaselineError, match=r"must end in \.csv or \.xlsx"):
            write_sheet(brief(DAN), connection, tmp_path / "sheet.txt")
    rows = list(csv.DictReader(sheet.open(encoding="utf-8-sig")))
    for row in rows:
        row |= {"ruling": "overruled", "reason": "Not so", "decided_by": "Kim Lee"}
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    take_in(sheet, tmp_path / "transformation", reported_warehouse, None, date(2026, 7, 1))
    rulings = list(csv.DictReader((tmp_path / "transformation" / "code_rulings.csv").open(encoding="utf-8")))
    assert {ruling["code"] for ruling in rulings} == {"level", "suicidal_ideation", "unsheltered_tonight"}
