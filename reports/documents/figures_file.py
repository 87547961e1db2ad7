"""A funder report as one CSV, a row a number, for whoever copies numbers into a portal."""

from pathlib import Path

from caseline.ground.spreadsheets import write_csv
from reports.documents.content import Content, numbers
from reports.documents.workbook import SURE, how_sure

HEAD = (
    "Number", "Section", "Question", "Part", "By", "Answer", "Value", "Of",
    *(column.name for column in SURE), "Sentence", "Quote", "How it is counted", "Figure",
)  # fmt: skip


def write_figures(path: Path, content: Content) -> None:
    write_csv(
        path,
        HEAD,
        (
            (
                question.position, question.section, question.question, figure.row_label, figure.column_label,
                figure.shown, figure.value, figure.denominator if figure.count == "percent" else None,
                *how_sure(figure), figure.sentence, figure.example_quote,
                content.meaning(question), figure.figure_id,
            )
            for question in content.report.questions
            for figure in numbers(question)
        ),
    )  # fmt: skip
