"""How true the signals of a finished run are: what it raised against what the sample's generator knows.

    python -m bench.signals [ORGANIZATION]

Three rounds over copies of the warehouse: as the run left it; with the true codes in place of those that were read;
with the true people as well, so that only the rules are left to be wrong. What a round puts right is laid at the door
of coding, of identity, or of the rules. Then how many of those on the lists of a week are there for a true reason.
"""

import csv
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import duckdb

from caseline.coding.measuring.agreement import Agreement, Interval
from caseline.ground.keys import WRAPPED
from caseline.ground.settings import Workspace, workspace
from caseline.ground.warehouse import connect
from caseline.organization.profile import load_organization
from caseline.sample.network import LAST_DAY
from tests.integration.record_building import dbt

Subject = tuple[str, str]
"""A signal and what it is about: a record, or for a silence the person and the program."""


@dataclass(frozen=True)
class Raised:
    """What a signal is about, and the note that it shows ('' where it shows none)."""

    subject: Subject
    note_id: str


_RAISED = """
select
    signal.signal_id, signal.signal,
    case when signal.signal = 'silence' then coalesce(people.person_id, '') || ' ' || signal.program_id
        when signal.record_type = 'assessment' then split_part(signal.record_id, '#', 1)
        else signal.record_id
    end as subject,
    coalesce(signal.note_id, '') as note_id
from intelligence.signal as signal
left join record.enrollment as stay on signal.record_type = 'enrollment' and signal.record_id = stay.enrollment_id
left join read_csv($people, header = true, all_varchar = true) as people on stay.record_key = people.record_key
"""
_TRUE_CODES = """
insert into intelligence.note_code
select
    'true:' || row_number() over (), coding.note_id, coding.content_hash, coding.skill, coding.skill_version, mark.code,
    mark.value, mark.quote, cast(mark.start as integer), cast(mark.end as integer), 1, coding.coder,
    coding.prompt_hash, coding.run_id, mark.status
from read_csv($codes, header = true, all_varchar = true) as mark
inner join intelligence.note_coding as coding on mark.note_id = coding.note_id and mark.skill = coding.skill
"""
_TRUE_PEOPLE = """
update record.client_link set client_id = truth.client_id
from (
    select link.record_key, min(link.client_id) over (partition by people.person_id) as client_id
    from record.client_link as link
    inner join read_csv($people, header = true, all_varchar = true) as people on link.record_key = people.record_key
) as truth
where client_link.record_key = truth.record_key
"""


def main(organization: str | None) -> None:
    place = workspace(organization)
    with (place.organization / "truth" / "signals.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    true = {_subject(row): row for row in rows}
    with tempfile.TemporaryDirectory() as folder:
        rounds = [_matched(found, true) for found in (_raised(place, place.published), *_rounds(place, Path(folder)))]
    for title, raised in zip(("as it ran", "with the true codes", "and the true people"), rounds, strict=True):
        print(f"\n{title:24} {'true':>5} {'raised':>6}  {'precision':>20}  {'recall':>20}")
        for signal in [*sorted({name for name, _ in true}), ""]:
            _print_signal(signal or "all", *(_of(signal, subjects) for subjects in (set(true), _subjects(raised))))
        _print_setbacks(true, raised)
    _print_reasons(set(true), [_subjects(raised) for raised in rounds])
    _print_attention(place, true, {signal_id: one.subject for signal_id, one in rounds[0].items()})


def _subject(row: Mapping[str, str]) -> Subject:
    return row["signal"], row["record_id"] or f"{row['person_id']} {row['program']}"


def _matched(raised: Mapping[str, Raised], true: Mapping[Subject, Mapping[str, str]]) -> dict[str, Raised]:
    """The signals with the subject that the truth knows them by; what is raised a second time is about nothing true.

    A danger may be raised under any of the notes that tell it.
    """
    told: dict[Subject, list[Subject]] = {}
    for subject, row in true.items():
        if row["signal"] == "risk_not_escalated":
            for note in row["notes"].split():
                told.setdefault((row["signal"], note), []).append(subject)
    left, matched = set(true), {}
    for signal_id in sorted(raised, key=lambda one: (raised[one].subject not in true, one)):
        one = raised[signal_id]
        fitting = [subject for subject in (one.subject, *told.get(one.subject, ())) if subject in left]
        matched[signal_id] = replace(one, subject=fitting[0] if fitting else (one.subject[0], signal_id))
        left.difference_update(fitting[:1])
    return matched


def _subjects(raised: Mapping[str, Raised]) -> set[Subject]:
    return {one.subject for one in raised.values()}


def _of(signal: str, subjects: set[Subject]) -> set[Subject]:
    return {subject for subject in subjects if signal in ("", subject[0])}


def _truth(place: Workspace, name: str) -> dict[str, str]:
    return {name: str(place.organization / "truth" / f"{name}.csv")}


def _raised(place: Workspace, warehouse: Path) -> dict[str, Raised]:
    """What each signal of a warehouse is about, by its id."""
    with connect(warehouse, read_only=True) as connection:
        found = connection.execute(_RAISED, _truth(place, "people")).fetchall()
    return {signal_id: Raised((signal, subject), note_id) for signal_id, signal, subject, note_id in found}


def _rounds(place: Workspace, folder: Path) -> list[dict[str, Raised]]:
    """The signals that the same rules raise from the true codes, and from those of the true people."""
    warehouse = folder / "caseline.duckdb"
    shutil.copyfile(place.published, warehouse)
    if (place.output / WRAPPED).exists():
        shutil.copyfile(place.output / WRAPPED, folder / WRAPPED)

    def again(statements: Mapping[str, str | None], selected: str) -> dict[str, Raised]:
        with connect(warehouse) as connection:
            for statement, truth in statements.items():
                connection.execute(statement, _truth(place, truth) if truth else None)
        dbt(warehouse, "run", "--select", selected, "--exclude", "client_link")
        return _raised(place, warehouse)

    return [
        again({"delete from intelligence.note_code": None, _TRUE_CODES: "codes"}, "code+,+signal"),
        again({_TRUE_PEOPLE: "people"}, "client_link+,+signal"),
    ]


def _print_signal(name: str, true: set[Subject], raised: set[Subject]) -> None:
    found = Agreement(len(true & raised), len(raised - true), len(true - raised), 0)
    precision = _ratio(found.precision, found.precision_interval)
    recall = _ratio(found.recall, found.recall_interval)
    print(f"{name:24} {len(true):5} {len(raised):6}  {precision:>20}  {recall:>20}")


def _ratio(value: float | None, interval: Interval | None) -> str:
    return f"{value:.2f} ({interval[0]:.2f} to {interval[1]:.2f})" if value is not None and interval else "-"


def _print_setbacks(true: Mapping[Subject, Mapping[str, str]], raised: Mapping[str, Raised]) -> None:
    """Of the notes shown with stalled goals, how many tell of a setback of that goal; how many goals lack one."""
    goals = [one for one in raised.values() if one.subject[0] == "stalled_goal" and one.subject in true]
    shown = [one.note_id in true[one.subject]["notes"].split() for one in goals if one.note_id]
    found = Agreement(sum(shown), len(shown) - sum(shown), 0, 0)
    none = sum(bool(true[one.subject]["notes"]) for one in goals if not one.note_id)
    right = _ratio(found.precision, found.precision_interval)
    print(f"{'  setbacks shown':24} {len(goals):5} {len(shown):6}  {right:>20}  none shown though there is one: {none}")


def _print_reasons(true: set[Subject], rounds: list[set[Subject]]) -> None:
    """Why a signal was missed or wrong: the first round that puts it right says so."""
    print(f"\n{'where it went wrong':24} {'':>8} {'coding':>8} {'identity':>8} {'rule':>8}")
    for wrong, first in (("missed", true - rounds[0]), ("not true", rounds[0] - true)):
        for signal in sorted({name for name, _ in first}):
            why = Counter(_why(subject, subject in true, rounds) for subject in _of(signal, first))
            print(f"{signal:24} {wrong:>8} {why['coding']:8} {why['identity']:8} {why['rule']:8}")


def _why(subject: Subject, is_true: bool, rounds: list[set[Subject]]) -> str:
    return next(
        (why for why, raised in zip(("coding", "identity"), rounds[1:], strict=True) if (subject in raised) == is_true),
        "rule",
    )


def _print_attention(place: Workspace, true: Mapping[Subject, Mapping[str, str]], raised: dict[str, Subject]) -> None:
    """Of the people on the lists of a week, how many are there for a true reason; and who should be and is not."""
    with connect(place.published, read_only=True) as connection:
        listed = connection.execute(
            """select attention_id, coalesce(case_manager, ''), place, client_id,
                dense_rank() over (order by urgency desc, kinds desc, max_day desc nulls last, case_manager, client_id)
            from (
                select *, max(happened_on) over (partition by case_manager, client_id) as max_day
                from reporting.needs_attention
            ) as reasons"""
        ).fetchall()
        clients = _clients(connection, place)
    people: dict[tuple[str, str], tuple[int, int, bool]] = {}
    for signal_id, manager, rank, client, overall in listed:
        is_true = raised[signal_id] in true or people.get((manager, client), (0, 0, False))[2]
        people[manager, client] = (rank, overall, is_true)
    print("\non the lists of the week, for at least one true reason")
    for title, chosen in (
        ("first of each list", [ok for rank, _, ok in people.values() if rank == 1]),
        ("first three of each", [ok for rank, _, ok in people.values() if rank <= 3]),
        ("first ten of all", [ok for _, overall, ok in people.values() if overall <= 10]),
        ("everybody listed", [ok for _, _, ok in people.values()]),
    ):
        found = Agreement(sum(chosen), len(chosen) - sum(chosen), 0, 0)
        print(f"{title:24} {len(chosen):5}  {_ratio(found.precision, found.precision_interval)}")
    days = timedelta(days=load_organization(place.organization).settings.attention_days)
    wanted = {
        row["person_id"]
        for (signal, _), row in true.items()
        if signal in ("silence", "stalled_goal") or row["date"] >= str(LAST_DAY - days)
    }
    there = {person for _, client in people for person in clients.get(client, ())}
    print(f"of {len(wanted)} people with something true and still open, {len(wanted & there)} are on a list")


def _clients(connection: duckdb.DuckDBPyConnection, place: Workspace) -> dict[str, list[str]]:
    """The people behind each client."""
    found = connection.execute(
        "select client_id, list(distinct person_id) from record.client_link "
        "inner join read_csv($people, header = true, all_varchar = true) using (record_key) group by client_id",
        _truth(place, "people"),
    ).fetchall()
    return dict(found)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
