"""Picked quotes: of which text of a note they are, and whose, also when they may be quoted no more."""

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from caseline.ground.errors import ConfigurationErrors
from caseline.review.acting import Change, RuledMeanwhile, rule, undo
from caseline.review.code_rulings import note_version
from caseline.review.quote_rulings import QuoteDocket, QuoteRuling


def test_a_quote_taken_back_after_consent_was_withdrawn_is_logged_with_its_client(tmp_path):
    picked = QuoteRuling("city", "crm:south:n1", "", "3..20", "picked", "Read", "Kim", date(2026, 5, 1).isoformat())
    (tmp_path / "quote_rulings.csv").write_text(
        "report,in_note,place,ruling,reason,decided_by,decided_on\ncity,crm:south:n1,3..20,picked,Read,Kim,2026-05-01\n"
    )
    told = set()
    with duckdb.connect() as connection:
        connection.execute("create schema record")
        connection.execute("create table record.case_note as select 'crm:south:n1' as note_id, 'C-1' as client_id")
        undo(Change(QuoteDocket, (), (picked,)), tmp_path, connection, told.update)
    assert told == {"C-1"}
    assert len((tmp_path / "quote_rulings.csv").read_text().splitlines()) == 1


def test_a_quote_is_of_the_text_that_was_read(tmp_path):
    row = {"report": "city", "in_note": "n1", "place": "3..20", "ruling": "picked", "reason": "Read"}
    with duckdb.connect() as connection:
        connection.execute("create schema record; create schema intelligence; create schema framework")
        connection.execute("create table framework.report as select 'city' as report_id, 'City' as funder")
        note = "select 'n1' as note_id, 'C-1' as client_id, repeat('a', 64) as content_hash"
        connection.execute(f"create table record.case_note as {note}")
        connection.execute("""create table intelligence.quotable_code as
            select 'C-1' as client_id, 'n1' as note_id, 3 as quote_start, 20 as quote_end""")

        def picked(version: str) -> Change:
            rows = [row | {"note_version": version}]
            return rule(QuoteDocket, rows, tmp_path, connection, "Kim", date(2026, 5, 1), (), set().update)

        (now,) = picked(note_version("a" * 64)).after
        connection.execute("update record.case_note set content_hash = ?", ["b" * 64])
        for former in (note_version("c" * 64), ""):
            with pytest.raises(ConfigurationErrors, match="another by now"):
                picked(former)
        connection.execute("update record.case_note set content_hash = ?", ["a" * 64])
        (tmp_path / "quote_rulings.csv").write_text("report,in_note,place,ruling,reason\ncity,n1,3..20,picked,Before\n")
        with pytest.raises(RuledMeanwhile, match="take theirs back first"):
            picked(note_version("a" * 64))
        assert len((tmp_path / "quote_rulings.csv").read_text().splitlines()) == 2
    assert now.is_about("n1", "a" * 64, "3..20") and not now.is_about("n1", "b" * 64, "3..20")
    from_before = replace(now, note_version="")
    assert from_before.is_about("n1", "b" * 64, "3..20") and not from_before.is_about("n1", "b" * 64, "4..20")
