"""The rows of a described table, under its own names: other headers renamed, rows of another kind set apart, and rows
about several others told one by one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from caseline.organization.described_table import DictionaryTable, column_name
from ingestion.csv_reading import BadRow
from ingestion.forms.submission import Answer, Submission

Rows = Iterable[Submission | BadRow]


@dataclass(frozen=True)
class OfAnother(BadRow):
    """A row that is not of the table its file holds. Its line is 0: all of a file are told together."""


def rows_of(table: DictionaryTable | None) -> Callable[[Rows], Iterator[Submission | BadRow]]:
    """How the rows of a file become rows of its table."""
    if table is None:
        return iter
    called = table.called
    only = {column: {column_name(value) for value in values} for column, values in table.only.items()}
    several = {
        column_name(field.name): field.split
        for field in table.fields
        if field.split and [field.name] in [reference.fields for reference in table.references]
    }

    def rows(given: Rows) -> Iterator[Submission | BadRow]:
        for row in given:
            if isinstance(row, BadRow):
                yield row
                continue
            if called:
                row.answers = _renamed(row.answers, called)
            other = _other_kind(row, only) if only else None
            if other:
                yield other
            elif several:
                yield from _one_by_one(row, several)
            else:
                yield row

    return rows


def _renamed(answers: list[Answer], called: Mapping[str, str]) -> list[Answer]:
    """The answers under the names of fields. A field that has an answer under its own name keeps that one."""
    taken = {column_name(answer.field) for answer in answers if not answer.repeat_path}
    renamed = []
    for answer in answers:
        name = called.get(column_name(answer.field)) if not answer.repeat_path else None
        if name and column_name(name) not in taken:
            taken.add(column_name(name))
            answer = replace(answer, field=name)
        renamed.append(answer)
    return renamed


def _other_kind(row: Submission, only: Mapping[str, set[str]]) -> OfAnother | None:
    cells = {column_name(name): value for name, value in row.top().items()}
    for column, values in only.items():
        if column_name(cells.get(column_name(column), "")) not in values:
            reason = f"rows of this file are of another kind: their {column} is not {' or '.join(sorted(values))}."
            return OfAnother(0, reason, "Nothing is to be done, unless they belong here: then mend that column.")
    return None


def _one_by_one(row: Submission, several: Mapping[str, str]) -> Iterator[Submission]:
    """A row for each of the others it names in one cell; the line of the file counts once."""
    for at, answer in enumerate(row.answers):
        mark = several.get(column_name(answer.field)) if not answer.repeat_path else None
        if mark:
            for place, value in enumerate(dict.fromkeys(filter(None, map(str.strip, answer.value.split(mark))))):
                answers = [*row.answers[:at], replace(answer, value=value), *row.answers[at + 1 :]]
                yield Submission(row.line, answers, lines=0 if place else row.lines, within=value)
            return
    yield row
