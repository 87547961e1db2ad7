"""The tables of a pack, made of the report as it may be shared."""

import json
from collections.abc import Sequence
from pathlib import Path

from caseline.ground.spreadsheets import write_csv
from reports.documents.content import Content, numbers, quoted
from reports.documents.method import method
from reports.published import Row
from reports.trust import TITLE

QUESTIONS = """
select asked.*, counted.title as counted_title, counted.meaning as counted_meaning, base.title as of_title
from framework.report_question as asked
inner join framework.measure as counted on asked.measure = counted.measure
left join framework.measure as base on asked.of_measure = base.measure
where asked.report_id = ? order by asked.position, asked.question_id
"""


def write_definitions(path: Path, content: Content, questions: Sequence[Row]) -> None:
    report = content.report
    write_csv(
        path,
        ("Question", "Asked", "Counted as", "Measure", "What it means", "A share of", "Limited to", "By", "From", "To"),
        [
            (
                row["question_id"], row["question"], row["count"], row["counted_title"], row["counted_meaning"],
                row["of_title"], _limits(row["filters_json"]), row["by_dimension"], report.period_start,
                report.period_end,
            )
            for row in questions
        ],
    )  # fmt: skip


def write_evidence(path: Path, content: Content) -> None:
    """Of a hidden number nothing; of a question's own number also the files, as its workbook has them. No number of
    records: rounded apart from the answer it would narrow the answer down."""
    kinds: dict[str, set[str]] = {}
    files: dict[str, set[str]] = {}
    for source in content.sources:
        kinds.setdefault(source["figure_id"], set()).add(source["record_type"] or "")
        files.setdefault(source["figure_id"], set()).add(source["source_file"] or "")
    write_csv(
        path,
        ("Figure", "Question", "Part", "By", "Answer", "Sentence", "Kinds of record", "Files"),
        [
            (
                figure.figure_id, question.question, figure.row_label, figure.column_label, figure.shown,
                figure.sentence, ", ".join(sorted(kinds.get(figure.figure_id, ()))),
                ", ".join(sorted(files.get(figure.figure_id, ()))),
            )
            for question in content.report.questions
            for figure in numbers(question)
        ],
    )  # fmt: skip


def write_quotes(path: Path, content: Content) -> None:
    write_csv(
        path,
        ("Figure", "Question", "Part", "Quote"),
        [
            (figure.figure_id, question.question, figure.labels or "All", figure.example_quote)
            for question, figure in quoted(content.report)
        ],
    )


def write_inputs(path: Path, inputs: Sequence[tuple[str, str]]) -> None:
    """No number of rows: rows of a file are people of a program."""
    write_csv(path, ("File", "SHA-256"), inputs)


def write_method(path: Path, content: Content, skills: Sequence[Row]) -> None:
    parts = [*method(content), ("Data version", f"{content.data_version}, of the exports in inputs.csv.")]
    if content.trust:
        parts.append((TITLE, "\n".join(content.trust.sentences)))
        read_with = {row["skill"] for row in content.trust.rows}
        versions = [f"{row['title']}, version {row['version']}" for row in skills if row["skill"] in read_with]
        parts.append(("Skills that read the notes", "\n".join(versions)))
    path.write_text("\n\n".join(f"{title}\n{text}" for title, text in parts) + "\n", encoding="utf-8")


def _limits(filters: str | None) -> str:
    """'{"label": ["permanent"]}' -> 'label: permanent'"""
    return "; ".join(f"{name}: {', '.join(values)}" for name, values in json.loads(filters or "{}").items())
