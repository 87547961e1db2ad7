"""Described tables for tests: what a YAML file would say, in one call."""

from collections.abc import Mapping
from typing import Any

from caseline.organization.described_table import DictionaryTable


def described(table: str, fields: Mapping[str, str | None], **more: Any) -> DictionaryTable:
    """A table of these fields and what each becomes; `more` as in a YAML file."""
    return DictionaryTable.model_validate(
        {
            "table": table,
            "title": table,
            "grain": "one row",
            "files": [f"{table}*"],
            "fields": [
                {"name": name, "meaning": name, "sensitivity": "open", "maps_to": target}
                for name, target in fields.items()
            ],
            **more,
        }
    )
