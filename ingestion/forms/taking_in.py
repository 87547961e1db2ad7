"""Taking in one form file: its columns are fitted to the described fields, all its answers are looked at to decide how
they are read, then its submissions go their way."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from caseline.organization.described_table import WIDE_CELL, WIDE_DAY, WIDE_WHAT
from ingestion.boundary import Unreadable, as_far_as_possible
from ingestion.csv_reading import BadRow
from ingestion.date_columns import listed
from ingestion.forms.dated_entries import DatedEntries
from ingestion.forms.fields import FormFields
from ingestion.forms.fitting import Column, Fitted
from ingestion.forms.group_headings import GroupHeadings
from ingestion.forms.more_people import people_beside
from ingestion.forms.reading import BadRepeatRow
from ingestion.forms.readings import Readings
from ingestion.forms.rows import OfAnother
from ingestion.forms.submission import Submission, SubmissionBatches
from ingestion.likely_names import likely_pairs
from ingestion.null_words import says_nothing
from ingestion.row_batches import EXPONENT, NEVER_IN_A_SPREADSHEET, break_off, hold_back, leave_out, remark
from ingestion.source_run import TableBatch
from ingestion.summary import HeldBack, LoadedFile, Remark
from ingestion.table_area import LeftOut

_AGAIN = re.compile(r"(.+) \(\d+\)$")
_OF_CELLS = (WIDE_DAY, WIDE_WHAT, WIDE_CELL)


class FormFile(Protocol):
    """A file of submissions, which can be gone through again. `columns` are those that it surely has; what is
    `left_out` is known once it was gone through."""

    @property
    def columns(self) -> list[Column]: ...

    @property
    def submissions(self) -> Callable[[], Iterator[Submission | BadRow]]: ...

    left_out: list[LeftOut]
    apart: list[tuple[str, int]]
    notes: list[str]


@dataclass
class _Waiting:
    """Lines of one file that are held back for the same reason, which is told once."""

    lines: list[int] = field(default_factory=list)

    def told(self, does: str, why: str) -> str:
        """In words; `does` is the verb for several rows."""
        count = len(self.lines)
        rows, verb = ("rows", does) if count > 1 else ("row", f"{does}s")
        return f"{count:,} {rows} (from line {self.lines[0]:,} on) {verb} {why}"


Shape = Callable[[Iterable[Submission | BadRow]], Iterator[Submission | BadRow]]
"""How the rows of a file become submissions (`shapes`)."""


def take_in(
    form: FormFile,
    shape: Shape,
    fields: FormFields,
    readings: Readings,
    batches: SubmissionBatches,
    repeats: Mapping[str, LoadedFile],
    outcome: LoadedFile,
    held_back: list[HeldBack],
) -> Iterator[TableBatch]:
    """Batches of one file's submissions. `repeats`: by path, what becomes of the files whose rows stand in them.

    Raises Unreadable where nothing that is described is in the file.
    """
    groups, entries = GroupHeadings(), DatedEntries()
    columns = _look_through(form, shape, fields, readings, groups, entries)
    fitted = fields.fit(columns)
    if fields.is_mapped and columns and not fitted.described:
        raise Unreadable(
            f"None of the described fields is in this file. Its columns are {listed([name for _, name in columns])}.",
            f"Export the right file, or write its columns into the description of '{fields.form}'.",
        )
    if fields.is_mapped:
        remark(outcome, held_back, _on_columns(fitted, fields))
        remark(outcome, held_back, entries.remarks())
    groups.decide(columns)
    readings.decide()
    remark(outcome, held_back, readings.remarks(f"the description of '{fields.form}' in data_dictionary"))
    outcome.note = " ".join([*filter(None, [outcome.note]), *form.notes, *_note_on_columns(fields, fitted)]) or None
    nobody, damaged = _Waiting(), _Waiting()
    others: Counter[OfAnother] = Counter()
    for item in as_far_as_possible(shape(form.submissions()), partial(break_off, outcome, held_back)):
        if isinstance(item, OfAnother):
            others[item] += 1
            continue
        if isinstance(item, Submission) and _may_be_heading(item, fields) and groups.takes(item):
            continue
        bad = item if isinstance(item, BadRow) else batches.problem(item)
        if bad:
            of = repeats.get(bad.repeat, outcome) if isinstance(bad, BadRepeatRow) else outcome
            hold_back(of, held_back, bad.line, bad.reason, bad.fix)
            continue
        assert isinstance(item, Submission)
        outcome.line = item.line
        waits = nobody if not _names_somebody(item, fields) else damaged if _is_damaged(item, fields) else None
        if waits:
            waits.lines += [item.line] * item.lines
            continue
        outcome.rows += item.lines
        outcome.twins += 0 if batches.add(item) else item.lines
        for path, _ in {(answer.repeat_path, answer.index) for answer in item.answers}:
            if repeat := repeats.get(path.rsplit("/", 1)[-1]):
                repeat.rows += 1
        if batches.is_full():
            yield from batches.batches()
    for name in sorted(batches.doubled):
        reason = f"Two columns give the answer to '{name}': the second was kept as '{name} (2)' and is not counted."
        remark(outcome, held_back, [Remark("remark", reason, "Remove or rename one of the two, and export again.")])
    yield from batches.batches()
    for lines, reason, fix in groups.told():
        hold_back(outcome, held_back, lines[0], reason, fix, len(lines))
    _tell_waiting(nobody, damaged, outcome, held_back)
    for of_another, count in others.items():
        hold_back(outcome, held_back, None, f"{count:,} {of_another.reason}", of_another.fix, count, "left out")
    leave_out(outcome, held_back, form.left_out)
    for sentence, rows in form.apart:
        fix = (
            "Nothing, if that is so. If its rows belong to this form, name the sheet under `sheets` in its description."
        )
        reason = f"{sentence} Its {rows:,} rows are left out." if rows else f"{sentence} It is empty."
        hold_back(outcome, held_back, None, reason, fix, rows, "left out")


def _look_through(
    form: FormFile,
    shape: Shape,
    fields: FormFields,
    readings: Readings,
    groups: GroupHeadings,
    entries: DatedEntries,
) -> list[Column]:
    """The columns of the file; its answers are learnt from."""
    columns = dict.fromkeys(fields.renamed(form.columns))
    fields.fit(list(columns))
    for item in as_far_as_possible(shape(form.submissions()), lambda problem: None):
        if isinstance(item, BadRow):
            continue
        if not item.within:
            groups.learn(item)
        for answer in item.answers:
            columns.setdefault((answer.repeat_path, answer.field))
            if name := fields.described(answer.repeat_path, answer.field):
                readings.learn(name, answer.value)
                if name in fields.notes:
                    entries.learn(name, answer.value)
        for said in (fields.submitted_at(item.top()), fields.changed_at(item.top())):
            if said:
                readings.dates.learn(said[0], [said[1]])
    return list(columns)


def _on_columns(fitted: Fitted, fields: FormFields) -> Iterator[Remark]:
    """What to say of columns and fields that do not fit."""
    where = f"the description of '{fields.form}' in data_dictionary"
    absent = [name for name in fitted.missing if name not in _OF_CELLS]
    free = [header for _, header in fitted.undescribed if not _AGAIN.match(header)]
    likely = likely_pairs(absent, free)
    if missing := [name for name in absent if name in fields.expected or name in likely]:
        perhaps = [f"'{name}' (now '{likely[name]}'?)" if name in likely else f"'{name}'" for name in missing]
        fix = f"If a column was renamed, write its new name into {where}. If it is no longer asked, nothing."
        yield Remark("question" if likely else "remark", f"Described, and not in this file: {', '.join(perhaps)}.", fix)
    if again := _again(fitted):
        reason = f"Of columns with the same header the first counts: {listed(again)}."
        fix = "Give the others a name of their own; if they are a second table beside the first, a file of its own."
        yield Remark("remark", reason, fix)
    meant = {column for column, name in fitted.described.items() if name in fields.meant}
    others = [column for column in [*fitted.described, *fitted.undescribed] if column not in meant]
    if beside := people_beside(meant, others):
        columns = listed([header for headers in beside.values() for header in headers])
        reason = f"More people stand on the same row ({listed(list(beside))}: {columns}). Nobody is made of them."
        fix = "Save one row for each person, under the same headers, with what a family shares on every row."
        yield Remark("question", reason, fix)
    for repeat, headers in _undescribed_repeats(fitted).items():
        reason = f"Records have rows of their own in '{repeat}' ({listed(headers)}). Nothing is made of them."
        fix = f"Describe their fields as '{repeat}/FIELD' in {where}, or export them as a table of their own."
        yield Remark("question", reason, fix)
    for name, headers in fitted.claimed.items():
        reason = f"{listed(headers)} would all be '{name}', so none of them is taken for it."
        yield Remark("question", reason, f"Name the one that is meant in {where}, with all its groups.")
    if fitted.of_rivals:
        rivals = listed(list(fitted.of_rivals))
        reason = f"{rivals} stand in groups of which only one can be meant, so none of them is taken."
        yield Remark("question", reason, f"Name those that are meant in {where}, with all their groups.")
    for header, name in fitted.beside.items():
        reason = f"The column '{header}' is much like '{name}', which is taken; it is kept and stands for nothing."
        yield Remark("remark", reason, f"If it is the one that is meant, name it in {where}.")


def _note_on_columns(fields: FormFields, fitted: Fitted) -> Sequence[str]:
    headers = [name for _, name in fitted.undescribed]
    bases = {header for _, header in [*fitted.described, *fitted.undescribed]}
    again = [header for header in headers if (found := _AGAIN.match(header)) and found[1] in bases]
    others = sorted({header for header in headers if header not in again and not fields.is_of_every_form(header)})
    notes = []
    if fields.is_mapped and others:
        notes.append(f"In it and not described, kept as it is: {listed(others)}.")
    if absent := [name for name in fitted.missing if name not in fields.expected and name not in _OF_CELLS]:
        notes.append(f"Not in it, and need not be: {listed(absent)}.")
    return notes


def _undescribed_repeats(fitted: Fitted) -> dict[str, list[str]]:
    """Repeats of which no field is described, with their headers."""
    found: dict[str, list[str]] = {}
    for repeat, header in fitted.undescribed:
        found.setdefault(repeat, []).append(header)
    return {repeat: headers for repeat, headers in found.items() if repeat and repeat not in dict(fitted.described)}


def _again(fitted: Fitted) -> list[str]:
    """The headers of described columns that stand there again."""
    headers = (name for _, name in fitted.undescribed)
    described = {header for _, header in fitted.described}
    return sorted({found[1] for header in headers if (found := _AGAIN.match(header)) and found[1] in described})


def _names_somebody(submission: Submission, fields: FormFields) -> bool:
    filled = ((answer.repeat_path, answer.field) for answer in submission.answers if not says_nothing(answer.value))
    if submission.within:
        return fields.names_whose_cell(submission.top())
    return fields.names_somebody(filled, submission.top())


def _may_be_heading(row: Submission, fields: FormFields) -> bool:
    """Whether a row of one cell tells of nobody, unless that cell is taken for a name or a number."""
    if len(row.answers) != 1 or not fields.is_mapped:
        return False
    return fields.says_who(row.answers[0].field) or not _names_somebody(row, fields)


def _is_damaged(submission: Submission, fields: FormFields) -> bool:
    """Whether a spreadsheet has cut a number that tells people or forms apart."""
    return any(EXPONENT.fullmatch(value) and fields.is_number(name) for name, value in submission.top().items())


def _tell_waiting(nobody: _Waiting, damaged: _Waiting, outcome: LoadedFile, held_back: list[HeldBack]) -> None:
    if nobody.lines:
        reason = nobody.told("name", "nobody: every field that says whom the form is about is empty.")
        fix = (
            "Fill in who it is about in the source, and export again; or describe the column that says so: a name, or "
            "under person_key the number of the person."
        )
        hold_back(outcome, held_back, nobody.lines[0], reason, fix, len(nobody.lines))
    if damaged.lines:
        reason = damaged.told("hold", "a number like 1.23E+11: a spreadsheet saved this file, and its digits are lost.")
        hold_back(outcome, held_back, damaged.lines[0], reason, NEVER_IN_A_SPREADSHEET, len(damaged.lines))
    if not outcome.rows and outcome.held_back:
        outcome.outcome = "held back"
