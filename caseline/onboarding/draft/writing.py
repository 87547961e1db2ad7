"""The drafted tables as commented YAML that a program director can correct."""

import json
import re
from collections.abc import Iterator, Sequence

from caseline.onboarding.draft.day_columns import DayColumns
from caseline.onboarding.draft.drafted import DraftedField, DraftedTable
from caseline.onboarding.draft.keys import ForeignKey
from caseline.onboarding.draft.values import Column

_MOST_CODES = 15
_CUT = 0.5
_PLAIN = re.compile(r"[A-Za-z][\w ()/?,.'&\-]*")
_WORDS_OF_YAML = frozenset("yes no on off true false null y n".split())  # noqa: SIM905


def table_yaml(table: DraftedTable, names: dict[int, str]) -> str:
    """The description of a table. `names` are those of every drafted table, by the identity of its rows."""
    return (
        "\n".join(
            [
                *_head(table, names),
                "fields:",
                *(line for each in table.fields for line in _field(each, table.also_called(each.column.name))),
            ]
        )
        + "\n"
    )


def _head(table: DraftedTable, names: dict[int, str]) -> Iterator[str]:
    raw = table.raw
    files = ", ".join(each.name for each in raw.files)
    yield f"# Drafted from {files}: {len(raw.rows):,} rows, {len(raw.columns)} columns. After a # stands how sure each"
    yield "# guess is. Correct what is wrong, take away what says nothing, and check again. What a column may become,"
    yield "# and how a key and a reference look: docs/add-a-source.md."
    yield f"table: {table.name}"
    yield f"title: {quoted(raw.title[:1].upper() + raw.title[1:])}"
    yield f"kind: {table.kind}"
    yield f"grain: one row per {table.kind}"
    yield f"files: [{', '.join(json.dumps(pattern, ensure_ascii=False) for pattern in raw.patterns)}]"
    if raw.sheet:
        yield f"sheets: [{json.dumps(raw.sheet, ensure_ascii=False)}]"
    if table.key:
        columns = ", ".join(json.dumps(name, ensure_ascii=False) for name in table.key)
        yield f"key: [{columns}]  # likely: every row has one of its own"
    elif not table.days and not table.person_key:
        yield "# key: [COLUMN]  # none found: the column that numbers its rows, where one does (docs/add-a-source.md)"
    if table.days:
        yield from _wide(table.days)
    if table.given:
        yield "wide:  # a column a thing that is given: each cell that counts becomes a service of the row's day"
        yield f"  columns: {json.dumps(table.given.pattern, ensure_ascii=False)}"
        yield "  becomes: service.type"
        yield "  value: service.quantity"
    if table.person_key:
        columns = ", ".join(json.dumps(name, ensure_ascii=False) for name in table.person_key)
        yield f"person_key: [{columns}]  # likely: rows with the same are about one person"
    if table.keys.foreign:
        yield "references:"
        for foreign in table.keys.foreign:
            yield _reference(foreign, names)
    for foreign in table.keys.dropped:
        yield f"# {json.dumps(foreign.column, ensure_ascii=False)} leads to {names[id(foreign.to)]} too, which leads"
        yield "# back here: references may not go in a circle, so the surer one was taken."
    if not table.keys.foreign and table.kind not in ("program", "code list", "person"):
        yield "# references: [{fields: [COLUMN], to: TABLE}]  # none found: the column that holds a client's number"


def _wide(days: DayColumns) -> Iterator[str]:
    """How columns of days are read; of weeks that are only numbered, what to say so that they are."""
    hidden = "# " if days.are_numbered else ""
    if hidden:
        yield "# Its weeks are numbered: say when the first began, and take the first # of these lines away."
    yield f"{hidden}wide:  # a column a day, week or month: each cell that counts becomes a service of that day"
    yield f"{hidden}  columns: {json.dumps(days.pattern)}"
    if hidden:
        yield f"{hidden}  weeks_from: 2000-01-01"
    elif not days.year and days.lack_a_year:
        yield "  # year: 2024  # no name says it: write that of the first, and take the first # away"
    if days.year:
        yield f"  year: {days.year}  # likely; headers after December are of the next"
    if days.value:
        yield f"{hidden}  value: {days.value}  # likely: the cells are amounts"
    if days.where:
        yield f"{hidden}  where: {json.dumps(days.where)}  # likely: the codes of those who were there"


def _reference(foreign: ForeignKey, names: dict[int, str]) -> str:
    found = f"{foreign.found:.0%} of its values are there"
    sure = "sure" if foreign.found > 0.98 else "likely"
    column = json.dumps(foreign.column, ensure_ascii=False)
    return f"  - {{fields: [{column}], to: {names[id(foreign.to)]}}}  # {sure}: {found}"


def _field(each: DraftedField, also_called: Sequence[str]) -> Iterator[str]:
    column = each.column
    yield f"  - name: {quoted(column.name)}"
    if also_called:
        yield f"    also_called: {json.dumps(also_called, ensure_ascii=False)}"
    yield f"    meaning: {quoted(_meaning(each))}"
    if each.guess:
        in_force = each.target is not None
        line = f"maps_to: {each.guess.target}  # {each.guess.sure}: {each.guess.why}"
        yield f"    {line}" if in_force else f"    # {line}; take the first # away if that is so"
    if each.type != "text":
        yield f"    type: {each.type}"
    unknown = "" if each.guess or each.numbers else "  # not known what it is: kept, and hidden from most"
    if column.share("cut number") > _CUT:
        unknown = "  # a spreadsheet cut its digits (1.23E+11): export it again, and do not open it before"
    yield f"    sensitivity: {each.sensitivity}{unknown}"
    if each.split:
        yield f"    split: {json.dumps(each.split)}"
    if each.codes:
        yield "    codes:  # the higher the better? Turn the numbers round where it is not so"
        for label, score in sorted(each.codes.items(), key=lambda code: code[1])[:_MOST_CODES]:
            yield f"      {quoted(label)}: {{label: {quoted(label)}, score: {score}}}"


def _meaning(each: DraftedField) -> str:
    if each.numbers:
        return f"Number of a row of {each.numbers}"
    return f"{each.column.name.strip()} ({_looks(each.column)})"


def _looks(column: Column) -> str:
    """What its cells are like, without one of them."""
    if not column.filled:
        return "empty in these files"
    filled = "" if column.filled == column.rows else f", {column.filled / column.rows:.0%} filled"
    for look, words in (
        ("date", "dates"), ("phone", "phone numbers"), ("email", "e-mail addresses"),
        ("ssn", "Social Security numbers"), ("yes or no", "yes or no"), ("number", "numbers"), ("long", "texts"),
    ):  # fmt: skip
        if column.share(look) > 0.8:
            return words + filled
    return f"{len(column.values):,} different values{filled}"


def quoted(text: str) -> str:
    """Text as YAML takes it: bare where it is plain, else in quotes."""
    is_plain = (
        _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in _WORDS_OF_YAML and ", " not in text
    )
    return text if is_plain else json.dumps(text, ensure_ascii=False)
