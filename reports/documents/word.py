"""A funder report as a Word document, to go on writing in: the headings, words, numbers and tables of the PDF."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
import vl_convert
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from caseline.ground.written import written_whole
from reports.documents.content import Content
from reports.documents.findings import findings
from reports.documents.method import TITLE as METHOD
from reports.documents.method import footer, method, sender
from reports.documents.same_bytes import written_alike
from reports.documents.tables import WIDTH, agreement_grids, grid
from reports.documents.word_tables import add_tables
from reports.drawing.charts import page_share
from reports.drawing.points import described
from reports.figures import Question
from reports.look.colours import channels, readable_accent
from reports.trust import HOW_TO_READ, TITLE
from reports.wording import period, titled

FONT = "Calibri"
LOGO = 18
"""How high the logo is, in mm."""
MOST_CHARACTERS = 255
"""Of what the file says of itself, by the standard."""
_QUIET = RGBColor(0x56, 0x60, 0x67)


def write_word(path: Path, content: Content) -> None:
    """The same content gives the same bytes."""
    document, report, organization = docx.Document(), content.report, content.organization
    _dress(document, content, _accent(content))
    if organization.branding.logo:
        logo = _png(organization.folder / organization.branding.logo)
        _picture(document, logo, f"Logo of {organization.name}", height=LOGO)
    if report.funder:
        document.add_paragraph(f"For {report.funder}", "Quiet")
    document.add_paragraph(report.title, "Title")
    document.add_paragraph(period(report.period_start, report.period_end), "Answer")
    if report.about:
        document.add_paragraph(report.about)
    document.add_paragraph("\n".join(sender(organization)))
    document.add_paragraph(f"Data as of {content.dated}, data version {content.data_version}", "Quiet")
    _findings(document, content)
    for section, questions in report.sections:
        document.add_heading(titled(section) or "Questions", 1)
        for question in questions:
            _question(document, content, question)
    _trusted(document, content)
    document.add_heading(METHOD, 1)
    for title, text in method(content):
        document.add_heading(title, 2)
        document.add_paragraph(text)
    with written_whole(path) as fresh:
        fresh.write_bytes(written_alike(document))


def _dress(document: Document, content: Content, accent: str) -> None:
    """Styles, page and foot."""
    properties, branding = document.core_properties, content.organization.branding
    properties.title, properties.author = _short(content.report.title), _short(content.organization.name)
    properties.subject, properties.language = _short(content.report.about), "en"
    properties.created = properties.modified = datetime.combine(content.as_of.day, datetime.min.time())
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(21)
    colour = RGBColor(*channels(accent))
    styles = document.styles
    for name in ("Answer", "Quiet"):
        styles.add_style(name, 1).base_style = styles["Normal"]
    sizes = {"Normal": 10.5, "Title": 24, "Heading 1": 15, "Heading 2": 11.5, "Answer": 18,
             "Quiet": 8.5}  # fmt: skip
    for name, size in sizes.items():
        font = styles[name].font
        font.name, font.size = branding.font or FONT, Pt(size)
        styles[name].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:asciiTheme"), "")
        fonts = styles[name].element.rPr.rFonts
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        if name in ("Heading 1", "Answer"):
            font.color.rgb = colour
        elif name in ("Heading 2", "Title"):
            font.color.rgb = RGBColor(0x1F, 0x25, 0x29)
        elif name == "Quiet":
            font.color.rgb = _QUIET
    page.footer.paragraphs[0].text = f"{footer(content)}\tPage "
    page.footer.paragraphs[0].style = styles["Quiet"]
    page.footer.paragraphs[0].paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    page.footer.paragraphs[0]._p.append(number)


def _findings(document: Document, content: Content) -> None:
    document.add_page_break()
    document.add_heading("Findings", 1)
    for section, found in findings(content.report):
        document.add_heading(titled(section) or "Questions", 2)
        for finding in found:
            line = document.add_paragraph(style="List Bullet")
            line.add_run(f"{finding.figure.shown}  ").bold = True
            line.add_run(finding.sentence)
            where = line.add_run(f" Question {finding.question.position}, figure {finding.figure.figure_id}")
            where.font.size, where.font.color.rgb = Pt(8.5), _QUIET
    document.add_page_break()


def _accent(content: Content) -> str:
    return readable_accent(content.organization.branding.accent)


def _question(document: Document, content: Content, question: Question) -> None:
    total, parts, chart = question.total, grid(question), content.charts.get(question.question_id)
    follows = bool(chart or parts)
    document.add_heading(f"{question.position}. {question.question}", 2)
    if total:
        document.add_paragraph(total.shown, "Answer").paragraph_format.keep_with_next = True
        document.add_paragraph(total.sentence).paragraph_format.keep_with_next = follows
        if total.example_quote:
            document.add_paragraph(f"“{total.example_quote}”", "Quote").paragraph_format.keep_with_next = follows
    if chart:
        _picture(document, vl_convert.svg_to_png(chart, scale=2), described(question), width=WIDTH * page_share(chart))
    add_tables(document, parts, _accent(content))
    for remark in question.remarks:
        document.add_paragraph(remark, "List Bullet")
    if meaning := content.meaning(question):
        named = f" Figure {total.figure_id}." if total else ""
        document.add_paragraph(f"How it is counted: {meaning}{named}", "Quiet")


def _trusted(document: Document, content: Content) -> None:
    if content.trust is None:
        return
    document.add_heading(TITLE, 1)
    for sentence in content.trust.sentences:
        document.add_paragraph(sentence)
    grids = agreement_grids(content.trust)
    for title, parts in grids:
        document.add_heading(title, 2)
        add_tables(document, parts, _accent(content))
    if grids:
        document.add_paragraph(HOW_TO_READ, "Quiet")


def _short(words: str) -> str:
    return words if len(words) <= MOST_CHARACTERS else f"{words[: MOST_CHARACTERS - 1]}…"


def _picture(document: Document, png: bytes, words: str, **size: float) -> None:
    """`words`: what it shows, for whoever hears the document; `size`: height or width."""
    shape = document.add_picture(BytesIO(png), **{name: Mm(length) for name, length in size.items()})
    shape._inline.docPr.set("descr", words)


def _png(path: Path) -> bytes:
    return vl_convert.svg_to_png(path.read_text(encoding="utf-8")) if path.suffix == ".svg" else path.read_bytes()
