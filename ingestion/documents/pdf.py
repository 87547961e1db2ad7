"""PDF: text page by page and line by line, filled-in fields, and the pages that are pictures."""

import io
import logging
import re
from collections.abc import Sequence
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from ingestion.documents.document import Document, Line, NotRead, page_list
from ingestion.documents.ocr import recognise_pages, recogniser

MOST_PAGES = 2_000
FEW_LETTERS = 40
MOSTLY_PICTURE = 0.5
_PAINTS = {b"Do", b"BI", b"INLINE IMAGE", b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh"}
_UNREADABLE = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|/g\d+|\(cid:\d+\)|/uni[0-9A-F]{4}")
SCANNED_FIX = (
    "Run it through a text recogniser (OCR), such as the one of your scanner or `ocrmypdf`, and put the result here."
)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings may quote what the file holds


def read_pdf(content: bytes, most_pages: int = MOST_PAGES) -> Document:
    """The words of a PDF. Raises NotRead when it is damaged, protected, too long, or has no words at all."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotRead("This PDF is protected with a password.", "Save it without a password, and put that here.")
        count = len(reader.pages)
    except PyPdfError:
        raise NotRead("This PDF is damaged or cut off.", "Save it again from where it came from.") from None
    if count > most_pages:
        raise NotRead(f"This PDF has {count:,} pages, more than {most_pages:,}.", "Split it into several files.")
    pages: dict[int, list[Line]] = {}
    scanned: list[int] = []
    unreadable: list[int] = []
    for number, page in enumerate(reader.pages, 1):
        text, is_picture = _page_text(page)
        printed, typed = text.splitlines(), _filled_in(page)
        letters = sum(character.isalnum() for line in (*printed, *typed) for character in line)
        if is_picture and letters < FEW_LETTERS:
            scanned.append(number)
        if letters and len("".join(_UNREADABLE.findall(text))) * 4 > len(text):
            unreadable.append(number)
        else:
            pages[number] = _lines(number, printed, typed)
    document = Document("pdf", [], title=_title(reader), page_count=count)
    if scanned or unreadable:
        _recognise(content, pages, scanned, unreadable, document)
    if scanned:
        reason = f"{page_list(scanned)} of {count}: scanned, a picture without text to read."
        document.gaps.append((reason, SCANNED_FIX))
    if unreadable:
        reason = f"{page_list(unreadable)} of {count}: the text is stored in a way that cannot be read."
        document.gaps.append((reason, "Print it to a new PDF, or " + SCANNED_FIX[0].lower() + SCANNED_FIX[1:]))
    document.lines = [line for number in sorted(pages) for line in pages[number]]
    if not any(character.isalnum() for line in document.lines for character in line.text):
        empty = ("This PDF is empty: no page has a word.", "Put the right file here.")
        raise NotRead(*(document.gaps[0] if document.gaps else empty))
    return document


def _recognise(
    content: bytes, pages: dict[int, list[Line]], scanned: list[int], unreadable: list[int], document: Document
) -> None:
    """Take pages that are pictures as a text recogniser reads them, where one is installed."""
    by = recogniser()
    if by is None:
        return
    try:
        found = recognise_pages(content, sorted({*scanned, *unreadable}))
    except NotRead as problem:
        document.gaps.append((problem.reason, problem.fix))
        return
    read = [number for number, lines in found.items() if any(map(str.isalnum, "".join(lines)))]
    for number in read:
        pages[number] = _lines(number, found[number], [])
        for missing in (scanned, unreadable):
            if number in missing:
                missing.remove(number)
    if read:
        document.remarks.append(f"{page_list(read)} of {document.page_count}: read from a picture by {by}.")


def _lines(page: int, printed: Sequence[str], typed: Sequence[str]) -> list[Line]:
    flows_to = len(printed) - 1 if typed else len(printed)
    return [Line(line, page, at, is_wrapped=at <= flows_to) for at, line in enumerate((*printed, *typed), 1)]


def _page_text(page: PageObject) -> tuple[str, bool]:
    """The text of a page, and whether what it shows is a picture: an image over most of it, or drawing alone."""
    area = abs(float(page.mediabox.width) * float(page.mediabox.height)) or 1.0
    covered = 0.0
    paints = False

    def look(operator: bytes, operands: Any, matrix: list[float], _: list[float]) -> None:
        nonlocal covered, paints
        if operator in _PAINTS:
            paints = True
        if operator in (b"Do", b"INLINE IMAGE"):
            covered += abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])

    text = page.extract_text(visitor_operand_before=look)
    return text, covered > MOSTLY_PICTURE * area or (paints and not text.strip())


def _filled_in(page: PageObject) -> list[str]:
    """What was typed into fields and written on the page: 'field: answer'."""
    written = []
    for reference in page.get("/Annots") or []:
        note = reference.get_object()
        kind = note.get("/Subtype")
        if kind == "/Widget":
            parent = note.get("/Parent")
            field = parent.get_object() if parent is not None and "/T" not in note else note
            value = note.get("/V", field.get("/V"))
            if value not in (None, "", "/Off"):
                written.append(f"{field.get('/TU') or field.get('/T') or 'Field'}: {str(value).removeprefix('/')}")
        elif kind == "/FreeText" and note.get("/Contents"):
            written.append(str(note["/Contents"]))
    return written


def _title(reader: PdfReader) -> str | None:
    title = reader.metadata.title if reader.metadata else None
    return str(title).strip() or None if title else None
