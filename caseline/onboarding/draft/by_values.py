"""What columns become by their values: answers on a scale, and what looks like itself whatever it is called."""

import re
from collections.abc import Iterator

from caseline.onboarding.draft.drafted import DraftedField
from caseline.onboarding.draft.fitting_kinds import DAY_OF, DAYS, STAFF, STAFF_OF
from caseline.onboarding.draft.header_context import HeaderContext
from caseline.onboarding.draft.known_words import known_words
from caseline.onboarding.draft.meanings import Guess, agrees_to_share, looks_like
from caseline.onboarding.draft.raw_tables import RawTable
from caseline.onboarding.draft.scales import rated, scored_words, totals
from caseline.onboarding.draft.value_words import targets_by_values
from caseline.onboarding.draft.values import Column
from caseline.organization.described_table import Kind
from ingestion.header_words import header_words, words_of

_OTHER_DAYS = frozenset({"birth", "expiration", "review", "expires"})


def add_scales(fields: list[DraftedField], table: RawTable, kind: Kind, held: set[str | None]) -> None:
    """Answers on a scale become assessments, in tables that may hold them."""
    if kind not in ("form", "person", "assessment", "stay"):
        return
    free = [
        each
        for each in fields
        if each.column.name not in held
        and (not each.guess or each.guess.likely < 0.9)
        and not agrees_to_share(words_of(each.column.name))
    ]
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


def add_by_values(
    fields: list[DraftedField], kind: Kind, event: Kind, context: HeaderContext, names_itself: bool
) -> None:
    """Columns whose headers say nothing and whose values do. A list of programs has none.

    `names_itself`: whether a row says by itself who it is about.
    """
    if kind == "program":
        return
    taken = {each.target for each in fields if each.target}
    unknown = [each for each in fields if not each.target]
    for each in unknown:
        guesses = [
            *_of_words(each.column, kind, event, context, names_itself),
            looks_like(each.column, context),
            _of_service(each.column) if event in ("service", "attendance") else None,
        ]
        for guess in filter(None, guesses):
            if guess.target == "note.author":
                guess = Guess(STAFF_OF.get(event, "submission.case_manager"), guess.likely, guess.why)
                if STAFF & taken and known_words().keeping & set(words_of(each.column.name)):
                    continue
            if guess.target not in taken and (names_itself or not guess.target.startswith("person.")):
                if not each.guess or guess.likely > each.guess.likely:
                    each.guess = guess
                if each.target:
                    taken.add(each.target)
                break
    if not DAYS & taken and (day := _only_day([each for each in fields if not each.guess])):
        target = DAY_OF.get(event, "submission.date")
        day.guess = Guess(target, 0.72, "it is the only day of the row")


def _of_words(column: Column, kind: Kind, event: Kind, context: HeaderContext, names_itself: bool) -> Iterator[Guess]:
    """What a column is by the words in its cells, as far as its header is not about somebody else."""
    if header_words().somebody_else & set(context.words(column.name)):
        return
    for target in targets_by_values(column):
        group = target.split(".")[0]
        fits = {"goal": kind in ("goal", "plan"), "service": event in ("service", "attendance")}
        if fits.get(group, names_itself):
            yield Guess(target, 0.75, "its answers are such words")


def _only_day(unknown: list[DraftedField]) -> DraftedField | None:
    """The one column of days that is no birth date, nothing to come and nobody else's."""
    known = known_words()
    others = header_words().somebody_else | known.not_yet | known.aside | _OTHER_DAYS
    days = [
        each for each in unknown if each.column.share("date") > 0.9 and not others & set(words_of(each.column.name))
    ]
    return days[0] if len(days) == 1 else None


def _of_service(column: Column) -> Guess | None:
    """What a column of a list of services is by the form of its header: 'Meal type', '# meals'."""
    words = words_of(column.name)
    if words[-1:] == ("type",) and column.is_coded:
        return Guess("service.type", 0.72, "its header says which type")
    if words[:1] == ("number",) and len(words) > 1 and column.share("number") > 0.9:
        return Guess("service.quantity", 0.72, "its header says a number of something")
    return None
