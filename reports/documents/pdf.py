"""A funder report as a PDF to read, print and keep: tagged (PDF/UA-1), whole in itself (PDF/A-2a), set by Typst."""

import json
from pathlib import Path
from typing import Any

import typst

from caseline.ground.errors import CaselineError
from caseline.ground.written import written_whole
from reports.documents.content import Content
from reports.documents.findings import findings
from reports.documents.fonts import STANDARDS, fonts_of
from reports.documents.method import TITLE as METHOD
from reports.documents.method import footer, method, sender
from reports.documents.tables import WIDTH, Grid, agreement_grids, grid, narrowed
from reports.drawing.charts import page_share
from reports.drawing.points import described
from reports.figures import Question
from reports.look.colours import readable_accent, tint
from reports.trust import HOW_TO_READ, TITLE
from reports.wording import period, titled

_TEMPLATE = Path(__file__).with_name("report.typ")


def write_pdf(path: Path, content: Content) -> None:
    """The same content gives the same bytes. Raises CaselineError where the font of `branding` is not there."""
    fonts = fonts_of(content.organization)
    words = fonts.shown(json.dumps({**_described(content), "fonts": fonts.families}, ensure_ascii=False))
    drawn = {_chart(name): fonts.shown(svg).encode() for name, svg in content.charts.items()}
    files = {"main.typ": _TEMPLATE.read_bytes(), "content.json": words.encode(), **drawn, **_logo(content)}
    try:
        made = typst.compile(  # type: ignore[call-overload]  # its types lack the files by name that its manual has
            files, font_paths=fonts.found, ignore_system_fonts=True, pdf_standards=STANDARDS
        )
    except typst.TypstError as error:
        raise CaselineError(f"{path.name} cannot be set: {error.message}.") from None
    with written_whole(path) as fresh:
        fresh.write_bytes(made)


def _logo(content: Content) -> dict[str, bytes]:
    """The organisation's picture, if it has one, in a folder of its own, whatever it is called."""
    logo = content.organization.branding.logo
    return {f"logo/{logo}": (content.organization.folder / logo).read_bytes()} if logo else {}


def _chart(question_id: str) -> str:
    return f"charts/{question_id}.svg"


def _described(content: Content) -> dict[str, Any]:
    """What the template reads."""
    report, organization, branding = content.report, content.organization, content.organization.branding
    accent = readable_accent(branding.accent)
    return {
        "title": report.title,
        "author": organization.name,
        "about": report.about,
        "funder": report.funder,
        "period": period(report.period_start, report.period_end),
        "dated": content.dated,
        "made": [content.as_of.day.year, content.as_of.day.month, content.as_of.day.day],
        "data_version": content.data_version,
        "accent": accent,
        "faint": tint(accent, 0.28),
        "logo": next(iter(_logo(content)), None),
        "logo_alt": f"Logo of {organization.name}",
        "sender": sender(organization),
        "footer": footer(content),
        "findings": [
            {
                "title": titled(section) or "Questions",
                "found": [
                    {
                        "shown": finding.figure.shown, "sentence": finding.sentence,
                        "position": finding.question.position, "figure": finding.figure.figure_id,
                    }
                    for finding in found
                ],
            }
            for section, found in findings(report)
        ],
        "sections": [
            {
                "title": titled(section) or "Questions",
                "questions": [_question(content, question) for question in questions],
            }
            for section, questions in report.sections
        ],
        "trust": _trusted(content),
        "method_title": METHOD,
        "method": [{"title": title, "text": text} for title, text in method(content)],
    }  # fmt: skip


def _question(content: Content, question: Question) -> dict[str, Any]:
    total, chart = question.total, content.charts.get(question.question_id)
    return {
        "position": question.position,
        "ask": question.question,
        "total": total and {"shown": total.shown, "sentence": total.sentence, "quote": total.example_quote},
        "chart": _chart(question.question_id) if chart else None,
        "chart_width": WIDTH * page_share(chart) if chart else None,
        "chart_alt": described(question),
        "tables": _pieces(grid(question)),
        "movement": question.remarks,
        "meaning": content.meaning(question),
        "figure": f" Figure {total.figure_id}." if total else "",
    }


def _trusted(content: Content) -> dict[str, Any] | None:
    if content.trust is None:
        return None
    skills = [{"title": title, "tables": _pieces(parts)} for title, parts in agreement_grids(content.trust)]
    return {"title": TITLE, "sentences": content.trust.sentences, "skills": skills, "how_to_read": HOW_TO_READ}


def _pieces(parts: Grid | None) -> list[dict[str, Any]]:
    return [{"heads": piece.heads, "rows": piece.rows} for piece in narrowed(parts)] if parts else []
