"""The crosswalk back: which client ID each record of a source system has, a file per affiliate and system.

An affiliate's files name its own records alone. A record that is not shared with the network has an ID that no record
of another affiliate has; its row says so. Files are for systems to read: an ID stands exactly as the source wrote it.
"""

import csv
from pathlib import Path

from caseline.ground.warehouse import connect
from caseline.organization.profile import Organization

_LINKS = """
    select native_id as source_id, client_id, shared_with from record.client_link
    where affiliate_id = ? and source = ? order by native_id
"""
_FORMER = """
    with bore as (
        select unnest(from_json(record_keys_json, '["VARCHAR"]')) as record_key, client_id, other_client_id
        from record.identity_event
    )
    select old_client_id as former_client_id, client_id from record.identity_alias
    where old_client_id is distinct from client_id and old_client_id in (
        select unnest([client_id, other_client_id]) from bore where split_part(record_key, ':', 2) = ?
    )
    order by old_client_id
"""


def export_crosswalk(
    published: Path, organization: Organization, folder: Path, affiliate: str | None = None
) -> list[Path]:
    """Writes `<affiliate>/<source>.csv` (source_id, client_id, shared_with) and `<affiliate>/former_client_ids.csv`
    (IDs its systems may still hold, and what stands for each now; empty when that person is in no source any more).

    Of every affiliate, or of the one named. Returns the files. Raises CaselineError for an affiliate that
    `organization.yml` does not name, or when there is no published warehouse yet.
    """
    organization.require_affiliate(affiliate)
    files = []
    with connect(published, read_only=True) as connection:
        for one in [affiliate] if affiliate else organization.affiliate_ids:
            sources = connection.execute(
                "select distinct source from record.client_link where affiliate_id = ? order by source", [one]
            ).fetchall()
            tables = {source: (_LINKS, [one, source]) for (source,) in sources} | {
                "former_client_ids": (_FORMER, [one])
            }
            for name, (query, values) in tables.items():
                found = connection.execute(query, values)
                path = folder / one / f"{name}.csv"
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("w", encoding="utf-8", newline="") as file:
                    writer = csv.writer(file, lineterminator="\n")
                    writer.writerow([column[0] for column in found.description or []])
                    writer.writerows(found.fetchall())
                files.append(path)
    return files
