"""Documents to read and print: the text of a PDF, the paragraphs and tables of a Word file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
from docx.table import Table

from tests.attacker.readers.pages import ANSWER, of_table
from tests.attacker.said import Said, rounding, with_sentence


def of_pdf(path: Path) -> Iterator[Said]:
    """The cells of its tables: lines that are answers, after lines that are labels, in the order of the text."""
    lines = [line for page in pypdf.PdfReader(path).pages for line in page.extract_text().splitlines()]
    off = rounding(" ".join(lines))
    report = next((line for line in lines if " · " in line), "").partition(" · ")[2].strip()
    for question, block in _questions(lines):
        for said in _of_block(report, question, block):
            yield replace(said, rounding=off)


def _questions(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """A question's words, which may run over two lines, and what follows up to how it is counted."""
    block: list[str] | None = None
    question = ""
    for line in lines:
        if found := re.match(r"\d+\. (.*)", line):
            question, block = found[1].strip(), []
        elif block is not None and not question.endswith("?") and not block:
            question = f"{question} {line.strip()}"
        elif line.startswith("How it is counted") and block is not None:
            yield question, block
            block = None
        elif block is not None and not re.match(r"Page \d+$", line) and " · " not in line:
            block.append(line)


def _of_block(report: str, question: str, block: list[str]) -> Iterator[Said]:
    if " All" not in block:
        heading, table = block, []
    else:
        start = block.index(" All")
        heading, table = block[:start], block[start:]
    total = Said(report, question, "Total", "Total", heading[0].strip() if heading else "?")
    yield total if total.is_withheld else with_sentence(total, " ".join(heading[1:]))
    is_crossed = "All" in table
    columns = ["Total"]
    row, answers = "", list[str]()
    lines = iter([*table, "end"])
    for line in lines:
        if line.startswith(" ") and line != " All" and re.fullmatch(ANSWER, line.strip()):
            answers.append(line.strip())
            continue
        if answers:
            name = "Total" if row == "All" else row
            for column, answer in zip(columns, answers, strict=False):
                yield Said(report, question, name, column, answer)
            # A table too wide for the page goes on below: what is left over are the headings there.
            columns = answers[len(columns) :] or columns
            row, answers = "", []
        if line != " All":
            row = f"{row} {line.strip()}".strip()
        elif is_crossed and columns == ["Total"]:
            columns, row = ["Total", *(head.strip() for head in iter(lambda: next(lines), "All"))], "All"
        else:
            for _ in columns[1:]:
                next(lines)  # the headings again, on the next page


def of_docx(path: Path) -> Iterator[Said]:
    document = docx.Document(str(path))
    off = rounding(" ".join(paragraph.text for paragraph in document.paragraphs))
    report = question = ""
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            table = [[cell.text.strip() for cell in row.cells] for row in item.rows]
            yield from (replace(said, rounding=off) for said in of_table(table, report, question))
            continue
        text = item.text.strip()
        style = (item.style.name or "") if item.style else ""
        if style in {"Title", "Heading 1"} and not report:
            report = text
        elif found := re.fullmatch(r"\d+\. (.*)", text):
            question = found[1]
        elif question and ": " not in text.split(" clients")[0]:
            total = Said(report, question, "Total", "Total", "?")
            if (said := with_sentence(total, text)) != total:
                yield replace(said, rounding=off)
