"""Documents to read and print: the elements of a tagged PDF, the paragraphs and tables of a Word file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
from docx.table import Table

from tests.attacker.readers.pages import of_table
from tests.attacker.said import Said, rounding, with_sentence
from tests.tagged_pdf import read_tagged

COUNTED = "How it is counted:"


def of_pdf(path: Path) -> Iterator[Said]:
    """Its tags say what is a heading, a sentence, a cell."""
    tagged = read_tagged(path)
    off = rounding(tagged.root.text)
    question, is_answered = "", False
    for element in tagged.root.all("H1", "H2", "P", "Table"):
        text = element.text
        if element.kind in {"H1", "H2"}:
            found = re.fullmatch(r"\d+\. (.*)", text)
            question, is_answered = found[1] if found else "", False
        elif question and element.kind == "Table":
            table = [[cell.text for cell in row.all("TH", "TD")] for row in element.all("TR")]
            yield from (replace(said, rounding=off) for said in of_table(table, tagged.title, question))
        elif question and not is_answered:
            is_answered = True
            if not text.startswith(COUNTED):  # the definition comes first where the whole has no number
                yield Said(tagged.title, question, "Total", "Total", text, rounding=off)
        elif question and ": " not in text.split(" clients")[0]:
            total = Said(tagged.title, question, "Total", "Total", "?")
            if (said := with_sentence(total, text)) != total:
                yield replace(said, rounding=off)


def of_docx(path: Path) -> Iterator[Said]:
    document = docx.Document(str(path))
    off = rounding(" ".join(paragraph.text for paragraph in document.paragraphs))
    report = question = ""
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            table = [[cell.text.strip() for cell in row.cells] for row in item.rows]
            yield from (replace(said, rounding=off) for said in of_table(table, report, question) if question)
            continue
        text = item.text.strip()
        style = (item.style.name or "") if item.style else ""
        if style == "Title":
            report = text
        elif style.startswith("Heading"):
            found = re.fullmatch(r"\d+\. (.*)", text)
            question = found[1] if found else ""
        elif question and style == "Answer":
            yield Said(report, question, "Total", "Total", text, rounding=off)
        elif question and ": " not in text.split(" clients")[0]:
            total = Said(report, question, "Total", "Total", "?")
            if (said := with_sentence(total, text)) != total:
                yield replace(said, rounding=off)
