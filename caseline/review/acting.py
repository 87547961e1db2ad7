"""Ruling on one thing on a page: one line of a file of rulings, checked like a sheet's, taken back the same way.

A sheet that is taken in and a page that is acted on wait for one another, so that two reviewers lose nothing.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from caseline.ground.errors import CaselineError, ConfigurationErrors
from caseline.organization.transformation import rulings_locked
from caseline.review.docket import Docket
from caseline.review.tabs import Row, Tab

THE_PAGE = "the page"


Told = Callable[[set[str]], None]


class RuledMeanwhile(CaselineError):
    """Somebody else has ruled on the same since the page was shown."""


@dataclass(frozen=True)
class Change:
    """What an act did to a file of rulings: those that stood `before`, and those that stand `after`."""

    kind: type[Docket[Any]]
    before: tuple[Any, ...]
    after: tuple[Any, ...]


def rule(
    kind: type[Docket[Any]],
    rows: Sequence[Row],
    transformation: Path,
    connection: duckdb.DuckDBPyConnection,
    by: str,
    on: date,
    seen: Collection[str],
    told: Told,
) -> Change:
    """Put decisions into their file, all of them or none. `seen`: the marks of the rulings that the page showed on the
    same. `told` hears whose they are before anything is written.

    Raises RuledMeanwhile where others stand there by now, and ConfigurationErrors with what is wrong with a row.
    """
    with rulings_locked(transformation):
        tab = Tab(THE_PAGE, tuple(rows[0]), list(enumerate(rows, 1)))
        docket = kind(tab, transformation, by, on, connection)
        docket.take()
        if docket.problems:
            raise ConfigurationErrors(docket.problems)
        subjects = {ruling.subject for ruling in docket.decided}
        before = tuple(ruling for ruling in docket.former if ruling.subject in subjects)
        if {mark(one) for one in before} - set(seen):
            raise RuledMeanwhile(_told(before))
        told(docket.clients())
        after = tuple(ruling for ruling in docket.result if ruling.subject in subjects)
        if after != before:
            docket.write()
        return Change(kind, before, after)


def undo(change: Change, transformation: Path, connection: duckdb.DuckDBPyConnection, told: Told) -> None:
    """Put back what stood before. Raises RuledMeanwhile where somebody has ruled on the same since."""
    with rulings_locked(transformation):
        docket = change.kind(Tab(THE_PAGE, (), []), transformation, None, date.min, connection)
        former = list(docket.former)
        subjects = {ruling.subject for ruling in (*change.before, *change.after)}
        there = tuple(ruling for ruling in former if ruling.subject in subjects)
        if set(map(mark, there)) != set(map(mark, change.after)):
            raise RuledMeanwhile(_told(there))
        docket.fresh = list(change.after)
        told(docket.clients())
        docket.result = [ruling for ruling in former if ruling.subject not in subjects] + list(change.before)
        docket.write()


def standing(kind: type[Docket[Any]], transformation: Path, connection: duckdb.DuckDBPyConnection) -> list[Any]:
    """The rulings of a file as it is now, in its order."""
    return list(kind(Tab(THE_PAGE, (), []), transformation, None, date.min, connection).former)


def mark(ruling: Any) -> str:
    """What tells a ruling from any other, also from a later one on the same."""
    said = (ruling.subject, ruling.ruling, ruling.reason, ruling.decided_by, ruling.decided_on)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]


def _told(rulings: Sequence[Any]) -> str:
    if not rulings:
        return "Somebody has taken this ruling back meanwhile. Nothing was changed."
    one = rulings[-1]
    return (
        f"{one.decided_by or 'Somebody'} has ruled “{one.ruling}” on the same meanwhile"
        f"{': ' + one.reason if one.reason else ''}. Nothing was changed; take theirs back first if you know better."
    )
