"""Readers of what is published: each gives statements about cells, in the words that stand there."""

import csv
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from tests.attacker.said import Said, rounded_share, whole, with_sentence


def read(folder: Path, audience: str, version: str = "current") -> list[Said]:
    """Every statement of the files under a folder; files of other kinds are left out."""
    statements: list[Said] = []
    for path in sorted(folder.rglob("*")):
        reader = READERS.get(path.suffix)
        if reader is not None and path.is_file():
            statements += reader(path, str(path.relative_to(folder.parent)), audience, version)
    return statements


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def of_csv(path: Path, source: str, audience: str, version: str) -> Iterator[Said]:
    rows = _rows(path)
    if not rows:
        return
    if {"figure_id", "row_label", "value"} <= rows[0].keys():
        yield from _of_exported(rows, source, audience, version)
    elif {"Figure", "Question", "Answer"} <= rows[0].keys():
        yield from _of_document(rows, source, audience, version)


def _of_exported(rows: list[dict[str, str]], source: str, audience: str, version: str) -> Iterator[Said]:
    for row in rows:
        hidden = row["value"] == ""
        not_counted = hidden and row["sentence"].startswith("Not counted")
        said = Said(
            source=source,
            audience=audience,
            version=version,
            report=row["figure_id"].split(":")[0],
            question=row["question"],
            row=row["row_label"],
            column=row["column_label"],
            answer="not counted" if not_counted else "withheld" if hidden else row["value"],
            start=row.get("period_start", ""),
            end=row.get("period_end", ""),
        )
        if not hidden:
            said = with_sentence(said, row["sentence"])
        yield said


def _of_document(rows: list[dict[str, str]], source: str, audience: str, version: str) -> Iterator[Said]:
    for row in rows:
        said = Said(
            source=source,
            audience=audience,
            version=version,
            report=row["Figure"].split(":")[0],
            question=row["Question"],
            row=row["Part"],
            column=row["By"],
            answer=row["Answer"],
        )
        yield said if said.is_withheld or said.is_not_counted else with_sentence(said, row["Sentence"])


class _Page(HTMLParser):
    """Headings, paragraphs and tables of a page, in their order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, object]] = []
        self._text: list[str] = []
        self._tag = ""
        self._table: list[list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._table = []
        elif tag == "tr" and self._table is not None:
            self._table.append([])
        elif tag in {"h1", "h2", "h3", "p", "td", "th", "style", "title", "caption"}:
            self._tag, self._text = tag, []

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._table is not None:
            self.parts.append(("table", self._table))
            self._table = None
        elif tag in {"td", "th"} and self._table:
            self._table[-1].append(" ".join("".join(self._text).split()))
        elif tag == "caption" or (tag in {"h1", "h2", "h3", "p", "title"} and self._table is None):
            self.parts.append((tag, " ".join("".join(self._text).split())))

    def handle_data(self, data: str) -> None:
        self._text.append(data)


def of_html(path: Path, source: str, audience: str, version: str) -> Iterator[Said]:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    report = question = answer = ""
    for kind, content in page.parts:
        if kind == "h1":
            report = str(content)
        elif kind == "h2":
            question = ""
        elif kind == "caption":
            question = str(content)
        elif kind == "h3":
            question, answer = re.sub(r"^\d+\. ", "", str(content)), ""
        elif kind == "p" and question and re.search(r"\d", str(content)):
            total = Said(source, audience, version, report, question, "Total", "Total", answer or "?")
            found = with_sentence(total, str(content))
            if found != total and not re.match(r".*?: ", str(content).split(" clients")[0]):
                yield found
        elif kind == "table" and question:
            yield from _of_table(content, source, audience, version, report, question)  # type: ignore[arg-type]


def _of_table(
    table: list[list[str]], source: str, audience: str, version: str, report: str, question: str
) -> Iterator[Said]:
    if not table or len(table[0]) < 2:
        return
    heads = table[0]
    for line in table[1:]:
        for head, answer in zip(heads[1:], line[1:], strict=False):
            if head == "Size" or not re.match(r"^(<?\d|withheld|not counted|–)", answer):
                continue
            column = "Total" if head in {"All", "Number", "Days", "Units", "Points", "Share", ""} else head
            row = "Total" if line[0] == "All" else line[0]
            said = Said(source, audience, version, report, question, row, column, answer)
            share = rounded_share(answer)
            yield said if share is None else Said(**{**vars(said), "share_low": share[0], "share_high": share[1]})


READERS = {".csv": of_csv, ".html": of_html}
__all__ = ["read", "whole"]
