"""What columns become by their values: answers on a scale, and what looks like itself whatever it is called."""

import re

from caseline.onboarding.draft.drafted import DraftedField
from caseline.onboarding.draft.fitting_kinds import STAFF_OF
from caseline.onboarding.draft.meanings import Guess, looks_like
from caseline.onboarding.draft.raw_tables import RawTable
from caseline.onboarding.draft.scales import rated, scored_words, totals
from caseline.onboarding.draft.values import Column
from caseline.organization.described_table import PEOPLE, Kind
from ingestion.header_words import words_of


def add_scales(fields: list[DraftedField], table: RawTable, kind: Kind, held: set[str | None]) -> None:
    """Answers on a scale become assessments, in tables that may hold them."""
    if kind not in ("form", "person", "assessment", "stay"):
        return
    free = [each for each in fields if each.column.name not in held and (not each.guess or each.guess.likely < 0.9)]
    names = {each.name for each in rated([each.column for each in free], table.title)}
    scaled = names or any(scored_words(each.column) for each in free)
    sums = {each.name for each in totals([each.column for each in free])} if scaled else set()
    for each in free:
        codes = scored_words(each.column)
        if each.column.name in sums and not codes:
            each.guess = Guess(f"assessment.{item_name(each.column.name)}", 0.75, "the sum or mean of a scale")
        elif codes or each.column.name in names:
            why = "its answers are steps of a scale" if codes else "small numbers on a range that other columns share"
            each.guess = Guess(f"assessment.{item_name(each.column.name)}", 0.86 if codes else 0.75, why)
            each.codes = codes or {}


def item_name(header: str) -> str:
    """A name for what a question measures."""
    words = re.sub(r"[^\w\s]", " ", header.lower().rsplit("/", 1)[-1]).split()
    name = "_".join(words)[:48].strip("_")
    return name if name.isidentifier() else f"item_{name}"


def add_by_values(unknown: list[DraftedField], kind: Kind, event: Kind, taken: set[str]) -> None:
    """Columns whose headers say nothing and whose values do."""
    for each in unknown:
        guess = looks_like(each.column) or (_of_service(each.column) if event in ("service", "attendance") else None)
        if guess and guess.target == "note.author":
            guess = Guess(STAFF_OF.get(event, "submission.case_manager"), guess.likely, guess.why)
        fits = guess and (kind in PEOPLE or not guess.target.startswith("person."))
        if guess and fits and guess.target not in taken:
            each.guess = guess
            taken.add(guess.target)


def _of_service(column: Column) -> Guess | None:
    """What a column of a list of services is by the form of its header: 'Meal type', '# meals'."""
    words = words_of(column.name)
    if words[-1:] == ("type",) and column.is_coded:
        return Guess("service.type", 0.72, "its header says which type")
    if words[:1] == ("number",) and len(words) > 1 and column.share("number") > 0.9:
        return Guess("service.quantity", 0.72, "its header says a number of something")
    return None
