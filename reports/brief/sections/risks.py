"""Open risks: what screens raise, and what notes raise and nothing answers; sure or possible, the gravest first."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from reports.brief.case import Case, note_place
from reports.brief.sentences import Citation, Coded, Quote, Sentence
from reports.brief.words import ended, quoted
from reports.published import Row
from reports.wording import day

OPEN_DAYS = 180
"""A risk that a note or a screen raised longer ago is told in one line with the others; one of a note not while it is
on the list.
"""
MOST = 5
CONFIRMED = {"accepted": "a person confirmed it", "unsure": "a person was not sure of it"}
_NOBODY = re.compile(r"\b[Nn]o service, referral,.*")
_NO_ANSWER = re.compile(r"nothing answers it within \d+ days?")


def open_risks(case: Case) -> Iterator[Sentence]:
    raised = _latest(case.view.rows(
        "intelligence.screen_risk", order="answered_on desc nulls last, severity desc, screen_risk_id"
    ), "screen", "risk", "is_answered")  # fmt: skip
    standing = [row for row in raised if not _is_answered_since(case, row)]
    screened = [row for row in standing if _is_recent(case, row["answered_on"])]
    noted = case.view.rows(
        "intelligence.risk",
        "client_id = $client and answered_by is null",
        "danger_rank nulls last, tier = 'possible', note_date desc nulls first, risk_id",
    )
    listed = {row["risk_id"] for row in case.view.rows("reporting.open_risk")}
    latest = _latest(noted, "skill", "code")
    open_now = [row for row in latest if row["risk_id"] in listed or _is_recent(case, row["note_date"])]
    told = [
        *(_answered(case, row) for row in screened if row["is_answered"]),
        *(_of_note(case, row) for row in open_now[:MOST]),
        *(_left_open(case, row) for row in screened if not row["is_answered"]),
    ]
    yield from told
    if before := [*open_now[MOST:], *(row for row in latest if row not in open_now)]:
        yield _before(case, before)
    if long_ago := [row for row in standing if row not in screened]:
        yield _screened_long_ago(case, long_ago)
    if told or before or long_ago:
        return
    risks = case.view.absence("intelligence.risk", "risks of notes that nothing answers", answered_by=None)
    if raised:
        answered = [case.view.record("intelligence.screen_risk", row) for row in raised]
        text = "No note raises a risk that nothing has answered, and later forms answer otherwise what screens raised."
        yield Sentence(text, (risks, *answered))
    else:
        screens = case.view.absence("intelligence.screen_risk", "answers of screens that are a risk")
        yield Sentence("No note raises a risk that nothing has answered, and no screen raises one.", (risks, screens))


def _latest(rows: list[Row], *of: str) -> list[Row]:
    """The first row of each kind."""
    first: dict[tuple[object, ...], Row] = {}
    for row in rows:
        first.setdefault(tuple(row[name] for name in of), row)
    return list(first.values())


def _is_recent(case: Case, on: date | None) -> bool:
    return on is None or on >= case.as_of - timedelta(OPEN_DAYS)


def _is_answered_since(case: Case, row: Row) -> bool:
    """Whether a later form has an answer to the question: where that is a risk too, it stands in a row of its own."""
    on, latest = row["answered_on"], case.last_answered.get(row["item"])
    return on is not None and latest is not None and latest > on


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


def _screened_long_ago(case: Case, rows: list[Row]) -> Sentence:
    """What screens raised longer ago than OPEN_DAYS, in one sentence."""
    listed = ", ".join(
        f"“{row['title']}” ({row['screen_title']}, {'sure' if row['is_answered'] else 'possible'},"
        f" {day(row['answered_on'])})"
        for row in rows
    )
    first, *more = (case.view.record("intelligence.screen_risk", row) for row in rows)
    return Sentence(f"Raised by screens more than half a year ago and not answered since: {listed}.", (first, *more))


def _nobody_since(signal: Row) -> str:
    """What a signal says of nobody having been in touch afterwards; '' where it says no such thing."""
    found = _NOBODY.search(signal["reason"])
    return f" N{found[0][1:]}" if found else ""


def _of_note(case: Case, risk: Row) -> Sentence:
    """A risk with its words, how often such flags are right, and whether it went unanswered for too long."""
    quote = _quote(case, risk)
    looked = CONFIRMED.get(risk["ruling"] or "", "confirmed by nobody")
    wrote = f"{risk['author']} wrote" if risk["author"] else "A note says"
    when = f" on {day(risk['note_date'])}" if risk["note_date"] else ""
    text = f"{risk['tier'].capitalize()}, {looked}: {risk['code_title']}"
    text += f" (look {risk['danger']})" if risk["danger"] else ""
    text += f". {wrote}{when}: {quoted(quote.quote)}"
    text += f" {risk['how_often_right']}" if risk["how_often_right"] else ""
    cited: list[Citation] = [quote]
    for signal in case.unusual:
        unanswered = _NO_ANSWER.search(signal["reason"] or "") if signal["note_id"] == risk["note_id"] else None
        if signal["kind"] == "risk_not_escalated" and unanswered and risk["tier"] == "sure":
            text += f" N{unanswered[0][1:]}."
            cited.append(case.view.record("reporting.unusual", signal))
    return Sentence(text, (case.view.record("intelligence.risk", risk), *cited))


def _quote(case: Case, risk: Row) -> Quote:
    """The surest words of a risk. One that is possible is no code that stands, and is ruled on all the same."""
    for code in case.codes:
        if code["code_id"] == risk["code_id"]:
            return case.quote_of_code(code)
    note = next(note for note in case.notes if note["note_id"] == risk["note_id"])
    coded = Coded(
        risk["skill"], risk["code"], risk["value"], risk["code_title"], risk["code_id"], risk["coder"],
        risk["ruling"] == "accepted",
    )  # fmt: skip
    words = case.view.as_seen(risk["quote"])
    return Quote(risk["note_id"], words, risk["quote_start"], risk["quote_end"], note_place(note), (coded,))


def _before(case: Case, risks: list[Row]) -> Sentence:
    """The other risks in one sentence, each with its tier and the day of its latest note."""
    listed = ", ".join(
        f"{risk['code_title']} ({risk['tier']}{', ' + day(risk['note_date']) if risk['note_date'] else ''})"
        for risk in risks
    )
    cited: list[Citation] = [case.view.record("intelligence.risk", risk) for risk in risks]
    cited += [_quote(case, risk) for risk in risks]
    return Sentence(f"Nothing answers these risks of earlier notes: {listed}.", (cited[0], *cited[1:]))
