"""Documents: what is read of each kind, with page and line, and what is held back."""

import io
import zipfile
from email.message import EmailMessage

import pytest
from docx import Document as Word
from docx.oxml import OxmlElement
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from ingestion.documents.document import Line, NotRead
from ingestion.documents.kinds import read_document
from ingestion.documents.note_text import LONGEST_NOTE, note_texts
from ingestion.documents.ocr import recogniser
from ingestion.files import FoundFile, path_files


@pytest.fixture
def without_tesseract(monkeypatch):
    for module in ("kinds", "pdf"):
        monkeypatch.setattr(f"ingestion.documents.{module}.recogniser", lambda: None)


def text_of(name, content):
    (note,) = note_texts(read_document(name, content).lines)
    return note


def places_of(note):
    """(words from where a line begins, page, line)"""
    return [(note.text[place.start :][:12], place.line.page, place.line.number) for place in note.places]


def pdf(*pages, **options):
    """Each page a list of lines, or None for a picture over the whole page."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, invariant=True, **options)
    for lines in pages:
        if lines is None:
            sheet.drawImage(ImageReader(Image.new("RGB", (60, 80), "gray")), 0, 0, 595, 842)
        for at, line in enumerate(lines or []):
            sheet.drawString(60, 780 - 15 * at, line)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def docx(*paragraphs):
    word = Word()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    return saved(word)


def saved(word):
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def held_back(name, content):
    with pytest.raises(NotRead) as problem:
        read_document(name, content)
    assert problem.value.fix
    return problem.value.reason


def test_lines_of_a_pdf_keep_page_and_line_and_are_read_as_sentences():
    note = text_of("a.pdf", pdf(["She came to the office and denied any", "thoughts of suicide."], ["Page two."]))
    assert note.text == "She came to the office and denied any thoughts of suicide.\nPage two."
    assert places_of(note) == [("She came to ", 1, 1), ("thoughts of ", 1, 2), ("Page two.", 2, 1)]


def test_columns_are_read_one_after_the_other():
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=letter)
    document.addPageTemplates(PageTemplate(frames=[Frame(50, 50, 240, 690), Frame(320, 50, 240, 690)]))
    sentence = "The client said that she stays with her sister since the landlord changed the locks in May."
    document.build([Paragraph(f"Part {n}. {sentence}", getSampleStyleSheet()["BodyText"]) for n in range(30)])
    words = " ".join(f"Part {n}. {sentence}" for n in range(30))
    assert text_of("a.pdf", out.getvalue()).words == words


def test_words_cut_at_the_end_of_a_line_are_whole_again_but_hyphens_stay():
    lines = [
        "The client is behind on her rent and fears evic-",
        "tion next month. She denied any thoughts of self-",
        "harm.",
    ]
    note = text_of("a.pdf", pdf(lines))
    assert (
        note.text
        == "The client is behind on her rent and fears eviction next month. She denied any thoughts of self-harm."
    )
    assert [note.text[place.start :].split()[0] for place in note.places] == ["The", "tion", "harm."]


def test_ligatures_are_letters():
    (note,) = note_texts([Line("The oﬃce was a ﬁne place", 1, 1)])
    assert note.text == "The office was a fine place"


def test_short_lines_and_items_stay_apart():
    lines = ["Denies any drug use", "Hears voices", "- Find work", "- Pay the rent"]
    assert text_of("a.txt", "\n".join(lines).encode()).text.splitlines() == lines


def test_scanned_pages_are_told_by_number_and_the_others_are_read(without_tesseract):
    document = read_document("a.pdf", pdf(["First page."], None, None, ["Fourth page."], None))
    assert [reason for reason, _ in document.gaps] == ["Pages 2 to 3, 5 of 5: scanned, a picture without text to read."]
    assert [line.page for line in document.lines] == [1, 4]
    assert held_back("a.pdf", pdf(None)) == "Page 1 of 1: scanned, a picture without text to read."


def test_fields_that_were_filled_in_are_read():
    out = io.BytesIO()
    sheet = canvas.Canvas(out)
    sheet.drawString(50, 700, "Intake form")
    sheet.acroForm.textfield(name="needs", value="A bed tonight", x=50, y=600, width=300)
    sheet.save()
    assert text_of("a.pdf", out.getvalue()).text == "Intake form\nneeds: A bed tonight"


def changed(paragraph, kind, words):
    change, run = OxmlElement(f"w:{kind}"), OxmlElement("w:r")
    text = OxmlElement("w:delText" if kind == "del" else "w:t")
    text.text = words
    run.append(text)
    change.append(run)
    paragraph._p.append(change)


def test_a_word_file_is_read_as_it_stands_now():
    word = Word()
    table = word.add_table(2, 2)
    for row, cells in enumerate([("Goal", "Status"), ("Find work", "Open")]):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    paragraph = word.add_paragraph("She is ")
    changed(paragraph, "del", "not ")
    changed(paragraph, "ins", "safe.")
    word.add_paragraph().add_run("hidden").font.hidden = True
    run = word.add_paragraph().add_run()
    run._r.append(OxmlElement("w:lastRenderedPageBreak"))
    run.add_text("Page two.")
    document = read_document("a.docx", saved(word))
    (note,) = note_texts(document.lines)
    assert note.text == "Goal | Status\nFind work | Open\nShe is safe.\nPage two."
    assert [place.line.page for place in note.places] == [1, 1, 1, 2]
    assert len(document.remarks) == 2


def test_a_word_file_without_pages_has_paragraphs():
    note = text_of("a.docx", docx("One.", "", "Three."))
    assert [(place.line.page, place.line.number) for place in note.places] == [(None, 1), (None, 3)]


def mail(body, subtype="plain"):
    message = EmailMessage()
    message["From"], message["Date"] = "Dr. Amadi <ruth@example.org>", "Tue, 06 May 2025 10:00:00 -0700"
    message["Subject"] = "Ana"
    message.set_content(body, subtype=subtype)
    return message


def test_an_email_is_what_its_writer_wrote():
    body = "She slept badly.\n\nRuth\n-- \nDr. Amadi\n\n"
    body += "On Mon, May 5, 2025 at 9:00 AM Kim <k@example.org>\nwrote:\n> Evicted?\n"
    document = read_document("a.eml", mail(body).as_bytes())
    (note,) = note_texts(document.lines)
    assert note.text == "She slept badly.\nRuth"
    assert [place.line.number for place in note.places] == [1, 3]
    assert (document.title, document.author, document.written_at) == (
        "Ana", "\"Dr. Amadi\" <ruth@example.org>", "2025-05-06 10:00:00",
    )  # fmt: skip
    assert len(document.remarks) == 2


def test_an_email_of_outlook_ends_at_its_header_block():
    body = "She moved in.\n\nFrom: Kim Lee\nSent: Monday\nTo: Ruth\nSubject: Ana\n\nIs she housed?\n"
    assert text_of("a.eml", mail(body).as_bytes()).text == "She moved in."


def test_a_line_that_begins_with_from_is_no_header():
    assert text_of("a.eml", mail("From: work she goes\nto school.\n").as_bytes()).text.startswith("From: work")


HEADERS = "From: Clinic <c@example.org>\nDate: Mon, May 5, 2025 at 9:00 AM\nSubject: Bed\nTo: Ruth <ruth@example.org>\n"
EARLIER = "\nOn Sun, May 4, 2025 at 8:00 AM Ruth <r@example.org> wrote:\n> Is there room?\n"


@pytest.mark.parametrize(
    "forward",
    [
        f"---------- Forwarded message ---------\n{HEADERS}\n\nShe needs a bed.\n{EARLIER}",
        f"Begin forwarded message:\n\n{HEADERS}\nShe needs a bed.\n{EARLIER}",
        "Begin forwarded message:\n\n"
        + "".join(f"> {line}\n" for line in f"{HEADERS}\nShe needs a bed.\n{EARLIER}".splitlines()),
        "-------- Forwarded Message --------\nSubject: Bed\nDate: Mon, 5 May 2025\nFrom: Clinic <c@example.org>\n"
        f"To: ruth@example.org\n\nShe needs a bed.\n{EARLIER}",
        "-- \nDr. Amadi\n\n---------- Forwarded message ---------\n" + f"{HEADERS}\nShe needs a bed.\n",
    ],
)
def test_what_was_forwarded_is_read(forward):
    text = text_of("a.eml", mail(f"See below.\n\n{forward}").as_bytes()).text
    assert text.startswith("See below.") and "From: Clinic" in text and text.endswith("She needs a bed.")


@pytest.mark.parametrize("rule", ["", "________________________________\n", "-----Original Message-----\n"])
def test_what_outlook_forwards_is_told_by_its_subject(rule):
    body = f"See below.\n\n{rule}From: Clinic\nSent: Monday\nTo: Ruth\nSubject: Bed\n\nShe needs a bed.\n"
    body += "\nFrom: Ruth\nSent: Sunday\nTo: Clinic\nSubject: Bed\n\nIs there room?\n"
    forwarded = mail(body)
    forwarded.replace_header("Subject", "FW: Bed")
    text = text_of("a.eml", forwarded.as_bytes()).text
    assert text.endswith("She needs a bed.")
    assert text_of("a.eml", mail(body).as_bytes()).text == "See below."


HTML_HEADERS = HEADERS.replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")


@pytest.mark.parametrize(
    "forward",
    [
        "<div class='gmail_quote'><div dir='ltr' class='gmail_attr'>---------- Forwarded message ---------<br>"
        f"{HTML_HEADERS}</div><br><br><div>She needs a bed.</div><div class='gmail_quote'><div class='gmail_attr'>"
        "On Sun, Ruth wrote:</div><blockquote class='gmail_quote'>Is there room?</blockquote></div></div>",
        "<blockquote type='cite'><div>Begin forwarded message:</div><br>"
        f"<div>{HTML_HEADERS}</div><br><div>She needs a bed.</div>"
        "<blockquote type='cite'>Is there room?</blockquote></blockquote>",
    ],
)
def test_what_was_forwarded_in_html_is_read(forward):
    text = text_of("a.eml", mail(f"<div>See below.</div>{forward}", "html").as_bytes()).text
    assert text.startswith("See below.") and "From: Clinic" in text and text.endswith("She needs a bed.")


def test_what_an_earlier_mail_forwarded_is_quoted_with_it():
    html = "<p>She moved in.</p><div class='gmail_quote'><div>On Sun, May 4, 2025 Kim &lt;k@x.example&gt; wrote:</div>"
    html += "<blockquote class='gmail_quote'>See below.<div class='gmail_quote'>---------- Forwarded message ---------"
    html += f"<br>{HTML_HEADERS}<br>She needs a bed.</div></blockquote></div>"
    document = read_document("a.eml", mail(html, "html").as_bytes())
    assert [line.text for line in document.lines] == ["She moved in."]
    assert len(document.remarks) == 1


def test_an_html_mail_of_outlook_ends_at_its_header_block():
    html = "<p>She moved in.</p><div id='appendonsend'></div><hr><div id='divRplyFwdMsg'><b>From:</b> Kim Lee<br>"
    html += "<b>Sent:</b> Monday<br><b>To:</b> Ruth<br><b>Subject:</b> Ana</div><div>Is she housed?</div>"
    document = read_document("a.eml", mail(html, "html").as_bytes())
    assert [line.text for line in document.lines] == ["She moved in."]
    assert len(document.remarks) == 1
    spanish = html.replace("From:", "De:").replace("Sent:", "Enviado el:").replace("To:", "Para:")
    assert text_of("a.eml", mail(spanish, "html").as_bytes()).text == "She moved in."


def test_an_email_of_html_alone_is_read_without_what_nobody_sees():
    html = "<style>p{}</style><p>She got the <b>keys</b>&nbsp;today.</p><p style='display: none'>ignore</p>"
    html += "<div class='gmail_quote'>Earlier words</div>"
    assert text_of("a.eml", mail(html, "html").as_bytes()).text == "She got the keys today."


def test_files_in_an_email_are_documents():
    message = mail("See the letter.")
    message.add_attachment(b"words", maintype="text", subtype="plain", filename="a/b.txt")
    (attached,) = read_document("a.eml", message.as_bytes()).attachments
    assert (attached.name, attached.content) == ("a_b.txt", b"words")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le"])
def test_text_is_read_in_any_usual_encoding(encoding):
    assert text_of("a.txt", "José said: mañana.\r\nHe needs food.\r\n".encode(encoding)).text == (
        "José said: mañana.\nHe needs food."
    )


def test_a_transcript_keeps_speaker_and_time():
    vtt = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\n<v Ana>I have been sleeping in my\n\n2\n"
    vtt += "00:00:04.000 --> 00:00:06.000\n<v Ana>car since Sunday.</v>\n\n3\n"
    vtt += "01:06.500 --> 01:08.000\n<v Kim Lee>Are you safe?\n"
    note = text_of("a.vtt", vtt.encode())
    assert (
        note.text == "[00:00:01] Ana: I have been sleeping in my car since Sunday.\n[00:01:06] Kim Lee: Are you safe?"
    )
    assert [(place.line.number, place.line.speaker, place.line.said_at) for place in note.places] == [
        (5, "Ana", "00:00:01"), (9, "Ana", "00:00:04"), (13, "Kim Lee", "00:01:06"),
    ]  # fmt: skip
    srt = "1\r\n00:00:01,000 --> 00:00:04,000\r\nKim: How are you?\r\n"
    assert text_of("a.srt", srt.encode()).text == "[00:00:01] Kim: How are you?"


def test_a_very_long_document_becomes_several_notes_cut_between_pages():
    lines = [Line("word " * 100, page, at) for page in range(1, 401) for at in range(1, 3)]
    notes = note_texts(lines)
    assert len(notes) == 5 and all(len(note.text) <= LONGEST_NOTE for note in notes)
    assert all(note.places[0].line.number == 1 for note in notes)
    assert sum(len(note.places) for note in notes) == len(lines)


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", pdf([]), "no page has a word"),
        ("a.pdf", pdf(["Some words"])[:300], "damaged"),
        ("a.pdf", b"%PDF-1.4\n" + bytes(range(256)) * 50, "damaged"),
        ("a.pdf", pdf(["Secret"], encrypt="secret"), "password"),
        ("a.pdf", docx("Words"), "The name says PDF"),
        ("a.docx", pdf(["Words"]), "The name says Word file"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1", "password"),
        ("a.docx", docx(), "empty"),
        ("a.docx", docx("Words")[:900], "damaged"),
        ("a.docx", zipped(word__document="<a>" + "x" * 60_000_000 + "</a>"), "unpacks to far more"),
        ("a.docx", zipped(word__document='<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'), "damaged"),
        ("a.docx", zipped(other="<a/>"), "not a Word file"),
        ("a.txt", bytes(range(256)) * 40, "not text"),
        ("a.txt", b" \n\n", "empty"),
        ("a.eml", b"just words", "no sender"),
        ("a.vtt", b"WEBVTT\n\nwords", "no line with times"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "old Word file"),
        ("a.msg", b"\xd0\xcf\x11\xe0", "Outlook"),
        ("winmail.dat", b'x\x9f>"', "winmail.dat"),
        ("scan.jpg", b"\xff\xd8\xff", "picture"),
        ("a.xyz", b"words", "Files of this kind (xyz)"),
    ],
)
def test_what_cannot_be_read_is_held_back_with_its_reason(without_tesseract, name, content, reason):
    assert reason in held_back(name, content)


def test_a_pdf_without_a_password_but_with_restrictions_is_read():
    from reportlab.lib.pdfencrypt import StandardEncryption

    assert (
        text_of("a.pdf", pdf(["Words"], encrypt=StandardEncryption("", ownerPassword="x", strength=128))).text
        == "Words"
    )


def test_word_files_are_not_taken_for_zips_of_exports(tmp_path):
    (tmp_path / "a.docx").write_bytes(docx("Words"))
    assert path_files(tmp_path, "x").files == [FoundFile("x", f"{tmp_path.name}/a.docx", tmp_path / "a.docx")]


@pytest.fixture
def letter_scan():
    """A letter as a picture, the whole page of a PDF, beside a page of text."""
    font = ImageFont.load_default(40)
    picture = Image.new("L", (1240, 1754), 255)
    for at, line in enumerate(["She has no food at home.", "She sleeps in her car."]):
        ImageDraw.Draw(picture).text((100, 100 + 70 * at), line, fill=0, font=font)
    out, sheet_out = io.BytesIO(), io.BytesIO()
    picture.save(out, "PNG")
    sheet = canvas.Canvas(sheet_out)
    sheet.drawString(60, 780, "The first page is text.")
    sheet.showPage()
    sheet.drawImage(ImageReader(picture), 0, 0, 595, 842)
    sheet.save()
    return out.getvalue(), sheet_out.getvalue()


@pytest.mark.skipif(recogniser() is None, reason="tesseract is not installed on this machine")
def test_scans_are_read_where_tesseract_is_installed(letter_scan):
    picture, scan = letter_scan
    document = read_document("a.pdf", scan)
    (note,) = note_texts(document.lines)
    assert note.text == "The first page is text.\nShe has no food at home.\nShe sleeps in her car."
    assert [place.line.page for place in note.places] == [1, 2, 2] and not document.gaps
    assert document.remarks == [f"Page 2 of 2: read from a picture by {recogniser()}."]
    assert "She sleeps in her car." in text_of("scan.png", picture).text


def test_scans_are_held_back_where_it_is_not(letter_scan, without_tesseract):
    picture, scan = letter_scan
    assert [reason for reason, _ in read_document("a.pdf", scan).gaps] == [
        "Page 2 of 2: scanned, a picture without text to read."
    ]
    assert "picture" in held_back("scan.png", picture)
