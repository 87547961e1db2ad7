"""The crosswalk back: which client ID each record of a source system has, a file per affiliate and system.

An affiliate's files name its own records alone. A record that is not shared with the network has an ID that no record
of another affiliate has; its row says so. Files are for systems to read: an ID stands exactly as the source wrote it.
"""

from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.ground.spreadsheets import write_plain_csv
from caseline.ground.warehouse import connect
from caseline.ground.yaml_files import did_you_mean
from caseline.organization.dictionary import Dictionary
from caseline.organization.profile import Organization

_LINKS = """
    select distinct native_id as source_id, client_id, shared_with from record.client_link
    where affiliate_id = ? and source = ? order by native_id, client_id
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

_OF_A_TABLE = """
    select substr(native_id, length($before) + 1) as id, any_value(client_id) from record.client_link
    where affiliate_id = $affiliate and source = $source and starts_with(native_id, $before)
    group by id having count(distinct client_id) = 1 order by id
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
                write_plain_csv(path, [column[0] for column in found.description or []], found.fetchall())
                files.append(path)
    return files


def export_for_importer(
    published: Path,
    organization: Organization,
    dictionary: Dictionary,
    system: str,
    field: str,
    folder: Path,
    affiliate: str | None = None,
) -> list[Path]:
    """Writes `<affiliate>/<system>_<table>.csv`, which the system's own importer takes: a record's own ID under the
    name of its column, and its client ID under `field`. Of every affiliate with such records, or of the one named.

    Raises CaselineError for a system of which no table of people is described.
    """  # fmt: skip
    organization.require_affiliate(affiliate)
    tables = {"hmis": [("hmis", "", "client", "PersonalID")], "salesforce": [("crm", "", "contact", "Id")]}
    for table in dictionary.tables:
        if table.system and table.kind == "person" and len(table.key_columns) == 1:
            own = ("forms", f"{table.full_name}/", table.table, table.key_columns[0])
            tables.setdefault(table.system, []).append(own)
    if system not in tables:
        fix = did_you_mean(system, list(tables))
        raise CaselineError(f"No table of people of a system '{system}' is described. {fix}")
    files = []
    with connect(published, read_only=True) as connection:
        for one in [affiliate] if affiliate else organization.affiliate_ids:
            for source, before, table_name, column in tables[system]:
                values = {"affiliate": one, "source": source, "before": before}
                if rows := connection.execute(_OF_A_TABLE, values).fetchall():
                    path = folder / one / f"{system}_{table_name}.csv"
                    write_plain_csv(path, [column, field], rows)
                    files.append(path)
    return files
