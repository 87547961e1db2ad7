"""What a person who knew each story would raise a hand for: told from the stories, not from what systems hold of them.

`docs/sample.md` says the same in words. The days are those of the sample's `organization.yml`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from caseline.sample.network import LAST_DAY
from caseline.sample.stays import HOUSED, Contact, Goal, Stay, Survey

ESCALATION = timedelta(days=7)
SILENCE = timedelta(days=60)
NEAR = timedelta(days=30)
FINE = 4
"""The answer, of five, from which on a survey says that all is well."""
HOMELESS = 2
"""The housing level up to which somebody has no place of their own."""
_HURT = frozenset(
    (
        "suicidal_ideation",
        "self_harm",
        "domestic_violence",
        "overdose_risk",
        "medical_urgent",
        "exploitation",
        "child_safety",
    )
)
SPEAKS_AGAINST = {
    "wellbeing": _HURT,
    "parenting_confidence": frozenset({"child_safety"}),
    "income_stability": frozenset({"eviction_risk"}),
}
"""The dangers that cannot stand beside a good answer, as the outcomes name them. Housing is held against its level."""
HELPS = {
    "eviction_risk": frozenset({"Rental assistance", "Landlord mediation"}),
    "unsheltered_tonight": frozenset({"Move-in kit"}),
    "child_safety": frozenset({"Family counseling"}),
}
"""The services of `network.yml` that are about a danger."""
_FORWARD, _STUCK = ("progress", "met"), ("stuck", "setback")


@dataclass(frozen=True)
class Signal:
    """One thing to look at: the record it is about, or where a silence leaves none, the person and the program."""

    signal: str
    person_id: str
    program: str
    record_id: str
    on: date
    why: str


def signals_of(stays: list[Stay]) -> Iterator[Signal]:
    """Every signal in the stays of one household, once all of it is written down."""
    for stay in stays:
        own = [other for other in stays if other.person is stay.person]
        for found in (_unescalated, _contradicted, _fallen, _silent, _stalled, _injected):
            yield from found(stay, own)


def _signal(name: str, stay: Stay, record_id: str, on: date, why: str) -> Signal:
    return Signal(name, stay.person.person_id, stay.project.program, record_id, on, why)


def _heard_from(own: list[Stay]) -> list[date]:
    """The days on which somebody reached the person; a try that reached nobody is none."""
    contacts = [contact.on for stay in own for contact in stay.contacts if contact.kind != "none"]
    return contacts + [survey.on for stay in own for survey in stay.surveys]


def _unescalated(stay: Stay, own: list[Stay]) -> Iterator[Signal]:
    for contact in stay.contacts:
        until = contact.on + ESCALATION
        risks = sorted(contact.codes("risk-flags", "present"))
        left = [risk for risk in risks if not _is_answered(risk, contact.on, until, own)]
        if left and until <= LAST_DAY:
            why = f"{', '.join(left)}; nothing in the week after is about it"
            yield _signal("risk_not_escalated", stay, contact.note_id, contact.on, why)


def _is_answered(risk: str, heard: date, until: date, own: list[Stay]) -> bool:
    """Whether a later note speaks to the risk, a service was about it, or a bed was found for a night outside."""
    later = [contact for stay in own for contact in stay.contacts if heard < contact.on <= until]
    if any(risk in contact.codes("risk-flags", status) for contact in later for status in ("present", "absent")):
        return True
    services = [service for stay in own for service in stay.services if heard <= service.on <= until]
    if any(service.name in HELPS.get(risk, ()) for service in services):
        return True
    beds = [stay.referred_on for stay in own if stay.referred_on is not None]
    return risk == "unsheltered_tonight" and any(heard <= day <= until for day in beds)


def _contradicted(stay: Stay, own: list[Stay]) -> Iterator[Signal]:
    contacts = sorted((contact for other in own for contact in other.contacts), key=lambda contact: contact.on)
    for survey in stay.surveys:
        near = [contact for contact in contacts if abs(contact.on - survey.on) <= NEAR]
        against = [
            item
            for item, score in sorted(survey.scores.items())
            if score >= FINE
            and (_homeless(own, survey, near) if item == "housing_stability" else _in_danger(item, survey, near))
        ]
        if against:
            why = f"a good answer on {', '.join(against)}; a note of the same weeks says otherwise"
            yield _signal("survey_note_mismatch", stay, survey.record_id, survey.on, why)


def _homeless(own: list[Stay], survey: Survey, near: list[Contact]) -> bool:
    """Whether the last note up to the survey, or any after it, knows of no home; a move in between explains it."""
    spoken = [(contact, int(level)) for contact in near for level in contact.codes("housing-stability", "present")]
    before = [(contact, level) for contact, level in spoken if contact.on <= survey.on]
    moves = [day for stay in own for day, level in stay.levels if level >= HOUSED]
    explained = before and any(before[-1][0].on < day <= survey.on for day in moves)
    last = [] if explained else before[-1:]
    return any(level <= HOMELESS for _, level in [*last, *spoken[len(before) :]])


def _in_danger(item: str, survey: Survey, near: list[Contact]) -> bool:
    """Whether the last word on a danger up to the survey, or any word after it, says that it is there."""
    for danger in SPEAKS_AGAINST.get(item, ()):
        words = [
            (contact.on, status)
            for contact in near
            for status in ("absent", "present")
            if danger in contact.codes("risk-flags", status)
        ]
        before = [status for on, status in words if on <= survey.on]
        after = [status for on, status in words if on > survey.on]
        if "present" in [*before[-1:], *after]:
            return True
    return False


def _fallen(stay: Stay, own: list[Stay]) -> Iterator[Signal]:
    surveys = sorted(stay.surveys, key=lambda survey: survey.on)
    falls: dict[str, tuple[Survey, list[str]]] = {}
    for item in stay.program.items:
        answered = [survey for survey in surveys if item in survey.scores]
        for former, survey in pairwise(answered):
            if survey.scores[item] < former.scores[item]:
                told = f"{item} {former.scores[item]} to {survey.scores[item]}"
                falls.setdefault(survey.record_id, (survey, []))[1].append(told)
    for survey, steps in falls.values():
        why = f"{', '.join(steps)} ({survey.stage})"
        yield _signal("drop_between_stages", stay, survey.record_id, survey.on, why)


def _silent(stay: Stay, own: list[Stay]) -> Iterator[Signal]:
    last = max([stay.entry, *_heard_from(own)])
    if stay.exit is None and LAST_DAY - last > SILENCE:
        why = f"enrolled since {stay.entry}; nobody has reached the person after this day"
        yield _signal("silence", stay, "", last, why)


def _stalled(stay: Stay, own: list[Stay]) -> Iterator[Signal]:
    for goal in stay.goals:
        if goal.record_id and goal.status == "open" and stay.exit is None:
            if goal.target < LAST_DAY:
                yield _signal("stalled_goal", stay, goal.record_id, goal.target, "still open after its day")
            elif goal.kind == stay.goal_kind and _stuck_twice(stay, goal):
                why = "the last two notes that speak of it tell of a setback or of no progress"
                yield _signal("stalled_goal", stay, goal.record_id, goal.target, why)


def _stuck_twice(stay: Stay, goal: Goal) -> bool:
    words = [
        fact.split(".")[0]
        for contact in stay.contacts
        for fact in contact.facts
        if contact.on >= goal.opened and fact.split(".")[0] in _FORWARD + _STUCK
    ]
    return len(words) > 1 and set(words[-2:]) <= set(_STUCK)


def _injected(stay: Stay, own: list[Stay]) -> Iterator[Signal]:
    for contact in stay.contacts:
        if contact.injected:
            why = "the note gives an order to whoever reads it by machine"
            yield _signal("instruction_in_note", stay, contact.note_id, contact.on, why)
