"""The evidence of reports that were kept: which clients' records each number was counted from, encrypted where the
organisation's output is. Of an erased client it no longer says of whom, and the numbers stay."""

import hashlib
import io
from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from caseline.ground.errors import CaselineError
from caseline.ground.keys import Keys
from caseline.ground.sealed_files import opened_with, sealed_with
from caseline.ground.written import write_whole

EVIDENCE = "evidence.parquet"
PLAIN = b"PAR1"
"""How evidence begins that was kept before it was encrypted."""
_ERASED = """
    select * replace (
        case when client_id in (select unnest($1)) then null else client_id end as client_id,
        case when client_id in (select unnest($1)) then 'erased' else record_id end as record_id,
        case when client_id in (select unnest($1)) then null else source_file end as source_file
    ) from rows
"""


def write_evidence(path: Path, rows: pa.Table, keys: Keys | None, beside: Path | None = None) -> str:
    """Write the evidence of a kept report, or what is going to be in its place into a file `beside` it.

    Returns the hash of what it says, whatever it is encrypted with.
    """
    content = io.BytesIO()
    pq.write_table(rows, content)
    write_whole(beside or path, sealed_with(keys, content.getvalue(), path))
    return hashlib.sha256(content.getvalue()).hexdigest()


def read_evidence(path: Path, digest: str, keys: Keys | None) -> pa.Table:
    """Raises CaselineError where it is not what was kept, or cannot be opened."""
    content = plain_evidence(path, keys) if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise CaselineError(f"{path} is not what was kept. Restore it; a kept report is never edited.")
    return pq.read_table(io.BytesIO(content))


def plain_evidence(path: Path, keys: Keys | None) -> bytes:
    """What the file says. Raises CaselineError where it cannot be opened."""
    content = path.read_bytes()
    return content if content.startswith(PLAIN) else opened_with(keys, content, path)


def kept_evidence(organization: Path) -> Iterator[Path]:
    """The evidence of every kept report of an organisation."""
    yield from sorted(organization.glob(f"frozen/*/{EVIDENCE}"))


def erase_in_frozen(organization: Path, ids: Collection[str], keys: Keys | None) -> tuple[int, list[Path]]:
    """Gives in how many kept reports any of these client IDs stood, and the evidence that cannot be read. The hash each
    report has of its evidence is renewed."""
    changed, unreadable = 0, list[Path]()
    for path in kept_evidence(organization) if ids else ():
        try:
            rows = pq.read_table(io.BytesIO(plain_evidence(path, keys)))
        except (CaselineError, pa.ArrowException, OSError):
            unreadable.append(path)
            continue
        if not set(ids) & set(rows.column("client_id").unique().to_pylist()):
            continue
        with duckdb.connect(config={"temp_directory": ""}) as connection:
            connection.register("rows", rows)
            erased = connection.execute(_ERASED, [list(ids)]).to_arrow_table()
        written = path.with_suffix(".fresh")
        about = yaml.safe_load((path.parent / "report.yml").read_text(encoding="utf-8"))
        about["sha256"][path.name] = write_evidence(path, erased, keys, beside=written)
        text = yaml.safe_dump(about, sort_keys=False, allow_unicode=True)
        write_whole(path.parent / "report.yml", text.encode())
        written.replace(path)  # last: evidence that still names the client is one that is not done
        changed += 1
    return changed, unreadable
