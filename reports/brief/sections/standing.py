"""Where things stand: the latest answer to each outcome and screen beside its baseline, and the level notes tell."""

from collections.abc import Iterator

from reports.brief.case import Case
from reports.brief.sentences import Sentence
from reports.brief.words import ended, in_quotes, number, quoted
from reports.published import Row
from reports.wording import counted, day

MISMATCHES = 2
STAGES = {"baseline": "baseline", "mid": "half-way", "exit": "exit", "follow_up": "follow-up"}


def where_things_stand(case: Case) -> Iterator[Sentence]:
    scored = [row for row in case.answers if row["score"] is not None and row["assessed_on"]]
    told = [_answer(case, title, rows) for item, title in case.outcomes.items() if (rows := _of(scored, item))]
    told += [_screen(case, scale, rows) for scale, rows in _by_scale(case.screens).items()]
    told += list(_level(case))
    told += list(_mismatches(case))
    yield from told
    if not told and case.answers:
        answers = [case.view.record("record.assessment", row) for row in case.answers]
        text = f"{counted(len(answers), 'survey answer')} on record, none of them scored."
        yield Sentence(text, (answers[0], *answers[1:]))
    elif not told:
        asked = case.view.absence("record.assessment", "survey answers")
        screens = case.view.absence("intelligence.screen_score", "screens")
        yield Sentence("The record holds no answer to a survey or screen.", (asked, screens))


def _of(rows: list[Row], item: str) -> list[Row]:
    return [row for row in rows if row["item"] == item]


def _by_scale(screens: list[Row]) -> dict[str, list[Row]]:
    scales: dict[str, list[Row]] = {}
    for row in screens:
        scales.setdefault(row["scale"], []).append(row)
    return scales


def baseline_of(latest: Row, rows: list[Row]) -> Row | None:
    """The last baseline before an answer, asked by the same affiliate in the same program."""
    return next(
        (
            row
            for row in rows
            if row["stage"] == "baseline"
            and row["score"] is not None
            and (row["affiliate_id"], row["program_id"]) == (latest["affiliate_id"], latest["program_id"])
            and row["assessed_on"] is not None
            and row["assessed_on"] < latest["assessed_on"]
        ),
        None,
    )


def moved(before: float, now: float) -> str:
    """In words that say which way the number went, and not whether that is good."""
    return "up from" if now > before else "down from" if now < before else "the same as"


def valued(score: float, label: str | None) -> str:
    """2, “Vulnerable”"""
    return f"{number(score)}, {in_quotes(label)}" if label and label != number(score) else number(score)


def _answer(case: Case, title: str, rows: list[Row]) -> Sentence:
    latest = rows[0]
    asked = f" ({STAGES[latest['stage']]})" if latest["stage"] in STAGES else ""
    text = f"{title}: {valued(latest['score'], latest['value'])} on {day(latest['assessed_on'])}{asked}"
    text += f" in {case.view.program(latest['program_id'])}" if latest["program_id"] else ""
    record = case.view.record("record.assessment", latest)
    if not (baseline := baseline_of(latest, rows)):
        return Sentence(f"{text}.", (record,))
    former = f"{moved(baseline['score'], latest['score'])} {valued(baseline['score'], baseline['value'])}"
    text += f"; {former} at baseline on {day(baseline['assessed_on'])}"
    return Sentence(f"{text}.", (record, case.view.record("record.assessment", baseline)))


def _screen(case: Case, scale: str, rows: list[Row]) -> Sentence:
    latest = rows[0]
    record = case.view.record("intelligence.screen_score", latest)
    when = f" on {day(latest['assessed_on'])}" if latest["assessed_on"] else ", on a day not recorded"
    if latest["score"] is None:
        return Sentence(f"{latest['title']}: no score{when}. {ended(latest['why_no_score'])}", (record,))
    asked = f" ({STAGES[latest['stage']]})" if latest["stage"] in STAGES else ""
    text = f"{latest['title']}: {valued(latest['score'], latest['band'])}{when}{asked}"
    text += ", prorated" if latest["is_prorated"] else ""
    baseline = baseline_of(latest, rows) if latest["assessed_on"] else None
    if not baseline:
        return Sentence(f"{text}.", (record,))
    former = f"{moved(baseline['score'], latest['score'])} {valued(baseline['score'], baseline['band'])}"
    text += f"; {former} at baseline on {day(baseline['assessed_on'])}"
    return Sentence(f"{text}.", (record, case.view.record("intelligence.screen_score", baseline)))


def _level(case: Case) -> Iterator[Sentence]:
    """The latest level of each rubric, with the words it stands on."""
    seen = set()
    for code in case.codes:
        if code["level"] is None or code["skill"] in seen or not code["note_date"]:
            continue
        seen.add(code["skill"])
        quote = case.quote_of_code(code)
        yield Sentence(
            f"{code['skill_title']}: level {code['level']}, {in_quotes(code['code_title'])}, by the note of "
            f"{day(code['note_date'])}: {quoted(quote.quote)}",
            (quote,),
        )


def _mismatches(case: Case) -> Iterator[Sentence]:
    """Surveys that do not go with a note, so long as they are on the list of what to look at."""
    listed = {row["attention_id"] for row in case.view.rows("reporting.needs_attention")}
    found = [row for row in case.unusual if row["kind"] == "survey_note_mismatch" and row["unusual_id"] in listed]
    for signal in found[:MISMATCHES]:
        quote = case.quote_of_signal(signal)
        text = f"Does not fit: {signal['reason']}"
        if quote:
            text += f" The note says: {quoted(quote.quote)}"
        record = case.view.record("reporting.unusual", signal)
        yield Sentence(text, (record, quote) if quote else (record,))
