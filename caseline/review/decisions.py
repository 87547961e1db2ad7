"""`caseline decide`: the decisions of a sheet become lines of the files of rulings, all of them or none."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from caseline.ground.errors import ConfigurationError, ConfigurationErrors
from caseline.ground.warehouse import connect
from caseline.organization.transformation import rulings_locked
from caseline.review.code_rulings import CodeDocket
from caseline.review.docket import Docket, Taken
from caseline.review.item_rulings import AttentionDocket, MissingDocket
from caseline.review.pair_rulings import PairDocket
from caseline.review.quote_rulings import QuoteDocket
from caseline.review.tabs import Tab, read_tabs

KINDS: tuple[type[Docket[Any]], ...] = (
    PairDocket, CodeDocket, MissingDocket, AttentionDocket, QuoteDocket,
)  # fmt: skip


def take_in(
    sheet: Path,
    transformation: Path,
    published: Path,
    by: str | None,
    on: date,
    before: Callable[[Taken, set[str]], None] | None = None,
) -> Taken:
    """Adds the decisions of a CSV or XLSX sheet to the files of rulings in the folder `transformation`.

    What a table holds is told by its columns: pairs of records, or codes. `by` and `on` stand in where a row names
    nobody or no day. A ruling takes the place of an earlier one on the same. `before` is told
    of them and of their clients before anything is written.
    Raises ConfigurationErrors, each with file, line and fix, when any row is wrong; then nothing is written.
    """
    with rulings_locked(transformation):
        with connect(published, read_only=True) as connection:
            dockets = list(_dockets(sheet, transformation, connection, by, on))
            for docket in dockets:
                docket.take()
            if problems := [problem for docket in dockets for problem in docket.problems]:
                raise ConfigurationErrors(problems)
            taken = sum((docket.taken for docket in dockets), Taken())
            if before:
                before(taken, set[str]().union(*(docket.clients() for docket in dockets)))
        for docket in dockets:
            if docket.taken.new or docket.taken.changed:
                docket.write()
    return taken


def _dockets(
    sheet: Path, transformation: Path, connection: duckdb.DuckDBPyConnection, by: str | None, on: date
) -> Iterator[Docket[Any]]:
    tabs = read_tabs(sheet)
    known = [(tab, kind) for tab in tabs for kind in KINDS if all(name in tab.columns for name in kind.needed)]
    for tab in tabs:
        # a tab of somebody's own notes is none of ours; one that has rulings is
        if tab not in [own for own, _ in known] and ("ruling" in tab.columns or not known):
            raise _not_a_sheet(tab)
    if not tabs:
        raise ConfigurationError("There is no table in it", file=sheet, fix="`caseline review` writes one.")
    twice = [tab for number, (tab, kind) in enumerate(known) if kind in [other for _, other in known[:number]]]
    if twice:
        raise ConfigurationError("Another tab has decisions of the same kind", file=twice[0].where, fix="Keep one.")
    for tab, kind in known:
        yield kind(tab, transformation, by, on, connection)


def _not_a_sheet(tab: Tab) -> ConfigurationError:
    """What is missing for the kind of table that it resembles most."""
    kind = max(KINDS, key=lambda kind: sum(name in tab.columns for name in kind.needed))
    missing = next(name for name in kind.needed if name not in tab.columns)
    return ConfigurationError(
        f"The column '{missing}' is missing", file=tab.where, line=1,
        fix=f"{kind.described} has at least {', '.join(kind.needed)}; `caseline review` writes one.",
    )  # fmt: skip
