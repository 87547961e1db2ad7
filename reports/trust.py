"""How far the reading of notes behind a report can be trusted: what a person confirmed, and agreement with people.

Outside the organisation only what shown figures rest on is counted, in tens, and codes of few clients are not listed:
an exact number of codes would tell by subtraction what a hidden figure counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.figures import Report
from reports.published import Published, Row
from reports.wording import between, counted, fraction, in_ten, listed, measured, whole

TITLE = "How far the reading of notes can be trusted"
HOW_TO_READ = (
    "Precision: of the notes that the reader gave a code, the share that people gave it too. Recall: of the notes that "
    "people gave it, the share that the reader found. F1 balances the two. Kappa is agreement beyond chance: 1 is "
    "perfect, 0 is what chance alone would give. Beside each stands where it lies with 95% confidence: the fewer notes "
    "people coded, the wider."
)
RATIOS = ("precision", "recall", "f1", "kappa")
UNMEASURED = {
    "never": "How far people agree with the reading of {} was never measured.",
    "in other words": "How far people agree with the reading of {} was measured for another wording or reader.",
}


@dataclass(frozen=True)
class Line:
    """A code as a table shows it; `ratios`: precision, recall, F1 and kappa, each with its range."""

    name: str
    codes: str
    confirmed: str
    by_hand: str
    ratios: list[tuple[str, str]]


@dataclass(frozen=True)
class Trust:
    """One report's. `rows`: its codes in `reporting.coding_agreement`; `threshold`: of clients, outside."""

    found: int
    notes: int
    confirmed: int
    rows: list[Row]
    threshold: int | None = None

    @property
    def is_shared(self) -> bool:
        return self.threshold is not None

    @property
    def sentences(self) -> list[str]:
        return [*self._confirmed(), *self._agreement(), *self._unmeasured()]

    @property
    def by_skill(self) -> list[tuple[str, list[Line]]]:
        """Each skill with the notes its agreement was measured on, and its codes."""
        groups = [list(rows) for _, rows in groupby(self.rows, key=lambda row: row["skill"])]
        return [(f"{rows[0]['skill_title']}{_measured_on(rows)}", lines(rows)) for rows in groups]

    @property
    def unlisted(self) -> str:
        return f"Codes found in notes of fewer than {self.threshold} clients are not listed." if self.is_shared else ""

    def _confirmed(self) -> list[str]:
        if not self.found:
            return [
                f"Some of these numbers rest on notes of fewer than {self.threshold} clients: how many codes stand "
                "behind them, and how many of these a person confirmed, is not shown."
            ]
        about = "about " if self.is_shared else ""
        share = measured(100 * self.confirmed / self.found, "percent")
        if not self.confirmed:
            told = "no person has confirmed any of them yet"
        elif self.is_shared or self.confirmed == self.found:
            told = f"a person has confirmed {'all' if self.confirmed == self.found else share} of them"
        else:
            told = f"a person has confirmed {whole(self.confirmed)} of them ({share})"
        codes = (
            f"{about}{counted(self._told(self.found), 'code')} from {about}{counted(self._told(self.notes), 'note')}"
        )
        return [
            f"{codes[0].upper()}{codes[1:]} {'stands' if self.found == 1 else 'stand'} behind these numbers; {told}."
        ]

    def _told(self, number: int) -> int:
        return round(number, -1) if self.is_shared else number

    def _agreement(self) -> list[str]:
        if not self.rows:
            return []
        read = f"The notes were read by {listed({row['coder'] for row in self.rows})}."
        found, right = _average(self.rows, "recall"), _average(self.rows, "precision")
        if found is None or right is None:
            return [read]
        return [
            f"{read} On notes that people coded, the reader finds {in_ten(found)} of what they found, and "
            f"{in_ten(right)} of what it finds is right."
        ]

    def _unmeasured(self) -> list[str]:
        titles = {why: {row["skill_title"] for row in self.rows if row["measured"] == why} for why in UNMEASURED}
        return [words.format(listed(titles[why])) for why, words in UNMEASURED.items() if titles[why]]


def load_trust(published: Published, reports: Iterable[Report], threshold: int | None) -> dict[str, Trust]:
    """By id, of the reports that rest on codes. `threshold`: the fewest clients told of outside; None inside."""
    shown = [figure.figure_id for report in reports for figure in report.figures if not figure.is_hidden]
    fewest = threshold or 0
    behind = {row["report"]: row for row in published.rows(_BEHIND, shown) if row["clients"] >= fewest}
    none = {"codes": 0, "notes": 0, "confirmed": 0}
    trust = {}
    for report_id, rows in groupby(published.rows(_CODES), key=lambda row: row["report"]):
        told = [row for row in rows if row["clients"] >= fewest]
        count = behind.get(report_id, none)
        trust[report_id] = Trust(count["codes"], count["notes"], count["confirmed"], told, threshold)
    return trust


def standing_agreement(published: Published) -> dict[str, list[Row]]:
    """Agreement with people of each skill's standing wording, code by code."""
    rows = published.rows("select * from intelligence.agreement order by skill, code, value")
    return {skill: list(codes) for skill, codes in groupby(rows, key=lambda row: row["skill"])}


def lines(rows: Sequence[Row]) -> list[Line]:
    return [
        Line(
            f"{row['value']} · {row['code_title']}" if row["value"] else row["code_title"],
            whole(row.get("codes")),
            f"{whole(row.get('confirmed_codes'))} ({measured(row.get('confirmed_percent'), 'percent')})",
            whole(row["gold_codes"]),
            [(fraction(row[name]), between(row.get(f"{name}_low"), row.get(f"{name}_high"))) for name in RATIOS],
        )
        for row in rows
    ]


def _measured_on(rows: Sequence[Row]) -> str:
    notes = [row["gold_notes"] for row in rows if row["gold_notes"]]
    return f", measured on {counted(notes[0], 'note')} that people coded" if notes else ", not measured"


def _average(rows: Sequence[Row], ratio: str) -> float | None:
    """Over codes that have the ratio, each weighed by how many of it stand behind the report."""
    weights = [(row[ratio], row["codes"]) for row in rows if row[ratio] is not None]
    return sum(value * codes for value, codes in weights) / sum(codes for _, codes in weights) if weights else None


_BEHIND = """
select
    report, count(distinct code_id) as codes, count(distinct note_id) as notes, count(distinct client_id) as clients,
    count(distinct code_id) filter (where review_status = 'accepted') as confirmed
from reporting.evidence
where role in ('counted', 'base') and code_id is not null and figure_id in (select unnest(?))
group by report
"""
_CODES = "select * from reporting.coding_agreement order by report, skill_title, skill, value, code_title, code, coder"
