"""What moves in outcomes, programs and words of sources."""

import duckdb

from caseline.configuring.known import Known
from caseline.configuring.moving.counted import counted, many
from caseline.organization.transformation import MAPS, map_rows

AFTER_A_RUN = "Which surveys are then missing is known after the next run."
_USED = {
    "destination": ("record.enrollment", "destination"), "service_type": ("record.service", "service_type"),
    "goal_status": ("record.goal", "status"),
}  # fmt: skip
"""Where a word stands as it came from its source."""


def outcomes_moved(before: Known, after: Known, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Outcomes that are new, and those whose rule is another."""
    former = {outcome.id: outcome for outcome in before.outcomes}
    told = []
    for outcome in after.outcomes:
        was = former.get(outcome.id)
        if was is None:
            answers, clients = counted(
                connection, "select count(*), count(distinct client_id) from record.assessment where item = ?",
                outcome.item,
            )  # fmt: skip
            told.append(
                f"{many(answers, 'answer')} of {many(clients, 'client')} to “{outcome.item}” are on record."
                if answers
                else f"No answer to “{outcome.item}” is on record yet."
            )
            continue
        if was.improvement != outcome.improvement:
            query = """select count(distinct client_id) filter (value >= ?),
                count(distinct client_id) filter (value >= ?), count(distinct client_id)
                from reporting.measure_fact where measure = 'pre_post_pair' and label = ?"""
            then, now, both = counted(connection, query, was.improvement, outcome.improvement, outcome.id)
            told.append(
                f"{outcome.title}: {many(now, 'client')} improved instead of {then:,}, of {both:,} asked twice, over "
                "all time."
            )
        if was.stages != outcome.stages:
            missing, clients = counted(
                connection,
                """select count(*), count(distinct client_id) from reporting.missing
                where kind = 'survey' and contains(what, ?)""",
                outcome.title,
            )
            told.append(f"Now {many(missing, 'survey')} of {many(clients, 'client')} are missing. {AFTER_A_RUN}")
    return told


def programs_moved(before: Known, after: Known, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Programs with another name, and new ones."""
    former = {program.id: program.name for program in before.organization.programs}
    told = []
    for program in after.organization.programs:
        if program.id not in former:
            told.append(f"{program.name} has nobody yet: say what your systems call it.")
        elif former[program.id] != program.name:
            (clients,) = counted(
                connection, "select count(distinct client_id) from record.enrollment where program_id = ?", program.id
            )
            told.append(f"Pages and reports say {program.name}; its {many(clients, 'client')} stay where they are.")
    return told


def words_moved(before: Known, after: Known, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Words of sources that mean something else from now on."""
    told = []
    for source, word, program in _fresh(before, after, "program_map"):
        stays, clients = counted(
            connection,
            """select count(*), count(distinct enrollment.client_id) from record.enrollment as enrollment
            where enrollment.source = ? and lower(trim(enrollment.source_program)) = lower(trim(?))
                and enrollment.program_id is distinct from ?""",
            source, word, program,
        )  # fmt: skip
        told.append(f"{many(stays, 'stay')} of {many(clients, 'client')} move to {after.title('program', program)}.")
    for field, word, value in _fresh(before, after, "value_map"):
        table, column = _USED[field]
        query = f"select count(*), count(distinct client_id) from {table} where lower(trim({column})) = ?"
        records, clients = counted(connection, query, word.strip().lower())
        told.append(f"{many(records, 'record')} of {many(clients, 'client')} say “{word}” and will say {value}.")
    return told


def _fresh(before: Known, after: Known, name: str) -> list[tuple[str, ...]]:
    """Rows of a map that were not there."""
    mapped = MAPS[name]
    former, now = (
        [tuple(str(row[column] or "") for column in mapped.columns) for row in map_rows(known.folder, mapped)]
        for known in (before, after)
    )
    return [row for row in now if row not in former]
