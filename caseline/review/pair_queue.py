"""Pairs of records that wait for a person, as rows of a sheet: both side by side, what each field says in words."""

from collections.abc import Sequence
from typing import Any

import duckdb

from caseline.ground.spreadsheets import Column
from caseline.identity.comparing.evidence import FieldSaid, explained, not_known

SHOWN = (
    "source", "affiliate_id", "first_name", "middle_name", "last_name", "suffix", "dob", "sex", "ssn_last_four",
    "phone", "email", "address", "city", "zip",
)  # fmt: skip
SIDES = {"a": "the first record", "b": "the second record"}
COLUMNS = (
    Column("may_be", "one: two clients may be one person. two: one client may be two."),
    Column("group", "Rows of one group hang together: answer them in one go."),
    Column(
        "likely", "How likely they are one person, in percent; where they wait for a reason, as such test pairs are."
    ),
    Column("ruling", "Write same, different or unsure. Leave empty what you have not decided."),
    Column("reason", "What you saw. It stays with the decision."),
    Column("decided_by", "Your name."),
    Column("decided_on", "The day, as 2026-06-30."),
    Column("waits_because", "Why two records that look like one person were not linked."),
    Column("speaks_for_one_person", "What agrees, the most telling first."),
    Column("speaks_against", "What differs, the most telling first."),
    Column("says_little", "What was compared and tells little."),
    Column("not_known_of_both", "What one of the two records lacks."),
    *(Column(f"{side}_{name}", f"{name} of {record}") for name in SHOWN for side, record in SIDES.items()),
    Column("record_key_a", "The first record."),
    Column("record_key_b", "The second record."),
    Column("client_id_a", "The client the first record belongs to now."),
    Column("client_id_b", "The client the second record belongs to now."),
)  # fmt: skip
_QUESTIONS = """
    with asked as (
        select *, max(match_probability) over (partition by may_be, review_group) as likeliest_of_group
        from intelligence.identity_review
        where ? is null or affiliate_id_l = ? or affiliate_id_r = ?
    ),
    placed as (
        select
            *,
            count(*) over () as waiting,
            row_number() over (
                order by ruling is not null, may_be, likeliest_of_group desc, review_group, question
            ) as place
        from asked
    )
    select * from placed qualify min(place) over (partition by may_be, review_group) <= ? order by place
"""


def read_pairs(connection: duckdb.DuckDBPyConnection, affiliate: str | None, most: int) -> list[dict[str, Any]]:
    """The questions: who may be one, the likeliest group first, then who may be two, what somebody was unsure of last;
    of one affiliate's records if named.

    `most` of them, and the rest of the last group; each says in `waiting` how many there are in all.
    """
    found = connection.execute(_QUESTIONS, [*[affiliate] * 3, most])
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def pair_row(question: dict[str, Any]) -> Sequence[Any]:
    """A question as a row under COLUMNS."""
    said = explained(question["field_weights_json"])
    little = [one.found for one in said if one.side == "little"]
    return [
        question["may_be"],
        question["review_group"],
        round(100 * question["match_probability"]),
        *(question[name] for name in ("ruling", "reason", "decided_by", "decided_on")),
        question["waits_because"],
        _listed([one for one in said if one.side == "for"]),
        _listed([one for one in reversed(said) if one.side == "against"]),
        ", ".join(little),
        ", ".join(not_known(question["field_weights_json"])),
        *(question[f"{name}_{side}"] for name in SHOWN for side in "lr"),
        *(question[name] for name in ("record_key_l", "record_key_r", "client_id_l", "client_id_r")),
    ]


def _listed(said: list[FieldSaid]) -> str:
    return "; ".join(f"{one.found} ({one.speaks.removeprefix('speaks ')})" for one in said)
