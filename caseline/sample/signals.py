"""What a person who knew each story would raise a hand for: told from the stories, not from what systems hold of them.

`docs/sample.md` says the same in words. The days are those of the sample's `organization.yml`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from caseline.sample.network import LAST_DAY
from caseline.sample.stays import HOUSED, Contact, Goal, Stay, Survey
from caseline.sample.writing import Mark

ESCALATION = timedelta(days=7)
SILENCE = timedelta(days=60)
WEEK, FORTNIGHT = timedelta(days=7), timedelta(days=14)
FINE = 4
"""The answer, of five, from which on a survey says that all is well."""
HOMELESS = 2
"""The housing level up to which somebody has no place of their own."""
INDOORS = 2
"""The housing level from which on somebody does not sleep outside."""
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
    """One thing to look at: the record it is about, or where a silence leaves none, the person and the program.

    `notes` are those that tell it: all tellings of a danger, what speaks against a survey, the setbacks of a goal.
    """

    signal: str
    person_id: str
    program: str
    record_id: str
    on: date
    why: str
    notes: tuple[str, ...] = ()


def signals_of(stays: list[Stay]) -> Iterator[Signal]:
    """Every signal in the stays of one household, once all of it is written down."""
    for stay in stays:
        own = [other for other in stays if other.person is stay.person]
        for found in (_unescalated, _contradicted, _fallen, _silent, _stalled, _injected):
            yield from found(stay, own)


def _signal(name: str, stay: Stay, record_id: str, on: date, why: str, notes: tuple[str, ...] = ()) -> Signal:
    return Signal(name, stay.person.person_id, stay.project.program, record_id, on, why, notes)


def _heard_from(own: list[Stay]) -> list[date]:
    """The days on which somebody reached the person; a try that reached nobody is none."""
    contacts = [contact.on for stay in own for contact in stay.contacts if contact.kind != "none"]
    return contacts + [survey.on for stay in own for survey in stay.surveys]


@dataclass(frozen=True)
class _Danger:
    """One danger of a stay, in however many notes it is told: from when it comes up until it is over."""

    code: str
    tellings: list[Contact]
    left: list[Contact]
    """The tellings that nothing in the week after is about."""


def _dangers(stay: Stay, own: list[Stay]) -> Iterator[_Danger]:
    """The dangers of a stay that were left alone for a week, each once."""
    contacts = sorted(stay.contacts, key=lambda contact: contact.on)
    for code in sorted({code for contact in contacts for code in contact.codes("risk-flags", "present")}):
        tellings: list[Contact] = []
        for contact in [*(one for one in contacts if code in one.codes("risk-flags", "present")), None]:
            if tellings and (contact is None or _is_over(code, tellings[-1].on, contact.on, own)):
                left = [one for one in tellings if not _is_answered(code, one.on, one.on + ESCALATION, own)]
                if any(one.on + ESCALATION <= LAST_DAY for one in left):
                    yield _Danger(code, tellings, left)
                tellings = []
            if contact is not None:
                tellings.append(contact)


def _is_over(danger: str, heard: date, again: date, own: list[Stay]) -> bool:
    """Whether the danger was denied or seen to before it was told again, or a night outside ended; after two months in
    which nobody speaks of it, it is news."""
    if again - heard > SILENCE:
        return True
    between = [contact for stay in own for contact in stay.contacts if heard < contact.on < again]
    if any(danger in contact.codes("risk-flags", "absent") for contact in between):
        return True
    came_in = [day for stay in own for day, level in stay.levels if level >= INDOORS]
    moved = danger == "unsheltered_tonight" and any(heard < day <= again for day in came_in)
    return moved or _is_seen_to(danger, heard, again, own)


def _unescalated(stay: Stay, own: list[Stay]) -> Iterator[Signal]:
    latest: dict[str, list[_Danger]] = {}
    for danger in _dangers(stay, own):
        latest.setdefault(danger.left[-1].note_id, []).append(danger)
    for note_id, dangers in latest.items():
        why = f"{', '.join(danger.code for danger in dangers)}; nothing in the week after is about it"
        notes = dict.fromkeys(contact.note_id for danger in dangers for contact in danger.tellings)
        yield _signal("risk_not_escalated", stay, note_id, dangers[0].left[-1].on, why, tuple(notes))


def _is_answered(danger: str, heard: date, until: date, own: list[Stay]) -> bool:
    """Whether a later note speaks to the danger, as there or denied, or it was seen to."""
    later = [contact for stay in own for contact in stay.contacts if heard < contact.on <= until]
    spoken = any(danger in contact.codes("risk-flags", status) for contact in later for status in ("present", "absent"))
    return spoken or _is_seen_to(danger, heard, until, own)


def _is_seen_to(danger: str, heard: date, until: date, own: list[Stay]) -> bool:
    """Whether somebody followed it up, a service was about it, or a bed was found for a night outside."""
    later = [contact for stay in own for contact in stay.contacts if heard < contact.on <= until]
    if any(f"followed.{danger}" in contact.facts for contact in later):
        return True
    services = [service for stay in own for service in stay.services if heard <= service.on <= until]
    if any(service.name in HELPS.get(danger, ()) for service in services):
        return True
    beds = [stay.referred_on for stay in own if stay.referred_on is not None]
    return danger == "unsheltered_tonight" and any(heard <= day <= until for day in beds)


@dataclass(frozen=True)
class _Word:
    """What a note says of housing or of a danger: its mark, and the contact and stay it is from."""

    contact: Contact
    stay: Stay
    mark: Mark

    @property
    def on(self) -> date:
        return self.contact.on

    @property
    def level(self) -> int:
        return int(self.mark.value)


def _words(own: list[Stay], skill: str, code: str) -> list[_Word]:
    words = [
        _Word(contact, stay, mark)
        for stay in own
        for contact in stay.contacts
        for mark in contact.marks
        if (mark.skill, mark.code) == (skill, code)
    ]
    return sorted(words, key=lambda word: word.on)


def _contradicted(stay: Stay, own: list[Stay]) -> Iterator[Signal]:
    raised = [danger for other in own for danger in _dangers(other, own)]
    for survey in stay.surveys:
        against: dict[str, list[str]] = {}
        for item, score in sorted(survey.scores.items()):
            words = _homeless(own, survey) if item == "housing_stability" else _in_danger(item, own, survey)
            free = [word.contact.note_id for word in words if not any(_is_told(word, danger) for danger in raised)]
            if score >= FINE and free:
                against[item] = free
        if against:
            why = f"a good answer on {', '.join(against)}; a note says that it was otherwise then"
            told = dict.fromkeys(note for notes in against.values() for note in notes)
            yield _signal("survey_note_mismatch", stay, survey.record_id, survey.on, why, tuple(told))


def _is_told(word: _Word, danger: _Danger) -> bool:
    """Whether a word against a survey is one thing with a danger that was left alone: its words, or the same code."""
    if word.contact not in danger.tellings:
        return False
    marks = [mark for mark in word.contact.marks if (mark.code, mark.status) == (danger.code, "present")]
    return any(mark.start < word.mark.end and word.mark.start < mark.end for mark in marks) or word.mark in marks


def _homeless(own: list[Stay], survey: Survey) -> list[_Word]:
    """The words that know of no home on the day of the survey.

    What a note says of where somebody lives holds for as long as the story leaves them there; it shows what a survey
    hid when it is told within a fortnight. Trouble that passes (a notice on the door of a home they have) holds for a
    fortnight, and shows what was hidden within a week. What became so after the survey is news.
    """
    spoken = [word for word in _words(own, "housing-stability", "level") if word.mark.status == "present"]
    before = [word for word in spoken if word.on <= survey.on]
    moves = [day for stay in own for day, level in stay.levels if level >= HOUSED]

    def had_none(word: _Word) -> bool:
        stay = word.stay
        return stay.entry <= survey.on <= stay.last_day and stay.level_on(survey.on) <= HOMELESS

    last = before[-1:]
    if last and (
        last[0].level > HOMELESS
        or any(last[0].on < day <= survey.on for day in moves)
        or not (had_none(last[0]) or survey.on - last[0].on <= FORTNIGHT)
    ):
        last = []
    after: list[_Word] = []
    for word in spoken[len(before) :]:
        if word.level > HOMELESS:
            break
        was_so = word.stay.level_on(word.on) == word.level
        if word.on - survey.on <= (FORTNIGHT if was_so and had_none(word) else -WEEK if was_so else WEEK):
            after.append(word)
    return [*last, *after]


def _in_danger(item: str, own: list[Stay], survey: Survey) -> list[_Word]:
    """The last word on a danger up to the survey, if nobody had seen to it by then; or the first of the week after."""
    found: list[_Word] = []
    for danger in sorted(SPEAKS_AGAINST.get(item, ())):
        words = _words(own, "risk-flags", danger)
        before = [word for word in words if word.on <= survey.on]
        after = [word for word in words if word.on > survey.on]
        found += [
            word
            for word in before[-1:]
            if word.mark.status == "present" and not _is_seen_to(danger, word.on, survey.on, own)
        ]
        found += [word for word in after[:1] if word.mark.status == "present" and word.on - survey.on <= WEEK]
    return found


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
            notes = _setbacks(goal, stay, own)
            if goal.target < LAST_DAY:
                yield _signal("stalled_goal", stay, goal.record_id, goal.target, "still open after its day", notes)
            elif goal.kind == stay.goal_kind and _stuck_twice(stay, goal):
                why = "the last two notes that speak of it tell of a setback or of no progress"
                yield _signal("stalled_goal", stay, goal.record_id, goal.target, why, notes)


def _setbacks(goal: Goal, stay: Stay, own: list[Stay]) -> tuple[str, ...]:
    """The notes that tell of a setback of this goal or of no progress with it, and those that carry one forward."""
    since = [(other, contact) for other in own for contact in other.contacts if contact.on >= goal.opened]
    about = [
        contact
        for other, contact in since
        if f"setback.{goal.kind}" in contact.facts
        or (other is stay and goal.kind == stay.goal_kind and "stuck.any" in contact.facts)
    ]
    quotes = {mark.quote for contact in about for mark in contact.marks if mark.code in ("setback", "no_progress")}
    return tuple(contact.note_id for _, contact in since if any(mark.quote in quotes for mark in contact.marks))


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
