"""What a brief is made of: sections of sentences, and no sentence without what it rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeAlias

ANYTHING = "*"
"""In a condition: any value at all, so long as the cell is not empty."""
Key: TypeAlias = tuple[tuple[str, str], ...]
"""Columns with the values that name a row."""


@dataclass(frozen=True)
class Place:
    """Where something stands: a file of a source, the line, and in a document the page."""

    file: str | None = None
    page: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class Record:
    """A row of the published warehouse: its table (`record.goal`), its key, what it is called, where it stands."""

    table: str
    key: Key
    called: str
    place: Place = Place()

    @property
    def id(self) -> str:
        return " ".join(value for _, value in self.key)


@dataclass(frozen=True)
class Coded:
    """A code that stands on a quote, as `caseline decide` names it. `coder` says who gave it."""

    skill: str
    code: str
    value: str | None
    title: str
    code_id: str | None = None
    coder: str = ""
    is_accepted: bool = False


@dataclass(frozen=True)
class Quote:
    """Words of a note and the codes that stand on them. `quote` is text[start:end], with pseudonyms in it where the
    role may not see identifiers."""

    note_id: str
    quote: str
    start: int
    end: int
    place: Place = Place()
    codes: tuple[Coded, ...] = ()


@dataclass(frozen=True)
class Absence:
    """A place that was looked in and holds nothing: no row of the table meets all conditions.

    A condition is a column and the values it may have; None among them is an empty cell, ANYTHING any other.
    """

    table: str
    conditions: tuple[tuple[str, tuple[str | bool | None, ...]], ...]
    called: str
    after: tuple[str, date] | None = None
    """A column and a day: rows of later days were looked for."""


Citation: TypeAlias = Record | Quote | Absence
Cited: TypeAlias = tuple[Citation, *tuple[Citation, ...]]
"""At least one citation: a type checker refuses an empty one."""


@dataclass(frozen=True)
class Sentence:
    """One sentence and what it rests on. Raises ValueError where it would rest on nothing."""

    text: str
    cited: Cited

    def __post_init__(self) -> None:
        if not self.cited or not self.text.strip():
            raise ValueError("a sentence of a brief has words and at least one citation")


@dataclass(frozen=True)
class Section:
    """A heading and its sentences."""

    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Worded:
    """Who worded the sentences: a model, how many of its sentences stand, and how many were put back as composed."""

    model: str
    kept: int
    put_back: int
    reasons: tuple[tuple[str, int], ...] = ()
    """Why sentences were put back, and how often. No reason holds a word of a note."""


@dataclass(frozen=True)
class Brief:
    """One client's brief. `name` is None where the role may not see it; citations are numbered from 1."""

    client_id: str
    name: str | None
    organization: str
    role: str
    as_of: date
    since: date
    sections: tuple[Section, ...]
    scope: str = ""
    """What a role with limits does not see, in words."""
    worded: Worded | None = None
    as_of_source: str = ""
    """What says that `as_of` is the day."""

    @cached_property
    def numbers(self) -> dict[Citation, int]:
        """Each citation once, in the order of the sentences, with its number."""
        every = (citation for sentence in self.sentences() for citation in sentence.cited)
        return {citation: number for number, citation in enumerate(dict.fromkeys(every), 1)}

    def sentences(self) -> Iterator[Sentence]:
        for section in self.sections:
            yield from section.sentences

    def codes(self) -> list[tuple[Quote, Coded]]:
        """Every code that a sentence rests on, once, in order."""
        return [(cited, code) for cited in self.numbers if isinstance(cited, Quote) for code in cited.codes]
