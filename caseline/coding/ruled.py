"""Rulings as gold: what people decided about codes of the record's own notes, judged and learnt from like a gold set.

No second copy of a note is kept: rulings are joined with the notes where a warehouse is at hand.
"""

import hashlib
from collections.abc import Iterable
from typing import Any, Literal

import duckdb

from caseline.coding.gold import LEARNT, TEST
from caseline.organization.skills import Skill
from caseline.organization.skills.gold_items import GoldItem, Span

_STATUS: dict[str, Literal["present", "absent", "unclear"]] = {
    "accepted": "present", "overruled": "absent", "unsure": "unclear",
}  # fmt: skip
_ONE_IN = 3
"""One ruled note in so many is kept for judging."""
_RULINGS = """
    select ruling.note_id, ruling.code, ruling.value, ruling.quote, ruling.ruling, ruling.decided_by, note.note_text
    from framework.code_ruling as ruling
    inner join record.case_note as note using (note_id)
    where ruling.skill = ? and (ruling.quote is null or contains(note.note_text, ruling.quote))
    order by ruling.position
"""


def with_rulings(skills: Iterable[Skill], connection: duckdb.DuckDBPyConnection) -> list[Skill]:
    """The skills, each with what people ruled about its codes as far as their words still stand in the notes."""
    return [skill.model_copy(update={"ruled": ruled_items(skill, connection)}) for skill in skills]


def ruled_items(skill: Skill, connection: duckdb.DuckDBPyConnection) -> tuple[GoldItem, ...]:
    """Rulings in the order in which they were decided; of several on the same words the last one."""
    known = {skill.values(code) for code in skill.codes}
    latest: dict[tuple[Any, ...], GoldItem] = {}
    for note_id, code, value, quote, ruling, decided_by, text in connection.execute(_RULINGS, [skill.name]).fetchall():
        if (code, value) in known:
            subject = (note_id, code, value, quote)
            latest.pop(subject, None)
            latest[subject] = GoldItem(
                note_id=note_id,
                text=text,
                code=code,
                value=value,
                status=_STATUS[ruling],
                spans=[Span(start=text.index(quote), end=text.index(quote) + len(quote), quote=quote)] if quote else [],
                annotator=decided_by or "",
                split=_split(note_id),
                is_alone=True,
            )
    return tuple(latest.values())


def _split(note_id: str) -> str:
    """A note is always on the same side, whatever else is ruled."""
    return TEST if int(hashlib.sha256(note_id.encode()).hexdigest(), 16) % _ONE_IN == 0 else LEARNT
