"""Rows of an XLSForm as fields of the data dictionary: their types, answers, and what they most likely mean."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from caseline.onboarding.draft.by_values import item_name
from caseline.onboarding.draft.choosing import SEVERAL
from caseline.onboarding.draft.drafted import DraftedField
from caseline.onboarding.draft.fitting_kinds import fitted
from caseline.onboarding.draft.meanings import Guess, guesses
from caseline.onboarding.draft.scales import scored_words
from caseline.onboarding.draft.values import Column
from caseline.onboarding.xlsform.reading import Row, Texts
from caseline.organization.described_table import Code, DictionaryField, FieldType
from caseline.organization.intake_forms.resolved import FILE

_TYPES: Mapping[str, FieldType] = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date",
    "dateTime": "datetime", "datetime": "datetime", "time": "text",
}  # fmt: skip
PICTURES = ("photo", "image")
_FILES = (*PICTURES, "file")
"""Types whose answer is a file."""
_REFERENCE = re.compile(r"\$\{[^}]*\}")
_ONE, _SEVERAL, _AGREED = "select one", "select all that apply", ("acknowledge", "trigger")
_MOST_STEPS = 11
_NOT_SAID = ("submission.", "service.", "enrollment.", "program.", "document.", "note.id", "note.date", "note.author")
"""What Caseline writes down itself, and what staff record: no question to a client becomes it."""


@dataclasses.dataclass
class Question:
    """A row that can be asked, with the field that its answers are."""

    row: Row
    field: DictionaryField
    answers: Sequence[tuple[str, Texts]]
    guess: Guess | None = None
    in_force: bool = False
    told: list[str] = dataclasses.field(default_factory=list)


def questions_of(rows: Sequence[Row], language: str) -> dict[int, Question]:
    """The questions among the rows, by the position of the row; `language` is that which labels are read in."""
    found = {at: row for at, row in enumerate(rows) if _type_of(row)}
    meant = dict(
        _meanings(
            {
                at: [_column(row, language), _column(row, language, said(row.label, language))]
                for at, row in found.items()
            }
        )
    )
    return {at: _question(row, meant.get(at), language) for at, row in found.items()}


def said(texts: Texts, language: str) -> str:
    """A text in a language, else in any."""
    return texts.get(language) or texts.get("") or next(iter(texts.values()), "")


def without_references(text: str) -> str:
    """A text with '…' where an XLSForm puts an answer, `${name}`."""
    return _REFERENCE.sub("…", text)


def _type_of(row: Row) -> FieldType | None:
    if row.type in (_ONE, _SEVERAL):
        return "code" if row.choices else None
    if row.type in _AGREED or (row.type == "range" and _steps(row)):
        return "code"
    if row.type == "range":
        whole = all(float(row.parameters.get(name, 1)).is_integer() for name in ("start", "step"))
        return "integer" if whole else "decimal"
    return "text" if row.type in _FILES else _TYPES.get(row.type)


def _question(row: Row, guess: Guess | None, language: str) -> Question:
    kind = _type_of(row)
    assert kind
    answers = _answers(row)
    labels = {code: said(texts, language) or code for code, texts in answers}
    scores: Mapping[str, float] = {}
    if row.type in (_ONE, "range"):
        scores = {label: float(label) for label in labels.values()} if row.type == "range" else _scores(labels)
    if scores and (guess is None or guess.likely < 0.9):
        why = "its answers are steps of a scale"
        guess = Guess(f"assessment.{item_name(row.name)}", 0.86 if row.type == _ONE else 0.75, why)
    if row.type in _FILES:
        guess = Guess(FILE, 1.0, "its answer is a file")
    drafted = DraftedField(_column(row, language), guess)
    scored = scores if (drafted.target or "").startswith("assessment.") else {}
    described = DictionaryField(
        name=row.name,
        meaning=without_references(said(row.label, language)) or row.name,
        maps_to=drafted.target,
        type=kind,
        sensitivity="identifier" if row.type in _FILES else drafted.sensitivity,
        split=" " if row.type == _SEVERAL else None,
        codes={code: Code(label=label, score=scored.get(label)) for code, label in labels.items()},
    )
    question = Question(row, described, answers, guess, bool(drafted.target))
    question.told += _changed(row, kind)
    return question


def _changed(row: Row, kind: FieldType) -> Iterator[str]:
    if kind == "datetime":
        yield "a form asks the day alone, not the hour."
    if row.cells.get("appearance") == "signature":
        yield "a signature is asked by the form's own consent (docs/intake-forms.md); here a picture is sent."
    if row.type == "time":
        yield "the hour is asked as text."
    if row.type == "range" and kind != "code":
        yield "the number is asked freely: its bounds are not held."


def _answers(row: Row) -> list[tuple[str, Texts]]:
    if row.type in _AGREED:
        return [("OK", {"": "OK"})]
    if row.type == "range":
        return [(step, {"": step}) for step in _steps(row)]
    return list(row.choices)


def _steps(row: Row) -> list[str]:
    """The whole numbers of a range, where they are few enough to choose from."""
    start, end, step = (
        float(row.parameters.get(name, usual)) for name, usual in (("start", 1), ("end", 10), ("step", 1))
    )
    if not (start.is_integer() and step.is_integer() and step > 0) or (end - start) / step >= _MOST_STEPS:
        return []
    return [str(number) for number in range(int(start), int(end) + 1, int(step))]


def _scores(labels: Mapping[str, str]) -> Mapping[str, float]:
    found = scored_words(Column("", Counter(labels.values()), len(labels)))
    return {label: float(score) for label, score in (found or {}).items()}


def _column(row: Row, language: str, header: str = "") -> Column:
    """The row as a column that has each of its answers twice: none of them says who somebody is."""
    labels = [said(texts, language) or code for code, texts in row.choices]
    return Column(header or row.name, Counter(dict.fromkeys(labels, 2)), 2 * len(labels))


def _meanings(columns: Mapping[int, Sequence[Column]]) -> Iterator[tuple[int, Guess]]:
    """What each becomes, by what says it in headers of exports; nothing twice that is there once."""
    ranked = sorted(
        (
            (guess, at)
            for at, headed in columns.items()
            for column in headed
            for guess in fitted(guesses(column), "form", "form", False, column.name)
            if not guess.target.startswith(_NOT_SAID)
        ),
        key=lambda each: -each[0].likely,
    )
    chosen: set[int] = set()
    taken: set[str] = set()
    for guess, at in ranked:
        if at not in chosen and (guess.target not in taken or guess.target in SEVERAL):
            chosen.add(at)
            taken.add(guess.target)
            yield at, guess
