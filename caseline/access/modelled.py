"""What the YAML beside each dbt model says of its table: columns, sensitivity, key, and what they refer to."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from caseline.ground.shipped import SHIPPED
from caseline.organization.described_table import Sensitivity

Description = dict[str, Any]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NAME = re.compile(r"\w+")
_REF = re.compile(r"ref\('(\w+)'\)")


@dataclass(frozen=True)
class ModelledColumn:
    """One column of one dbt model.

    `spans`: tells of a client over all affiliates and programs. `refers_to`: table and column that every value is in.
    """

    layer: str
    table: str
    column: str
    data_type: str
    description: str
    sensitivity: Sensitivity
    spans: bool = False
    refers_to: tuple[str, str] | None = None


@dataclass(frozen=True)
class ModelledTable:
    """One dbt model. `key`: the columns that name a row, may be none. `leaves`: it may be shared outside."""

    layer: str
    name: str
    description: str
    columns: tuple[ModelledColumn, ...]
    key: tuple[str, ...] = ()
    leaves: bool = False

    @property
    def column_names(self) -> list[str]:
        return [column.column for column in self.columns]


@cache
def modelled_tables() -> tuple[ModelledTable, ...]:
    """Every dbt model with its columns, by layer and table."""
    tables = []
    models = SHIPPED / "dbt_project" / "models"
    for path in sorted(models.rglob("*.yml")):
        folders = path.relative_to(models).parts
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER) or {}
        for model in content.get("models", []):
            tables.append(_table(_layer(folders), model))
    return tuple(tables)


@cache
def modelled_columns() -> tuple[ModelledColumn, ...]:
    """Every column of every dbt model, by layer and table."""
    return tuple(column for table in modelled_tables() for column in table.columns)


def _layer(folders: tuple[str, ...]) -> str:
    """The schema of the models in a folder: HUD's reports and the LSA have one of their own, below reporting."""
    return next((folder for folder in folders[1:] if folder in ("hud", "lsa")), folders[0])


def _table(layer: str, model: Description) -> ModelledTable:
    columns = tuple(_column(layer, model["name"], column) for column in model.get("columns", []))
    return ModelledTable(
        layer, model["name"], _words(model), columns, _key(model, [column.column for column in columns]),
        bool(_meta(model).get("leaves")),
    )  # fmt: skip


def _column(layer: str, table: str, column: Description) -> ModelledColumn:
    meta = _meta(column)
    return ModelledColumn(
        layer, table, column["name"], column.get("data_type", ""), _words(column),
        meta.get("sensitivity", "identifier"), bool(meta.get("spans")), _reference(column),
    )  # fmt: skip


def _key(model: Description, columns: list[str]) -> tuple[str, ...]:
    """The column tested to be unique, or the columns of a test of them together."""
    for column in model.get("columns", []):
        if "unique" in column.get("data_tests", []):
            return (column["name"],)
    for test in model.get("data_tests", []):
        if isinstance(test, dict) and "unique" in test:
            named = _NAME.findall(test["unique"]["arguments"]["column_name"])
            return tuple(name for name in named if name in columns)
    return ()


def _reference(column: Description) -> tuple[str, str] | None:
    for test in column.get("data_tests", []):
        if isinstance(test, dict) and "relationships" in test:
            named = test["relationships"]["arguments"]
            found = _REF.fullmatch(named["to"])
            return (found.group(1), named["field"]) if found else None
    return None


def _meta(described: Description) -> Description:
    return dict(described.get("config", {}).get("meta", {}))


def _words(described: Description) -> str:
    return " ".join(described.get("description", "").split())
