"""Columns that hold what a column of another table does: the programs and sites of an office under another header."""

from collections.abc import Sequence

from caseline.onboarding.draft.drafted import DraftedField, DraftedTable
from caseline.onboarding.draft.known_words import known_words
from caseline.onboarding.draft.meanings import Guess
from ingestion.header_words import header_words, words_of

_FROM = {
    "submission.program": ("program.name", "submission.program"),
    "submission.site": ("submission.site",),
}
_LEAST = 0.8
_FEWEST = 2


def add_shared_values(tables: Sequence[DraftedTable]) -> None:
    """Columns that nothing is known of become programs or sites where nearly all of their values are such elsewhere."""
    for target, sources in _FROM.items():
        known = {
            value.casefold()
            for table in tables
            for source in sources
            for column in table.columns_of(source)
            for value in column.values
        }
        for table in tables:
            if table.kind != "program" and not any(table.columns_of(target)):
                found = next((each for each in table.fields if _holds(each, known)), None)
                if found:
                    found.guess = Guess(target, 0.75, "its values are such in another table")


def _holds(each: DraftedField, known: set[str]) -> bool:
    words = set(words_of(each.column.name))
    if each.target or each.numbers or (known_words().outsiders | header_words().somebody_else - _PLACES) & words:
        return False
    values = [value for value in each.column.values if not value.isdigit()]
    found = sum(value.casefold() in known for value in values)
    return found >= _FEWEST and found >= _LEAST * len(each.column.values) and each.column.is_coded


_PLACES = frozenset({"program", "project", "site", "class", "course", "building", "team"})
