"""The data dictionary as tables: every described table, its fields with what they become, and their codes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from caseline.organization.described_table import DictionaryTable
from caseline.organization.references import kinds_of, makes_people
from ingestion.standard_fields import standard_fields

COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "dictionary_table": {
        **dict.fromkeys(("source", "table_name", "system", "title", "grain", "kind", "holds"), pa.string()),
        "is_versioned": pa.bool_(), "makes_people": pa.bool_(), "names_people": pa.bool_(),
        "keeps_vanished": pa.bool_(),
    },
    "dictionary_reference": {
        "table_name": pa.string(), "position": pa.int32(), "field": pa.string(), "fields": pa.string(),
        "to_table": pa.string(), "to_kind": pa.string(),
    },
    "dictionary_field": {
        **dict.fromkeys(
            (
                "source", "table_name", "field", "meaning", "grain", "type", "codes_json", "sensitivity", "maps_to",
                "unit",
            ),
            pa.string(),
        ),
        "position": pa.int32(),
    },
    "dictionary_code": {
        "source": pa.string(), "table_name": pa.string(), "field": pa.string(),
        "code": pa.string(), "label": pa.string(), "score": pa.float64(),
    },
}  # fmt: skip

_LASTING = ("person", "stay", "household", "program", "code list")
"""Kinds of which a row that vanished from a snapshot stays in the record: it was so, and is over."""

_NAMES = tuple(f"person.{name}" for name in ("first_name", "last_name", "full_name", "dob", "ssn"))

Rows = Iterator[Mapping[str, Any]]


def dictionary_rows(tables: Iterable[DictionaryTable]) -> dict[str, list[Mapping[str, Any]]]:
    """The rows of each of these tables."""
    tables = list(tables)
    return {
        "dictionary_table": list(_tables(tables)),
        "dictionary_reference": list(_references(tables)),
        "dictionary_field": [*_standard_fields(), *_fields(tables)],
        "dictionary_code": list(_codes(tables)),
    }


def _tables(tables: Iterable[DictionaryTable]) -> Rows:
    kinds = kinds_of(tables)
    for table in tables:
        yield {
            "source": table.source, "table_name": table.full_name, "system": table.system, "title": table.title,
            "grain": table.grain, "kind": table.kind, "holds": table.holds,
            "is_versioned": table.holds == "versions", "makes_people": makes_people(table, kinds),
            "names_people": any(field.maps_to in _NAMES for field in table.fields),
            "keeps_vanished": table.kind in _LASTING
            or any(field.maps_to == "enrollment.entry_date" for field in table.fields),
        }  # fmt: skip


def _references(tables: Iterable[DictionaryTable]) -> Rows:
    kinds = kinds_of(tables)
    for table in tables:
        for position, (to_table, reference) in enumerate(table.refers_to, 1):
            yield {
                "table_name": table.full_name, "position": position, "field": reference.fields[0],
                "fields": " and ".join(reference.fields), "to_table": to_table, "to_kind": kinds[to_table],
            }  # fmt: skip


def _standard_fields() -> Rows:
    for field in standard_fields():
        yield {
            "source": field.source, "table_name": field.table, "field": field.column, "meaning": field.meaning,
            "type": field.type, "sensitivity": field.sensitivity,
        }  # fmt: skip


def _fields(tables: Iterable[DictionaryTable]) -> Rows:
    for table in tables:
        for position, field in enumerate(table.answered, 1):
            codes = {code: detail.label for code, detail in field.codes.items()}
            yield {
                "source": table.source, "table_name": table.full_name, "field": field.name, "meaning": field.meaning,
                "grain": table.grain, "type": field.type, "codes_json": json.dumps(codes) if codes else None,
                "sensitivity": field.sensitivity, "maps_to": field.maps_to, "unit": field.unit, "position": position,
            }  # fmt: skip


def _codes(tables: Iterable[DictionaryTable]) -> Rows:
    for table in tables:
        for field in table.fields:
            for code, detail in field.codes.items():
                yield {
                    "source": table.source, "table_name": table.full_name, "field": field.name,
                    "code": code, "label": detail.label, "score": detail.score,
                }  # fmt: skip
