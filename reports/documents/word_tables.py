"""Tables of a Word document: as wide as the page, with heads that come again on the next."""

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.documents.tables import WIDTH, Grid, narrowed

NARROW = 26
"""The widest that a column of numbers is, in mm."""
FEW_COLUMNS = 2
"""Of numbers: beside so few a first column as wide as the page would leave them far from what they are of."""
MOST_ROWS_TOGETHER = 20
"""Of a table that is kept on one page."""
HAIRLINE = "c9d0d5"


def add_tables(document: Document, parts: Grid | None, accent: str) -> None:
    """Each piece of the grid as a table of its own, its head in lines of the accent colour."""
    for piece in narrowed(parts) if parts else []:
        table = document.add_table(len(piece.rows) + 1, len(piece.heads))
        table.autofit = False
        widths = _widths(len(piece.heads))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        stays = len(piece.rows) <= MOST_ROWS_TOGETHER
        for place, texts in enumerate([piece.heads, *piece.rows]):
            row = table.rows[place]
            _property(row._tr.get_or_add_trPr(), "w:cantSplit")
            if place == 0:
                _property(row._tr.get_or_add_trPr(), "w:tblHeader")
            _fill(row.cells, texts, widths, is_head=place == 0, stays=stays and place < len(piece.rows))
            for cell in row.cells:
                _underline(cell, accent if place == 0 else HAIRLINE, 8 if place == 0 else 2)
        document.add_paragraph(style="Quiet")


def _widths(columns: int) -> list[float]:
    """As in the PDF: the first column takes what the numbers leave, but not the whole page."""
    narrow = min(NARROW, 0.72 * WIDTH / (columns - 1))
    first = WIDTH / 2 if columns - 1 <= FEW_COLUMNS else WIDTH - narrow * (columns - 1)
    return [first, *[narrow] * (columns - 1)]


def _fill(cells: Sequence[Any], texts: list[str], widths: list[float], is_head: bool, stays: bool) -> None:
    """`stays`: the row is on one page with the next."""
    for column, (cell, text, width) in enumerate(zip(cells, texts, widths, strict=True)):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.text = text
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.keep_with_next = stays
        for run in paragraph.runs:
            run.font.size, run.bold = Pt(9), is_head
        if column:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _underline(cell: Any, colour: str, eighths: int) -> None:
    """A line below a cell, `eighths` of a point wide."""
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "0"), ("color", colour.removeprefix("#"))):
        line.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:tcBorders")
    borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _property(properties: Any, name: str) -> None:
    properties.append(OxmlElement(name))
