"""dbt in this process, for commands that build some models in a warehouse of their own."""

import os
from pathlib import Path

from caseline.errors import CaselineError
from caseline.settings import PROJECT_ROOT

DBT_FOLDER = PROJECT_ROOT / "dbt_project"


def build_models(warehouse: Path, target: Path, *selection: str) -> None:
    """Build models, and run the tests selected with them. `target` keeps dbt's reading of the project for next time.

    Raises CaselineError that names the models that failed, not their data.
    """
    from dbt.cli.main import dbtRunner

    os.environ["CASELINE_WAREHOUSE"] = str(warehouse)
    arguments = [
        "build", *selection, "--exclude", "test_type:unit", "--quiet", "--project-dir", str(DBT_FOLDER),
        "--profiles-dir", str(DBT_FOLDER), "--target-path", str(target), "--log-path", str(target),
        "--log-level", "none",
    ]  # fmt: skip
    result = dbtRunner().invoke(arguments)
    _release()
    if not result.success:
        failed = [
            one.node.name for one in getattr(result.result, "results", []) if one.status not in ("success", "pass")
        ]
        raise CaselineError(
            f"A fault in Caseline itself: {', '.join(failed[:5]) or result.exception} could not be built."
        )


def _release() -> None:
    """Let go of the warehouse: dbt keeps its connection for the life of the process."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()
