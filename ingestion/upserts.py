"""dlt's DuckDB destination, with each file of rows merged straight into its table.

dlt itself writes merged rows twice: into a staging table, and from there. One statement a file is as safe: a load that
was killed merges the file it was at again, which changes nothing.
"""

from collections.abc import Sequence
from typing import cast

from dlt.common.data_writers.escape import escape_duckdb_literal
from dlt.common.destination.client import FollowupJobRequest, LoadJob, PreparedTableSchema
from dlt.common.schema.typing import TTableSchema
from dlt.common.schema.utils import get_columns_names_with_prop
from dlt.destinations import duckdb
from dlt.destinations.impl.duckdb.duck import DuckDbClient, DuckDbCopyJob
from dlt.destinations.sql_jobs import SqlMergeFollowupJob


class UpsertDuckDb(duckdb):
    """Takes Parquet files of tables with write disposition merge and strategy upsert; without nested tables."""

    @property
    def client_class(self) -> type[DuckDbClient]:
        return _Client


class _Client(DuckDbClient):
    def should_load_data_to_staging_dataset(self, table_name: str) -> bool:
        return False

    def create_load_job(
        self, table: PreparedTableSchema, file_path: str, load_id: str, restore: bool = False
    ) -> LoadJob:
        if table["write_disposition"] == "merge":
            return UpsertJob(file_path)
        return super().create_load_job(table, file_path, load_id, restore)

    def _create_merge_followup_jobs(self, table_chain: Sequence[PreparedTableSchema]) -> list[FollowupJobRequest]:
        return []


class UpsertJob(DuckDbCopyJob):
    """Merges one Parquet file into its table by the primary key."""

    def run(self) -> None:
        client, table, name = self._job_client.sql_client, self._load_table, str(self._load_table["name"])
        keys = get_columns_names_with_prop(cast(TTableSchema, table), "primary_key")
        [statement] = SqlMergeFollowupJob.gen_upsert_merge_sql(
            client.make_qualified_table_name(name),
            f"read_parquet({escape_duckdb_literal(self._file_path)})",
            [client.escape_column_name(key) for key in keys],
            [client.escape_column_name(column) for column in table["columns"]],
            hard_delete_col=None,
            deleted_cond=None,
        )
        client.execute_sql(statement)
