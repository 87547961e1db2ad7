"""What described tables refer to: whether those tables are there, with keys of as many columns, and in no circle."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from caseline.ground.errors import ConfigurationError
from caseline.ground.yaml_files import did_you_mean, line_of
from caseline.organization.described_table import LISTS, PEOPLE, SAY_WHO, DictionaryTable, Kind, Reference

STANDARD_TABLES: dict[str, Kind] = {
    "hmis/client": "person", "hmis/enrollment": "stay", "hmis/project": "program",
    "crm/contact": "person", "crm/program_engagement": "stay", "crm/program": "program",
}  # fmt: skip
"""Tables of the standard sources that a row may refer to: who it is about, in which stay, in which program."""


def check_references(tables: Mapping[Path, DictionaryTable]) -> list[ConfigurationError]:
    """What is wrong with the references of tables, each by the file that describes it."""
    by_name = {table.full_name: table for table in tables.values()}
    problems = []
    for path, table in tables.items():
        for at, (target, reference) in enumerate(table.refers_to):
            if target not in by_name and target not in STANDARD_TABLES:
                words = f"'{table.full_name}' refers to the table '{target}', which nothing describes"
                problems.append(_problem(path, at, words, did_you_mean(target, [*by_name, *STANDARD_TABLES])))
            elif wrong := _wrong_key(reference, by_name.get(target)):
                problems.append(_problem(path, at, *wrong))
        if circle := _circle(table, by_name):
            words = f"'{table.full_name}' refers to itself by way of {' and '.join(circle)}"
            problems.append(ConfigurationError(words, file=path, fix="Leave one of these references out."))
    return problems


def _wrong_key(reference: Reference, target: DictionaryTable | None) -> tuple[str, str] | None:
    """Why the columns of a reference cannot be the key of the table it names, and what to do."""
    key = target.named_by if target else ["id"]
    if not key:
        assert target
        return f"'{target.full_name}' has no key to refer to", "Name its 'key' where it is described."
    if len(key) != len(reference.fields):
        words = f"The reference to '{reference.to}' has {len(reference.fields)} columns, and its key {len(key)}"
        return words, f"Name the columns that hold {', '.join(key)}."
    return None


def _circle(table: DictionaryTable, by_name: Mapping[str, DictionaryTable]) -> list[str]:
    """The tables by way of which one that is about somebody else comes back to itself."""
    way: list[str] = []
    seen: set[str] = set()
    ahead = [[name] for name, _ in table.refers_to]
    while ahead:
        way = ahead.pop()
        if way[-1] == table.full_name:
            return way
        target = by_name.get(way[-1])
        if target and way[-1] not in seen and target.kind not in (*PEOPLE, *LISTS):
            seen.add(way[-1])
            ahead += [[*way, name] for name, _ in target.refers_to]
    return []


def _problem(path: Path, at: int, words: str, fix: str) -> ConfigurationError:
    return ConfigurationError(words, file=path, line=line_of(path, ("references", at)), fix=fix)


def kinds_of(tables: Iterable[DictionaryTable]) -> dict[str, Kind]:
    """The kind of every table that a row may refer to, by its full name."""
    return STANDARD_TABLES | {table.full_name: table.kind for table in tables}


def makes_people(table: DictionaryTable, kinds: Mapping[str, Kind]) -> bool:
    """Whether its rows say who they are about by themselves, so that each is a person record."""
    if table.kind == "person":
        return True
    is_about_another = any(kinds[name] not in LISTS for name, _ in table.refers_to)
    names = [field.maps_to or "" for field in table.fields]
    says_who = bool(table.person_key) or any(name in SAY_WHO for name in names)
    return says_who and table.kind not in LISTS and (table.kind in PEOPLE or not is_about_another)
