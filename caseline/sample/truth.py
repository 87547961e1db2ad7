"""What is true, written beside the data; only evaluation reads it."""

from collections.abc import Iterable
from pathlib import Path

from caseline.sample.files import CsvTable
from caseline.sample.signals import Signal
from caseline.sample.writing import Mark


class Truth:
    """`people.csv`: which person a record is of. `codes.csv`: which code stands where in a note (characters).
    `signals.csv`: what a person who knew the stories would look at."""

    def __init__(self, folder: Path) -> None:
        self._people = CsvTable(folder / "people.csv", ("record_key", "person_id"))
        self._codes = CsvTable(
            folder / "codes.csv", ("note_id", "skill", "code", "value", "status", "start", "end", "quote")
        )

        self._signals = CsvTable(
            folder / "signals.csv", ("signal", "person_id", "program", "record_id", "date", "notes", "why")
        )

    def person(self, record_key: str, person_id: str) -> None:
        self._people.row((record_key, person_id))

    def codes(self, note_id: str, marks: Iterable[Mark]) -> None:
        for mark in marks:
            self._codes.row((note_id, mark.skill, mark.code, mark.value, mark.status, mark.start, mark.end, mark.quote))

    def signals(self, signals: Iterable[Signal]) -> None:
        for one in signals:
            self._signals.row(
                (one.signal, one.person_id, one.program, one.record_id, one.on, " ".join(one.notes), one.why)
            )

    def close(self) -> None:
        self._people.close()
        self._codes.close()
        self._signals.close()
