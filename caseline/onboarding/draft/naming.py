"""Whether rows of a table say who a person is, and whether several people share a number there."""

from caseline.onboarding.draft.header_context import context_of
from caseline.onboarding.draft.meanings import guesses
from caseline.onboarding.draft.raw_tables import RawTable
from caseline.onboarding.draft.values import Column

_MOSTLY = 0.8
_A_FEW = 0.05
"""The share of slips of the hand."""


def names_people(table: RawTable) -> bool:
    """Whether a column is likely a last or whole name, or a birth date."""
    return bool({"person.last_name", "person.full_name", "person.dob"} & _said(table).keys())


def is_of_several(number: Column, table: RawTable) -> bool:
    """Whether rows of some number say different first names or birth dates."""
    said = _said(table)
    telling = [said[target] for target in ("person.first_name", "person.dob") if target in said]
    people = {(row[number.name], *map(row.get, telling)) for row in table.rows if row.get(number.name)}
    return bool(telling) and len(people) > len(number.values)


def says_one_person(number: Column, table: RawTable) -> bool:
    """Whether rows of one number mostly say one name, as those of a log about a person do."""
    said = _said(table)
    name = next((said[target] for target in ("person.full_name", "person.first_name") if target in said), None)
    if name is None:
        return False
    names: dict[str, set[str]] = {}
    for row in table.rows:
        if row.get(number.name) and row.get(name):
            names.setdefault(row[number.name], set()).add(row[name].casefold().strip())
    return sum(len(each) == 1 for each in names.values()) >= _MOSTLY * len(names)


def are_shared(number: Column, table: RawTable) -> bool:
    """Whether more than a few numbers that stand in several rows stand there with different first names and different
    birth dates: those are people. One of the two alone may be a slip of the hand.
    """
    said = _said(table)
    name = next((said[target] for target in ("person.first_name", "person.full_name") if target in said), None)
    dob = said.get("person.dob")
    if name is None or dob is None or number.is_unique:
        return False
    rows: dict[str, list[tuple[str, str]]] = {}
    for row in table.rows:
        if row.get(number.name) and row.get(name) and row.get(dob):
            rows.setdefault(row[number.name], []).append((row[name].casefold(), row[dob]))
    several = [own for own in rows.values() if len(own) > 1]
    different = [own for own in several if all(len(set(each)) > 1 for each in zip(*own, strict=True))]
    return len(different) > _A_FEW * len(several)


def _said(table: RawTable) -> dict[str, str]:
    """The first column of each target that is likeliest for one."""
    context = context_of(list(table.headers))
    said: dict[str, str] = {}
    for column in table.columns:
        if found := guesses(column, context):
            said.setdefault(found[0].target, column.name)
    return said
