"""A funder report as a workbook: a cover, the answers, their breakdowns, and the sources behind them."""

from datetime import date
from pathlib import Path

from caseline.ground.spreadsheets import Column, Sheet, write_workbook
from caseline.organization.profile import Organization
from reports.disclosure import Rule
from reports.documents.reading import reading_sheet
from reports.figures import ALL, Figure, Question, Report
from reports.published import Published, Row
from reports.trust import Trust
from reports.wording import day, period

Measures = dict[str, Row]
SURE = [
    Column("Low", "Lower end of its 95% interval"), Column("High", "Upper end of its 95% interval"),
    Column("Effect size", "Cohen's d of paired samples: the mean change over the spread of changes"),
]  # fmt: skip
"""How sure a number of movement is."""

_SOURCES = """
select distinct evidence.figure_id, figure.sort_order, evidence.record_type, evidence.source_file
from reporting.evidence as evidence
inner join reporting.figure as figure using (figure_id)
where evidence.role = 'counted' and evidence.counts_outside and figure.report = ?
    and figure.row_key = 'all' and figure.column_key = 'all'
order by figure.sort_order, evidence.source_file, evidence.record_type
"""


def write_report_workbook(
    path: Path,
    published: Published,
    organization: Organization,
    report: Report,
    measures: Measures,
    as_of: date,
    rule: Rule,
    trust: Trust | None = None,
) -> None:
    """`report` is the report as it may be shared, by `rule`: what it hides is in no sheet."""
    write_workbook(
        path,
        [
            _cover(organization, report, as_of, rule, trust),
            _answers(report, measures),
            _breakdowns(report),
            _sources(published, report),
            _quotes(report),
            *([reading_sheet(trust)] if trust else []),
        ],
    )


def _cover(organization: Organization, report: Report, as_of: date, rule: Rule, trust: Trust | None) -> Sheet:
    rows = [
        ("Report", report.title),
        ("Funder", report.funder),
        ("About", report.about),
        ("From", organization.name),
        ("Period", period(report.period_start, report.period_end)),
        ("Data as of", day(as_of)),
        ("How to read the numbers", rule.sentence),
        ("Quotes", "From notes of clients who consented to sharing; none names a client."),
        ("Answers", "Each question's number and its sentence"),
        ("Breakdowns", "The same numbers by their parts"),
        ("Sources", "The files whose records were counted, and how an auditor sees each record"),
        ("Quotes sheet", "One quote for each answer that notes speak of"),
        *([("Reading of notes", " ".join(trust.sentences))] if trust else []),
    ]
    return Sheet("Cover", [Column("What"), Column("Words")], rows)


def _answers(report: Report, measures: Measures) -> Sheet:
    columns = [
        Column("Number", "Order in the report"), Column("Section"), Column("Question"),
        Column("Answer", "As it is written in the report"), Column("Value", "The bare number; a percentage is of 100"),
        *SURE, Column("Sentence"),
        Column("Records", "How many records were counted"), Column("Notes", "How many notes tell of it"),
        Column("How it is counted"), Column("Figure", "By this an auditor asks for what is behind it"),
    ]  # fmt: skip
    rows = []
    for question in report.questions:
        total = question.total
        measure = measures.get(question.measure, {})
        rows.append((
            question.position, question.section, question.question, total.shown if total else "see its parts",
            total.value if total else None, *(how_sure(total) if total else [None] * len(SURE)),
            total.sentence if total else None,
            total.cited_records or None if total else None, total.cited_notes or None if total else None,
            measure.get("meaning"),
            total.figure_id if total else None,
        ))  # fmt: skip
    return Sheet("Answers", columns, rows)


def _breakdowns(report: Report) -> Sheet:
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
        for question in report.questions
        for figure in parts(question)
    ]  # fmt: skip
    return Sheet("Breakdowns", columns, rows)


def how_sure(figure: Figure) -> list[float | None]:
    """The values of the columns SURE."""
    return [figure.low, figure.high, figure.effect_size]


def parts(question: Question) -> list[Figure]:
    """Every figure of a question but its total, row by row."""
    rows = [ALL, *(key for key, _ in question.rows)]
    columns = [ALL, *(key for key, _ in question.columns)]
    wanted = [(row, column) for row in rows for column in columns if (row, column) != (ALL, ALL)]
    return [question.cells[key] for key in wanted if key in question.cells]


def _sources(published: Published, report: Report) -> Sheet:
    """The files behind each answer that is shown. Not line by line: lines of a file can be counted, and with them
    the clients of an affiliate or a program whose own number is hidden."""
    questions = {
        question.total.figure_id: question
        for question in report.questions
        if question.total and not question.total.is_hidden
    }
    columns = [
        Column("Number", "Order of the question"), Column("Question"), Column("Kind of record"), Column("File"),
        Column("For an auditor", "By this the organisation finds the records and quotes behind the number"),
    ]  # fmt: skip
    rows = [
        (
            question.position, question.question, source["record_type"], source["source_file"],
            source["figure_id"],
        )
        for source in published.stream(_SOURCES, report.report_id)
        if (question := questions.get(source["figure_id"]))
    ]  # fmt: skip
    return Sheet("Sources", columns, rows)


def _quotes(report: Report) -> Sheet:
    columns = [Column("Number", "Order of the question"), Column("Question"), Column("Part"), Column("Quote")]
    rows = [
        (question.position, question.question, figure.labels or "All", figure.example_quote)
        for question in report.questions
        for figure in ([question.total] if question.total else []) + parts(question)
        if figure.example_quote
    ]
    return Sheet("Quotes", columns, rows)
