"""Every client ID that stands, or once stood, for one person."""

from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.ground.warehouse import connect

_CURRENT = """
select client_id from record.identity_alias where upper(old_client_id) = upper($wanted) and client_id is not null
union select client_id from record.client_link where record_key = $wanted or native_id = $wanted
"""
_FORMER = (
    "select old_client_id from record.identity_alias where client_id = ? order by old_client_id = client_id desc, 1"
)


def known_as(published: Path, wanted: str) -> list[str]:
    """The ID in use of a client and then its former ones, by any of these or the ID of a record in its source.

    Raises CaselineError where nobody has it, or the records of several clients do.
    """
    wanted = wanted.strip()
    with connect(published, read_only=True) as connection:
        found = sorted(client for (client,) in connection.execute(_CURRENT, {"wanted": wanted}).fetchall())
        if len(found) > 1:
            raise CaselineError(f"Records of {len(found)} clients have that ID: {', '.join(found)}. Name one of them.")
        former = connection.execute(_FORMER, found).fetchall() if found else []
    if not found:
        raise CaselineError(
            "There is no such client. Give a client ID (C-...), or a record's ID as `caseline crosswalk` lists them."
        )
    return list(dict.fromkeys([*found, *(one for (one,) in former)]))
