"""What moves with numbers, with how long things are kept, and with who sees what."""

from datetime import date

import duckdb

from caseline.access.modelled import modelled_tables
from caseline.access.sights import sights
from caseline.configuring.known import ACTS, NUMBERS, Known
from caseline.configuring.moving.counted import counted, many
from caseline.custody.retaining import past_period
from caseline.organization.retention import first_day_kept
from caseline.organization.roles import Role

_LATE = {
    "silence_days": "contact", "exit_survey_days": "survey", "followup_days": "survey",
    "goal_review_days": "goal_review",
}  # fmt: skip
"""Numbers of days, and the kind of missing thing that each makes."""
OPEN_GOALS = """
select count(*), count(distinct client_id) from record.goal where status = 'open'
and coalesce(last_reviewed_on, opened_on) + cast(? as integer) < (select as_of from record.as_of)
and 'goal_left_open:' || goal_id not in (
    select missing_id from reporting.missing union all select missing_id from framework.missing_ruling
)
"""
"""Without those that clients who have left leave open: no number of days makes these."""
_SMALL = """
select count(*) from reporting.figure where clients between 1 and ? - 1
and report not in ('missing', 'unusual', 'aggregate', 'comprehensive')
"""
_UNSURE = "select count(*), count(distinct client_id) from intelligence.code where confidence < ?"


def numbers_moved(before: Known, after: Known, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Numbers of `settings` that are others."""
    was, now = before.organization.settings, after.organization.settings
    told = []
    for name in NUMBERS:
        former, fresh = getattr(was, name), getattr(now, name)
        if former == fresh:
            continue
        if name == "goal_review_days":
            (then, _), (goals, clients) = (counted(connection, OPEN_GOALS, days) for days in (former, fresh))
            told.append(f"{many(goals, 'open goal')} of {many(clients, 'client')} want a review instead of {then:,}.")
        elif name == "small_cell_threshold":
            (then,), (few,) = (counted(connection, _SMALL, threshold) for threshold in (former, fresh))
            told.append(
                f"{many(few, 'figure')} of funders' reports are of fewer clients, instead of {then:,}; every count "
                f"outside is rounded to {fresh / 2:g} instead of {former / 2:g}."
            )
        elif name == "review_below_confidence":
            (then, _), (codes, clients) = (counted(connection, _UNSURE, level) for level in (former, fresh))
            told.append(f"{many(codes, 'code')} of {many(clients, 'client')} are below it, instead of {then:,}.")
        elif name in _LATE:
            told.append(_late(name, former, fresh, connection))
        else:
            told.append(f"{NUMBERS[name]}: what it moves is known after the next run.")
    return told


def _late(name: str, former: int, fresh: int, connection: duckdb.DuckDBPyConnection) -> str:
    """Later than before is counted from how late each is; sooner only a run can tell."""
    condition = "kind = ?" + {"followup_days": " and contains(lower(what), 'follow')"}.get(name, "")
    query = f"""select count(*), count(distinct client_id), count(*) filter (days_overdue > ?)
        from reporting.missing where {condition}"""
    things, clients, still = counted(connection, query, max(fresh - former, 0), _LATE[name])
    now = f"Now {many(things, 'thing')} of {many(clients, 'client')} are late by it"
    if fresh > former:
        return f"{now}; {still:,} still are."
    return f"{now}; how many more will be is known after the next run."


def retention_moved(before: Known, after: Known, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What the next night erases."""
    was = before.organization.retention
    told = []
    for table, period in after.organization.retention.items():
        if was.get(table) == period:
            continue
        due = past_period(connection, table, first_day_kept(period, date.today()))
        told.append(
            f"The next night erases {many(len(due.own), 'row')} of {many(len(due.clients), 'client')} for good."
            if due.own
            else "Nothing is older than that today."
        )
    return told


def access_moved(before: Known, after: Known) -> list[str]:
    """Fields that a role sees more or less of, what it may do more and no more, and how many have it."""
    told = []
    was, now = before.organization, after.organization
    for name, role in now.roles.items():
        if was.roles.get(name) == role:
            continue
        seen, former = _fields(role), _fields(was.roles[name]) if name in was.roles else set()
        people = sum(person.role == name for person in now.people)
        told.append(
            f"{name.replace('_', ' ').capitalize()}, which {many(people, 'person has', 'people have')}: "
            f"{many(len(seen - former), 'field')} more, {many(len(former - seen), 'field')} less than before."
        )
        told += _acts_moved(name, was.roles.get(name), role)
    emails = {person.email for person in was.people}
    fresh = [person for person in now.people if person.email not in emails]
    return told + [f"{person.name} gets in once invited: caseline invite {person.email}" for person in fresh]


def _acts_moved(name: str, was: Role | None, now: Role) -> list[str]:
    former = was.acts if was else ()
    called = name.replace("_", " ").capitalize()
    fresh = [ACTS[act].lower() for act in now.acts if act not in former]
    gone = [ACTS[act].lower() for act in former if act not in now.acts]
    return [f"{called} may from now on: {', '.join(fresh)}."] * bool(fresh) + [
        f"{called} may no longer: {', '.join(gone)}."
    ] * bool(gone)


def _fields(role: Role) -> set[tuple[str, str, str, str]]:
    return {
        (sight.table.layer, sight.name, column.column, sight.forms.get(column.column, "shown"))
        for sight in sights(role, modelled_tables())
        for column in sight.columns
    }
