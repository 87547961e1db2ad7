"""A brief as Markdown, and for the terminal."""

import re

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding

from reports.brief.rulings import ROW
from reports.brief.sentences import Brief, Sentence
from reports.brief.sources import HOW_TO_OVERRULE, about, described, rulings
from reports.wording import day

_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")


def _as_of(brief: Brief) -> str:
    return f"as of {day(brief.as_of)} ({brief.as_of_source})"


def as_markdown(brief: Brief) -> str:
    """Sections, then the sources by number, then the rows that overrule a code. Words of sources are never markup."""
    lines = [
        f"# {_plain(brief.name or brief.client_id)}",
        "",
        f"{brief.client_id}, {_plain(brief.organization)}, {_plain(_as_of(brief))}, for the role {_plain(brief.role)}.",
        *([_plain(brief.scope)] if brief.scope else []),
    ]
    for section in brief.sections:
        lines += ["", f"## {section.title}", ""]
        lines += [f"- {_plain(sentence.text)} {cited(brief, sentence)}" for sentence in section.sentences]
    lines += ["", "## Sources", "", about(brief), ""]
    lines += [f"{number}. {_plain(str(described(citation)))}" for citation, number in brief.numbers.items()]
    rows = [row for citation in brief.numbers for row in rulings(citation)]
    if rows:
        lines += [
            "",
            "## To overrule a code",
            "",
            "Keep its row, write the reason, then `caseline decide FILE --by NAME`.",
        ]
        lines += ["", "```", ",".join(ROW), *rows, "```"]
    return "\n".join(lines) + "\n"


def as_text(brief: Brief) -> RenderableType:
    """The brief to print in a terminal."""
    head = f"[bold]{escape(brief.name or brief.client_id)}[/]"
    about_it = f"{brief.client_id}, {_as_of(brief)}, for the role {brief.role}. {brief.scope}".rstrip()
    parts: list[RenderableType] = [head, f"[dim]{escape(about_it)}[/]"]
    for section in brief.sections:
        parts.append(f"\n[bold]{escape(section.title)}[/]")
        parts += [
            Padding(f"{escape(sentence.text)} [dim]{escape(cited(brief, sentence))}[/]", (0, 0, 0, 2))
            for sentence in section.sentences
        ]
    parts.append("\n[bold]Sources[/]")
    for citation, number in brief.numbers.items():
        parts.append(Padding(f"[dim]{number:>3}  {escape(str(described(citation)))}[/]", (0, 0, 0, 2)))
        parts += [Padding(f"[dim]overrule: {escape(row)}[/]", (0, 0, 0, 7)) for row in rulings(citation)]
    if brief.codes():
        parts.append(
            f"\n[dim]{escape(HOW_TO_OVERRULE)}\nOr all as a sheet: caseline brief {brief.client_id} --sheet FILE[/]"
        )
    return Group(*parts)


def cited(brief: Brief, sentence: Sentence) -> str:
    """'[3, 14]'"""
    return f"[{', '.join(str(brief.numbers[citation]) for citation in sentence.cited)}]"


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
