"""A funder report as one CSV, a row a number, for whoever copies numbers into a portal."""

from pathlib import Path

from caseline.ground.spreadsheets import write_csv
from reports.documents.workbook import SURE, Measures, how_sure, parts
from reports.figures import Report

HEAD = (
    "Number", "Section", "Question", "Part", "By", "Answer", "Value", "Of",
    *(column.name for column in SURE), "Sentence", "Quote", "How it is counted", "Figure",
)  # fmt: skip


def write_figures(path: Path, report: Report, measures: Measures) -> None:
    """`report` is the report as it may be shared: what it hides is not in the file."""
    write_csv(
        path,
        HEAD,
        (
            (
                question.position, question.section, question.question, figure.row_label, figure.column_label,
                figure.shown, figure.value, figure.denominator if figure.count == "percent" else None,
                *how_sure(figure), figure.sentence, figure.example_quote,
                measures.get(question.measure, {}).get("meaning"), figure.figure_id,
            )
            for question in report.questions
            for figure in ([question.total] if question.total else []) + parts(question)
        ),
    )  # fmt: skip
