"""What was drafted, in a table for the terminal; no cell of a file in it."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from caseline.onboarding.draft.drafted import DraftedTable
from caseline.onboarding.draft.drafting import FORMS, Draft
from caseline.onboarding.draft.scales import is_partly_scored

_MOST_UNREAD = 12
_IN_WORDS = {"sure": "sure", "likely": "likely", "unsure": "to look at", "kept": "kept as they are"}
_READ_AS = {"hmis": "HMIS CSV", "crm": "Salesforce", "documents": "documents"}


def tell(made: Draft, console: Console) -> None:
    """Print who reads each file, what the tables became, and what nobody reads."""
    for source, files in made.read_by.items():
        if source != FORMS:
            console.print(
                f"{len(files):,} files are read as {_READ_AS.get(source, source)}, as they are.", markup=False
            )
    if made.tables:
        names = {id(table.raw): table.name for table in made.tables}
        names |= {id(each.raw): f"{each.system}/{each.name}" for each in made.beside}
        told = Table("Table", "A row is a", "Rows", "Key", "Leads to", "Its columns")
        for table in made.tables:
            told.add_row(*_row(table, names))
        console.print(told)
    for table in made.tables:
        for each in table.fields:
            if not each.guess and not each.numbers and is_partly_scored(each.column):
                console.print(
                    f"Left out: '{each.column.name}' of {table.name}: some of its answers are scores, others not. "
                    "Give it maps_to: assessment.NAME and codes, where it is a scale.",
                    markup=False,
                )
    if made.programs:
        console.print(f"{len(made.programs):,} programs: {', '.join(made.programs.values())}", markup=False)
    if made.year:
        console.print(f"A first report, reports/annual.yml, is about {made.year}.")
    for label, why in list(made.unread.items())[:_MOST_UNREAD]:
        console.print(f"Not read: {label}: {why}", markup=False)


def _row(table: DraftedTable, names: dict[int, str]) -> list[str]:
    sure: Counter[str] = Counter(
        "sure" if each.numbers else each.guess.sure if each.guess else "kept" for each in table.fields
    )
    return [
        table.name,
        table.kind,
        f"{len(table.raw.rows):,}",
        table.keys.key or " and ".join(table.person_key),
        ", ".join(f"{names[id(each.to)]} ({each.column})" for each in table.keys.foreign),
        ", ".join(f"{sure[word]:,} {words}" for word, words in _IN_WORDS.items() if sure[word]),
    ]
