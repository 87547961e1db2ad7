"""Pages: their tables, their sentences, and the pages behind a number."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from tests.attacker.said import Said, rounding, whole, with_sentence

TEXTS = {"h1", "h2", "h3", "p", "td", "th", "title", "caption", "dt", "dd"}
UNITS = {"All", "Number", "Days", "Units", "Points", "Share", "Levels", ""}
ANSWER = r"[<>≥≤~]? ?\d.*|withheld|not counted|–|fewer than .*|about .*"


class _Page(HTMLParser):
    """Headings, paragraphs and tables of a page, in their order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, str, list[list[str]]]] = []
        self._text: list[str] = []
        self._table: list[list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._table = []
        elif tag == "tr" and self._table is not None:
            self._table.append([])
        elif tag in TEXTS or tag == "style":
            self._text = []
        if ("class", "part") in attrs:
            self.parts.append(("part", "", []))

    def handle_endtag(self, tag: str) -> None:
        text = " ".join("".join(self._text).split())
        if tag == "table" and self._table is not None:
            self.parts.append(("table", "", self._table))
            self._table = None
        elif tag in {"td", "th"} and self._table:
            self._table[-1].append(text)
        elif tag in TEXTS and (self._table is None or tag == "caption"):
            self.parts.append((tag, text, []))

    def handle_data(self, data: str) -> None:
        self._text.append(data)


def of_html(path: Path) -> Iterator[Said]:
    page = _Page()
    text = path.read_text(encoding="utf-8")
    page.feed(text)
    off = rounding(text)
    read = _behind_a_number if any(kind == "part" for kind, _, _ in page.parts) else _of_questions
    for said in read(page):
        yield replace(said, rounding=off)


def _of_questions(page: _Page) -> Iterator[Said]:
    report = question = ""
    for kind, text, table in page.parts:
        if kind == "h1":
            report = text
        elif kind == "h2":
            question = ""
        elif kind in {"h3", "caption"}:
            question = re.sub(r"^\d+\. ", "", text)
        elif kind == "p" and question:
            yield from _of_paragraph(report, question, text)
        elif kind == "table" and question:
            yield from of_table(table, report, question)


def _of_paragraph(report: str, question: str, text: str) -> Iterator[Said]:
    """Sentences of an answer; those before a colon name the part they are of, which tables say too."""
    total = Said(report, question, "Total", "Total", "?")
    if found := re.match(r"Counted from ([\d,]+) records?", text):
        yield replace(total, records=whole(found[1]))
    elif ": " not in text.split(" clients")[0] and (said := with_sentence(total, text)) != total:
        yield said


def of_table(table: list[list[str]], report: str, question: str) -> Iterator[Said]:
    """The cells of a table whose first line and first column are labels."""
    if not table or len(table[0]) < 2:
        return
    for line in table[1:]:
        for head, answer in zip(table[0][1:], line[1:], strict=False):
            if head != "Size" and re.fullmatch(ANSWER, answer):
                row = "Total" if line[0] == "All" else line[0]
                yield Said(report, question, row, "Total" if head in UNITS else head, answer)


def _behind_a_number(page: _Page) -> Iterator[Said]:
    texts = [(kind, text) for kind, text, _ in page.parts if text]
    answer, _, question = next(text for kind, text in texts if kind == "h1").partition(" ")
    report, _, rest = next((text for kind, text in texts if kind == "p"), "").partition(" · ")
    if not rest.startswith("behind a number"):
        return
    paragraphs = [text for kind, text in texts if kind == "p"]
    part, sentence = (paragraphs[1], paragraphs[2]) if len(paragraphs) > 2 else ("", "")
    said = Said(report, question, "", "", answer, part=part)
    said = said if said.is_withheld or said.is_not_counted else with_sentence(said, sentence)
    said_of = dict(zip([t for k, t in texts if k == "dt"], [t for k, t in texts if k == "dd"], strict=False))
    clients, of = whole(said_of.get("Clients", "")), re.match(r"([\d,]+) clients", said_of.get("Of", ""))
    if of:
        said = replace(said, numerator=clients, denominator=whole(of[1]))
    elif clients is not None:
        said = replace(said, clients=clients)
    yield said
