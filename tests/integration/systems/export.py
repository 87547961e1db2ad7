"""What an invented export holds, and what is to come of it."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl


@dataclass(frozen=True)
class Person:
    """An invented client. Names and days of birth differ between systems, so that nobody is known to two of them."""

    first: str
    last: str
    born: str
    phone: str
    sex: str

    @property
    def us_born(self) -> str:
        """The day as month, day and year with slashes."""
        year, month, day = self.born.split("-")
        return f"{month}/{day}/{year}"


@dataclass(frozen=True)
class Export:
    """Files of one system by name, and how many clients, stays, services and notes they are.

    `dictionary`: what the organisation writes of its own questions, by file name. `held_back`: rows that are told.
    """

    files: Mapping[str, bytes]
    clients: int = 3
    stays: int = 1
    services: int = 1
    notes: int = 1
    answers: int = 0
    held_back: int = 0
    dictionary: Mapping[str, str] = field(default_factory=dict)


_NAMES = [
    ("Quillan", "Rookwood"), ("Sarkis", "Tolliver"), ("Ulmann", "Vasquez"), ("Wexford", "Yarrow"), ("Abernathy", "Bolsen"),
    ("Castellan", "Dunmore"), ("Ekberg", "Fairweather"), ("Galloway", "Hathersage"), ("Ibsen", "Jorgensen"),
    ("Kowalczyk", "Lindqvist"), ("Montague", "Northcott"), ("Okonkwo", "Pemberton"), ("Quimby", "Rasmussen"),
    ("Santorini", "Thackeray"), ("Underhill", "Villanueva"), ("Winterbourne", "Xanthos"), ("Youngblood", "Zamora"),
    ("Ashdown", "Birtwistle"), ("Cardoza", "Delacroix"), ("Evergreen", "Fitzgerald"), ("Grimaldi", "Hollander"),
]  # fmt: skip


def three_people(system: int) -> tuple[Person, Person, Person]:
    """Two of the same name, born years apart, and a third; others for every system (0 to 20)."""
    one, other = _NAMES[system]
    return (
        Person("Ana", one, f"{1950 + system}-03-04", f"(217) 555-{2000 + system * 3}", "Female"),
        Person("Ana", one, f"{1984 - system}-11-22", f"(217) 555-{2001 + system * 3}", "Female"),
        Person("Ben", other, f"{1992 + system % 7}-06-{10 + system % 18}", f"(217) 555-{2002 + system * 3}", "Male"),
    )


def csv_of(headers: Sequence[str], *rows: Sequence[object], delimiter: str = ",") -> bytes:
    """A CSV file as most systems write it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return text.getvalue().encode()


def workbook_of(sheets: Mapping[str, Iterable[Sequence[object]]], hidden: Iterable[str] = ()) -> bytes:
    """An Excel workbook with these sheets, some of them hidden."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if title in hidden:
            sheet.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ndjson_of(*resources: Mapping[str, Any]) -> bytes:
    """A JSON object on each line."""
    return "".join(json.dumps(resource) + "\n" for resource in resources).encode()
