"""Assets of tables that no dbt model makes, as dbt describes its sources; landing tables with their columns."""

from collections.abc import Iterable, Mapping
from functools import cache

import dagster as dg
import pyarrow as pa

from ingestion.crm.standard import crm_tables
from ingestion.documents.landing_tables import SCHEMAS as OF_DOCUMENTS
from ingestion.forms.landing_tables import SCHEMAS as OF_FORMS
from ingestion.hmis.standard import standard_files
from ingestion.landing import LEDGER_SCHEMA, LOAD_ID, QUARANTINE_SCHEMA
from ingestion.standard_fields import standard_fields
from ingestion.submissions.asked_again import SCHEMA as ASKED_AGAIN
from orchestration.models import manifest, owners

Schema = Mapping[str, pa.DataType]
MEANINGS = {
    "_row_id": "The key: a hash of what the row says.",
    "_affiliate": "Whose export it came in.",
    "_source_file": "The file it came in.",
    "_source_line": "Its line there.",
    "_exported_at": "When the file was exported, where it says so.",
    "_csv_version": "The version of HMIS CSV that the export is in.",
    "_extra": "Fields that the standard does not know, as JSON.",
    LOAD_ID: "When the load began that brought it last, in seconds since 1970.",
}


def table_spec(
    layer: str, table: str, group: str, kinds: set[str], deps: Iterable[dg.AssetKey] = (), columns: Schema | None = None
) -> dg.AssetSpec:
    """`group`: the layer that answers for it. `columns` by name, where they are known before the table is there."""
    return dg.AssetSpec(
        [layer, table],
        deps=list(deps),
        description=_descriptions().get((layer, table)),
        metadata={"dagster/column_schema": _schema(layer, table, columns)} if columns else {},
        group_name=group,
        kinds=kinds,
        owners=owners(group),
    )


@cache
def landing_columns(source: str) -> dict[str, Schema]:
    """The columns of each landing table of a source, with those that every landing table has."""
    tables = {
        "hmis": lambda: {file.table: file.schema for file in standard_files().values()},
        "crm": lambda: {table.table: table.schema for table in crm_tables().values()},
        "forms": lambda: OF_FORMS,
        "documents": lambda: OF_DOCUMENTS,
    }[source]()
    found = {table: {**_types(schema), LOAD_ID: pa.string()} for table, schema in tables.items()}
    beside = {"forms": {"asked_again": _types(ASKED_AGAIN)}}.get(source, {})
    return found | beside | {"load_file": _types(LEDGER_SCHEMA), "quarantine": _types(QUARANTINE_SCHEMA)}


def _types(schema: pa.Schema) -> dict[str, pa.DataType]:
    return dict(zip(schema.names, schema.types, strict=True))


def _schema(layer: str, table: str, columns: Schema) -> dg.TableSchema:
    meanings = MEANINGS | {
        one.column: one.meaning for one in standard_fields() if (one.source, one.table) == (layer, table)
    }
    return dg.TableSchema([
        dg.TableColumn(name, str(kind), meanings.get(name)) for name, kind in columns.items()
    ])  # fmt: skip


@cache
def _descriptions() -> dict[tuple[str, str], str]:
    """What sources.yml files say of tables, by layer and name."""
    return {(one["source_name"], one["name"]): one["description"] for one in manifest()["sources"].values()}
