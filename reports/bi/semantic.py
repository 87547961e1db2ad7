"""The star for people and BI tools: a `.pbids` file to connect with, and a description of labels, formats and keys."""

import json
from pathlib import Path
from typing import Any

import yaml
from psycopg import ConnectionInfo

from caseline.access.modelled import ModelledColumn
from caseline.organization.profile import Organization
from reports.bi.audiences import audience_schema, database_role, served_roles
from reports.bi.star import Star

FORMATS = {
    "date": "yyyy-mm-dd", "timestamp": "yyyy-mm-dd hh:mm:ss", "integer": "#,##0", "bigint": "#,##0",
    "double precision": "#,##0.##",
}  # fmt: skip
ORDERS = ("sort_order", "position", "section_order", "item_order", "row_number")
MEASURES: list[dict[str, str]] = [
    {"name": "Clients", "table": "measure_fact", "column": "client_id", "aggregate": "count_distinct",
     "format": "#,##0", "description": "Each person once, whatever the number of stays, services or notes."},
    {"name": "Facts", "table": "measure_fact", "column": "record_id", "aggregate": "count", "format": "#,##0",
     "description": "Stays, services, answers or notes: filter dim_measure to one measure first."},
    {"name": "Average value", "table": "measure_fact", "column": "value", "aggregate": "average",
     "format": "#,##0.0", "description": "The mean of what a measure measures, such as days of a stay."},
    {"name": "Missing items", "table": "missing", "column": "missing_id", "aggregate": "count", "format": "#,##0",
     "description": "Things that should have been collected by now."},
]  # fmt: skip
"""What can be added up; numbers of `figure` cannot, a client in two programs is one client in the total."""


def write_description(folder: Path, organization: Organization, star: Star, place: ConnectionInfo) -> list[Path]:
    """Write `<organization>.pbids` and `semantic_model.yml`. Neither holds a user or a password."""
    folder.mkdir(parents=True, exist_ok=True)
    connection, model = folder / f"{organization.id}.pbids", folder / "semantic_model.yml"
    connection.write_text(json.dumps(power_bi_connection(place), indent=2) + "\n", encoding="utf-8")
    model.write_text(
        yaml.safe_dump(semantic_model(organization, star), sort_keys=False, allow_unicode=True, width=110),
        encoding="utf-8",
    )
    return [connection, model]


def power_bi_connection(place: ConnectionInfo) -> dict[str, Any]:
    """What Power BI Desktop opens: it asks for the user and the password itself."""
    host = place.host if place.host and not place.host.startswith("/") else "localhost"
    address = {"server": f"{host}:{place.port}", "database": place.dbname}
    return {
        "version": "0.1",
        "connections": [{"details": {"protocol": "postgresql", "address": address}, "options": {}, "mode": "Import"}],
    }


def semantic_model(organization: Organization, star: Star) -> dict[str, Any]:
    """Tables, columns, relationships and measures, in words and formats that a BI tool shows."""
    served = {table.name for table in star.tables}
    joins = {(r.table.name, column) for r in star.references for column in r.columns}
    return {
        "name": organization.name,
        "audiences": [
            {
                "role": name,
                "schema": audience_schema(name),
                "member_of": database_role(organization, name),
                "sees": role.sees,
                "affiliates": role.affiliates or "all",
                "programs": role.programs or "all",
            }
            for name, role in ((name, organization.roles[name]) for name in served_roles(organization))
        ],
        "tables": [
            {
                "name": table.name,
                "label": _label(table.name),
                "description": table.description,
                "key": list(star.keys.get(table.name, ())),
                "columns": [
                    _column(column, (table.name, column.column) in joins or column.column in table.key)
                    for column in table.columns
                ],
            }
            for table in star.tables
        ],
        "relationships": [
            {
                "from": reference.table.name,
                "columns": list(reference.columns),
                "to": reference.to.name,
                "to_columns": list(reference.to_columns),
                "cardinality": "one_to_one"
                if star.keys.get(reference.table.name) == reference.columns
                else "many_to_one",
            }
            for reference in star.references
        ],
        "measures": [measure for measure in MEASURES if measure["table"] in served],
    }


def _column(column: ModelledColumn, is_key: bool) -> dict[str, Any]:
    described = {
        "name": column.column,
        "label": _label(column.column),
        "description": column.description,
        "type": column.data_type,
        "format": FORMATS.get(column.data_type),
        "sensitivity": column.sensitivity,
        "hidden": is_key or column.column in ORDERS,
        "summarize_by": "none",
    }
    return {name: value for name, value in described.items() if value is not None}


def _label(name: str) -> str:
    """'dim_year_quarter' -> 'Year quarter'"""
    words = name.removeprefix("dim_").replace("_", " ")
    return words[:1].upper() + words[1:]
