"""The first clients as they would look, for who drafts an organisation to see at once whether the columns are right."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from caseline.ground.warehouse import connect
from caseline.models import DbtModels

_SHOWN = 3
_OF_A_PERSON = ("first_name", "last_name", "dob", "sex", "phone", "email", "city", "race_ethnicity")


def show_first_clients(warehouse: Path, console: Console) -> None:
    """Print the three people of a trial load of whom most is known."""
    DbtModels(warehouse).try_out("source_person")
    known = " + ".join(f"({column} is not null)::int" for column in _OF_A_PERSON)
    with connect(warehouse, read_only=True) as connection:
        people = connection.execute(
            f"select source, {', '.join(f'{column}::text' for column in _OF_A_PERSON)} from record.source_person "
            f"order by {known} desc, record_key limit {_SHOWN}"
        ).fetchall()
        (count,) = connection.execute("select count(*) from record.source_person").fetchone() or (0,)
    if not people:
        console.print("Nobody would become a client yet: no table says who its rows are about.")
        return
    shown = Table("", *(str(at) for at in range(1, len(people) + 1)), title="The first people, as they would look")
    for place, name in enumerate(("from", *_OF_A_PERSON)):
        shown.add_row(name.replace("_", " "), *(str(person[place] or "") for person in people))
    console.print(shown)
    console.print(f"{count:,} records of people in all; a run joins those that are one person.")
