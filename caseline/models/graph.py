"""Which models there are, what each reads and writes, and what rests on what."""

from collections.abc import Collection
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


class ModelSet:
    """Some models and seeds of the project, by their ids in dbt's manifest, and those that are built before them."""

    def __init__(self, manifest: "Manifest", ids: frozenset[str], earlier: frozenset[str]) -> None:
        self.all = ids
        self._earlier = earlier
        self._reads = {own: frozenset(node.depends_on_nodes) for own, node in manifest.nodes.items()}
        self._tables = {
            own: _table(node) for own, node in {**manifest.nodes, **manifest.sources}.items() if _has_table(node)
        }
        self._parents = {own: self._with_tables(own) for own in ids}

    @property
    def known(self) -> frozenset[str]:
        """The models, those before them, whatever they rest on, and all sources."""
        found = set(self.all | self._earlier)
        fresh = set(found)
        while fresh := {parent for own in fresh for parent in self._reads.get(own, ())} - found:
            found |= fresh
        return frozenset(found)

    @property
    def tables(self) -> list[str]:
        """What they write, as `schema.table`."""
        return sorted(self._tables[own] for own in self.all if own in self._tables)

    @property
    def reads(self) -> list[str]:
        """What they read that others write, as `schema.table`."""
        return sorted({self._tables[own] for parents in self._parents.values() for own in parents - self.all})

    def downstream_of(self, tables: Collection[str]) -> frozenset[str]:
        """Those of them that rest on any of `tables`, by way of each other."""
        changed = {own for own, table in self._tables.items() if table in tables}
        found: set[str] = set()
        while fresh := {own for own in self.all - found if self._parents[own] & (changed | found)}:
            found |= fresh
        return frozenset(found)

    def _with_tables(self, own: str) -> frozenset[str]:
        """What a node reads; of what has no table of its own, what that reads."""
        found: set[str] = set()
        for parent in self._reads[own]:
            found |= {parent} if parent in self._tables else self._with_tables(parent)
        return frozenset(found)


class Query(NamedTuple):
    """What makes one table or view (`kind`)."""

    schema: str
    table: str
    sql: str
    kind: str

    @property
    def statement(self) -> str:
        return f"create or replace {self.kind} {self.schema}.{self.table} as {self.sql}"


def in_order(compiled: Collection[Any]) -> list[Query]:
    """The queries of compiled nodes that have tables or views, each after those it reads."""
    nodes = {node.unique_id: node for node in compiled}
    order = TopologicalSorter({own: set(node.depends_on_nodes) & nodes.keys() for own, node in nodes.items()})
    found = [nodes[own] for own in order.static_order() if _has_table(nodes[own])]
    return [
        Query(node.schema, node.alias, node.compiled_code, "view" if node.config.materialized == "view" else "table")
        for node in found
    ]


def never_null(node: Any) -> list[str]:
    """The columns of a node's table that, by its contract, have no null. Nobody holds a view to that."""
    if node.config.materialized in ("view", "ephemeral"):
        return []
    return [name for name, column in node.columns.items() if any(one.type == "not_null" for one in column.constraints)]


def _has_table(node: Any) -> bool:
    kind = node.resource_type.value
    return kind in ("source", "seed") or (kind == "model" and node.config.materialized != "ephemeral")


def _table(node: Any) -> str:
    return f"{node.schema}.{node.identifier if node.resource_type.value == 'source' else node.alias}"
