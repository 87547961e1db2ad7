"""The dbt models: which there are, what each reads, and building some of them, in this process."""

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseline.ground.errors import CaselineError
from caseline.ground.settings import output_folder
from caseline.ground.shipped import SHIPPED
from caseline.ground.warehouse import MEMORY, connect
from caseline.models.data_tests import DataTest, compiled, failures, kept, kept_in, of_models, written
from caseline.models.graph import ModelSet, Query, in_order, never_null
from caseline.models.seeds import make_seed

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

DBT_FOLDER = SHIPPED / "dbt_project"
PARSED, DESCRIBED = "partial_parse.msgpack", "manifest.json"
"""What dbt leaves of the project: for itself, and for others."""
TESTS = "tests.json"
_DUE = "due"
_MADE_BY_DBT = {"target", "logs"}
_HELD = ("success", "pass", "warn", "skipped")


class ModelsFailed(CaselineError):
    """Some models could not be built, or a test of one does not hold."""


class DbtModels:
    """The models over one warehouse. They are parsed once for each state of their files, whoever asks next.

    `target` is where dbt leaves the SQL that it ran.
    """

    def __init__(self, warehouse: Path, target: Path | None = None) -> None:
        self.warehouse = warehouse
        self._target = target or self._folder

    @cached_property
    def manifest(self) -> "Manifest":
        """What dbt parsed, from the file where it stands already. Raises CaselineError when it cannot be parsed."""
        from dbt.contracts.graph.manifest import Manifest

        manifest = Manifest.from_msgpack((self._parsed / PARSED).read_bytes())
        manifest.build_flat_graph()  # what macros see of it
        return manifest

    @cached_property
    def description(self) -> dict[str, Any]:
        """The same as dbt writes it for others: its manifest.json."""
        return dict(json.loads((self._parsed / DESCRIBED).read_text(encoding="utf-8")))

    def those_of(self, selector: str, after: Sequence[str] = ()) -> ModelSet:
        """The models and seeds of a selector of dbt_project/selectors.yml, built after those of other selectors."""
        earlier = frozenset[str]().union(*(self._ids(name) for name in after))
        return ModelSet(self.manifest, self._ids(selector), earlier)

    def _ids(self, selector: str) -> frozenset[str]:
        path = self._parsed / f"{selector}.json"
        if not path.exists():
            arguments = ["ls", "--selector", selector, "--resource-types", "model", "seed", "--output", "json"]
            listed = self.command(*arguments, "--output-keys", "unique_id")
            written(path, sorted(json.loads(line)["unique_id"] for line in listed))
        return frozenset(json.loads(path.read_text(encoding="utf-8")))

    @cached_property
    def tests(self) -> list[DataTest]:
        """The data tests, compiled once for each state of the project's files."""
        path = self._parsed / TESTS
        if not path.exists():
            kept(compiled(self.command("compile", "--select", "test_type:data").results), path)
        return kept_in(path)

    def build(self, ids: Collection[str], models: ModelSet) -> dict[str, int]:
        """Build some of `models` and test them. Gives for how many rows each test fails, by its id in dbt's manifest.

        Raises ModelsFailed, naming the models and tests that failed and not their data.
        """
        if not ids:
            return {}
        with self._marked(ids):
            self.command("build", "--select", f"tag:{_DUE}", "--resource-types", "model", "seed")
        return self._tested(ids, models)

    def _tested(self, ids: Collection[str], models: ModelSet) -> dict[str, int]:
        tests = of_models(self.tests, ids, models.known)
        with connect(self.warehouse, read_only=True) as connection:
            found = failures(connection, tests)
        if broken := [test.name for test in tests if found[test.id] and test.must_hold]:
            raise ModelsFailed(f"A fault in Caseline itself: {', '.join(broken[:5])} does not hold.")
        return dict(found)

    def make(self, selector: str, after: Sequence[str] = ()) -> None:
        """Make the seeds and models of a selector and test them as `build` does, in a warehouse that is thrown away: of
        the same SQL, run without dbt, which takes its time for each model. Raises as `build`.
        """
        chosen = self.those_of(selector, after)
        seeds = [self.manifest.nodes[own] for own in sorted(chosen.all) if own.startswith("seed.")]
        with connect(self.warehouse) as connection:  # a model may read a seed while it is compiled
            for schema in sorted({node.schema for node in seeds}):
                connection.execute(f"create schema if not exists {schema}")
            for seed in seeds:
                make_seed(connection, seed, DBT_FOLDER)
        with self._marked(chosen.all):
            queries = self._queries(selector, f"tag:{_DUE},resource_type:model")
        with connect(self.warehouse) as connection:
            connection.execute("set memory_limit = ?", [os.environ.get("CASELINE_MEMORY", MEMORY)])
            for schema in sorted({query.schema for query in queries}):
                connection.execute(f"create schema if not exists {schema}")
            for query in queries:  # each written once it is made: memory follows the largest table
                connection.execute(query.statement)
        self._without_gaps(chosen.all)
        self._tested(chosen.all, chosen)

    def _without_gaps(self, ids: Collection[str]) -> None:
        """Raises ModelsFailed where a column has a null that its model's contract says has none, which dbt would have
        the database refuse.
        """
        with connect(self.warehouse, read_only=True) as connection:
            for node in (self.manifest.nodes[own] for own in sorted(ids)):
                if gaps := " or ".join(f'"{column}" is null' for column in never_null(node)):
                    sql = f"select 1 from {node.schema}.{node.alias} where {gaps} limit 1"
                    if connection.execute(sql).fetchall():
                        raise ModelsFailed(
                            f"A fault in Caseline itself: {node.name} has a null that its contract forbids."
                        )

    def try_out(self, model: str) -> None:
        """Make a model and all that it rests on, in a warehouse that is thrown away: tables of the same SQL, run
        without dbt. Tests and keys of increments are left out.
        """
        self._make(self.tried_out(model))

    def tried_out(self, model: str) -> list[Query]:
        """What `try_out` runs, in order; compiled by dbt the first time that anybody asks."""
        return self._queries(model, f"+{model},resource_type:model")

    def try_out_alone(self, *models: str) -> None:
        """As `try_out`, one after another, without what else the models rest on: that is in the warehouse."""
        queries = self._queries("+".join(models), *models)
        self._make(sorted(queries, key=lambda query: models.index(query.table)))

    def _queries(self, name: str, *selected: str) -> list[Query]:
        """The SQL of some models, compiled once for each state of the project's files."""
        path = self._parsed / f"{name}.queries.json"
        if not path.exists():
            results = self.command("compile", "--select", *selected).results
            written(path, in_order([result.node for result in results]))
        return [Query(*query) for query in json.loads(path.read_text(encoding="utf-8"))]

    def _make(self, queries: Sequence[Query]) -> None:
        with connect(self.warehouse) as connection:
            connection.execute("begin")
            for schema in dict.fromkeys(query.schema for query in queries):
                connection.execute(f"create schema if not exists {schema}")
            for query in queries:
                connection.execute(query.statement)
            connection.execute("commit")

    def command(self, *arguments: str) -> Any:
        """Any command of dbt over the models, and what it gives. Raises as `build`."""
        return self._invoke([*arguments, "--no-write-json"], self._target, self.manifest)

    @contextmanager
    def _marked(self, ids: Collection[str]) -> Iterator[None]:
        """Some models with a tag of their own: dbt goes through the whole project for each thing it is to select."""
        nodes = [self.manifest.nodes[own] for own in ids]
        for node in nodes:
            node.tags.append(_DUE)
        try:
            yield
        finally:
            for node in nodes:
                node.tags.remove(_DUE)

    @cached_property
    def _parsed(self) -> Path:
        """Where what dbt parsed stands, for the files as they are and the name of the warehouse, which is in it."""
        content = hashlib.sha256(f"{version('dbt-core')} {version('dbt-duckdb')} {self.warehouse.stem}".encode())
        for path in project_files():
            content.update(str(path.relative_to(DBT_FOLDER)).encode())
            content.update(path.read_bytes())
        folder = self._folder / content.hexdigest()[:16]
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=_made(self._folder)) as fresh:
                self._invoke(["parse"], Path(fresh), None)
                Path(fresh, "whole").mkdir()
                for name in (PARSED, DESCRIBED):
                    Path(fresh, name).rename(Path(fresh, "whole", name))
                with suppress(OSError):  # another process was faster: what it left is the same
                    Path(fresh, "whole").rename(folder)
        return folder

    @property
    def _folder(self) -> Path:
        return output_folder() / "dbt"

    def _invoke(self, arguments: Sequence[str], folder: Path, manifest: "Manifest | None") -> Any:
        from dbt.cli.main import dbtRunner
        from dbt.contracts.graph.nodes import CompiledNode

        _made(folder)
        _made(self.warehouse.parent)
        for node in manifest.nodes.values() if manifest else ():
            if isinstance(node, CompiledNode) and node.extra_ctes_injected:
                # of an earlier command in this process: dbt compiles the node anew and would leave these out
                node.extra_ctes_injected, node.extra_ctes = False, []
        os.environ["CASELINE_WAREHOUSE"] = str(self.warehouse)  # profiles.yml reads it
        with _released():
            result = dbtRunner(manifest=manifest).invoke(
                [
                    *arguments, "--quiet", "--project-dir", str(DBT_FOLDER), "--profiles-dir", str(DBT_FOLDER),
                    "--target-path", str(folder), "--log-path", str(folder), "--log-level", "none",
                    "--log-level-file", "none",
                ]
            )  # fmt: skip
        if result.exception is not None and not isinstance(result.exception, Exception):
            raise result.exception  # somebody stopped it
        if not result.success:
            results = getattr(result.result, "results", [])
            failed = [one.node.name for one in results if one.status not in _HELD]
            for one in results:
                if one.status not in _HELD:
                    print(f"{one.node.name}: {one.message}")  # to the log, which is as confidential as the data
            raise ModelsFailed(
                f"A fault in Caseline itself: {', '.join(failed[:5]) or result.exception} could not be built."
            )
        return result.result


def project_files() -> list[Path]:
    """What the models are made of, in a fixed order."""
    return sorted(
        path
        for path in DBT_FOLDER.rglob("*")
        if path.is_file() and not _MADE_BY_DBT & set(path.relative_to(DBT_FOLDER).parts)
    )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _released() -> Iterator[None]:
    """Let go of the warehouse at the end: dbt keeps its connection for the life of the process."""
    try:
        yield
    finally:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        DuckDBConnectionManager.close_all_connections()
