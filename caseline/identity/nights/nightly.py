"""A night's matching: only what is new or changed, against whom it may be, with what was learned before.

The clusters are those a full run would find with the same weights and rates; those two are learned anew when the
records or the rulings have grown or shrunk by a fifth, when the method has changed, or when asked. Few records are
matched whole every night: that takes seconds, and their weights are always those of the records at hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from caseline.ground.progress import ProgressCallback
from caseline.ground.warehouse import in_memory
from caseline.identity.comparing import blocking, frequency, model
from caseline.identity.comparing.compare import Comparer, Comparing
from caseline.identity.deciding import rules
from caseline.identity.deciding.edges import Rulings
from caseline.identity.deciding.matching import Matched, Population, match, open_to_model
from caseline.identity.deciding.scope import Policy
from caseline.identity.deciding.scoring import REVIEW
from caseline.identity.nights.memory import Memory
from caseline.identity.reading import placeholders
from caseline.identity.reading.standardise import as_arrow, standardise

WHOLE_UP_TO = 10_000  # records
_GROWN = 0.2  # change in the number of records or rulings, as a share, from which weights are learned anew
_FEW_RULINGS = 20  # fewer new ones teach nothing


@dataclass(frozen=True)
class Night:
    """Whom a night matches, and with what: everyone where there is no `population`, else only the records of `people`.

    The clusters of every other record stand as they are. `gone` are records that are no more.
    """

    people: pd.DataFrame
    gone: list[str]
    population: Population | None
    rulings: Rulings
    memory: Memory | None

    @property
    def is_full(self) -> bool:
        return self.population is None

    @property
    def touched(self) -> list[str]:
        """The records whose clusters may change."""
        return [*self.people["record_id"], *self.gone]

    def match(
        self,
        progress: ProgressCallback | None = None,
        policy: Policy | None = None,
        former: Mapping[str, str] | None = None,
        comparing: Comparing = Comparer,
    ) -> Matched:
        """As `matching.match`."""
        keep = self.memory.keep if self.memory else None
        return match(self.people, self.rulings, progress, self.population, keep, policy, former, comparing)

    def remember(self, matched: Matched) -> None:
        """To be called when the clusters are written, in the same transaction: the next night starts from here."""
        if self.memory is None:
            return
        told = self.rulings.told()
        if self.is_full:
            self.memory.remember(matched, self.people, told)
        else:
            self.memory.update(matched, self.people, self.gone, told)


def tonight(
    con: duckdb.DuckDBPyConnection,
    source: str,
    rulings: Rulings,
    relearn: bool = False,
    whole_up_to: int = WHOLE_UP_TO,
) -> Night:
    """Who is to be matched of `source`, a query of the frame that `match` takes, since the last night.

    Any column beside those that `match` knows may be there: a record in which one has changed is matched again. `con`
    is the database that keeps the memory; nothing of it changes before `Night.remember`.
    """
    ((records,),) = con.execute(f"SELECT count(*) FROM ({source})").fetchall()
    if records <= whole_up_to:
        Memory.forget(con)
        return Night(_fetch(con, source, None), [], None, rulings, None)
    memory = Memory(con)
    memory.look(source)
    told = rulings.told()
    if relearn or _outgrown(memory, records, len(told)):
        return Night(_fetch(con, source, None), [], None, rulings, memory)
    changed, gone = memory.changes()
    population = memory.population()
    new = _fetch(con, source, changed)
    near = [*changed, *gone, *memory.ruled_anew(told), *_met(con, memory, source, new, population)]
    around = sorted({*changed, *memory.possible_people(near)} - set(gone))
    return Night(_fetch(con, source, around), gone, population, rulings, memory)


def _outgrown(memory: Memory, records: int, rulings: int) -> bool:
    seen, ruled = memory.learned_from()
    return seen == 0 or abs(records - seen) > _GROWN * seen or abs(rulings - ruled) > max(_GROWN * ruled, _FEW_RULINGS)


def _met(
    con: duckdb.DuckDBPyConnection, memory: Memory, source: str, new: pd.DataFrame, population: Population
) -> list[str]:
    """Remembered records that a new one is linked with, surely or perhaps."""
    newcomers = _people(new, population)
    with in_memory() as own:
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
    with in_memory() as own:
        own.register("standardised", as_arrow(both))
        own.execute("CREATE TABLE person AS SELECT * FROM standardised")
        frequency.recall(own, population.rates)
        frequency.mark(own, population.first_names)
        compared = Comparer(own).compare(np.minimum(a, b), np.maximum(a, b))
    near = (model.chance(compared, population.weights) >= REVIEW) | rules.renamed(compared)
    ids = both["record_id"].to_numpy()
    return sorted(found | set(ids[compared.left[near]]) | set(ids[compared.right[near]]))


def _people(frame: pd.DataFrame, population: Population) -> pd.DataFrame:
    """Those open to the model, standardised."""
    return placeholders.blank(standardise(frame[open_to_model(frame)]), population.shared_ssns)


def _fetch(con: duckdb.DuckDBPyConnection, source: str, records: list[str] | None) -> pd.DataFrame:
    """The rows of `source`, or those of `records`; text or None, but for the two flags."""
    chosen = f"SELECT * FROM ({source})"
    if records is not None:
        con.register("chosen_records", pd.DataFrame({"record_id": pd.Series(records, dtype=str)}))
        chosen += " SEMI JOIN chosen_records USING (record_id)"
    rows = con.execute(f"{chosen} ORDER BY record_id").to_arrow_table().to_pydict()
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in rows.items()})
