"""The tables of files that nobody has described: their columns with their values, read as a run would read them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from caseline.onboarding.draft.values import Column
from caseline.organization.described_table import column_name
from ingestion.boundary import Problem, as_far_as_possible, attempt
from ingestion.csv_reading import BadRow
from ingestion.files import FoundFile
from ingestion.forms.form_files import FormFile, form_files
from ingestion.forms.submission import Answer
from ingestion.header_words import words_of

_ALIKE = 0.8
_SEVERAL = 2
_NUMBERS = re.compile(r"[\d][\d\s._\-]*|(?<=[\s_\-(])(v\d+|final|copy|export)(?=[\s_\-.)]|$)", re.IGNORECASE)


@dataclass
class RawTable:
    """Rows of the same columns, from one file or from several (a year each), with the sheet where a file has many."""

    files: list[FoundFile]
    sheet: str | None
    rows: list[dict[str, str]] = field(default_factory=list)
    headers: dict[str, None] = field(default_factory=dict)
    also_called: dict[str, list[str]] = field(default_factory=dict)
    """Of a header, other spellings of it in further files."""
    parts: list[list[dict[str, str]]] = field(default_factory=list)
    """Its rows by the file that they are from, where there are several."""

    @cached_property
    def columns(self) -> list[Column]:
        """Every column in the order of the file, with its values."""
        counts: dict[str, Counter[str]] = {name: Counter() for name in self.headers}
        rows = {tuple(row.items()) for row in self.rows}  # a row that is there twice tells nothing new
        for row in sorted(rows):
            for name, value in row:
                counts[name][value.strip()] += 1
        return [Column(name, values, len(rows), self._tells_versions(name)) for name, values in counts.items()]

    def _tells_versions(self, name: str) -> bool:
        """Whether each of several files has a value of it once in every row, and some of them in another too."""
        if len(self.parts) < _SEVERAL:
            return False
        values = [[row.get(name, "").strip() for row in part] for part in self.parts]
        return all(all(own) and len(set(own)) == len(own) for own in values)

    @property
    def label(self) -> str:
        """Its file as people see it, with the sheet."""
        return f"{self.files[0].label} ({self.sheet})" if self.sheet else self.files[0].label

    @property
    def title(self) -> str:
        """What its file (or sheet) is called, without dates and numbers."""
        return _title(self.sheet) if self.sheet and not _is_unnamed(self.sheet) else self.book

    @property
    def book(self) -> str:
        """What its file is called, without dates and numbers, whatever sheet it is."""
        return _title(self.files[0].name.rsplit(".", 1)[0])

    @property
    def patterns(self) -> list[str]:
        """Patterns that name its files, and next month's."""
        return list(
            dict.fromkeys(
                re.sub(r"\d[\d_\-. ]*\d|\d", "*", each.name.rsplit(".", 1)[0]) + "." + each.name.rsplit(".", 1)[1]
                for each in self.files
            )
        )

    def holds_the_same(self, other: "RawTable") -> bool:
        """Whether another has the same columns, but for a few and for how they are spelt."""
        own, others = ({_spelt(name) for name in table.headers} for table in (self, other))
        return len(own & others) >= _ALIKE * len(own | others)

    def add(self, other: "RawTable") -> None:
        """Take the rows of another in, under this one's spelling of their headers."""
        spelt = {_spelt(name): name for name in reversed(self.headers)}
        names = {name: name if name in self.headers else spelt.get(_spelt(name), name) for name in other.headers}
        for name, known in names.items():
            if column_name(name) != column_name(known) and name not in self.also_called.setdefault(known, []):
                self.also_called[known].append(name)
        self.files += other.files
        renamed = [{names[name]: value for name, value in row.items()} for row in other.rows]
        self.parts = [*(self.parts or [self.rows]), renamed]
        self.rows = [*self.rows, *renamed]
        self.headers.update(dict.fromkeys(names.values()))


def _title(stem: str) -> str:
    return " ".join(_NUMBERS.sub(" ", re.sub(r"[_\-.]+", " ", stem)).split()) or stem


def raw_tables(files: Sequence[FoundFile]) -> tuple[list[RawTable], dict[str, Problem | str]]:
    """The tables in these files, those of the same columns as one; and why a file (by its label) has none."""
    tables: list[RawTable] = []
    unread: dict[str, Problem | str] = {}
    for file in files:
        forms = attempt(partial(form_files, file))
        if not isinstance(forms, list):
            unread[file.label] = forms
            continue
        for sheet, form in forms:
            table = attempt(partial(_read, file, sheet if len(forms) > 1 else None, form))
            if isinstance(table, Problem):
                unread[file.label] = table
            elif table.rows:
                _add(tables, table)
            else:
                unread.setdefault(file.label, "It has no rows.")
    return tables, unread


def _read(file: FoundFile, sheet: str | None, form: FormFile) -> RawTable:
    table = RawTable([file], sheet, headers={name: None for path, name in form.columns if not path})
    for item in as_far_as_possible(form.submissions(), lambda problem: None):
        if not isinstance(item, BadRow):
            table.rows.append(dict(_top(item.answers)))
            table.headers.update(dict.fromkeys(table.rows[-1]))
    return table


def _top(answers: Iterable[Answer]) -> Iterable[tuple[str, str]]:
    return ((answer.field, answer.value) for answer in answers if not answer.repeat_path and answer.value.strip())


def _add(tables: list[RawTable], table: RawTable) -> None:
    for known in tables:
        if known.sheet == table.sheet and known.files[0] != table.files[0] and known.holds_the_same(table):
            known.add(table)
            return
    tables.append(table)


def _spelt(header: str) -> str:
    return " ".join(words_of(header)) or column_name(header)


def _is_unnamed(sheet: str) -> bool:
    return (
        re.fullmatch(r"(sheet|hoja|feuil|tabelle|form responses|form1)\s*\d*", sheet.strip(), re.IGNORECASE) is not None
    )
