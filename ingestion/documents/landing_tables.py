"""Landing tables of documents: a document (a long one in parts), each of its lines, and each row of an index.

Beside them stands `present_file`: the contents that lie in the folders now. A document that was taken out of its
folder, or replaced by another version, is not in it.
"""

import duckdb
import pyarrow as pa

from ingestion.landing import landing_schema
from ingestion.ledger import GONE, REPLACED

DOCUMENT = landing_schema(
    [
        "document_id", "file_sha256", "container", "part", "kind", "title", "author", "written_at", "page_count",
        "words_sha256", "document_text", "named_system", "named_client_id", "remarks",
    ],
    part=pa.int32(),
    page_count=pa.int32(),
)  # fmt: skip
LINE = landing_schema(
    ["document_row_id", "line_start", "page", "speaker", "said_at"], line_start=pa.int32(), page=pa.int32()
)
INDEX_ROW = landing_schema(
    ["file_sha256", "document_file", "client_id", "system", "date", "author", "program"],
)
SCHEMAS = {"document": DOCUMENT, "line": LINE, "index_row": INDEX_ROW}


def write_present_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `documents.present_file` anew from the ledger."""
    connection.execute(
        "create or replace table documents.present_file as "
        "select _affiliate, file, sha256, cast(rows as bigint) as rows from documents.load_file "
        "where note is null or not list_contains(?, note)",
        [[GONE, REPLACED]],
    )
