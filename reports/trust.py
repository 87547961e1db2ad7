"""How far the reading of notes behind a report can be trusted: what a person confirmed, and agreement with people.

Outside the organisation codes are counted only together, in tens, behind figures that are shown: any number more
would tell by subtraction what a hidden figure counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from caseline.coding.gold import BY_AUTHORS
from caseline.coding.measuring.agreement import ENOUGH_NOTES
from reports.figures import Report
from reports.published import Published, Row
from reports.wording import NOTHING, between, counted, day, fraction, in_ten, listed, measured, whole

TITLE = "How far the reading of notes can be trusted"
HOW_TO_READ = (
    "Given by people: to how many of the notes people gave the code. Precision: of the notes that the reader gave it, "
    "the share that people gave it too. Recall: of the notes that people gave it, the share that the reader found. F1 "
    "balances the two. Kappa is agreement beyond chance: 1 is perfect, 0 is what chance alone would give. Beside each "
    "stands where it lies with 95% confidence: the fewer notes people coded, the wider. Of fewer than ten notes a "
    "share is said as a count, without a range, and there is no kappa."
)
PERSON = "person"
"""The coder of a code that a person gave or that stands because a person accepted it."""
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
    """One report's. `rows`: its codes in `reporting.coding_agreement`; `is_shared`: told outside."""

    found: int
    notes: int
    confirmed: int
    rows: list[Row]
    is_shared: bool

    @property
    def sentences(self) -> list[str]:
        return [
            self._confirmed(), self._read_by(), *self._second_reader(), *self._agreement(), *self._about_others(),
            *self._unmeasured(),
            *self._left_out(), *self._counted_unmeasured(),
        ]  # fmt: skip

    @property
    def by_skill(self) -> list[tuple[str, list[Line]]]:
        """Each skill with the notes its agreement was measured on, and its codes; outside only what was measured."""
        told = [row for row in self.rows if row["gold_notes"] or not self.is_shared]
        groups = [list(rows) for _, rows in groupby(told, key=lambda row: row["skill"])]
        return [(f"{rows[0]['skill_title']}{_measured_on(rows)}", lines(rows)) for rows in groups]

    def _confirmed(self) -> str:
        if not self.found and not self.is_shared:
            return "These numbers rest on what the reader did not find in notes: no code stands behind them."
        if not self.found:
            return (
                "Some of these numbers rest on notes. How many codes stand behind them, and how many of these a person "
                "confirmed, is not shown: few clients, or a number that would give few away."
            )
        share = measured(100 * self.confirmed / self.found, "percent")
        if self.confirmed == self.found:
            told = "a person has confirmed all of them"
        elif not self.confirmed:
            told = "no person has confirmed any of them yet"
        elif self.is_shared:
            told = f"a person has confirmed {in_ten(self.confirmed / self.found)} of them"
        else:
            told = f"a person has confirmed {whole(self.confirmed)} of them ({share})"
        stand = "stands" if self.found == 1 else "stand"
        return f"{self._counts()} {stand} behind these numbers; {told}."

    def _counts(self) -> str:
        if self.is_shared:
            return f"About {whole(round(self.found, -1))} codes from about {whole(round(self.notes, -1))} notes"
        return f"{counted(self.found, 'code')} from {counted(self.notes, 'note')}"

    def _read_by(self) -> str:
        readers = {row["coder"] for row in self.rows} - {PERSON}
        return f"The notes were read by {listed(readers or {PERSON})}."

    def _second_reader(self) -> list[str]:
        """In what share of the codes that either gave a second reader agrees; outside no count of them."""
        pairs: dict[tuple[str, str], list[int]] = {}
        for row in self.rows:
            if row["second_reader"]:
                both = pairs.setdefault((row["coder"], row["second_reader"]), [0, 0])
                both[0] += row["given_by_both"]
                both[1] += row["given_by_either"]
        told = []
        for (first, second), (both_gave, either_gave) in sorted(pairs.items()):
            share = f"both gave {whole(both_gave)} ({measured(100 * both_gave / either_gave, 'percent')})"
            if self.is_shared:
                share = f"both gave {in_ten(both_gave / either_gave)}"
            counts = "" if self.is_shared else f"{whole(either_gave)} "
            told.append(
                f"{second} has read the same notes beside it; what {first} found is counted. Of the {counts}codes of "
                f"these kinds that either gave, {share}."
            )
        return told

    def _agreement(self) -> list[str]:
        """Beside what people coded, and apart from it what the skills' authors did: that is no ground for trust."""
        own = [row for row in self.rows if row["gold_notes"] and row["is_own_gold"]]
        written = [row for row in self.rows if row["gold_notes"] and not row["is_own_gold"]]
        told = []
        if shares := _shares(own):
            told.append(f"On {_notes(own, 'that people coded')}, {shares}.")
        if shares := _shares(written):
            told.append(
                f"{'Other skills were' if told else 'It was'} tried on {_notes(written, BY_AUTHORS)}, which"
                f" flatters: there {shares}. How it does on notes by other writers is measured apart."
            )
        return told

    def _about_others(self) -> list[str]:
        """The swap test over all skills, where a note told whom it is about."""
        skills = {row["skill"]: (row["swapped"], row["flipped"]) for row in self.rows if row.get("swapped")}
        swapped, flipped = (sum(counts[part] for counts in skills.values()) for part in (0, 1))
        if not swapped:
            return []
        other = f"{whole(flipped)} of {whole(swapped)} get other codes"
        told = other if flipped else "all of them get the same codes"
        return [f"With other pronouns in the same notes, or first names common in another community, {told}."]

    def _unmeasured(self) -> list[str]:
        read = [row for row in self.rows if row["coder"] != PERSON]
        titles = {why: {f"“{row['skill_title']}”" for row in read if row["measured"] == why} for why in UNMEASURED}
        return [words.format(listed(titles[why])) for why, words in UNMEASURED.items() if titles[why]]

    def _left_out(self) -> list[str]:
        """Codes that are not counted outside: all that rest on them say why."""
        codes = {f"“{row['code_title']}”" for row in self.rows if not row["counts_outside"]}
        if not codes:
            return []
        where = "here" if self.is_shared else "in what is shared outside"
        return [
            f"Not counted {where}, unless a person confirmed it, is what the reader finds too unreliably in words of "
            f"others (F1 under .50) or nobody has measured: {listed(codes)}."
        ]

    def _counted_unmeasured(self) -> list[str]:
        """What is counted outside on somebody's word, with that word."""
        accepted: dict[tuple[str, str, str], set[str]] = {}
        for row in self.rows:
            if row["counted_because"]:
                word = (row["counted_because"], row["decided_by"], day(row["decided_on"]))
                accepted.setdefault(word, set()).add(f"“{row['code_title']}”")
        return [
            f"Nobody has measured how well the reader finds {listed(codes)} in notes that others wrote; counted all "
            f"the same by decision of {by} on {when}: “{because}”"
            for (because, by, when), codes in sorted(accepted.items())
        ]


def load_trust(published: Published, reports: Iterable[Report], threshold: int | None) -> dict[str, Trust]:
    """By id, of the reports that rest on codes. `threshold`: the fewest clients told of outside; None inside."""
    shown = [figure.figure_id for report in reports for figure in report.figures if not figure.is_hidden]
    behind = published.rows(_BEHIND, shown, threshold is not None)
    told = {row["report"]: row for row in behind if row["clients"] >= (threshold or 0)}
    trust = {}
    for report_id, rows in groupby(published.rows(_CODES), key=lambda row: row["report"]):
        count = told.get(report_id, {"codes": 0, "notes": 0, "confirmed": 0})
        trust[report_id] = Trust(count["codes"], count["notes"], count["confirmed"], list(rows), threshold is not None)
    return trust


def standing_agreement(published: Published) -> dict[str, list[Row]]:
    """Agreement with people of each skill's standing wording, code by code."""
    rows = published.rows("select * from intelligence.agreement where is_in_use order by skill, code, value")
    return {skill: list(codes) for skill, codes in groupby(rows, key=lambda row: row["skill"])}


def held_back(published: Published) -> dict[tuple[str, str], float]:
    """Macro F1 of wordings whose codes count for nothing yet, by skill and version."""
    found = "select distinct skill, skill_version, macro_f1 from intelligence.agreement where is_held_back order by all"
    return {(row["skill"], row["skill_version"]): row["macro_f1"] for row in published.rows(found)}


def lines(rows: Sequence[Row]) -> list[Line]:
    return [
        Line(
            (f"{row['value']} · " if row["value"] else "")
            + row["code_title"]
            + (", given by a person" if row.get("coder") == PERSON else ""),
            whole(row.get("codes")),
            f"{whole(row.get('confirmed_codes'))} ({measured(row.get('confirmed_percent'), 'percent')})",
            whole(row["gold_codes"]),
            _ratios(row),
        )
        for row in rows
    ]


def _ratios(row: Row) -> list[tuple[str, str]]:
    """Each ratio with its range; a share of few notes as a count, and no kappa where few notes have the code."""
    told = {name: (fraction(row[name]), between(row.get(f"{name}_low"), row.get(f"{name}_high"))) for name in RATIOS}
    people, recall, precision = row["gold_codes"], row["recall"], row["precision"]
    both = round((recall or 0) * (people or 0))
    if recall is not None and people < ENOUGH_NOTES:
        told["recall"] = (f"{both} of {people}", "")
    given = round(both / precision) if precision else 0
    if precision and given < ENOUGH_NOTES:
        told["precision"] = (f"{both} of {given}", "")
    if (precision or not both) and (people or 0) + given - both < ENOUGH_NOTES:
        told["kappa"] = (NOTHING, "")
    return list(told.values())


def _measured_on(rows: Sequence[Row]) -> str:
    notes = [row["gold_notes"] for row in rows if row["gold_notes"]]
    own = all(row["is_own_gold"] for row in rows if row["gold_notes"])
    return f", measured on {counted(notes[0], 'note')} {who_coded(own)}" if notes else ", not measured"


def who_coded(is_own: bool) -> str:
    """Who coded the notes that a reader is held against: skills bring examples of their authors."""
    return "that people coded" if is_own else BY_AUTHORS


def _notes(rows: Sequence[Row], by: str) -> str:
    """'the 40 notes that people coded'; of several skills how many each."""
    notes = {row["skill"]: row["gold_notes"] for row in rows}
    fewest, most = min(notes.values()), max(notes.values())
    if len(notes) == 1:
        return f"the {counted(most, 'note')} {by}"
    each = whole(most) if fewest == most else f"{whole(fewest)} to {whole(most)}"
    return f"notes {by} ({each} for each skill)"


def _shares(rows: Sequence[Row]) -> str:
    """How much is found and how much is right, over some codes; '' where that was not measured."""
    found, right = _average(rows, "recall"), _average(rows, "precision")
    if found is None or right is None:
        return ""
    return f"the reader finds {in_ten(found)} of what they found, and {in_ten(right)} of what it finds is right"


def _average(rows: Sequence[Row], ratio: str) -> float | None:
    """Over codes that have the ratio, each weighed by how many of it stand behind the report."""
    weights = [(row[ratio], row["codes"]) for row in rows if row[ratio] is not None]
    total = sum(codes for _, codes in weights)
    return sum(value * codes for value, codes in weights) / total if total else None


_BEHIND = """
select
    report, count(distinct code_id) as codes, count(distinct note_id) as notes, count(distinct client_id) as clients,
    count(distinct code_id) filter (where review_status = 'accepted') as confirmed
from reporting.evidence
where role in ('counted', 'base') and code_id is not null and figure_id in (select unnest(?))
    and (counts_outside or not ?)
group by report
"""
_CODES = "select * from reporting.coding_agreement order by report, skill_title, skill, value, code_title, code, coder"
