"""What changed since a day: what began and ended, what surveys say now, what was given, who wrote."""

from collections.abc import Iterator
from datetime import date

from reports.brief.case import Case, is_open
from reports.brief.sections.standing import moved, valued
from reports.brief.sentences import Sentence
from reports.brief.words import in_quotes, number
from reports.published import Row
from reports.wording import counted, day

MOST_NOTES = 4
LOOKED = (
    ("record.enrollment", "entry_date", "stays that began later"),
    ("record.enrollment", "exit_date", "stays that ended later"),
    ("record.assessment", "assessed_on", "later survey answers"),
    ("record.service", "service_date", "later services"),
    ("record.case_note", "note_date", "later notes"),
    ("record.goal", "opened_on", "goals set later"),
    ("record.consent", "given_on", "later consents"),
)


def what_changed(case: Case) -> Iterator[Sentence]:
    told = [*_stays(case), *_surveys(case), *_goals(case), *_consents(case), *_services(case), *_notes(case)]
    yield from told
    if not told:
        first, *more = (
            case.view.absence(table, called, after=(column, case.since)) for table, column, called in LOOKED
        )
        yield Sentence(f"The record holds nothing of a day after {day(case.since)}.", (first, *more))


def _is_new(case: Case, when: date | None) -> bool:
    return when is not None and case.since < when <= case.as_of


def _stays(case: Case) -> Iterator[Sentence]:
    for stay in reversed(case.stays):
        first, last = stay[0], max(stay, key=lambda row: row["exit_date"] or date.min)
        where = f"{case.view.program(first['program_id'])} at {case.view.affiliate(first['affiliate_id'])}"
        if _is_new(case, first["entry_date"]):
            text = f"Entered {where} on {day(first['entry_date'])}."
            yield Sentence(text, (case.view.record("record.enrollment", first),))
        moved_in = next((row for row in stay if _is_new(case, row["move_in_date"])), None)
        if moved_in:
            text = f"Moved into housing on {day(moved_in['move_in_date'])}."
            yield Sentence(text, (case.view.record("record.enrollment", moved_in),))
        if is_open(stay) and _is_new(case, last["exit_date"]):
            text = f"HMIS says the stay in {where} goes on; another system says it ended on {day(last['exit_date'])}."
            other = [case.view.record("record.enrollment", row) for row in stay if row["exit_date"] is None]
            yield Sentence(text, (case.view.record("record.enrollment", last), *other))
        elif _is_new(case, last["exit_date"]):
            to = f", to {in_quotes(last['destination'])}" if last["destination"] else ""
            text = f"Left {where} on {day(last['exit_date'])}{to}."
            yield Sentence(text, (case.view.record("record.enrollment", last),))


def _surveys(case: Case) -> Iterator[Sentence]:
    """Each outcome and screen answered since, beside the answer before it in the same program; then other answers."""
    answers = [row | {"name": case.outcomes[row["item"]]} for row in case.answers if row["item"] in case.outcomes]
    screens = [row | {"name": row["title"], "value": row["band"]} for row in case.screens]
    told = set()
    for table, rows in (("record.assessment", answers), ("intelligence.screen_score", screens)):
        scored = [row for row in rows if row["score"] is not None and row["assessed_on"]]
        for row in reversed([row for row in rows if _is_new(case, row["assessed_on"])]):
            if row["score"] is not None:
                yield _step(case, table, row, scored)
            elif table == "intelligence.screen_score":
                text = f"{row['name']} was taken on {day(row['assessed_on'])} and has no score."
                yield Sentence(text, (case.view.record(table, row),))
            else:
                continue
            told.add((table, row["assessed_on"], row.get("assessment_id")))
    days = {when for table, when, _ in told if table == "intelligence.screen_score"}
    others = [
        row
        for row in case.answers
        if _is_new(case, row["assessed_on"])
        and ("record.assessment", row["assessed_on"], row["assessment_id"]) not in told
        and not (row["item"] in case.screen_items and row["assessed_on"] in days)
    ]
    if others:
        records = [case.view.record("record.assessment", row) for row in others]
        text = f"{counted(len(others), 'other survey answer')}, the last on {day(others[0]['assessed_on'])}."
        yield Sentence(text, (records[0], *records[1:]))


def _step(case: Case, table: str, row: Row, rows: list[Row]) -> Sentence:
    same = ("name", "affiliate_id", "program_id")
    before = next(
        (
            other
            for other in rows
            if other["assessed_on"] < row["assessed_on"] and all(other[name] == row[name] for name in same)
        ),
        None,
    )
    record = case.view.record(table, row)
    text = f"{row['name']} was answered {valued(row['score'], row['value'])} on {day(row['assessed_on'])}"
    if not before:
        where = f" in {case.view.program(row['program_id'])}" if row["program_id"] else ""
        return Sentence(f"{text}, the first answer{where}.", (record,))
    former = f"{moved(before['score'], row['score'])} {number(before['score'])} on {day(before['assessed_on'])}"
    return Sentence(f"{text}, {former}.", (record, case.view.record(table, before)))


def _goals(case: Case) -> Iterator[Sentence]:
    for goal in case.goals:
        said = in_quotes(case.view.words(goal["goal_text"] or "a goal without words"))
        cited = (case.view.record("record.goal", goal),)
        if _is_new(case, goal["closed_on"]):
            yield Sentence(f"The goal {said} was closed on {day(goal['closed_on'])}: {goal['status']}.", cited)
        elif _is_new(case, goal["opened_on"]):
            yield Sentence(f"The goal {said} was set on {day(goal['opened_on'])}.", cited)
        elif _is_new(case, goal["last_reviewed_on"]):
            text = f"The goal {said} was reviewed on {day(goal['last_reviewed_on'])}: {goal['status']}."
            yield Sentence(text, cited)


def _consents(case: Case) -> Iterator[Sentence]:
    for consent in case.view.rows("record.consent", order="given_on, consent_id"):
        if _is_new(case, consent["given_on"]) and consent["is_granted"] is not None:
            what = "given" if consent["is_granted"] else "refused"
            text = (
                f"Consent was {what} at {case.view.affiliate(consent['affiliate_id'])} on {day(consent['given_on'])}."
            )
            yield Sentence(text, (case.view.record("record.consent", consent),))


def _services(case: Case) -> Iterator[Sentence]:
    """One sentence for all, kind by kind, the most frequent first."""
    new = [row for row in case.services if _is_new(case, row["service_date"])]
    if not new:
        return
    kinds: dict[str, list[Row]] = {}
    for row in new:
        kinds.setdefault(row["service_type"] or "service", []).append(row)
    most = sorted(kinds.items(), key=lambda kind: (-len(kind[1]), kind[0]))
    told = [
        f"{kind} on {day(rows[0]['service_date'])}"
        if len(rows) == 1
        else f"{kind} {len(rows)} times, last on {day(rows[0]['service_date'])}"
        for kind, rows in most
    ]
    records = [case.view.record("record.service", row) for _, rows in most for row in rows]
    yield Sentence(f"Services: {'; '.join(told)}.", (records[0], *records[1:]))


def _notes(case: Case) -> Iterator[Sentence]:
    """Who wrote, and when; what they say stands in a section of its own."""
    new = [row for row in reversed(case.notes) if _is_new(case, row["note_date"])]
    written = [row for row in new if row["source"] != "documents"]
    for what, rows in (("note", written), ("document", [row for row in new if row not in written])):
        if not rows:
            continue
        records = [case.view.record("record.case_note", row) for row in rows]
        each = [f"{row['author'] or 'no author'} on {day(row['note_date'])}" for row in rows]
        told = "; ".join(each) if len(each) <= MOST_NOTES else f"the last by {each[-1]}"
        yield Sentence(f"{counted(len(rows), what)}: {told}.", (records[0], *records[1:]))
