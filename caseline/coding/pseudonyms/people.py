"""What the record knows of the people of a note, for pseudonyms: the client, their household, who works with them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
from nicknames import NickNamer

from caseline.coding.coder import Coder
from caseline.coding.pieces import pieces
from caseline.coding.pseudonyms.identifiers import BIRTH, CONTACT, NUMBER, PLACE
from caseline.coding.pseudonyms.privacy import Known, PrivateCoder

_NICKNAMES = NickNamer()
_SHORTEST_NUMBER = 4


def knowing(coder: Coder, connection: duckdb.DuckDBPyConnection, note_ids: Iterable[str]) -> Coder:
    """A coder that is told pseudonyms learns whom the notes are about."""
    if not isinstance(coder, PrivateCoder):
        return coder
    people = people_of_notes(connection, note_ids)
    return replace(coder, known={piece.text: known for note, known in people.items() for piece in pieces(note)})


def knowing_texts(coder: Coder, connection: duckdb.DuckDBPyConnection, texts: Iterable[tuple[str, str]]) -> Coder:
    """The same of (note ID, text) that people took from the record: by the ID, or by the same words.

    What the coder knew before it still knows.
    """
    if not isinstance(coder, PrivateCoder):
        return coder
    texts = set(texts)
    connection.register("asked_text", pa.table({"note_text": pa.array([text for _, text in texts], pa.string())}))
    try:
        same_words = connection.execute(
            "select note_id, note_text from record.case_note semi join asked_text using (note_text)"
        ).fetchall()
    finally:
        connection.unregister("asked_text")
    taken = texts | {(note_id, text) for note_id, text in same_words}
    people: dict[str, Known] = {note: known for note, _, known in _people(connection, {note for note, _ in taken})}
    known = dict(coder.known)
    for note_id, text in sorted(taken):
        if note_id in people:
            known |= {piece.text: _together(known.get(piece.text), people[note_id]) for piece in pieces(text)}
    return replace(coder, known=known)


def knowing_renamed(coder: Coder, copies: Iterable[tuple[str, str]], renamed: Callable[[str], str]) -> Coder:
    """A coder that knows whom notes are about knows it of (note, copy) too, where `renamed` has changed the names."""
    if not isinstance(coder, PrivateCoder):
        return coder
    known = dict(coder.known)
    for note, copy in copies:
        if people := coder.known.get(pieces(note)[0].text):
            known |= {piece.text: people.renamed(renamed) for piece in pieces(copy)}
    return replace(coder, known=known)


def people_of_notes(connection: duckdb.DuckDBPyConnection, note_ids: Iterable[str]) -> dict[str, Known]:
    """What the record knows of the people of each note, by the note's text."""
    known: dict[str, Known] = {}
    for _, text, people in _people(connection, note_ids):
        known[text] = _together(known.get(text), people)
    return known


def _people(connection: duckdb.DuckDBPyConnection, note_ids: Iterable[str]) -> list[tuple[str, str, Known]]:
    """(note ID, text, people) of those of the notes that the record has."""
    connection.register("asked_note", pa.table({"note_id": pa.array(list(note_ids), pa.string())}))
    try:
        notes = connection.execute(
            "select note_id, note_text, client_id, author from record.case_note semi join asked_note using (note_id)"
        ).fetchall()
        household = connection.execute(
            """select distinct mine.client_id, other.client_id from record.household_member as mine
            inner join record.household_member as other using (household_id)
            where mine.client_id <> other.client_id
                and mine.client_id in (select client_id from record.case_note semi join asked_note using (note_id))
            order by 1, 2"""
        ).fetchall()
        clients = sorted({client for _, _, client, _ in notes} | {other for _, other in household})
        persons = _persons(connection, clients)
    finally:
        connection.unregister("asked_note")
    around: dict[str, list[str]] = {}
    for client, other in household:
        around.setdefault(client, []).append(other)
    found = []
    for note_id, text, client, author in notes:
        own, others = persons.get(client, []), [persons.get(other, []) for other in around.get(client, [])]
        people = [_names(rows) for rows in others] + [_words(author or "")]
        identifiers = {each: kind for rows in (own, *others) for each, kind in _identifiers(rows).items()}
        found.append((note_id, text, Known(_names(own), tuple(filter(None, people)), identifiers)))
    return found


def people_of_client(connection: duckdb.DuckDBPyConnection, client_id: str) -> Known:
    """What the record knows of a client, their household and those who work with them."""
    around = connection.execute(
        """select distinct other.client_id from record.household_member as mine
        inner join record.household_member as other using (household_id)
        where mine.client_id = $client and other.client_id <> $client order by 1""",
        {"client": client_id},
    ).fetchall()
    workers = connection.execute(
        """select author from record.case_note where client_id = $client and author is not null
        union select case_manager from record.enrollment where client_id = $client and case_manager is not null
        union select case_manager from record.goal where client_id = $client and case_manager is not null
        union select provider from record.service where client_id = $client and provider is not null order by 1""",
        {"client": client_id},
    ).fetchall()
    persons = _persons(connection, [client_id, *(other for (other,) in around)])
    own, others = persons.get(client_id, []), [persons.get(other, []) for (other,) in around]
    people = [_names(rows) for rows in others] + [_words(name) for (name,) in workers]
    identifiers = {each: kind for rows in (own, *others) for each, kind in _identifiers(rows).items()}
    return Known(_names(own), tuple(filter(None, people)), identifiers)


def _persons(connection: duckdb.DuckDBPyConnection, clients: list[str]) -> dict[str, list[dict[str, Any]]]:
    rows = connection.execute(
        """select link.client_id, person.first_name, person.middle_name, person.last_name, person.dob, person.ssn,
            person.phone, person.email, person.address, person.other_id, person.native_id
        from record.client_link as link
        inner join record.source_person as person using (record_key)
        where list_contains(?, link.client_id) order by link.client_id, link.record_key""",
        [clients],
    ).to_arrow_table()
    persons: dict[str, list[dict[str, Any]]] = {}
    for row in rows.to_pylist():
        persons.setdefault(row["client_id"], []).append(row)
    return persons


def _names(rows: list[dict[str, Any]]) -> frozenset[str]:
    """Every name of a person, its parts and the forms that the given names have."""
    given = {word for row in rows for name in ("first_name", "middle_name") for word in _words(row[name] or "")}
    family = {word for row in rows for word in _words(row["last_name"] or "")}
    short = {form for name in given for form in _NICKNAMES.nicknames_of(name) | _NICKNAMES.canonicals_of(name)}
    whole = {f"{one} {other}" for one in given for other in family} | {f"{f}, {g}" for f in family for g in given}
    return frozenset(name for name in given | family | short | whole if len(name) > 1)


def _words(name: str) -> frozenset[str]:
    return frozenset({name, *name.replace("-", " ").split()} - {""}) if len(name) > 1 else frozenset()


def _identifiers(rows: list[dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        for number in (row["ssn"], row["other_id"], row["native_id"]):
            if number and len(number) >= _SHORTEST_NUMBER and any(character.isdigit() for character in number):
                found[number] = NUMBER
        digits = "".join(filter(str.isdigit, row["ssn"] or ""))
        if len(digits) >= _SHORTEST_NUMBER:
            found[digits[-4:]] = NUMBER
        found |= {contact: CONTACT for contact in (row["phone"], row["email"]) if contact}
        if row["address"]:
            found[row["address"]] = PLACE
        found |= dict.fromkeys(_as_written(row["dob"]), BIRTH) if row["dob"] else {}
    return found


def _as_written(day: date) -> list[str]:
    """A day in the ways in which people write it."""
    numbers = {f"{m}{mark}{d}{mark}{y}" for mark in "/-." for m in (f"{day.month}", f"{day:%m}")
               for d in (f"{day.day}", f"{day:%d}") for y in (f"{day:%Y}", f"{day:%y}")}  # fmt: skip
    words = {f"{month} {day.day}, {day.year}" for month in (f"{day:%B}", f"{day:%b}")}
    words |= {f"{month} {day.day} {day.year}" for month in (f"{day:%B}", f"{day:%b}")}
    words |= {f"{day.day} {month} {day.year}" for month in (f"{day:%B}", f"{day:%b}")}
    return sorted({day.isoformat(), *numbers, *words})


def _together(one: Known | None, other: Known) -> Known:
    """Two clients may have notes of the same words: then the people of both are hidden."""
    if one is None:
        return other
    return Known(one.client | other.client, one.others + other.others, {**one.identifiers, **other.identifiers})
