"""What a role may read, as one database file that a browser can attach."""

import json
import tempfile
from pathlib import Path

import duckdb

from caseline.ground.warehouse import quoted_path
from caseline.organization.profile import Organization
from reports.bi.files import export_reporting

SOURCE = "caseline"
"""The name that pages put before a table."""


def stage(published: Path, organization: Organization, role: str, data: Path) -> None:
    """Write into `data` the tables that `caseline export` gives the role, and the manifest that Evidence reads.

    Raises CaselineError for a role that `organization.yml` does not name.
    """
    target = data / SOURCE / "reporting" / "reporting.duckdb"
    target.parent.mkdir(parents=True)
    with tempfile.TemporaryDirectory(dir=data) as exported, duckdb.connect() as connection:
        # the oldest format: what runs in browsers reads no newer one, and nothing encrypted
        connection.execute(f"attach {quoted_path(target)} as staged (storage_version 'v1.0.0')")
        for path in export_reporting(published, organization, "parquet", Path(exported), role):
            connection.execute(f"create table staged.{path.stem} as select * from read_parquet({quoted_path(path)})")
        connection.execute("detach staged")
    files = {SOURCE: [f"static/data/{target.relative_to(data).as_posix()}"]}
    (data / "manifest.json").write_text(json.dumps({"renderedFiles": files}), encoding="utf-8")
