"""What the guesses of a column are in a table of a kind: 'Date' of a note is another than that of a service."""

from collections.abc import Iterator, Mapping, Sequence

from caseline.onboarding.draft.meanings import Guess
from caseline.organization.described_table import PEOPLE, Kind
from ingestion.header_words import words_of

_OF_KIND: Mapping[Kind, Mapping[str, float]] = {
    "form": {"goal": 0.85, "service": 0.9, "note": 0.93},
    "person": {"goal": 0.0, "service": 0.0, "note": 0.85, "plan": 0.0},
    "stay": {"goal": 0.0, "service": 0.6, "note": 0.85, "submission": 0.95},
    "service": {"goal": 0.0, "enrollment": 0.5, "submission": 0.9, "note": 0.95},
    "attendance": {"goal": 0.0, "enrollment": 0.5, "submission": 0.9, "note": 0.8},
    "note": {"goal": 0.5, "enrollment": 0.4, "submission": 0.9, "service": 0.0},
    "assessment": {"goal": 0.6, "enrollment": 0.6, "service": 0.5, "note": 0.85},
    "goal": {"enrollment": 0.5, "service": 0.0, "note": 0.8},
    "plan": {"goal": 0.98, "enrollment": 0.6, "service": 0.0, "note": 0.8},
    "consent": {"goal": 0.0, "enrollment": 0.5, "service": 0.0, "note": 0.8},
    "household": {"goal": 0.0, "service": 0.0, "enrollment": 0.0},
}
"""How far what a column may become fits a kind of table; 1 where nothing is said."""
DAY_OF: Mapping[Kind, str] = {
    "service": "service.date", "attendance": "service.date", "note": "note.date", "goal": "goal.opened_on",
    "plan": "plan.opened_on", "consent": "consent.given_on", "stay": "enrollment.entry_date",
}  # fmt: skip
"""What 'Date' alone is in a table of a kind."""
STAFF_OF: Mapping[Kind, str] = {"service": "service.provider", "attendance": "service.provider", "note": "note.author"}
_INSTEAD: Mapping[Kind, Mapping[str, str]] = {
    "plan": {"goal.opened_on": "plan.opened_on", "goal.reviewed_on": "plan.review_due_on"},
    "goal": {"enrollment.entry_date": "goal.opened_on", "enrollment.exit_date": "goal.closed_on"},
}
"""What the words for one thing mean in a table of a kind."""
STAFF = frozenset({"submission.case_manager", "service.provider", "note.author"})
DAYS = frozenset({"submission.date", "enrollment.entry_date", *DAY_OF.values()})
"""What a row may say of the day that it is about."""
_DAYS_OF_A_GOAL = frozenset({"goal.target_on", "goal.closed_on"})
_PROVIDER_OF_A_STAY = 0.8


def fitted(found: Sequence[Guess], kind: Kind, event: Kind, leaves: bool, column: str) -> Iterator[Guess]:
    """The guesses of a column as far as they fit the kind of table; what 'Date' and 'Staff' are follows it.

    `leaves`: whether another column says when the stay ended, so that the intake began it.
    """
    weights = _OF_KIND.get(kind, {})
    for guess in found:
        group = guess.target.split(".")[0]
        likely = guess.likely * weights.get(group, 1.0)
        if kind == "program" or (kind == "plan" and guess.target in _DAYS_OF_A_GOAL):
            likely = 0.0
        if event == "note" and group == "service" and guess.target not in STAFF | DAYS:  # its length, its kind
            likely = 0.0
        if guess.target == "submission.date" and leaves and kind in PEOPLE and "intake" in words_of(column):
            yield Guess("enrollment.entry_date", guess.likely, guess.why)
            likely *= 0.9
        if instead := _INSTEAD.get(kind, {}).get(guess.target):
            yield Guess(instead, guess.likely, guess.why)
            continue
        if guess.target == "enrollment.entry_date" and kind in ("service", "attendance"):
            yield Guess("service.date", guess.likely * 0.85, guess.why)
            continue
        if guess.target == "service.date" and kind == "note":
            yield Guess("note.date", guess.likely * 0.95, guess.why)
            continue
        if guess.target == "submission.date" and kind in DAY_OF:
            yield Guess(DAY_OF[kind], guess.likely * 0.97, guess.why)
            likely *= 0.7
        if guess.target in ("note.author", "service.provider") and event not in STAFF_OF:
            as_worker = 0.97 if guess.target == "note.author" else _PROVIDER_OF_A_STAY
            yield Guess("submission.case_manager", guess.likely * as_worker, guess.why)
            continue
        if guess.target in STAFF and event in STAFF_OF:
            yield Guess(STAFF_OF[event], guess.likely * 0.99, guess.why)
            likely *= 0.8
        if likely:
            yield Guess(guess.target, likely, guess.why)
    words = set(words_of(column))
    if kind == "program" and (words & {"name", "title"} or words <= {"program", "project", "service"}):
        yield Guess("program.name", 0.95 if words & {"name", "title"} else 0.75, "it names the program")
