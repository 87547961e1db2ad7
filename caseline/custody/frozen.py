"""Clients erased from reports that were kept: their evidence no longer says of whom, and the numbers stay."""

import hashlib
from collections.abc import Collection
from pathlib import Path

import duckdb
import yaml

from caseline.ground.warehouse import quoted_path
from caseline.ground.written import write_whole

_ERASED = """
    select * replace (
        case when client_id in (select unnest($1)) then null else client_id end as client_id,
        case when client_id in (select unnest($1)) then 'erased' else record_id end as record_id,
        case when client_id in (select unnest($1)) then null else source_file end as source_file
    ) from read_parquet($2)
"""


def erase_in_frozen(organization: Path, ids: Collection[str]) -> int:
    """Gives in how many kept reports any of these client IDs stood. The hash each has of its evidence is renewed."""
    changed = 0
    for path in sorted(organization.glob("frozen/*/evidence.parquet")):
        with duckdb.connect(config={"temp_directory": ""}) as connection:
            counted = "select count(*) from read_parquet($2) where client_id in (select unnest($1))"
            if not (connection.execute(counted, [list(ids), str(path)]).fetchone() or (0,))[0]:
                continue
            rows = connection.execute(_ERASED, [list(ids), str(path)]).to_arrow_table()
            connection.register("rows", rows)
            connection.execute(f"copy (from rows) to {quoted_path(path.with_suffix('.fresh'))} (format parquet)")
        written = path.with_suffix(".fresh")
        about = yaml.safe_load((path.parent / "report.yml").read_text(encoding="utf-8"))
        about["sha256"][path.name] = hashlib.sha256(written.read_bytes()).hexdigest()
        text = yaml.safe_dump(about, sort_keys=False, allow_unicode=True)
        write_whole(path.parent / "report.yml", text.encode())
        written.replace(path)  # last: evidence that still names the client is one that is not done
        changed += 1
    return changed
