"""Seeds as tables, made without dbt."""

from pathlib import Path
from typing import Any

import duckdb

from caseline.ground.warehouse import quoted_path


def make_seed(connection: duckdb.DuckDBPyConnection, node: Any, project: Path) -> None:
    """Make the table of a seed (a node of the manifest): columns of the types that its YAML says, empty cells null."""
    types = node.config.column_types
    columns = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in types.items())
    read = f"{quoted_path(project / node.original_file_path)}, header = true, all_varchar = true"
    connection.execute(
        f"create or replace table {node.schema}.{node.alias} as "
        f"select {columns} from read_csv({read}, delim = ',', quote = '\"', escape = '\"')"
    )
