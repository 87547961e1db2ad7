"""Word files (DOCX): paragraphs and table rows as they read now, with changes taken as accepted.

Pages are known as Word last laid them out, if it noted that in the file.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError

from ingestion.documents.document import Document, Line, NotRead

LARGEST_PART = 50 << 20
MOST_RATIO = 250
RATIO_MATTERS_FROM = 2 << 20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
# Taken out, moved away, a second rendering of the same, and what Word computes by.
_UNREAD = {"Fallback", "instrText", "delText", "pPr", "rPr", "rt"}
_PAGE_BREAK = "\x0c"
DAMAGED = ("This Word file is damaged or cut off.", "Open it in Word, save it anew, and put that here.")


def read_docx(content: bytes) -> Document:
    """The words of a DOCX. Raises NotRead when it is damaged, not what it says, empty, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: _part(archive, f"word/{name}.xml") for name in ("document", "footnotes", "endnotes")}
            has_pictures = any(name.startswith("word/media/") for name in archive.namelist())
            title = _title(_part(archive, "docProps/core.xml"))
    except (zipfile.BadZipFile, zlib.error, ParseError, EOFError, NotImplementedError, OSError):
        raise NotRead(*DAMAGED) from None
    if parts["document"] is None:
        raise NotRead("This is not a Word file, though its name says so.", "Give it the ending of what it is.")
    reading = _Reading()
    for name in ("document", "footnotes", "endnotes"):
        part = parts[name]
        if part is not None:
            reading.take(part)
    if not any(character.isalnum() for line in reading.lines for character in line.text):
        if has_pictures:
            raise NotRead(
                "This Word file holds pictures and no text to read.",
                "Save it as PDF, run that through a text recogniser (OCR), and put the result here.",
            )
        raise NotRead("This Word file is empty.", "Put the right file here.")
    document = Document("docx", reading.lines, title=title)
    if reading.has_pages:
        document.page_count = reading.page
    else:
        document.lines = [replace(line, page=None) for line in reading.lines]
    if reading.left_out:
        document.remarks.append("Deleted text that Word still keeps (tracked changes) was left out.")
    if reading.has_hidden:
        document.remarks.append("Text that Word hides was left out.")
    return document


class _NoDoctype(ElementTree.TreeBuilder):
    """A Word file declares no entities; one that does is built to grow."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise NotRead(*DAMAGED)


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.flag_bits & 0x1:
        raise NotRead("This Word file is protected with a password.", "Save it without a password, and put that here.")
    is_dense = info.file_size > RATIO_MATTERS_FROM and info.file_size > MOST_RATIO * max(info.compress_size, 1)
    if info.file_size > LARGEST_PART or is_dense:
        raise NotRead(
            "This Word file unpacks to far more than a document would hold, so none of it was read.",
            "Save it again from Word, or split it into several files.",
        )
    with archive.open(info) as member:
        content = member.read(LARGEST_PART + 1)
    return ElementTree.fromstring(content, ElementTree.XMLParser(target=_NoDoctype()))


class _Reading:
    """Paragraphs and table rows one by one, numbered through the file."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.page = 1
        self.has_pages = False
        self.left_out = False
        self.has_hidden = False
        self._number = 0

    def take(self, part: Element) -> None:
        for block in part.iter():
            if _name(block) in ("body", "footnote", "endnote"):
                self._blocks(block)

    def _blocks(self, parent: Element) -> None:
        for block in parent:
            name = _name(block)
            if self._is_unread(block):
                continue
            if name == "p":
                self._line("".join(self._text(block)))
            elif name == "tr":
                self._line(" | ".join(filter(None, (self._cell(cell) for cell in block))))
            else:
                self._blocks(block)  # tables, content controls, inserted paragraphs

    def _cell(self, cell: Element) -> str:
        return " ".join(piece.strip() for piece in "".join(self._text(cell)).split("\n") if piece.strip())

    def _line(self, text: str) -> None:
        self._number += 1
        pages = text.split(_PAGE_BREAK)
        for at, on_page in enumerate(pages):
            self.page += at > 0
            pieces = list(filter(str.strip, on_page.split("\n")))
            for place, piece in enumerate(pieces, 1):
                goes_on = place == len(pieces) and any(map(str.strip, pages[at + 1 :]))
                self.lines.append(Line(piece, self.page, self._number, goes_on=goes_on))

    def _is_unread(self, element: Element) -> bool:
        name = _name(element)
        is_gone = name in ("del", "moveFrom") or (name == "tr" and _is_deleted(element))
        self.left_out = self.left_out or is_gone
        return is_gone or name in _UNREAD

    def _text(self, element: Element) -> Iterator[str]:
        name = _name(element)
        if self._is_unread(element):
            return
        if name == "r" and _is_hidden(element):
            self.has_hidden = True
            return
        if name == "t":
            yield element.text or ""
        elif name == "tab":
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "lastRenderedPageBreak":
            self.has_pages = True
            yield _PAGE_BREAK
        elif name in ("br", "cr"):
            yield "\n"
        else:
            for child in element:
                yield from self._text(child)
            if name in ("p", "tr"):  # within a table cell or a text box
                yield "\n"


def _is_deleted(row: Element) -> bool:
    return any(_name(child) == "trPr" and any(_name(mark) == "del" for mark in child) for child in row)


def _is_hidden(run: Element) -> bool:
    for namespace in (_W, _STRICT):
        vanish = run.find(f"{namespace}rPr/{namespace}vanish")
        if vanish is not None:
            return vanish.get(f"{namespace}val", "true") not in ("0", "false", "off")
    return False


def _name(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _title(core: Element | None) -> str | None:
    title = next((each.text for each in core.iter() if _name(each) == "title"), None) if core is not None else None
    return (title or "").strip() or None
