"""Two tables on how far each wording of a skill agrees with people. Plain SQL on DuckDB.

A wording is all that decides a reading besides the note: the skill's version, the coder, and what the coder is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple

import duckdb
import pyarrow as pa

from caseline.coding.coder import Coder
from caseline.coding.measuring.agreement import Agreement
from caseline.organization.skills import Label, Skill

Standing = Literal["stands", "held back"]

_RATIOS = (
    *("precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high"),
    *("f1", "kappa", "kappa_low", "kappa_high"),
)
_KEY = {name: pa.string() for name in ("skill", "skill_version", "coder", "prompt_hash")}
TABLES = {
    "skill_wording": {
        **_KEY, "run_id": pa.string(), "sequence": pa.int32(), "gold": pa.string(), "is_own_gold": pa.bool_(),
        "notes": pa.int32(), "macro_f1": pa.float64(), "swapped": pa.int32(), "flipped": pa.int32(),
        "accepted_macro_f1": pa.float64(), "standing": pa.string(),
    },
    "skill_agreement": {
        **_KEY, "run_id": pa.string(), "code": pa.string(), "value": pa.string(), "notes": pa.int32(),
        "support": pa.int32(), **dict.fromkeys(_RATIOS, pa.float64()),
    },
}  # fmt: skip


class Wording(NamedTuple):
    """What decides a reading besides the note."""

    skill: str
    skill_version: str
    coder: str
    prompt_hash: str


@dataclass(frozen=True)
class Measured:
    """How far a wording agrees with the people who coded `notes` notes of a gold set, and whether its codes count.

    Of the wordings of a skill that stand, the one last in use has the highest `sequence`.
    """

    wording: Wording
    run_id: str
    gold: str
    """A hash of the gold set; '' where there is none."""
    is_own_gold: bool
    """Whether others than the skill's authors coded all of it."""
    notes: int
    macro_f1: float | None
    swapped: int = 0
    """Notes of the gold set that tell by name or pronoun whom they are about."""
    flipped: int = 0
    """Those of them that get other codes when they are about somebody else."""
    accepted_macro_f1: float | None = None
    sequence: int = 0
    standing: Standing = "stands"


def wording_of(skill: Skill, coder: Coder) -> Wording:
    return Wording(skill.name, skill.version, coder.name, coder.prompt_hash(skill))


def measured_wordings(connection: duckdb.DuckDBPyConnection) -> dict[Wording, Measured]:
    """Every wording that was measured so far, the last in use last; none before the first run."""
    exists = connection.execute(
        "select 1 from information_schema.tables where table_schema = 'intelligence' and table_name = 'skill_wording'"
    ).fetchone()
    if not exists:
        return {}
    found = connection.execute("select * from intelligence.skill_wording order by sequence").to_arrow_table()
    return {
        wording: Measured(wording, **{name: row[name] for name in row if name not in _KEY})
        for row in found.to_pylist()
        for wording in [Wording(*(row[name] for name in _KEY))]
    }


def write_measured(
    connection: duckdb.DuckDBPyConnection, measured: Measured, agreements: Mapping[Label, Agreement] | None
) -> None:
    """Write a wording in the place of what was known of it; None of `agreements` leaves those there are."""
    key = measured.wording._asdict()
    fields = asdict(measured) | key
    del fields["wording"]
    rows = {"skill_wording": [fields]}
    if agreements is not None:
        place = key | {"run_id": measured.run_id, "notes": measured.notes}
        rows["skill_agreement"] = [place | _agreement(label, found) for label, found in agreements.items()]
    connection.execute("begin")
    try:
        for table, listed in rows.items():
            _replace(connection, table, measured.wording, listed)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def _replace(
    connection: duckdb.DuckDBPyConnection, table: str, wording: Wording, rows: Sequence[Mapping[str, Any]]
) -> None:
    same = " and ".join(f"{name} = ?" for name in _KEY)
    connection.execute(f"delete from intelligence.{table} where {same}", list(wording))
    fresh = pa.Table.from_pylist(list(rows), schema=pa.schema(list(TABLES[table].items())))
    connection.register("fresh_rows", fresh)
    connection.execute(f"insert into intelligence.{table} by name select * from fresh_rows")
    connection.unregister("fresh_rows")


def _agreement(label: Label, found: Agreement) -> dict[str, Any]:
    row: dict[str, Any] = {"code": label[0], "value": label[1], "support": found.support, "f1": found.f1}
    for name in ("precision", "recall", "kappa"):
        interval = getattr(found, f"{name}_interval") or (None, None)
        row |= {name: getattr(found, name), f"{name}_low": interval[0], f"{name}_high": interval[1]}
    return row
