"""Who and where: the person, the programs they are in, since when, and with whom."""

from collections.abc import Iterator
from datetime import date

from reports.brief.case import Case
from reports.brief.sentences import ANYTHING, Sentence
from reports.brief.words import in_quotes
from reports.published import Row
from reports.wording import day


def who_and_where(case: Case) -> Iterator[Sentence]:
    yield from _person(case)
    for stay in case.open_stays:
        yield from _open_stay(case, stay)
    if not case.open_stays:
        yield _none_open(case)
        if case.stays:
            yield _last_stay(case, case.stays[0])


def _none_open(case: Case) -> Sentence:
    without_end = [(stay, row) for stay in case.stays for row in stay if row["exit_date"] is None]
    if not without_end:
        return Sentence(
            "No stay is open.", (case.view.absence("record.enrollment", "stays without an end", exit_date=None),)
        )
    stay, row = without_end[0]
    ended = [
        case.view.record("record.enrollment", other)
        for other in stay
        if other["exit_date"] and other["source"] == "hmis"
    ]
    where = case.view.program(row["program_id"])
    text = f"HMIS says that no stay is open; another system names no end of the one in {where}."
    return Sentence(text, (case.view.record("record.enrollment", row), *ended))


def _person(case: Case) -> Iterator[Sentence]:
    client = case.view.rows("record.client")[0]
    if client["dob"]:
        holders = case.view.rows(
            "record.source_person",
            "record_key in (select record_key from record.client_link where client_id = $client) and dob = $dob",
            "record_key",
            dob=client["dob"],
        )
        if holders:
            yield Sentence(f"Born on {day(client['dob'])}.", (case.view.record("record.source_person", holders[0]),))


def _open_stay(case: Case, stay: list[Row]) -> Iterator[Sentence]:
    view = case.view
    rows = tuple(view.record("record.enrollment", row) for row in stay)
    first = stay[0]
    where = f"In {view.program(first['program_id'])} at {view.affiliate(first['affiliate_id'])}"
    name = next((row["source_program"] for row in stay if row["source_program"]), None)
    known_as = f" ({name})" if name and name != view.program(first["program_id"]) else ""
    manager = next((row["case_manager"] for row in reversed(stay) if row["case_manager"]), None)
    with_whom = f"; the case manager is {manager}" if manager else ""
    yield Sentence(f"{where}{known_as} since {day(first['entry_date'])}{with_whom}.", (rows[0], *rows[1:]))
    if not manager:
        yield _no_manager(case, stay)
    moved = next((row for row in reversed(stay) if row["move_in_date"]), None)
    if moved:
        cited = view.record("record.enrollment", moved)
        yield Sentence(f"Moved into housing on {day(moved['move_in_date'])}.", (cited,))
    living = next((row for row in stay if row["living_situation"]), None)
    if living:
        cited = view.record("record.enrollment", living)
        yield Sentence(f"Where they lived at entry: {in_quotes(living['living_situation'])}.", (cited,))


def _no_manager(case: Case, stay: list[Row]) -> Sentence:
    """That none of a stay's rows names somebody, which is looked up as rows that do."""
    of_stay = tuple(row["enrollment_id"] for row in stay)
    absent = case.view.absence(
        "record.enrollment", "case managers of the stay", enrollment_id=of_stay, case_manager=(ANYTHING,)
    )
    return Sentence("The record does not name a case manager of this stay.", (absent,))


def _last_stay(case: Case, stay: list[Row]) -> Sentence:
    view, last = case.view, max(stay, key=lambda row: row["exit_date"] or date.min)
    left = (
        f"Left {view.program(last['program_id'])} at {view.affiliate(last['affiliate_id'])} on {day(last['exit_date'])}"
    )
    to = f", to {in_quotes(last['destination'])}" if last["destination"] else ""
    since = f"; there since {day(last['entry_date'])}"
    manager = f"; the case manager was {last['case_manager']}" if last["case_manager"] else ""
    return Sentence(f"{left}{to}{since}{manager}.", (view.record("record.enrollment", last),))
