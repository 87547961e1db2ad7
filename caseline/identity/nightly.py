"""A night's matching: only what is new or changed, against whom it may be, with what was learned before.

The clusters are those a full run would find with the same weights and rates; those two are learned anew when the
records have grown or shrunk by a fifth, when the method has changed, or when asked.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from caseline.identity import blocking, frequency, model, placeholders, rules
from caseline.identity.compare import Comparer
from caseline.identity.matching import Matched, Population, Rulings, flag, match
from caseline.identity.memory import Memory
from caseline.identity.scoring import REVIEW
from caseline.identity.standardise import as_arrow, standardise
from caseline.progress import ProgressCallback

_GROWN = 0.2  # change in the number of records, as a share, from which weights are learned anew


@dataclass(frozen=True)
class Night:
    """What a night found. `matched` speaks of the records of `people` only: all of them where `full`.

    The clusters of every other record stand as they are. `gone` are records that are no more.
    """

    matched: Matched
    people: pd.DataFrame
    gone: list[str]
    full: bool
    rulings: list[tuple[str, str, str]]

    def remember(self, memory: Memory) -> None:
        """To be called when the clusters are written, in the same transaction: the next night starts from here."""
        if self.full:
            memory.remember(self.matched, self.people, self.rulings)
        else:
            memory.update(self.matched, self.people, self.gone, self.rulings)


def match_night(
    con: duckdb.DuckDBPyConnection,
    source: str,
    rulings: Rulings,
    progress: ProgressCallback | None = None,
    relearn: bool = False,
) -> Night:
    """Matches what has changed in `source`, a query of the frame that `match` takes, since the last night.

    `con` is the database that keeps the memory. Nothing of it changes before `Night.remember`.
    """
    memory = Memory(con)
    memory.look(source)
    told = [(a, b, kind) for kind in ("different", "same") for a, b in sorted(getattr(rulings, kind))]
    if relearn or _outgrown(con, memory):
        people = _fetch(con, source, None)
        return Night(match(people, rulings, progress, keep=memory.keep), people, [], True, told)
    changed, gone = memory.changes()
    population = memory.population()
    new = _fetch(con, source, changed)
    near = [*changed, *gone, *memory.ruled_anew(told), *_met(con, memory, source, new, population)]
    around = sorted({*changed, *memory.possible_people(near)} - set(gone))
    people = _fetch(con, source, around)
    return Night(match(people, rulings, progress, population, memory.keep), people, gone, False, told)


def _outgrown(con: duckdb.DuckDBPyConnection, memory: Memory) -> bool:
    before = memory.records_learned_from()
    ((now,),) = con.execute("SELECT count(*) FROM seen_now").fetchall()
    return before == 0 or abs(now - before) > _GROWN * before


def _met(
    con: duckdb.DuckDBPyConnection, memory: Memory, source: str, new: pd.DataFrame, population: Population
) -> list[str]:
    """Remembered records that a new one is linked with, surely or perhaps."""
    newcomers = _people(new, population)
    with duckdb.connect() as own:
        own.register("standardised", as_arrow(newcomers))
        own.execute("CREATE TABLE person AS SELECT * FROM standardised")
        blocking.write_keys(own)
        meeting = memory.meeting(own, newcomers["record_id"].tolist(), new)
    certain = meeting["certain"].to_numpy(dtype=bool)
    found = set(meeting["met"][certain])
    weighed = meeting[~certain]
    both = pd.concat([newcomers, _people(_fetch(con, source, sorted(set(weighed["met"]))), population)])
    both = both.sort_values("record_id", kind="stable").reset_index(drop=True)
    at = pd.Series(np.arange(len(both)), index=both["record_id"])
    weighed = weighed[weighed["met"].isin(at.index)]  # the rest are gone
    a, b = at[weighed["record_id"]].to_numpy(), at[weighed["met"]].to_numpy()
    with duckdb.connect() as own:
        own.register("standardised", as_arrow(both))
        own.execute("CREATE TABLE person AS SELECT * FROM standardised")
        frequency.recall(own, population.rates)
        compared = Comparer(own).compare(np.minimum(a, b), np.maximum(a, b))
    near = (model.score(compared, population.weights).probability >= REVIEW) | rules.certain(compared)
    ids = both["record_id"].to_numpy()
    return sorted(found | set(ids[compared.left[near]]) | set(ids[compared.right[near]]))


def _people(frame: pd.DataFrame, population: Population) -> pd.DataFrame:
    """Those open to the model, standardised."""
    open_to_model = ~(flag(frame, "is_hashed") | flag(frame, "is_anonymous"))
    return placeholders.blank(standardise(frame[open_to_model]), population.shared_ssns)


def _fetch(con: duckdb.DuckDBPyConnection, source: str, records: list[str] | None) -> pd.DataFrame:
    """The rows of `source`, or those of `records`; text or None, but for the two flags."""
    chosen = f"SELECT * FROM ({source})"
    if records is not None:
        con.register("chosen_records", pd.DataFrame({"record_id": pd.Series(records, dtype=str)}))
        chosen += " SEMI JOIN chosen_records USING (record_id)"
    rows = con.execute(f"{chosen} ORDER BY record_id").to_arrow_table().to_pydict()
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in rows.items()})
