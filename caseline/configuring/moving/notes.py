"""Which notes are read again, and what words stand in them."""

import re
from collections.abc import Callable

import duckdb

from caseline.coding.measuring.shipped import shipped_agreement
from caseline.configuring.known import Known
from caseline.configuring.moving.counted import counted, many
from caseline.organization.skills import Code, Skill

Searching = Callable[[str], None]
"""Hears for which code's words all notes are about to be searched, for the audit log; where it fails none is."""
READ_ANEW = "Which codes come of it is known when the notes were read again."


def notes_moved(
    before: Known, after: Known, connection: duckdb.DuckDBPyConnection, searching: Searching | None
) -> list[str]:
    """Skills that read otherwise than before, words that are new, and risks that are more or less urgent."""
    former = {skill.name: skill for skill in before.skills}
    told: list[str] = []
    for skill in after.skills:
        was = former.get(skill.name)
        if was is None or was.version != skill.version:
            told += [_read_again(skill, was, connection), *_words(skill, was, connection, searching)]
        told += _dangers(skill, was, connection)
    told += _unmeasured(before, after)
    gone = sorted(set(former) - {skill.name for skill in after.skills})
    return told + [f"{former[name].title} reads no notes any more." for name in gone]


def _read_again(skill: Skill, was: Skill | None, connection: duckdb.DuckDBPyConnection) -> str:
    notes, clients = counted(connection, "select count(*), count(distinct client_id) from record.case_note")
    codes, coded = counted(
        connection,
        "select count(*), count(distinct client_id) from intelligence.code where skill = ? and review_status <> ?",
        skill.name, "overruled",
    )  # fmt: skip
    read = f"{many(notes, 'note')} of {many(clients, 'client')}"
    if was is None:
        return f"{skill.title} reads {read} for the first time. {READ_ANEW}"
    has = f"now it has {many(codes, 'code')} of {many(coded, 'client')}"
    return f"{skill.title} reads {read} again; {has}. {READ_ANEW}"


def _words(
    skill: Skill, was: Skill | None, connection: duckdb.DuckDBPyConnection, searching: Searching | None
) -> list[str]:
    """How many notes hold words that are new."""
    former = {code.key: code for code in was.codes} if was else {}
    told = []
    for code in skill.codes:
        known = former.get(code.key)
        for part, means in (("cues", "the new words to look for"), ("misleading", "the new misleading words")):
            fresh = [words for words in getattr(code, part) if known is None or words not in getattr(known, part)]
            if not fresh or not (known or was):
                continue
            if searching is None:
                told.append(f"How many notes hold {means} of “{code.title}” is told to who sees the words of notes.")
                continue
            searching(f"all notes for {means} of {skill.name}.{code.key}")
            told.append(_held(skill, code, fresh, means, connection))
    return told


def _held(skill: Skill, code: Code, words: list[str], means: str, connection: duckdb.DuckDBPyConnection) -> str:
    name, level = skill.values(code)
    notes, clients, coded = counted(
        connection,
        """with held as (select note_id, client_id from record.case_note where regexp_matches(lower(note_text), ?))
        select count(*), count(distinct client_id), count(*) filter (note_id in (
            select note_id from intelligence.code where skill = ? and code = ? and value is not distinct from ?
        )) from held""",
        _pattern(words), skill.name, name, level,
    )  # fmt: skip
    return (
        f"{many(notes, 'note')} of {many(clients, 'client')} hold {means} of “{code.title}”; "
        f"{coded:,} of them have the code already."
    )


def _pattern(words: list[str]) -> str:
    """What finds any of the phrases as words; ... stands for what is between."""
    phrases = (r".*?".join(re.escape(part.strip()) for part in one.lower().split("...")) for one in words)
    return "|".join(rf"\b{phrase}\b" for phrase in phrases)


def _dangers(skill: Skill, was: Skill | None, connection: duckdb.DuckDBPyConnection) -> list[str]:
    former = {code.key: code.danger for code in was.codes} if was else {}
    told = []
    for code in skill.codes:
        if code.key in former and former[code.key] != code.danger:
            risks, clients = counted(
                connection,
                "select count(*), count(distinct client_id) from reporting.open_risk where code_title = ?",
                code.title,
            )
            told.append(f"{many(risks, 'open risk')} of {many(clients, 'client')} get another place in the list.")
    return told


def _unmeasured(before: Known, after: Known) -> list[str]:
    """Codes that were measured as they were worded, and are worded otherwise now."""

    def measured(known: Known) -> set[tuple[str, str, str | None]]:
        return {(row["skill"], row["code"], row["value"]) for row in shipped_agreement(known.skills)}

    there = {(skill.name, *skill.values(code)) for skill in after.skills for code in skill.codes}
    lost = (measured(before) & there) - measured(after)
    if not lost:
        return []
    codes = many(len(lost), "code")
    return [
        f"{codes} {'is' if len(lost) == 1 else 'are'} worded otherwise than measured, and not counted outside until "
        "measured again: caseline evaluate."
    ]
