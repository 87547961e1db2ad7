"""Open risks: what a screen's answer or a person says is sure; what only a reading of a note says is possible."""

import re
from collections.abc import Iterator
from datetime import timedelta

from caseline.brief.case import Case, note_place
from caseline.brief.sentences import Citation, Coded, Quote, Sentence
from caseline.brief.words import dated, ended, quoted
from reports.published import Row
from reports.wording import day

OPEN_DAYS = 180
"""A risk that notes last spoke of longer ago is told in one line with the others."""
MOST = 5
_NOBODY = re.compile(r"\b[Nn]o service, referral,.*")


def open_risks(case: Case) -> Iterator[Sentence]:
    screened = _latest(case.view.rows(
        "intelligence.screen_risk", order="answered_on desc nulls last, severity desc, screen_risk_id"
    ), "screen", "risk")  # fmt: skip
    answered = [row for row in screened if row["is_answered"]]
    left_open = [row for row in screened if not row["is_answered"]]
    coded = _latest([row for row in case.codes if row["is_risk"]], "code")
    sure = [row for row in coded if row["review_status"] == "accepted"]
    possible = [row for row in coded if row["review_status"] != "accepted"]
    recent = [row for row in possible if _is_recent(case, row)]
    told = [
        *(_answered(case, row) for row in answered),
        *(_of_note(case, row, "Sure, a person confirmed it") for row in sure),
        *(_of_note(case, row, "Possible, read in a note and confirmed by nobody") for row in recent[:MOST]),
        *(_left_open(case, row) for row in left_open),
        *_unclear(case),
    ]
    yield from told
    if before := [*recent[MOST:], *(row for row in possible if row not in recent)]:
        yield _before(case, before)
    if not told and not before:
        codes = case.view.absence("intelligence.code", "codes of notes that are a risk", is_risk=True)
        screens = case.view.absence("intelligence.screen_risk", "answers of screens that are a risk")
        yield Sentence("No note is coded with a risk, and no answer of a screen raises one.", (codes, screens))


def _latest(rows: list[Row], *of: str) -> list[Row]:
    """The first row of each kind."""
    first: dict[tuple[object, ...], Row] = {}
    for row in rows:
        first.setdefault(tuple(row[name] for name in of), row)
    return list(first.values())


def _is_recent(case: Case, code: Row) -> bool:
    return code["note_date"] is None or code["note_date"] >= case.as_of - timedelta(OPEN_DAYS)


def _answered(case: Case, row: Row) -> Sentence:
    when = f" of {day(row['answered_on'])}" if row["answered_on"] else ""
    answers, score = case.view.words(row["answers"] or ""), row["score_in_words"]
    text = f"Sure, it was answered so: the {row['screen_title']}{when} raises “{row['title']}”. {ended(answers)}"
    cited: list[Citation] = []
    text = f"{text} {ended(score)}" if score else text
    for signal in case.unusual:
        if signal["kind"] == "screen_risk" and signal["unusual_id"] == f"screen_risk:{row['screen_risk_id']}":
            text, cited = text + _nobody_since(signal), [case.view.record("reporting.unusual", signal)]
    return Sentence(text, (case.view.record("intelligence.screen_risk", row), *cited))


def _left_open(case: Case, row: Row) -> Sentence:
    when = f" of {day(row['answered_on'])}" if row["answered_on"] else ""
    answers = ended(case.view.words(row["answers"] or ""))
    text = f"Possible, not answered: the {row['screen_title']}{when} leaves open “{row['title']}”. {answers}"
    return Sentence(text, (case.view.record("intelligence.screen_risk", row),))


def _nobody_since(signal: Row) -> str:
    """What a signal says of nobody having been in touch afterwards; '' where it says no such thing."""
    found = _NOBODY.search(signal["reason"])
    return f" N{dated(found[0])[1:]}" if found else ""


def _of_note(case: Case, code: Row, how_sure: str) -> Sentence:
    """A risk with its words; where nobody was in touch after it, that the signal says so."""
    quote = case.quote_of_code(code)
    said = quoted(quote.quote)
    wrote = f"{code['author']} wrote" if code["author"] else "A note says"
    when = f" on {day(code['note_date'])}" if code["note_date"] else ""
    text = f"{how_sure}: {code['code_title']}. {wrote}{when}: {said}"
    cited: list[Citation] = [quote]
    for signal in case.unusual:
        if signal["kind"] == "risk_not_escalated" and signal["note_id"] == code["note_id"]:
            text += _nobody_since(signal)
            cited.append(case.view.record("reporting.unusual", signal))
    return Sentence(text, (cited[0], *cited[1:]))


def _before(case: Case, codes: list[Row]) -> Sentence:
    """The other risks in one sentence, each with the day of its latest note."""
    listed = ", ".join(
        f"{row['code_title']} ({day(row['note_date'])})" if row["note_date"] else row["code_title"] for row in codes
    )
    quotes = [case.quote_of_code(row) for row in codes]
    return Sentence(f"Possible, in earlier notes, confirmed by nobody: {listed}.", (quotes[0], *quotes[1:]))


def _unclear(case: Case) -> Iterator[Sentence]:
    """What a note itself is in doubt of. Not a code that stands, so no report counts it."""
    if not case.view.sees_sensitive:
        return
    notes = {row["note_id"]: row for row in case.notes}
    found = case.view.published.rows(
        """select found.*, entry.title from intelligence.note_code as found
        inner join intelligence.reading as reading
            using (note_id, content_hash, skill, skill_version, coder)
        inner join framework.skill_code as entry on found.skill = entry.skill and found.code = entry.code
        where reading.is_in_force and found.status = 'unclear' and entry.is_risk
            and list_contains($notes, found.note_id)
        order by found.note_id, found.quote_start, found.code_id""",
        notes=sorted(notes),
    )
    recent = [row | {"note_date": notes[row["note_id"]]["note_date"]} for row in found]
    recent.sort(key=lambda row: str(row["note_date"] or ""), reverse=True)
    for row in [row for row in _latest(recent, "code") if _is_recent(case, row)]:
        note = notes[row["note_id"]]
        code = Coded(row["skill"], row["code"], row["value"], row["title"], row["code_id"], row["coder"])
        quote = Quote(
            row["note_id"],
            case.view.as_seen(row["quote"]),
            row["quote_start"],
            row["quote_end"],
            note_place(note),
            (code,),
        )
        when = f" of {day(note['note_date'])}" if note["note_date"] else ""
        said = quoted(quote.quote)
        yield Sentence(f"Possible, the note{when} is in doubt itself: {row['title']}. It says: {said}", (quote,))
