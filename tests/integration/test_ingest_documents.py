"""Documents, from a folder to notes of a client and a quote that leads to its page."""

import io
import shutil

import duckdb
import pytest
from rich.console import Console

import ingestion.documents.source
from caseline.coding.choosing import chosen_coder
from caseline.coding.nights.engine import code_notes, pending_partitions
from caseline.ground.warehouse import connect
from caseline.organization.skills import load_skills
from ingestion.documents.source import load, scan
from ingestion.ledger import GONE
from reports.trace import trace
from tests.built_once import WAREHOUSE
from tests.integration.documented_organization import LETTER, pdf
from tests.integration.record_building import build_reports, dbt

AFFILIATES = ["north", "south"]
SUFFIX = "south/documents/"


@pytest.fixture
def place(documented):
    """The organisation's folder and its warehouse, up to the record layer; for reading."""
    return documented


@pytest.fixture
def own_place(place, tmp_path):
    """The same, to change."""
    shutil.copytree(place[0], tmp_path / "small")
    shutil.copy(place[1], tmp_path / WAREHOUSE)
    return tmp_path / "small", tmp_path / WAREHOUSE


def query(warehouse, sql):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def notes(warehouse):
    return query(
        warehouse,
        "select source_file, client_id, program_id, note_date::text, author, source_page, source_line, note_text "
        "from record.case_note where source = 'documents' order by source_file",
    )


def test_documents_are_notes_of_the_client_that_something_names(place):
    _, warehouse = place
    ((ana,),) = query(warehouse, "select client_id from record.client_link where record_key = 'crm:south:c1'")
    found = {file.removeprefix(SUFFIX): rest for file, *rest in notes(warehouse)}
    assert {rest[0] for rest in found.values()} == {ana}
    assert {file: rest[1:4] for file, rest in found.items()} == {
        "letter.pdf": ["work", "2024-04-03", "Dr. Amadi"],
        "visit.eml": ["work", "2024-05-07", "Ruth <ruth@example.org>"],
        "visit.eml/more.txt": ["work", "2024-05-07", None],
        "letters/undated.txt": [None, None, None],
        "crm/c1/2024-05-05 goals.txt": ["work", "2024-05-05", None],
        "my_summary.docx": ["work", "2024-04-12", "Kim Lee"],
        "plan.txt": ["work", "2024-04-20", "Kim Lee"],
    }


def test_what_names_nobody_waits_with_its_reason(place):
    held = query(
        place[1],
        "select file, line, reason, fix, is_kept from intake.quarantine where source = 'documents' order by all",
    )
    assert all(fix for *_, fix, _ in held)
    assert {(file.removeprefix(SUFFIX), line, reason[:42], kept) for file, line, reason, _, kept in held} == {
        ("call.vtt", None, "The client that south/documents/documents.", False),
        ("cut.pdf", None, "This PDF is damaged or cut off.", False),
        ("documents.csv", 8, "The file that this row names is not here.", False),
        ("documents.csv", 9, "This row has no client_id.", False),
        ("letter.pdf", None, "Page 3 of 3: scanned, a picture without te", False),
        ("letters/copy.pdf", None, "Page 3 of 3: scanned, a picture without te", False),
        ("letters/copy.pdf", None, "It says the same, word for word, as anothe", False),
        ("letters/undated.txt", None, "When this was written is not a date that c", True),
        ("nobody.txt", None, "Nothing says whose document this is.", False),
        ("stranger.txt", None, "The client that south/documents/documents.", False),
        ("twice.txt", None, "Rows about different people name a file of", False),
        ("visit.eml", None, "Attachment winmail.dat: This is an attachm", False),
    }


def test_found_is_landed_or_held_back_in_every_file(place):
    _, warehouse = place
    rows = query(
        warehouse,
        "select file, rows, held_back, (select count(distinct document_id) from documents.document d "
        "where d._source_file = f.file) from documents.load_file f where table_name = 'document'",
    )
    assert len(rows) == 12
    found = {file.removeprefix(SUFFIX): counts for file, *counts in rows}
    assert all(read == landed for read, _, landed in found.values())
    assert all(read + held == (3 if file == "visit.eml" else 1) for file, (read, held, _) in found.items())


def test_check_says_the_same_without_loading(place):
    organization, _ = place
    summary = scan(organization / "data", AFFILIATES)
    reasons = {(item.file.removeprefix(SUFFIX), item.reason) for item in summary.held_back}
    assert ("documents.csv", "The file that this row names is not here.") in reasons
    unnamed = {file for file, reason in reasons if reason == "Nothing here says whose document this is."}
    assert unnamed == {"my_summary.docx", "nobody.txt", "plan.txt", "twice.txt"}


def test_a_quote_leads_to_its_page(own_place):
    _, warehouse = own_place
    with connect(warehouse) as connection:
        skills, coder = load_skills(), chosen_coder()
        code_notes(connection, pending_partitions(connection, skills, coder)[1], skills, coder, "run")
    build_reports(warehouse)
    cited = query(
        warehouse,
        "select source_file, source_page, source_line, quote from reporting.evidence where report = 'city' and "
        "role = 'counted' and quote ilike '%ending her life%'",
    )
    assert {row[:3] for row in cited} == {("south/documents/letter.pdf", 2, 2)}
    page = io.StringIO()
    Console(width=200, file=page).print(trace(warehouse, "city", "risk"))
    assert "south/documents/letter.pdf, page 2, line 2" in page.getvalue()


def test_running_again_changes_nothing(own_place, tmp_path):
    organization, warehouse = own_place
    tables = ("document", "line", "index_row", "present_file", "load_file", "quarantine")
    before = {table: query(warehouse, f"select * from documents.{table} order by all") for table in tables}
    summary = load(organization / "data", warehouse, AFFILIATES)
    assert not summary.files and summary.unchanged == 13
    assert before == {table: query(warehouse, f"select * from documents.{table} order by all") for table in tables}


def test_a_new_version_takes_the_place_of_the_former_and_the_same_words_stay_the_same_note(own_place, tmp_path):
    organization, warehouse = own_place
    documents = organization / "data" / "south" / "documents"
    before = dict(query(warehouse, "select source_file, note_id from record.case_note where source = 'documents'"))
    (documents / "letter.pdf").write_bytes(pdf(*LETTER, title="Saved anew"))
    (documents / "plan.txt").write_text("The plan of the week, changed.", encoding="utf-8")
    (documents / "my_summary.docx").unlink()
    summary = load(organization / "data", warehouse, AFFILIATES)
    assert len(summary.files) == 2
    dbt(warehouse, "run", "--select", "path:models/intake/documents", "quarantine", "note_line", "case_note")
    dbt(warehouse, "test", "--select", "documents_found_are_notes_or_held_back")
    after = dict(query(warehouse, "select source_file, note_id from record.case_note where source = 'documents'"))
    changed, gone = SUFFIX + "plan.txt", SUFFIX + "my_summary.docx"
    assert set(before) - set(after) == {gone}
    assert after[changed] != before[changed]
    assert all(after[file] == before[file] for file in after if file != changed)
    assert query(warehouse, f"select note from documents.load_file where file = '{gone}'") == [(GONE,)]


def test_the_reader_reads_what_it_read_before_when_it_reads_otherwise(own_place, tmp_path, monkeypatch):
    organization, warehouse = own_place
    monkeypatch.setattr(ingestion.documents.source, "READER", "documents-0")
    before = query(warehouse, "select count(*) from documents.line")
    summary = load(organization / "data", warehouse, AFFILIATES)
    assert summary.unchanged == 0
    assert query(warehouse, "select count(*) from documents.line") == before
