"""One search over clients, figures, codes and what measures and fields mean: each only as far as its reader sees it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from caseline.access.modelled import modelled_columns
from caseline.organization.indicators import indicators_of
from caseline.organization.skills import skills_of
from reports.site.pages.clients import LONGEST_SEARCH, find_clients
from reports.site.site import Page, Site
from reports.words import search_words

SHOWN = 12


@dataclass(frozen=True)
class Hit:
    """Something found: where it is, what it is called, and a sentence on it."""

    href: str
    name: str
    said: str = ""


@dataclass(frozen=True)
class Group:
    title: str
    hits: list[Hit]
    found: int


def page(site: Site, query: Mapping[str, str]) -> Page:
    """What `words` of the query find, by kind. Without words nothing is looked for."""
    words = query.get("words", "").strip()[:LONGEST_SEARCH]
    groups = [group for group in _groups(site, words) if group.found] if search_words(words) else []
    return site.page("find.html", "find.html", words=words, groups=groups)


def _groups(site: Site, words: str) -> Iterator[Group]:
    if site.has("clients/index.html"):
        found, total = find_clients(site, words, most=SHOWN)
        people = [
            Hit(f"clients/{one['client_id']}.html", one["name"], ", ".join(map(site.program, one["programs"])))
            for one in found
        ]
        yield Group("Clients", people, total)
    for title, hits in (
        ("Questions and figures", _figures(site)), ("Codes", _codes(site)), ("Measures", _measures(site)),
        ("Fields", _fields(site)),
    ):  # fmt: skip
        matching = [hit for hit in hits if _matches(hit, search_words(words))]
        yield Group(title, matching[:SHOWN], len(matching))


def _matches(hit: Hit, words: list[str]) -> bool:
    text = " ".join(search_words(f"{hit.name} {hit.said}"))
    return all(word in text for word in words)


def _figures(site: Site) -> Iterator[Hit]:
    """Questions of reports, and the numbers of their parts."""
    for report in site.reports.values():
        where = site.report_page(report.report_id)
        if not site.has(where):
            continue
        for question in report.questions:
            said = question.total.sentence if question.total else ""
            yield Hit(f"{where}#q-{question.question_id}", question.question, f"{report.title}. {said}")
            for figure in question.cells.values():
                if figure.labels and site.has(site.trace(figure)):
                    name = f"{figure.shown}: {figure.labels}"
                    yield Hit(site.trace(figure), name, f"{report.title}. {figure.question}")


def _codes(site: Site) -> Iterator[Hit]:
    for skill in skills_of(site.organization):
        for code in skill.codes:
            yield Hit(f"codebook.html#{skill.name}.{code.key}", f"{code.title}, {skill.title}", code.meaning)


def _measures(site: Site) -> Iterator[Hit]:
    for row in site.published.rows("select measure, title, meaning from framework.measure order by measure"):
        yield Hit(f"measures.html#{row['measure']}", row["title"], row["meaning"])
    for indicator in indicators_of(site.organization):
        yield Hit(f"measures.html#indicator-{indicator.id}", indicator.title, indicator.description)


def _fields(site: Site) -> Iterator[Hit]:
    for row in site.published.rows("select * from framework.dictionary_field order by source, table_name, field"):
        yield Hit("dictionary.html", f"{row['table_name']}.{row['field']}", row["meaning"] or "")
    for column in modelled_columns():
        if column.layer != "intake":
            yield Hit("dictionary.html", f"{column.layer}.{column.table}.{column.column}", column.description)
