"""Picked quotes: who they are of is known also when they may be quoted no more."""

from datetime import date

import duckdb

from caseline.review.acting import Change, undo
from caseline.review.quote_rulings import QuoteDocket, QuoteRuling


def test_a_quote_taken_back_after_consent_was_withdrawn_is_logged_with_its_client(tmp_path):
    picked = QuoteRuling("city", "crm:south:n1", "3..20", "picked", "Read", "Kim", date(2026, 5, 1).isoformat())
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
