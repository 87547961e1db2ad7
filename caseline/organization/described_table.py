"""One table of an export as a YAML file describes it: what a row is, its key, what it refers to, what fields mean."""

import fnmatch
import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from caseline.ground.names import compared
from caseline.ground.yaml_files import Strict, did_you_mean

Sensitivity = Literal["open", "quasi-identifier", "sensitive", "identifier"]
FieldType = Literal["text", "integer", "decimal", "date", "datetime", "boolean", "code"]
Kind = Literal[
    "form", "person", "stay", "service", "attendance", "note", "assessment", "goal", "plan", "consent", "household",
    "program", "code list",
]  # fmt: skip
Holds = Literal["additions", "snapshot", "versions"]
DateOrder = Literal["day first", "month first", "year first"]

TARGET_FIELDS: dict[str, str] = {
    "person": "first_name middle_name last_name suffix full_name dob sex ssn phone email address unit city state zip "
    "other_id race_ethnicity gender veteran protected",
    "submission": "date program site stage case_manager client_ref client_ref_source",
    "consent": "granted scope given_on expires_on given_at version signed_by signature",
    "plan": "opened_on review_due_on",
    "goal": "text category status opened_on target_on closed_on reviewed_on",
    "note": "id text date author",
    "document": "file date author",
    "service": "type date quantity unit provider attended",
    "enrollment": "entry_date exit_date destination",
    "household": "id relationship",
    "program": "name",
    "code": "label",
}
TARGETS = [f"{group}.{field}" for group, fields in TARGET_FIELDS.items() for field in fields.split()]

PEOPLE: tuple[Kind, ...] = ("form", "person")
"""Kinds whose rows may be people. A row of any other kind belongs to the person it refers to, where it refers."""
SAY_WHO = frozenset(
    f"person.{field}" for field in ("first_name", "last_name", "full_name", "dob", "ssn", "phone", "email", "other_id")
) | {"submission.client_ref"}
"""What tells who a row is about; one without any of it is about nobody that could be found again."""
LISTS: tuple[Kind, ...] = ("program", "code list")
"""Kinds that are about nobody: what rows of others name."""


def _listed(value: Any) -> Any:
    """One column where a list of them is meant."""
    return [value] if isinstance(value, str) else value


Columns = Annotated[list[str], BeforeValidator(_listed)]


@lru_cache(maxsize=1 << 14)
def column_name(header: str) -> str:
    """A header as names are compared: white space of any kind is one space, upper and lower case are alike."""
    return " ".join(header.split()).lower()


WIDE_DAY, WIDE_WHAT, WIDE_CELL = "(day)", "(what)", "(cell)"
"""The fields of a row that was made of one cell of a wide table: what its header says (a day, or what was given), and
the cell."""


class Code(Strict):
    """One allowed answer: its label, and a score where the answer is a step on a scale."""

    label: str
    score: float | None = None


class DictionaryField(Strict):
    """One field of one table."""

    name: str
    also_called: Columns = Field(default_factory=list)
    """Other headers of the same column, such as a label beside an API's name, or that of another version."""
    meaning: str
    maps_to: str | None = None
    type: FieldType = "text"
    sensitivity: Sensitivity
    unit: str | None = None
    split: Annotated[str, StringConstraints(strip_whitespace=False, min_length=1)] | None = None
    """What stands between several values in one cell, such as `;` or a space: each is an answer of its own."""
    codes: dict[str, Code] = Field(default_factory=dict)
    expected: bool = True
    """Whether a file without it is told. One that many exports do not have is only asked for where a new column is much
    like it."""

    @field_validator("codes", mode="before")
    @classmethod
    def _labels_alone_are_codes(cls, codes: Any) -> Any:
        if not isinstance(codes, dict):
            return codes
        return {str(code): {"label": value} if isinstance(value, str) else value for code, value in codes.items()}

    @field_validator("codes")
    @classmethod
    def _codes_differ(cls, codes: dict[str, Code]) -> dict[str, Code]:
        if twice := first_twice(codes):
            raise ValueError(f"'{twice}' is there twice: Yes and yes are one answer, and so are 1 and 1.0")
        return codes

    @field_validator("maps_to")
    @classmethod
    def _known_target(cls, target: str | None) -> str | None:
        return None if target is None else known_target(target)


class Reference(Strict):
    """Columns that hold the key of a row in another table: `to` its name, `system` whose table it is.

    Without `system` it is a table of the same system. `hmis` has the tables client, enrollment and project, `crm`
    contact, program_engagement and program.
    """

    fields: Columns = Field(min_length=1)
    to: str
    system: str | None = None
    prefix: str = ""
    """What stands before the key in these columns and is none of it, such as `Patient/`."""


class Long(Strict):
    """A line per answer: the columns that say whose line it is, which hold the question, and the answer."""

    of: Columns = Field(min_length=1)
    question: str
    answer: str


class Wide(Strict):
    """A column per day or month, such as an attendance sheet, or per thing that is given, such as a sign-in sheet: each
    cell that counts becomes a row of its own.

    `columns` is a pattern of their headers; the header becomes `becomes` (a date, or `service.type`), the cell `value`
    where that is named. `where` is a pattern of the cells that count; without it all do but those that say no. `year`
    is for headers without one: the year of the first, or the column that holds it. `weeks_from` is for headers that
    number weeks ("Wk 3"): the day on which the first began.
    """

    columns: str
    becomes: str = "service.date"
    value: str | None = None
    where: str | None = None
    year: int | str | None = None
    weeks_from: date | None = None

    @property
    def is_of_days(self) -> bool:
        """Whether headers are days; else they say what was given, and the row says when."""
        return self.becomes != "service.type"

    @property
    def head(self) -> str:
        """The field that a header becomes."""
        return WIDE_DAY if self.is_of_days else WIDE_WHAT

    @field_validator("columns", "where")
    @classmethod
    def _is_pattern(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"'{pattern}' is not a pattern that can be read ({error})") from None
        return pattern

    @field_validator("becomes", "value")
    @classmethod
    def _known_target(cls, target: str | None) -> str | None:
        return None if target is None else known_target(target)


class DictionaryTable(Strict):
    """One table: which files hold it, what one row is, its key, what it refers to, and every field in it."""

    source: Literal["forms"] = "forms"
    system: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$")
    """Whose own numbers its keys are; none: the organisation's own forms and spreadsheets."""
    table: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    grain: str
    kind: Kind = "form"
    template: bool = False
    """Whether it holds no file by itself: what a form platform adds to every form, for other tables to begin with."""
    files: Columns = Field(default_factory=list)
    recognized_by: Columns = Field(default_factory=list)
    """Headers that tell this table where no file name does."""
    key: Columns = Field(default_factory=list)
    submission_id: str | None = None
    """The same as a `key` of one column."""
    person_key: Columns = Field(default_factory=list)
    """The columns that number the person within the row itself, where several rows are about one."""
    references: list[Reference] = Field(default_factory=list)
    only: dict[str, Columns] = Field(default_factory=dict)
    """By column, the values of rows that are of this table; a row of another value is none of it."""
    holds: Holds = "additions"
    version_by: str | None = None
    """The column that says when a row was changed last."""
    long: Long | None = None
    wide: Wide | None = None
    header_row: int | None = Field(default=None, ge=1)
    sheets: Columns = Field(default_factory=list)
    date_order: DateOrder | None = None
    fields: list[DictionaryField] = Field(min_length=1)

    @field_validator("fields")
    @classmethod
    def _fields_differ(cls, fields: list[DictionaryField]) -> list[DictionaryField]:
        if twice := first_twice(field.name for field in fields):
            raise ValueError(f"the field '{twice}' is described twice: upper and lower case are alike")
        if twice := first_twice([*(field.name for field in fields), *(name for f in fields for name in f.also_called)]):
            raise ValueError(f"'{twice}' is the name of two fields: take it out of 'also_called' of one")
        return fields

    @model_validator(mode="after")
    def _can_be_read(self) -> "DictionaryTable":
        if not self.files and not self.recognized_by:
            raise ValueError("nothing says which files hold it: name them under 'files', or headers in 'recognized_by'")
        if self.submission_id and self.key and self.key != [self.submission_id]:
            raise ValueError("'key' and 'submission_id' name different columns: leave one of the two out")
        if self.holds == "versions" and not self.key_columns:
            raise ValueError("'holds: versions' needs a 'key': it says which rows are versions of one")
        if self.kind in LISTS and not self.key_columns:
            raise ValueError(f"a table of kind '{self.kind}' needs a 'key', by which rows of others name it")
        if self.long and self.wide:
            raise ValueError("a table is 'long' or 'wide', not both")
        if self.wide and self.wide.is_of_days and not self.key_columns:
            raise ValueError("a 'wide' table needs a 'key': it says whose row it is in every month's file")
        if self.wide and not (self.key_columns or self.references or self.person_key):
            raise ValueError("a 'wide' table needs 'references' or a 'person_key': they say whose its cells are")
        if self.wide and not self.references and not self.person_key:
            self.person_key = self.key_columns
        return self

    @property
    def full_name(self) -> str:
        """`<system>/<table>`; the organisation's own tables have no system before their name."""
        return f"{self.system}/{self.table}" if self.system else self.table

    @property
    def called(self) -> dict[str, str]:
        """The field that each other header stands for, by the header as names are compared."""
        return {column_name(name): field.name for field in self.fields for name in field.also_called}

    @property
    def key_columns(self) -> list[str]:
        """The columns that tell rows apart; none where nothing is declared."""
        if self.long and not self.key:
            return self.long.of
        return self.key or ([self.submission_id] if self.submission_id else [])

    @property
    def named_by(self) -> list[str]:
        """The columns whose values rows of other tables name it by: those of the person, where rows share one."""
        return self.person_key or self.key_columns

    @property
    def all_keys(self) -> list[str]:
        """Every column that holds a key: its own, the person's, and those of references."""
        return [*self.key_columns, *self.person_key, *(column for each in self.references for column in each.fields)]

    @property
    def refers_to(self) -> list[tuple[str, Reference]]:
        """Each reference with the full name of its table."""
        systems = [(reference, reference.system or self.system) for reference in self.references]
        return [(f"{system}/{each.to}" if system else each.to, each) for each, system in systems]

    @property
    def answered(self) -> list[DictionaryField]:
        """Every field that its rows have answers to: the described ones, and those of its cells."""
        if not self.wide:
            return self.fields
        told = {
            self.wide.head: ("What stands at the head of the column", self.wide.becomes),
            WIDE_CELL: ("What stands in the cell", self.wide.value),
        }
        return self.fields + [
            DictionaryField(name=name, meaning=meaning, maps_to=target, sensitivity="sensitive")
            for name, (meaning, target) in told.items()
        ]

    def matches(self, file_name: str) -> bool:
        """Whether a file of this name holds this table (patterns such as `intake*.csv`, upper and lower case alike)."""
        return any(fnmatch.fnmatch(file_name.lower(), pattern.lower()) for pattern in self.files)

    def is_recognized(self, headers: Iterable[str]) -> bool:
        """Whether all headers that tell this table are among these."""
        told = {column_name(header) for header in self.recognized_by}
        there = {column_name(header) for header in headers}
        called = self.called
        there |= {column_name(called[header]) for header in there if header in called}
        return bool(told) and not self.template and told <= there


def known_target(target: str) -> str:
    """The target, where a field can become it. Raises ValueError with the nearest one."""
    if target in TARGETS or (target.startswith("assessment.") and target.removeprefix("assessment.").isidentifier()):
        return target
    group = target.partition(".")[0]
    fields = TARGET_FIELDS.get(group)
    of_group = f" Of {group} there are {', '.join(fields.split())}." if fields else ""
    raise ValueError(f"'{target}' is not something a field can become. {did_you_mean(target, TARGETS)}{of_group}")


def first_twice(names: Iterable[str]) -> str | None:
    """The first name that was there before, as names and codes are compared."""
    seen: set[str] = set()
    for name in names:
        if compared(name) in seen:
            return name
        seen.add(compared(name))
    return None
