"""Reports as people read them: questions, each a number with its rows and columns, from `reporting.figure`."""

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from reports.published import Published, Row
from reports.wording import measured

ALL = "all"
MOST = 10**9
ANY_OF_SEVERAL = "Whoever counts in any one of them counts in the whole."
PARTS_WITHHELD = "Its parts are not shown: each is of few clients, or would give away one that is."


@dataclass(frozen=True)
class Outside:
    """What is left of a number outside, without codes that are read too unreliably; None of `value`: nothing is."""

    value: float | None
    clients: int
    records: int
    notes: int
    sentence: str
    reason: str


@dataclass(frozen=True)
class Figure:
    """One number. `shown` is what its reader sees; a hidden one says why in `sentence` and keeps its value back.

    `caution` stands beside it inside: why it is not, or not wholly, counted outside. `about`: how its sentence begins.
    `is_of_any`: whether those in any one of several outcomes are counted in it.
    `proposed_quotes`: what may be quoted for it outside, the best first, as far as nothing in the words names anybody.
    """

    figure_id: str
    report_id: str
    question_id: str
    question: str
    row_key: str
    row_label: str
    column_key: str
    column_label: str
    count: str
    value: float | None
    numerator: float | None
    denominator: float | None
    clients: int
    sentence: str
    shown: str
    example_quote: str | None = None
    cited_records: int = 0
    cited_notes: int = 0
    start: date | None = None
    end: date | None = None
    low: float | None = None
    high: float | None = None
    effect_size: float | None = None
    is_hidden: bool = False
    is_counted: bool = True
    is_of_any: bool = False
    caution: str = ""
    outside: Outside | None = None
    about: str = ""
    proposed_quotes: tuple[str, ...] = ()

    @property
    def labels(self) -> str:
        """What part of the question it is about: 'Youth Pathways, 2025', or nothing for the total."""
        parts = [(self.row_key, self.row_label), (self.column_key, self.column_label)]
        return ", ".join(label for key, label in parts if key != ALL)

    def hidden(self, shown: str, sentence: str) -> "Figure":
        return replace(
            self, shown=shown, sentence=sentence, value=None, numerator=None, denominator=None, clients=0,
            cited_records=0, cited_notes=0, example_quote=None, low=None, high=None, effect_size=None, is_hidden=True,
            caution="", outside=None, proposed_quotes=(),
        )  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One question of a report: `cells` by (row key, column key), ALL standing for the total."""

    question_id: str
    position: int
    section: str
    question: str
    measure: str
    count: str
    unit: str
    cells: dict[tuple[str, str], Figure]
    rows: list[tuple[str, str]] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)

    @property
    def total(self) -> Figure | None:
        """The number of the whole question; None where its parts mean nothing put together."""
        return self.cells.get((ALL, ALL))

    def row(self, row_key: str) -> Figure | None:
        return self.cells.get((row_key, ALL))

    @property
    def movement(self) -> list[Figure]:
        """Parts whose sentence says how sure they are, which a table of numbers cannot."""
        lines = [(row, ALL) for row, _ in self.rows] or [(ALL, column) for column, _ in self.columns]
        return [figure for key in lines if (figure := self.cells.get(key)) and figure.low is not None]

    @property
    def tells_parts(self) -> bool:
        """Whether it has parts of which at least one is told, or told to be not counted: a table that only says
        *withheld* is none.
        """
        return any(
            key != (ALL, ALL) and not (figure.is_hidden and figure.is_counted) for key, figure in self.cells.items()
        )

    @property
    def remarks(self) -> list[str]:
        """What is said below its numbers."""
        said = [figure.sentence for figure in self.movement]
        if self.total and self.total.is_of_any and not self.total.is_hidden:
            said.insert(0, ANY_OF_SEVERAL)
        return said if self.tells_parts or not (self.rows or self.columns) else [*said, PARTS_WITHHELD]

    @property
    def largest(self) -> float:
        """The largest value among rows, so that bars are drawn to one scale; at least 1."""
        values = [figure.value or 0 for (row, _), figure in self.cells.items() if row != ALL or not self.rows]
        return 100.0 if self.count == "percent" else max([*values, 1.0])


@dataclass(frozen=True)
class Report:
    report_id: str
    title: str
    funder: str
    about: str
    period_start: date | None
    period_end: date | None
    questions: list[Question]

    @property
    def figures(self) -> list[Figure]:
        return [figure for question in self.questions for figure in question.cells.values()]

    @property
    def sections(self) -> list[tuple[str, list[Question]]]:
        """Questions under their heading, headings in the order in which they first come."""
        found: dict[str, list[Question]] = {}
        for question in self.questions:
            found.setdefault(question.section, []).append(question)
        return list(found.items())


def without_quotes(report: Report) -> Report:
    questions = [
        replace(
            question, cells={
                key: replace(figure, example_quote=None, proposed_quotes=()) for key, figure in question.cells.items()
            },
        )
        for question in report.questions
    ]  # fmt: skip
    return replace(report, questions=questions)


STANDARD = ("missing", "unusual", "comprehensive", "aggregate")


def load_reports(published: Published) -> dict[str, Report]:
    """Every report that has figures, by id: the standard ones first, then funders' in order of their id."""
    about = {row["report_id"]: row for row in published.rows("select * from framework.report order by report_id")}
    figures = published.rows(
        """select figure.*, told.example_quote, told.cited_records, told.cited_notes,
            outside.sentence as outside_sentence, outside.value as outside_value, outside.clients as outside_clients,
            outside.records as outside_records, outside.notes as outside_notes, outside.reason as outside_reason,
            proposed.quotes as proposed_quotes
        from reporting.figure as figure left join reporting.comprehensive as told using (figure_id)
        left join reporting.figure_outside as outside using (figure_id)
        left join (
            select figure_id, list(quote order by position) as quotes from reporting.proposed_quote group by figure_id
        ) as proposed using (figure_id)
        order by figure.report, figure.sort_order, figure.figure_id"""
    )
    reports = {}
    for report_id, rows in groupby(figures, key=lambda row: row["report"]):
        by_question = [list(group) for _, group in groupby(rows, key=lambda row: row["question_id"])]
        questions = [_question(position, group) for position, group in enumerate(by_question, 1)]
        known = about.get(report_id, {})
        reports[report_id] = Report(
            report_id,
            known.get("title") or report_id.replace("_", " ").capitalize(),
            known.get("funder") or "",
            known.get("about") or "",
            by_question[0][0]["period_start"],
            by_question[0][0]["period_end"],
            questions,
        )
    order = [name for name in STANDARD if name in reports] + sorted(set(reports) - set(STANDARD))
    return {name: reports[name] for name in order}


def _question(position: int, rows: list[Row]) -> Question:
    cells = {(row["row_key"], row["column_key"]): _figure(row) for row in rows}
    first = rows[0]
    return Question(
        first["question_id"], position, first["section"] or "", first["question"], first["measure"], first["count"],
        first["unit"] or "", cells,
        _labels(figure for (row, _), figure in cells.items() if row != ALL),
        _labels((figure for (_, column), figure in cells.items() if column != ALL), of_columns=True),
    )  # fmt: skip


def _labels(figures, of_columns: bool = False) -> list[tuple[str, str]]:
    pairs = {(f.column_key, f.column_label) if of_columns else (f.row_key, f.row_label) for f in figures}
    return sorted(dict(sorted(pairs)).items(), key=lambda pair: _natural(pair[0]))


def _natural(key: str) -> tuple[int, str]:
    """'2024-q4' before '2025-q1', numbers before words such as 'unknown'."""
    digits = key.split("_")[0].split("-")[0].rstrip("+")
    return (int(digits), key) if digits.isdigit() else (MOST, key)


def _figure(row: Row) -> Figure:
    return Figure(
        row["figure_id"], row["report"], row["question_id"], row["question"], row["row_key"], row["row_label"] or "",
        row["column_key"], row["column_label"] or "", row["count"], row["value"], row["numerator"], row["denominator"],
        row["clients"] or 0, row["sentence"] or "", measured(row["value"], row["count"]), row["example_quote"],
        row["cited_records"] or 0, row["cited_notes"] or 0, row["period_start"], row["period_end"],
        row["low"], row["high"], row["effect_size"], caution=row["caution"] or "", outside=_outside(row),
        # what was published before an upgrade has no such column until the next night
        about=row["about"] or "", is_of_any=bool(row.get("is_of_any")),
        proposed_quotes=tuple(row["proposed_quotes"] or ()),
    )  # fmt: skip


def _outside(row: Row) -> Outside | None:
    if row["outside_sentence"] is None:
        return None
    return Outside(
        row["outside_value"], row["outside_clients"], row["outside_records"], row["outside_notes"],
        row["outside_sentence"], row["outside_reason"],
    )  # fmt: skip
