"""Who is on it: the people who work with the client, and when they were last in touch."""

from collections.abc import Iterator
from datetime import timedelta

from reports.brief.case import Case, Contact
from reports.brief.sentences import ANYTHING, Record, Sentence
from reports.wording import day

LATELY_DAYS = 180
MOST_WORKERS = 4


def who_is_on_it(case: Case) -> Iterator[Sentence]:
    if not case.contacts:
        looked = [
            case.view.absence(table, called, None, **{column: ANYTHING})
            for table, column, called in (
                ("record.service", "service_date", "services with a date"),
                ("record.case_note", "note_date", "notes with a date"),
                ("record.assessment", "assessed_on", "survey answers with a date"),
            )
        ]
        yield Sentence("No contact is on record.", (looked[0], *looked[1:]))
    else:
        last = case.contacts[0]
        by = f" by {last.worker}" if last.worker else ""
        yield Sentence(f"The last contact is a {last.kind} of {day(last.on)}{by}.", (last.record,))
    for worker, roles, contacts in _workers(case)[:MOST_WORKERS]:
        yield _worker(case, worker, roles, contacts)


def _workers(case: Case) -> list[tuple[str, list[tuple[str, Record]], list[Contact]]]:
    """Case managers of open stays first, then others who were in touch lately, the latest first."""
    roles: dict[str, list[tuple[str, Record]]] = {}
    for stay in case.open_stays:
        for row in reversed(stay):
            if row["case_manager"]:
                record = case.view.record("record.enrollment", row)
                roles.setdefault(row["case_manager"], []).append((case.view.program(row["program_id"]), record))
                break
    contacts: dict[str, list[Contact]] = {name: [] for name in roles}
    for contact in case.contacts:
        is_recent = contact.on >= case.as_of - timedelta(LATELY_DAYS)
        if contact.worker and (is_recent or contact.worker in roles):
            contacts.setdefault(contact.worker, []).append(contact)
    order = sorted(contacts, key=lambda name: (name not in roles, -_last(contacts[name]), name))
    return [(name, roles.get(name, []), contacts[name]) for name in order]


def _last(contacts: list[Contact]) -> int:
    return contacts[0].on.toordinal() if contacts else 0


def _worker(case: Case, worker: str, roles: list[tuple[str, Record]], contacts: list[Contact]) -> Sentence:
    programs = list(dict.fromkeys(program for program, _ in roles))
    parts = [f"case manager in {' and '.join(programs)}"] if programs else []
    latest: dict[str, Contact] = {}
    for contact in contacts:
        latest.setdefault(contact.kind, contact)
    parts += [f"last {kind} on {day(contact.on)}" for kind, contact in latest.items()]
    records = [*(record for _, record in roles), *(contact.record for contact in latest.values())]
    return Sentence(f"{worker}: {', '.join(parts)}.", (records[0], *records[1:]))
