"""A funder report as a workbook: a summary, the answers, their breakdowns, and the sources behind them."""

from pathlib import Path

from caseline.ground.spreadsheets import Column, Sheet, write_workbook
from reports.documents.content import Content, parts, quoted
from reports.documents.findings import findings
from reports.documents.method import method, sender
from reports.documents.reading import reading_sheet
from reports.figures import Figure
from reports.trust import TITLE
from reports.wording import period, titled

SURE = [
    Column("Low", "Lower end of its 95% interval"), Column("High", "Upper end of its 95% interval"),
    Column("Effect size", "Cohen's d of paired samples: the mean change over the spread of changes"),
]  # fmt: skip
"""How sure a number of movement is."""


def write_report_workbook(path: Path, content: Content) -> None:
    write_workbook(
        path,
        [
            _summary(content),
            _answers(content),
            _breakdowns(content),
            _sources(content),
            _quotes(content),
            _method(content),
            *([reading_sheet(content.trust)] if content.trust else []),
        ],
    )


def _summary(content: Content) -> Sheet:
    """What it is, and what it says in short."""
    report = content.report
    about = [
        ("Report", report.title),
        ("Funder", report.funder),
        ("About", report.about),
        ("From", ", ".join(sender(content.organization))),
        ("Period", period(report.period_start, report.period_end)),
        ("Data as of", f"{content.dated}, data version {content.data_version}"),
    ]
    rows = [(what, None, words) for what, words in about if words] + [
        (f"{titled(section)}: {finding.question.question}", finding.figure.shown, finding.sentence)
        for section, found in findings(report)
        for finding in found
    ]
    return Sheet("Summary", [Column("What"), Column("Answer"), Column("In words")], rows)


def _answers(content: Content) -> Sheet:
    columns = [
        Column("Number", "Order in the report"), Column("Section"), Column("Question"),
        Column("Answer", "As it is written in the report"), Column("Value", "The bare number; a percentage is of 100"),
        *SURE, Column("Sentence"),
        Column("How it is counted"), Column("Figure", "By this an auditor asks for what is behind it"),
    ]  # fmt: skip
    rows = []
    for question in content.report.questions:
        total = question.total
        rows.append((
            question.position, question.section, question.question, total.shown if total else "see its parts",
            total.value if total else None, *(how_sure(total) if total else [None] * len(SURE)),
            total.sentence if total else None, content.meaning(question), total.figure_id if total else None,
        ))  # fmt: skip
    return Sheet("Answers", columns, rows)


def _breakdowns(content: Content) -> Sheet:
    columns = [
        Column("Number", "Order of the question"), Column("Question"), Column("Part"), Column("By"),
        Column("Answer"), Column("Value"), Column("Of", "What a percentage is a share of"), *SURE,
        Column("Sentence"),
        Column("Figure", "By this an auditor asks for what is behind it"),
    ]  # fmt: skip
    rows = [
        (
            question.position, question.question, figure.row_label, figure.column_label, figure.shown, figure.value,
            figure.denominator if figure.count == "percent" else None, *how_sure(figure), figure.sentence,
            figure.figure_id,
        )
        for question in content.report.questions
        for figure in parts(question)
    ]  # fmt: skip
    return Sheet("Breakdowns", columns, rows)


def how_sure(figure: Figure) -> list[float | None]:
    """The values of the columns SURE."""
    return [figure.low, figure.high, figure.effect_size]


def _sources(content: Content) -> Sheet:
    questions = {question.total.figure_id: question for question in content.report.questions if question.total}
    columns = [
        Column("Number", "Order of the question"), Column("Question"), Column("Kind of record"), Column("File"),
        Column("For an auditor", "By this the organisation finds the records and quotes behind the number"),
    ]  # fmt: skip
    rows = [
        (question.position, question.question, source["record_type"], source["source_file"], source["figure_id"])
        for source in content.sources
        if (question := questions[source["figure_id"]])
    ]
    return Sheet("Sources", columns, rows)


def _quotes(content: Content) -> Sheet:
    columns = [Column("Number", "Order of the question"), Column("Question"), Column("Part"), Column("Quote")]
    rows = [
        (question.position, question.question, figure.labels or "All", figure.example_quote)
        for question, figure in quoted(content.report)
    ]
    return Sheet("Quotes", columns, rows)


def _method(content: Content) -> Sheet:
    rows = method(content)
    if content.trust:
        rows.append((TITLE, " ".join(content.trust.sentences)))
    return Sheet("Method and limits", [Column("What"), Column("Words")], rows)
