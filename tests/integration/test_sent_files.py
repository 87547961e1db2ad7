"""Files that clients send: of a kind and size that is taken, seen by a scanner, kept encrypted, read as documents, and
shown through the gate alone."""

import io
import re
import sys
import tempfile
import time
import zipfile
from datetime import datetime

import pytest
from reportlab.pdfgen.canvas import Canvas

from application.intake import door
from application.intake.bodies import LARGEST_BODY
from caseline.audit import Act
from caseline.ground.settings import SCANNER
from caseline.ground.warehouse import connect
from caseline.organization.intake_forms.sent_files import KeptFile
from ingestion.documents import apart, source
from ingestion.documents.document import NotRead
from ingestion.documents.source import load
from ingestion.submissions.store import Sent, Store
from tests.integration.intake_place import write_forms
from tests.integration.loopback_application import TOKEN, make_place, serving

ROLES = {"director": {"sees": "identifier"}, "counter": {"sees": "sensitive"}}
PDF = b"%PDF-1.7 Lindqvist, Alder Street"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)
KEY = 'name="key" value="'


def word(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "<x/>")
    return held.getvalue()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    place = make_place(tmp_path_factory.mktemp("files"), roles=ROLES)
    write_forms(place.organization)
    sent = Sent("known", "elsewhere", "first_visit", {"Paper": "photo-1.png"})
    Store(place.submissions).keep(sent, datetime(2026, 11, 30), [KeptFile("photo-1.png", PICTURE)])
    with connect(place.published) as connection:
        (client,) = connection.execute("select min(client_id) from record.client").fetchone()
        connection.execute(
            "create table record.upload as select 'u1' as upload_id, 's' as submission_id, 'Paper' as question,"
            "'online/first_visit/known' as submission_key, cast($1 as text) as client_id, 'eastside' as affiliate_id,"
            "'housing' as program_id, date '2026-11-30' as submitted_on, 'photo-1.png' as file_name",
            [client],
        )
    with serving(place) as running:
        running.client = client
        yield running


def controls(served):
    form = served.made.forms.forms()["first_visit"]
    return {one.field.name: one.name for one in form.asked}


def send(served, name, content, browser=None, **more):
    browser = browser or served.browser("nobody")
    page = browser.get("/forms/first_visit").text
    named = controls(served)
    fields = {
        "key": page.split(KEY)[1].split('"')[0], named["Given name"]: "Rosa", named["Family name"]: "Lindqvist",
        "consent": "agree", "drawing": "M10 20L30 40M50 60L70 80",
    } | more  # fmt: skip
    return browser.post(
        f"{served.url}/forms/first_visit", data=fields, files={named["Paper"]: (name, content)},
        headers={"Origin": served.url}, timeout=30,
    )  # fmt: skip


def test_a_file_is_kept_encrypted_under_a_plain_name(served, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert send(served, "../../Maria Lopez 123-45-6789.exe", PDF).url.endswith("/thanks?lang=en")
    store = Store(served.place.submissions)
    (upload,) = store.uploads(["eastside"])
    answers = upload.submission.sent.answers
    assert re.fullmatch(r"file-[0-9a-f]{12}\.pdf", upload.name)  # of its own name nothing is kept
    assert answers["Paper"] == upload.name and answers["Signature as drawn"] == "M10 20L30 40M50 60L70 80"
    assert store.content(upload.submission.sent.id, upload.name) == PDF
    kept = b"".join(path.read_bytes() for path in served.place.output.rglob("*") if path.is_file())
    assert b"Lindqvist" not in kept and not list(tmp_path.rglob("*"))


@pytest.mark.parametrize(("name", "content", "status", "told"), [
    ("letter.pdf", b"<html><script>alert(1)</script>\x00", 422, "Choose a file of one of these kinds."),
    ("letter.pdf", b"MZ\x90\x00", 422, "Choose a file of one of these kinds."),
    ("letter.docx", word("word/document.xml", "word/vbaProject.bin"), 422, "Choose a file of one of these kinds."),
    ("letter.docx", word("xl/workbook.xml"), 422, "Choose a file of one of these kinds."),
    ("letter.pdf", b"%PDF-1.7" + bytes(1 << 20), 422, "This file is too large."),
    ("letter.pdf", b"%PDF-1.7" + bytes(LARGEST_BODY), 413, "This is more than a form can hold."),
    ("letter.docx", word("word/document.xml"), 200, "Sent"),
    ("letter.txt", "Señora Lindqvist".encode(), 200, "Sent"),
    ("photo.png", PICTURE, 200, "Sent"),
])  # fmt: skip
def test_what_is_taken_is_told_by_its_content(served, name, content, status, told):
    kept = len(Store(served.place.submissions).uploads(["eastside"]))
    answer = send(served, name, content)
    assert answer.status_code == status and told in answer.text
    assert len(Store(served.place.submissions).uploads(["eastside"])) == kept + (status == 200)


def test_what_a_scanner_calls_harmful_is_not_taken(served, monkeypatch):
    script = "import sys; sys.exit(1 if b'EICAR' in sys.stdin.buffer.read() else 0)"
    monkeypatch.setenv(SCANNER, f'{sys.executable} -c "{script}"')
    assert "This file looks harmful" in send(served, "a.pdf", PDF + b"EICAR").text
    assert send(served, "a.pdf", PDF + b"clean").url.endswith("/thanks?lang=en")
    monkeypatch.setenv(SCANNER, "/no/such/scanner")
    assert send(served, "a.pdf", PDF + b"other").status_code == 503


def test_files_are_taken_up_to_a_size_and_while_the_disk_has_room(served, monkeypatch):
    megabytes = served.made.forms.door._megabytes_of_place
    monkeypatch.setattr(megabytes, "times", len(megabytes._done.get("127.0.0.1", ())) + 1)
    assert send(served, "a.pdf", PDF).status_code == 200
    assert send(served, "a.pdf", PDF).status_code == 429
    monkeypatch.setattr(door, "LEAST_FREE", 1 << 60)
    assert send(served, "a.pdf", PDF).status_code == 503


@pytest.mark.parametrize("drawing", ["M1 1L2 2<script>", "x" * 10, "M1 1" + "L2 2" * 5000, "M1 1L2 2 url(x)"])
def test_a_drawing_is_lines_and_nothing_else(served, drawing):
    assert "Draw your name once more" in send(served, "a.pdf", PDF, drawing=drawing).text


def test_a_form_with_files_comes_from_our_page(served):
    browser = served.browser("nobody")
    answer = browser.post(f"{served.url}/forms/first_visit", files={"a": ("a.pdf", PDF)}, timeout=30)
    assert answer.status_code == 403
    token = TOKEN.search(served.browser().get("/").text)
    assert token
    answer = browser.post(
        f"{served.url}/leave", files={"a": ("a.pdf", PDF)}, headers={"Origin": served.url}, timeout=30
    )
    assert answer.status_code == 415


def test_documents_are_read_from_the_newest_version_of_what_was_sent(served, tmp_path):
    store = Store(tmp_path / "submissions")
    for own_id, held, names in (("a", "", ["x-1.txt"]), ("a", "", ["x-2.txt"]), ("b", "a machine", ["x-3.txt"]),
                                ("c", "", ["x-4.png"])):  # fmt: skip
        files = [KeptFile(name, b"She asks for a bed.") for name in names]
        store.keep(Sent(own_id, "eastside", "first_visit", {"Paper": names[0]}, held), datetime(2026, 11, 30), files)
    warehouse = tmp_path / "warehouse.duckdb"
    summary = load(tmp_path, warehouse, ["eastside"], submissions=store.path.parent)
    assert [file.rows for file in summary.files] == [1]
    with connect(warehouse, read_only=True) as connection:
        rows = connection.execute(
            "select document_id, named_system, named_client_id, document_text, written_at from documents.document"
        ).fetchall()
    assert rows == [(
        "eastside/documents/forms/online/first_visit/a/x-2.txt", "forms", "online/first_visit/a", "She asks for a bed.",
        "2026-11-30T00:00:01",
    )]  # fmt: skip
    store.forget(["a"])
    assert [upload.name for upload in store.uploads(["eastside"])] == ["x-4.png"] and store.content(
        "a", "x-2.txt"
    ) is None


def heavy_pdf(words: int, pages: int = 1) -> bytes:
    """Pages of words that are small as they are packed and long to read."""
    out = io.BytesIO()
    sheet = Canvas(out, pageCompression=1)
    for _ in range(pages):
        sheet.setFont("Helvetica", 9)
        sheet._code.append("BT /F1 9 Tf 1 0 0 1 9 9 Tm (a) Tj ET\n" * words)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def test_a_file_that_does_not_end_is_held_back_once_and_the_others_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "LIMITS", apart.Limits(seconds=1))
    store = Store(tmp_path / "submissions")
    papers = {"a-1.pdf": heavy_pdf(300_000), "b-1.pdf": heavy_pdf(1, pages=51), "c-1.txt": b"She asks for a bed."}
    assert all(len(content) < 100_000 for content in papers.values())
    for name, content in papers.items():
        sent = Sent(name[0], "eastside", "first_visit", {"Paper": name})
        store.keep(sent, datetime(2026, 11, 30), [KeptFile(name, content)])
    warehouse, began = tmp_path / "warehouse.duckdb", time.monotonic()
    first = load(tmp_path, warehouse, ["eastside"], submissions=store.path.parent)
    assert time.monotonic() - began < 30
    assert [file.outcome for file in first.files] == ["held back", "held back", "loaded"]
    assert [one.reason for one in first.held_back] == [
        "Reading this file takes too long.", "This PDF has 51 pages, more than 50."
    ]  # fmt: skip
    again = load(tmp_path, warehouse, ["eastside"], submissions=store.path.parent)
    assert not again.files and again.unchanged == 3


def test_a_file_that_ends_its_reader_is_no_more_than_held_back():
    with pytest.raises(NotRead, match="ended the program"):
        apart.read_apart("a.txt", b"A word. " * 500_000, apart.Limits(memory=1 << 20))
    assert [line.text for line in apart.read_apart("a.txt", b"A word.").lines] == ["A word."]


def test_what_takes_too_long_in_all_waits_for_the_next_run(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "MOST_SECONDS_OF_SENT", 0)
    store = Store(tmp_path / "submissions")
    for own in ("a", "b"):
        sent = Sent(own, "eastside", "first_visit", {"Paper": "x.txt"})
        store.keep(sent, datetime(2026, 11, 30), [KeptFile("x.txt", f"Paper {own}.".encode())])
    warehouse = tmp_path / "warehouse.duckdb"
    for outcomes in (["loaded", "held back"], ["loaded"]):
        summary = load(tmp_path, warehouse, ["eastside"], submissions=store.path.parent)
        assert [file.outcome for file in summary.files] == outcomes


def test_a_file_is_shown_to_who_sees_whose_it_is_and_to_nobody_else(served):
    client = served.client
    browser = served.browser()
    assert "/files/u1" in browser.get(f"/clients/{client}.html").text
    shown = browser.get("/files/u1")
    assert shown.content == PICTURE and shown.headers["content-type"] == "image/png"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert served.written()[-1].entry.clients == (client,) and served.written()[-1].entry.act == Act.look
    assert browser.get("/files/u2").status_code == 404
    assert served.browser("nobody").get("/files/u1", allow_redirects=False).status_code in (303, 401, 403)


def test_a_role_without_names_opens_no_file(served):
    with serving(served.place, role="counter") as other:
        assert other.browser().get("/files/u1").status_code == 404
