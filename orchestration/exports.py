"""Taking in the exports of one source, of the organisation as its own words describe it.

Where `organization.yml` has more than one worker, each affiliate is read in a process of its own, and all is landed
here. What reads each source is imported where it is read: a night loads what it has to do.
"""

import os
import re
import secrets
import shutil
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple, cast

from caseline.ground.errors import CaselineError
from caseline.ground.keys import KEY_BYTES, keys_of_workspace
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import MEMORY, locked_with
from caseline.ground.workers import Outcome, Task, Tell, kept_workers
from caseline.organization.dictionary import load_dictionary
from caseline.organization.profile import load_organization
from caseline.organization.transformation import caution
from ingestion.apart import Aside, LandedTogether, NotRead, ReadApart
from ingestion.source_run import Loader, Progress, load_source
from ingestion.summary import LoadSummary

SECONDS_BETWEEN_LOOKS = 0.2
READ_APART = ".apart"
"""How the files of workers end: new keys pass by them, for they have their own."""


class Where(NamedTuple):
    """Where the reading of an affiliate is."""

    what: str = ""
    done: int = 0
    total: int = 0
    file: str = ""
    line: int | None = None


def take_in(
    source: str,
    place: Workspace,
    affiliates: Collection[str],
    progress: Progress | None = None,
    by: Loader = load_source,
) -> LoadSummary:
    """Land what is new of `source` (hmis, crm, forms, documents) from some affiliates."""
    organization = load_organization(place.organization)
    everyone = organization.affiliate_ids
    if source == "hmis":
        from ingestion.hmis.source import load as load_hmis

        return load_hmis(place.data, place.warehouse, affiliates, progress, caution(organization), everyone, by)
    if source == "documents":
        from ingestion.documents.source import load as load_documents

        return load_documents(place.data, place.warehouse, affiliates, progress, place.submissions, everyone, by)
    places = place.data, place.warehouse, place.ingestion_state
    dictionary = load_dictionary(place.organization / "data_dictionary")
    words = organization.date_order, organization.apis
    if source == "crm":
        from ingestion.crm.source import load as load_crm

        return load_crm(*places, affiliates, dictionary, progress, *words, everyone, by)
    from ingestion.forms.source import load as load_forms
    from ingestion.submissions.links import Links

    links = Links(place.links, keys_of_workspace(place)).all()
    return load_forms(
        *places, affiliates, dictionary, progress, *words, place.submissions, links, caution(organization), everyone, by
    )


def take_in_by_workers(
    source: str, place: Workspace, affiliates: Collection[str], progress: Progress, log: Callable[[str], object]
) -> LoadSummary:
    """As `take_in`, with as many processes as `organization.yml` says where several affiliates are taken in.

    What engines say of a fault goes to `log`, which is as confidential as the data.
    """
    workers = min(load_organization(place.organization).workers, len(affiliates))
    if workers == 1:
        return take_in(source, place, affiliates, progress)
    with _apart(place) as folder, ExitStack() as locks:
        keys = {_rows(folder, own): secrets.token_bytes(KEY_BYTES) for own in affiliates}
        for rows, key in keys.items():
            locks.enter_context(locked_with(key, rows))

        def read(chosen: Sequence[str]) -> list[ReadApart | NotRead]:
            def heard(at: int, where: Where) -> None:
                progress(f"{where.what} of {chosen[at]}", where.done, where.total)

            files = [_rows(folder, own) for own in chosen]
            memory = share_of_memory(workers)
            tasks = [
                Task(read_aside, (source, place, own, rows, keys[rows], memory))
                for own, rows in zip(chosen, files, strict=True)
            ]
            outcomes = kept_workers(workers).do(tasks, heard)
            return [_read(own, outcome, log) for own, outcome in zip(chosen, outcomes, strict=True)]

        return take_in(source, place, affiliates, progress, LandedTogether(read))


def _read(affiliate: str, outcome: Outcome, log: Callable[[str], object]) -> ReadApart | NotRead:
    fault = outcome.fault
    if fault is None:
        return cast(ReadApart, outcome.given)
    log(fault.details)
    where = fault.last_told or Where()
    return NotRead(affiliate, fault.words.rstrip("."), where.file, where.line)


def _rows(folder: Path, affiliate: str) -> Path:
    """The file of an affiliate's worker. DuckDB calls its database by its name, which may not be that of a schema."""
    return folder / f"of_{affiliate}{READ_APART}"


def share_of_memory(workers: int) -> str:
    """What the database of each worker may use before it spills to disk."""
    said = os.environ.get("CASELINE_MEMORY", MEMORY)
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(\D+)", said)
    if not found:
        raise CaselineError(f"CASELINE_MEMORY is '{said}'. Write a number and its unit, such as {MEMORY}.")
    return f"{float(found[1]) / workers:.3f}{found[2]}"


def read_aside(
    source: str, place: Workspace, affiliate: str, rows: Path, key: bytes, memory: str, tell: Tell
) -> ReadApart:
    """What a worker does: read the exports of one affiliate into the file `rows`, and say every now and then where."""
    aside, ended = Aside(rows, memory), threading.Event()
    last = Where()

    def follow(what: str, done: int, total: int) -> None:
        nonlocal last
        last = Where(what, done, total, *_at(aside))
        tell(last)

    def look() -> None:
        while not ended.wait(SECONDS_BETWEEN_LOOKS):
            file, line = _at(aside)
            tell(last._replace(file=file, line=line))

    with locked_with(key, rows):
        watching = threading.Thread(target=look, daemon=True)
        watching.start()
        try:
            take_in(source, place, [affiliate], follow, aside)
        finally:
            ended.set()
            watching.join()
    assert aside.read
    return aside.read


def _at(aside: Aside) -> tuple[str, int | None]:
    file = aside.run.at if aside.run else None
    return (file.file, file.line) if file else ("", None)


@contextmanager
def _apart(place: Workspace) -> Iterator[Path]:
    """The folder for what was read apart, empty, and gone afterwards. Whoever asks holds the writer's lock."""
    shutil.rmtree(place.apart, ignore_errors=True)
    place.apart.mkdir(parents=True)
    try:
        yield place.apart
    finally:
        shutil.rmtree(place.apart)
