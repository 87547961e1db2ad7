"""What a query's plan in DuckDB joins without a hash: work that grows with the product of both sides."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

BY_PRODUCT = {"NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN", "IE_JOIN", "PIECEWISE_MERGE_JOIN", "CROSS_PRODUCT"}
KEEPS_ROWS = {"PROJECTION", "FILTER", "ORDER_BY", "TOP_N", "LIMIT", "STREAMING_LIMIT"}
OUTER_QUERY = "the outer query"
Node = dict[str, Any]


@dataclass(frozen=True)
class Product:
    """A join that compares every row with every row. `left`, `right`: the tables that each side reads."""

    operator: str
    left: frozenset[str]
    right: frozenset[str]

    def __str__(self) -> str:
        sides = (", ".join(sorted(side)) or "constants" for side in (self.left, self.right))
        return f"{self.operator} of {' with '.join(sides)}"


def products(connection: duckdb.DuckDBPyConnection, sql: str, one_row: frozenset[str]) -> list[Product]:
    """The joins by product in the plan of a query, but for those with a side of one row.

    `one_row`: tables that have one. Statistics are left out: a table that happens to be empty would hide its joins.
    """
    connection.execute("set disabled_optimizers = 'statistics_propagation,empty_result_pullup'")
    ((_, text),) = connection.execute(f"explain (format json) {sql}").fetchall()
    plan = _Plan(json.loads(text), one_row)
    return [
        Product(node["name"], *map(plan.tables, node["children"]))
        for node in plan.nodes()
        if node["name"] in BY_PRODUCT and not any(map(plan.is_one_row, node["children"]))
    ]


class _Plan:
    def __init__(self, trees: list[Node], one_row: frozenset[str]) -> None:
        self._trees = trees
        self._one_row = one_row
        self._named = {
            node["extra_info"]["Table Index"]: node["children"][0] for node in self.nodes() if node["name"] == "CTE"
        }

    def nodes(self) -> Iterator[Node]:
        return (node for tree in self._trees for node in _within(tree))

    def tables(self, tree: Node) -> frozenset[str]:
        """The tables that a part of the plan reads, as schema.table."""
        found: set[str] = set()
        for node in _within(tree):
            if node["name"] == "CTE_SCAN":
                found |= self.tables(self._definition(node))
            elif node["name"] == "DELIM_SCAN":
                found.add(OUTER_QUERY)
            elif table := _table(node):
                found.add(table)
        return frozenset(found)

    def is_one_row(self, node: Node) -> bool:
        if node["name"] == "CTE_SCAN":
            return self.is_one_row(self._definition(node))
        if node["name"] == "CROSS_PRODUCT" or node["name"] in KEEPS_ROWS:
            return all(map(self.is_one_row, node["children"]))
        return node["name"] in {"UNGROUPED_AGGREGATE", "DUMMY_SCAN"} or _table(node) in self._one_row

    def _definition(self, scan: Node) -> Node:
        return self._named[scan["extra_info"]["CTE Index"]]


def _within(tree: Node) -> Iterator[Node]:
    yield tree
    for child in tree["children"]:
        yield from _within(child)


def _table(node: Node) -> str | None:
    name = node.get("extra_info", {}).get("Table")
    return ".".join(name.split(".")[1:]).replace('"', "") if name else None
