"""A plugin of dbt-duckdb: the warehouse as `connect` opens it, with its key, which stands in no profile and no log."""

import os
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from caseline.ground.warehouse import catalog_of, open_in


class Plugin(BasePlugin):
    """Named in dbt_project/profiles.yml."""

    def configure_connection(self, conn: Any) -> None:
        open_in(conn, Path(os.environ["CASELINE_WAREHOUSE"]))

    def configure_cursor(self, cursor: Any) -> None:
        cursor.execute(f'use "{catalog_of(Path(os.environ["CASELINE_WAREHOUSE"]))}"')
