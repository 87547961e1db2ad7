"""What must hold of the tables that dbt builds, asked with one query a table."""

import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import duckdb


class DataTest(NamedTuple):
    """A data test of the project: its id and name in dbt's manifest, the models and sources it reads by their ids, the
    one it is about, SQL that gives the rows for which it does not hold, and whether it must hold or is only told.
    """

    id: str
    name: str
    about: str
    reads: frozenset[str]
    failing_rows: str
    must_hold: bool


def kept(tests: Iterable[DataTest], path: Path) -> None:
    """Write tests to a file, in one step."""
    written(path, [test._asdict() | {"reads": sorted(test.reads)} for test in tests])


def written(path: Path, content: Any) -> None:
    """Write JSON to a file, in one step."""
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(content), encoding="utf-8")
    fresh.replace(path)


def kept_in(path: Path) -> list[DataTest]:
    """The tests of a file that `kept` wrote."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [DataTest(**{**row, "reads": frozenset(row["reads"])}) for row in rows]


def compiled(results: Iterable[Any]) -> list[DataTest]:
    """The data tests among what dbt compiled."""
    return [
        DataTest(
            node.unique_id,
            node.name,
            getattr(node, "attached_node", None) or node.depends_on_nodes[0],
            frozenset(node.depends_on_nodes),
            node.compiled_code,
            node.config.severity.lower() == "error",
        )
        for node in (result.node for result in results)
    ]


def of_models(tests: Iterable[DataTest], models: Collection[str], known: Collection[str]) -> list[DataTest]:
    """The tests of any of `models` that read nothing but what is in `known`."""
    return [test for test in tests if test.reads & set(models) and test.reads <= set(known)]


def failures(connection: duckdb.DuckDBPyConnection, tests: Sequence[DataTest]) -> Mapping[str, int]:
    """For how many rows each test does not hold, by its id."""
    found: dict[str, int] = {}
    for _, own in groupby(sorted(tests, key=lambda test: test.about), key=lambda test: test.about):
        counts = [f"select '{test.id}', (select count(*) from (\n{test.failing_rows}\n) as failing)" for test in own]
        found.update(connection.execute("\nunion all\n".join(counts)).fetchall())
    return found
