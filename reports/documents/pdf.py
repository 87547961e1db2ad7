"""A funder report as a PDF: the same words and numbers as the page, with page numbers and bookmarks."""

from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from caseline.organization.profile import Organization
from reports.disclosure import Rule
from reports.documents.tables import Grid, agreement_grids, grid
from reports.documents.workbook import Measures
from reports.figures import Question, Report
from reports.look.colours import readable_accent
from reports.trust import HOW_TO_READ, TITLE, Trust
from reports.wording import day, period, titled

FONT, BOLD = "DejaVuSans", "DejaVuSans-Bold"
INK, QUIET = HexColor("#1f2529"), HexColor("#566067")
SIDE = 20 * mm
PADDING = 6
"""Points that a page's frame keeps free on each side."""
WIDTH = A4[0] - 2 * SIDE - 2 * PADDING
MOST_COLUMNS = 8
"""A wider table is cut into several, each with the names of its rows."""
_FONTS = Path(__file__).with_name("fonts")


def write_pdf(
    path: Path,
    organization: Organization,
    report: Report,
    measures: Measures,
    as_of: date,
    rule: Rule,
    trust: Trust | None = None,
) -> None:
    """`report` is the report as it may be shared, by `rule`. The same report gives the same bytes."""
    for name in (FONT, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(_FONTS / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=BOLD, italic=FONT, boldItalic=BOLD)
    accent = HexColor(readable_accent(organization.branding.accent))
    document = SimpleDocTemplate(
        str(path), pagesize=A4, leftMargin=SIDE, rightMargin=SIDE, topMargin=22 * mm, bottomMargin=20 * mm,
        title=report.title, author=organization.name, subject=report.funder, lang="en", invariant=1,
    )  # fmt: skip
    foot = _footer(f"{organization.name} · {report.title}")
    story = list(_story(organization, report, measures, as_of, rule, trust, accent))
    document.build(story, onFirstPage=foot, onLaterPages=foot)


def _story(
    organization: Organization,
    report: Report,
    measures: Measures,
    as_of: date,
    rule: Rule,
    trust: Trust | None,
    accent: HexColor,
) -> Iterator[Flowable]:
    styles = _styles(accent)
    if report.funder:
        yield Paragraph(escape(report.funder), styles["quiet"])
    yield Paragraph(escape(report.title), styles["title"])
    when = f"{organization.name} · {period(report.period_start, report.period_end)} · data as of {day(as_of)}"
    yield Paragraph(escape(when), styles["text"])
    if report.about:
        yield Paragraph(escape(report.about), styles["text"])
    for number, (name, questions) in enumerate(report.sections):
        yield _Heading(titled(name) or "Questions", f"section-{number}", styles["section"])
        for question in questions:
            yield from _question(question, measures, styles, accent)
    if trust:
        yield from _trusted(trust, styles, accent)
    yield _Heading("How to read this report", "reading", styles["section"])
    told = (
        f"{rule.sentence} Quotes come from notes of clients who consented to sharing, and none names a client. "
        f"{organization.name} keeps the records and quotes behind every number; an auditor asks for them by its figure."
    )
    yield Paragraph(escape(told), styles["text"])


def _question(
    question: Question, measures: Measures, styles: dict[str, ParagraphStyle], accent: HexColor
) -> Iterator[Flowable]:
    total = question.total
    head: list[Flowable] = [Paragraph(escape(f"{question.position}. {question.question}"), styles["question"])]
    if total:
        head += [Paragraph(escape(total.shown), styles["answer"]), Paragraph(escape(total.sentence), styles["text"])]
        if total.example_quote:
            head.append(Paragraph(escape(f"“{total.example_quote}”"), styles["quote"]))
    yield CondPageBreak(45 * mm)
    yield KeepTogether(head)
    if parts := grid(question):
        yield from _tables(parts, styles, accent)
    for figure in question.movement:
        yield Paragraph(escape(figure.sentence), styles["item"], bulletText="•")
    if measure := measures.get(question.measure):
        counted = f"How it is counted: {measure['meaning']}" + (f" Figure {total.figure_id}." if total else "")
        yield Paragraph(escape(counted), styles["quiet"])


def _trusted(trust: Trust, styles: dict[str, ParagraphStyle], accent: HexColor) -> Iterator[Flowable]:
    yield _Heading(TITLE, "trust", styles["section"])
    for sentence in trust.sentences:
        yield Paragraph(escape(sentence), styles["text"])
    grids = agreement_grids(trust)
    for title, parts in grids:
        yield Paragraph(escape(title), styles["question"])
        yield from _tables(parts, styles, accent)
    if grids:
        yield Paragraph(escape(HOW_TO_READ), styles["quiet"])


def _tables(parts: Grid, styles: dict[str, ParagraphStyle], accent: HexColor) -> Iterator[Flowable]:
    for first in range(1, len(parts.heads), MOST_COLUMNS):
        taken = slice(first, first + MOST_COLUMNS)
        lines = [
            [
                Paragraph(escape(row[0]), styles["cell"]),
                *(Paragraph(escape(text), styles["number"]) for text in row[taken]),
            ]
            for row in [["", *parts.heads[1:]], *parts.rows]
        ]
        columns = len(lines[0]) - 1
        narrow = min(25 * mm, 0.72 * WIDTH / columns)
        yield Table(
            lines, colWidths=[WIDTH - narrow * columns, *[narrow] * columns], repeatRows=1, spaceAfter=4,
            style=TableStyle([
                ("LINEBELOW", (0, 0), (-1, 0), 1, accent),
                ("LINEBELOW", (0, 1), (-1, -1), 0.25, HexColor("#d5dade")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2),
                ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]),
        )  # fmt: skip
        yield Spacer(0, 2)


class _Heading(Paragraph):
    """A heading that the reader's list of bookmarks has too."""

    def __init__(self, text: str, key: str, style: ParagraphStyle) -> None:
        super().__init__(escape(text), style)
        self._bookmark = (text, key)

    def draw(self) -> None:
        text, key = self._bookmark
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level=0)
        super().draw()


def _styles(accent: HexColor) -> dict[str, ParagraphStyle]:
    text = ParagraphStyle("text", fontName=FONT, fontSize=9.5, leading=14, textColor=INK, spaceAfter=5)

    def style(name: str, **more: Any) -> ParagraphStyle:
        return ParagraphStyle(name, parent=text, **more)

    return {
        "text": text,
        "title": style("title", fontName=BOLD, fontSize=20, leading=25, spaceAfter=6),
        "section": style(
            "section", fontName=BOLD, fontSize=13.5, leading=18, textColor=accent, spaceBefore=16, keepWithNext=1
        ),
        "question": style("question", fontName=BOLD, fontSize=10.5, leading=14, spaceBefore=10, spaceAfter=2),
        "answer": style("answer", fontSize=19, leading=24, textColor=accent, spaceAfter=1),
        "quote": style("quote", leftIndent=12, textColor=QUIET),
        "item": style("item", leftIndent=12, spaceAfter=1),
        "quiet": style("quiet", fontSize=8, leading=11, textColor=QUIET, spaceBefore=2),
        "cell": style("cell", fontSize=8.5, leading=11, spaceAfter=0),
        "number": style("number", fontSize=8.5, leading=11, spaceAfter=0, alignment=TA_RIGHT),
    }


def _footer(words: str) -> Any:
    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 7.5)
        canvas.setFillColor(QUIET)
        canvas.drawString(SIDE, 11 * mm, words[:110])
        canvas.drawRightString(A4[0] - SIDE, 11 * mm, f"Page {document.page}")
        canvas.restoreState()

    return draw
