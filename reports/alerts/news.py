"""What there is to tell of a run: counts alone. A file's name is left out, for it may be a client's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from caseline.organization.alerts import About
from reports.night.raised import in_words, risks_raised
from reports.wording import counted

_HELD_BACK = (
    "select sha256, source from intake.load_file where outcome = 'held back' and sha256 is not null order by all"
)
_DIGEST = """
select item, value from reporting.run_summary
order by section_order, item_order
"""
_WEEK = "select count(distinct client_id) from reporting.needs_attention"


@dataclass(frozen=True)
class News:
    """One thing to tell. `files`: hashes of the held back files that it tells of, which are told once."""

    about: About
    title: str
    text: str
    files: tuple[str, ...] = ()


def news_of_run(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    failed_checks: Mapping[str, int],
    told_files: Collection[str],
    digest_of: date | None,
) -> list[News]:
    """What a run that published found. `failed_checks`: how many promises of a table were broken; `digest_of`: the
    day of a digest that is due."""
    found = [*_risks(connection, run_id), *_checks(failed_checks), *_files(connection, told_files)]
    return [*found, _digest(connection, digest_of)] if digest_of else found


def stopped(failed_checks: Mapping[str, int]) -> list[News]:
    """What there is to tell of a run that did not end well."""
    text = "The run stopped. What was done is kept, and the next one goes on from there. Why: caseline log"
    return [News("failed checks", "A run stopped", text), *_checks(failed_checks)]


def _risks(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[News]:
    raised = risks_raised(connection, run_id)
    total = sum(each.sure + each.possible for each in raised)
    return [News("new risks", f"{counted(total, 'new risk')}", in_words(connection, run_id))] if total else []


def _checks(failed: Mapping[str, int]) -> list[News]:
    if not failed:
        return []
    lines = [f"{table}: {counted(number, 'promise')} broken" for table, number in sorted(failed.items())]
    return [News("failed checks", counted(sum(failed.values()), "failed check"), "\n".join(lines))]


def _files(connection: duckdb.DuckDBPyConnection, told: Collection[str]) -> list[News]:
    held = [row for row in connection.execute(_HELD_BACK).fetchall() if row[0] not in told]
    if not held:
        return []
    sources = sorted({source for _, source in held})
    lines = [f"{source}: {counted(sum(1 for one in held if one[1] == source), 'file')}" for source in sources]
    text = "\n".join([*lines, "Which, why, and how to mend them is on the page Held back."])
    return [News("held back files", f"{counted(len(held), 'file')} held back", text, tuple(sha for sha, _ in held))]


def _digest(connection: duckdb.DuckDBPyConnection, day: date) -> News:
    lines = [f"{item}: {value:,}" for item, value in connection.execute(_DIGEST).fetchall()]
    ((week,),) = connection.execute(_WEEK).fetchall()
    text = "\n".join([f"To look at this week: {counted(week, 'client')}", *lines])
    return News("monday digest", f"The week of {day.day} {day:%B %Y}", text)
