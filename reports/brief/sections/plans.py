"""Goals, what is missing, and the next dates."""

from collections.abc import Iterator
from datetime import date

from reports.brief.case import Case
from reports.brief.sentences import Citation, Record, Sentence
from reports.brief.words import in_quotes
from reports.published import Row
from reports.wording import day

OF_GOALS = {"goal_review": "review due since", "goal_left_open": "left open by who left on"}
"""Kinds of what is missing that stand with the goals, and how their day is told there."""
MOST_GOALS = 5
MOST_MISSING = 6
MOST_DATES = 6


def goals(case: Case) -> Iterator[Sentence]:
    still_open = [goal for goal in case.goals if goal["status"] in ("open", "unknown")]
    overdue = [goal for goal in still_open if goal["target_on"] and goal["target_on"] < case.as_of]
    ahead = [goal for goal in still_open if goal not in overdue]
    ordered = [*sorted(overdue, key=lambda goal: goal["target_on"], reverse=True), *ahead]
    for goal in ordered[:MOST_GOALS]:
        yield _goal(case, goal, goal in overdue)
    yield from _rest(case, "More open goals", ordered[MOST_GOALS:])
    yield from _rest(case, "Met", [goal for goal in case.goals if goal["status"] == "met"])
    yield from _rest(case, "Dropped", [goal for goal in case.goals if goal["status"] == "dropped"])
    if not case.goals:
        yield Sentence("No goal is on record.", (case.view.absence("record.goal", "goals"),))


def _goal(case: Case, goal: Row, is_overdue: bool) -> Sentence:
    said = in_quotes(case.view.words(goal["goal_text"])) if goal["goal_text"] else "A goal without words"
    state = "open" if goal["status"] == "open" else "no status on record"
    parts = [f"{said}: {state}"]
    if goal["target_on"]:
        parts.append(f"{'overdue since' if is_overdue else 'to be reached by'} {day(goal['target_on'])}")
    if goal["opened_on"]:
        parts.append(f"set on {day(goal['opened_on'])}")
    if goal["last_reviewed_on"] and goal["last_reviewed_on"] != goal["opened_on"]:
        parts.append(f"last reviewed on {day(goal['last_reviewed_on'])}")
    cited: list[Citation] = [case.view.record("record.goal", goal)]
    for row in case.missing:
        if row["kind"] in OF_GOALS and row["record_id"] == goal["goal_id"]:
            parts.append(f"{OF_GOALS[row['kind']]} {day(row['due_on'])}")
            cited.append(case.view.record("reporting.missing", row))
    if goal["case_manager"]:
        parts.append(f"with {goal['case_manager']}")
    return Sentence(f"{', '.join(parts)}.", (cited[0], *cited[1:]))


def _rest(case: Case, called: str, rows: list[Row]) -> Iterator[Sentence]:
    if rows:
        said = [in_quotes(case.view.words(row["goal_text"])) if row["goal_text"] else "no words" for row in rows]
        records = [case.view.record("record.goal", row) for row in rows]
        yield Sentence(f"{called}: {', '.join(said)}.", (records[0], *records[1:]))


def what_is_missing(case: Case) -> Iterator[Sentence]:
    """What goals lack stands with the goals."""
    rows = [row for row in case.missing if row["kind"] not in OF_GOALS]
    for row in rows[:MOST_MISSING]:
        yield Sentence(f"{row['what']} {row['fix']}", (case.view.record("reporting.missing", row),))
    if more := [case.view.record("reporting.missing", row) for row in rows[MOST_MISSING:]]:
        yield Sentence(f"{len(more)} more on the list of what is missing.", (more[0], *more[1:]))
    if not rows:
        looked = "things that should be there by now, besides what goals lack"
        kinds = tuple(
            sorted(
                {
                    "baseline_survey",
                    "exit_survey",
                    "follow_up_survey",
                    "contact",
                    "destination",
                    "consent",
                    "hmis_element",
                }
            )
        )
        yield Sentence(
            "Besides what goals lack nothing is listed as missing.",
            (case.view.absence("reporting.missing", looked, kind=kinds),),
        )


def next_dates(case: Case) -> Iterator[Sentence]:
    found = sorted(_dates(case), key=lambda one: (one[0], one[1]))
    ahead = [one for one in found if one[0] >= case.as_of]
    for when, what, record in ahead[:MOST_DATES]:
        yield Sentence(f"{day(when)}: {what}.", (record,))
    if not ahead:
        goals = case.view.absence(
            "record.goal", "open goals to be reached later", ("target_on", case.as_of), status=("open", "unknown")
        )
        plans = case.view.absence("record.plan", "plans to be reviewed later", ("review_due_on", case.as_of))
        consents: list[Citation] = [case.view.record("record.consent", row) for row in _consents_now(case)]
        consents = consents or [case.view.absence("record.consent", "consents")]
        text = f"No open goal, review of a plan or end of a consent has a day after {day(case.as_of)}."
        rest: tuple[Citation, ...] = (plans, *consents)
        yield Sentence(text, (goals, *rest))


def _consents_now(case: Case) -> list[Row]:
    """The latest word on consent at each affiliate, on each thing that it covers."""
    latest: dict[tuple[str, str | None], Row] = {}
    for consent in case.view.rows("record.consent", order="given_on nulls first, consent_id"):
        latest[consent["affiliate_id"], consent["scope"]] = consent
    return list(latest.values())


def _dates(case: Case) -> Iterator[tuple[date, str, Record]]:
    view = case.view
    for goal in case.goals:
        if goal["target_on"] and goal["status"] in ("open", "unknown"):
            said = in_quotes(view.words(goal["goal_text"])) if goal["goal_text"] else "a goal without words"
            yield goal["target_on"], f"the goal {said} is to be reached", view.record("record.goal", goal)
    for plan in view.rows("record.plan"):
        if plan["review_due_on"]:
            at = view.affiliate(plan["affiliate_id"])
            yield plan["review_due_on"], f"the service plan at {at} is to be reviewed", view.record("record.plan", plan)
    for consent in _consents_now(case):
        if consent["is_granted"] and consent["expires_on"]:
            at = view.affiliate(consent["affiliate_id"])
            scope = f" ({view.words(consent['scope'])})" if consent["scope"] else ""
            record = view.record("record.consent", consent)
            yield consent["expires_on"], f"the consent given at {at}{scope} ends", record
    for stay in case.open_stays:
        for row in stay:
            if row["source"] == "hmis":
                yield from _annual(case, row)


def _annual(case: Case, stay: Row) -> Iterator[tuple[date, str, Record]]:
    """HMIS asks again each year."""
    where = "affiliate_id = $affiliate and 'hmis:' || affiliate_id || ':' || enrollment_id = $stay"
    values = {"affiliate": stay["affiliate_id"], "stay": stay["enrollment_id"]}
    for row in case.view.rows("reporting.quality_stay", where, **values):
        if row["annual_due_on"]:
            at = case.view.affiliate(row["affiliate_id"])
            record = case.view.record("reporting.quality_stay", row)
            yield row["annual_due_on"], f"the yearly HMIS assessment at {at} is due", record
