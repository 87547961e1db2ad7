"""Files that replace what the former one held: one that lacks too many of its rows waits for a person."""

from collections import Counter
from pathlib import Path

import pytest

from caseline.ground.warehouse import connect
from caseline.organization.caution import Caution
from caseline.organization.described_table import DictionaryTable
from caseline.organization.dictionary import Dictionary
from ingestion.forms.source import load
from ingestion.ledger import GONE, PAUSED
from ingestion.summary import LoadSummary
from tests.integration.model_sql import model_sql

NUMBERED = {"key": ["Number"]}
FIRST = ["Number,First", *(f"{number},Client {number}" for number in range(20))]


class Place:
    """A roster of which each file is all there is, in a folder of its own."""

    def __init__(self, folder: Path, **more: object) -> None:
        self._folder = folder
        fields = [
            {"name": "Number", "meaning": "Number", "sensitivity": "open"},
            {"name": "First", "meaning": "Name", "maps_to": "person.first_name", "sensitivity": "identifier"},
        ]
        roster = {"table": "roster", "title": "Roster", "grain": "a row a client", "files": "roster*"}
        self._table = DictionaryTable.model_validate(roster | {"holds": "snapshot", "fields": fields} | more)
        self._dictionary = Dictionary(own=[self._table])

    def put(self, name: str, lines: list[str]) -> None:
        path = self._folder / "data" / "forms" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n")

    def remove(self, name: str) -> None:
        (self._folder / "data" / "forms" / name).unlink()

    def take_away(self, name: str) -> tuple[str, str]:
        """Remove a file; gives its name and what it held."""
        text = (self._folder / "data" / "forms" / name).read_text()
        self.remove(name)
        return name, text

    def put_back(self, kept: tuple[str, str]) -> None:
        self.put(kept[0], kept[1].splitlines())

    def rows_by_file(self) -> dict[str, int]:
        """How many rows stand of each file."""
        with connect(self._folder / "w.duckdb", read_only=True) as connection:
            return dict(connection.execute("select _source_file, count(*) from forms.submission group by 1").fetchall())

    def standings(self) -> Counter[str]:
        """How many rows count, and how many are told of as something else."""
        described = (self._table.full_name, self._table.kind, self._table.holds)
        with connect(self._folder / "w.duckdb") as connection:
            connection.execute("create schema if not exists framework")
            connection.execute(
                """create or replace table framework.dictionary_table as select $1 as table_name, $2 as kind,
                $3 as holds, false as is_versioned, false as keeps_vanished, true as makes_people""",
                described,
            )
            rows = connection.execute(f"select standing from ({model_sql('intake/forms/form_version')})").fetchall()
        return Counter(standing for (standing,) in rows)

    def load(self, caution: Caution | None = None) -> LoadSummary:
        """A run; without `caution` as careful as an organisation that says nothing."""
        data, warehouse = self._folder / "data", self._folder / "w.duckdb"
        return load(data, warehouse, self._folder, ["main"], self._dictionary, caution=caution or Caution())


def paused(summary: LoadSummary) -> list[str]:
    return [file.file for file in summary.files if file.note == PAUSED]


@pytest.mark.parametrize("in_one_run", [False, True], ids=["a week later", "all at once"])
@pytest.mark.parametrize("more", [NUMBERED, {}], ids=["by key", "by number of rows"])
def test_a_file_that_is_cut_off_waits_and_is_taken_once_a_person_accepts_it(tmp_path, in_one_run, more):
    place = Place(tmp_path, **more)
    place.put("roster 2024-03-01.csv", FIRST)
    if not in_one_run:
        assert not paused(place.load())
    place.put("roster 2024-04-01.csv", FIRST[:11])
    summary = place.load()
    assert paused(summary) == ["forms/roster 2024-04-01.csv"]
    told = next(item for item in summary.held_back if item.file == "forms/roster 2024-04-01.csv")
    assert told.reason.startswith("Of the 20 roster rows exported before, 10 are not in this file")
    assert told.row_count == 10
    assert paused(place.load()) == ["forms/roster 2024-04-01.csv"]
    content = told.fix.rsplit(": ", 1)[-1].split(",")[1]
    assert not paused(place.load(Caution(accepted=frozenset({content}))))
    assert place.load().unchanged == 2


def test_a_file_that_lacks_few_rows_or_is_older_does_not_wait(tmp_path):
    place = Place(tmp_path, **NUMBERED)
    place.put("roster 2024-03-01.csv", FIRST)
    place.load()
    place.put("roster 2024-02-01.csv", FIRST[:3])
    place.put("roster 2024-04-01.csv", FIRST[:17])
    assert not paused(place.load())
    place.put("roster 2024-05-01.csv", FIRST[:3])
    assert not paused(place.load(Caution(lost_rows_percent=100)))


def test_rows_left_over_of_an_export_that_is_gone_are_no_measure(tmp_path, monkeypatch):
    """A new reader reads the newest file again; of the one before only what had vanished still stands."""
    place, caution = Place(tmp_path, **NUMBERED), Caution(lost_rows_percent=60)
    place.put("roster 2024-03-01.csv", FIRST)
    place.load()
    place.put("roster 2024-04-01.csv", FIRST[:12])
    assert not paused(place.load(caution))
    place.remove("roster 2024-03-01.csv")
    monkeypatch.setattr("ingestion.forms.source.READER", "another")
    assert (place.load(caution).rows, paused(place.load(caution))) == (11, [])


def test_parts_of_one_export_do_not_close_each_other(tmp_path):
    place = Place(tmp_path, **NUMBERED)
    place.put("roster_1.csv", FIRST[:11])
    place.put("roster_2.csv", FIRST[:1] + FIRST[11:])
    summary = place.load()
    assert paused(summary) == ["forms/roster_2.csv"]
    assert "If the two are parts of one export" in next(item.fix for item in summary.held_back if "wait" in item.reason)


def test_of_two_without_a_day_it_is_asked_which_is_newer(tmp_path):
    place = Place(tmp_path, **NUMBERED)
    place.put("roster.csv", FIRST)
    place.put("roster (1).csv", FIRST[:19])
    asked = [item for item in place.load().held_back if item.kind == "question"]
    assert [item.file for item in asked] == ["forms/roster.csv"]
    assert "'roster (1).csv'" in asked[0].reason
    assert place.standings() == {"newest": 18, "vanished": 2}


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("roster.csv", "roster (1).csv"),
        ("roster (9).csv", "roster (10).csv"),
        ("9/roster 2024-01-01.csv", "10/roster 2024-02-01.csv"),
        ("roster 2024-02-01 v2.csv", "roster 2024-03-01 v1.csv"),
        ("roster 12-15-2023.csv", "roster 1-15-2024.csv"),
        ("roster December 15, 2023.csv", "roster Jan 5, 2024.csv"),
    ],
)
def test_rows_of_several_exports_are_those_of_the_newest(tmp_path, older, newer):
    """Of what the newest lacks alone it is said that it has vanished."""
    place = Place(tmp_path, **NUMBERED)
    place.put(older, FIRST)
    place.put(newer, [*FIRST[:1], *FIRST[2:], "99,New"])
    place.load()
    assert place.standings() == {"newest": 20, "vanished": 1}


@pytest.mark.parametrize("fuller", ["visits a.csv", "visits b.csv"])
def test_rows_alike_count_as_often_as_the_file_that_has_more_of_them(tmp_path, fuller):
    place = Place(tmp_path, files="visits*", holds="additions")
    place.put("visits a.csv", ["Number,First", "1,Ann"])
    place.put("visits b.csv", ["Number,First", "1,Ann"])
    place.put(fuller, ["Number,First", "1,Ann", "1,Ann", "1,Ann"])
    place.load()
    assert place.standings()["newest"] == 3


def test_what_waits_to_be_read_otherwise_stays_as_it_is(tmp_path, monkeypatch):
    """Exports of new clients only, of a table that an update of Caseline takes for a snapshot."""
    before = Place(tmp_path, **NUMBERED, holds="additions")
    before.put("roster 2024-01-31.csv", FIRST)
    before.put("roster 2024-02-29.csv", ["Number,First", *(f"{number},Client {number}" for number in range(20, 32))])
    before.load()
    assert before.standings() == {"newest": 32}
    monkeypatch.setattr("ingestion.forms.source.READER", "another")
    after = Place(tmp_path, **NUMBERED)
    for _ in range(2):
        summary = after.load()
        assert paused(summary) == ["forms/roster 2024-02-29.csv"]
        assert after.standings() == {"newest": 32}
    kept = after.take_away("roster 2024-02-29.csv")
    for _ in range(2):
        after.load()
        assert after.standings() == {"newest": 32}
    after.put_back(kept)
    summary = after.load()
    told = next(item for item in summary.held_back if item.file == "forms/roster 2024-02-29.csv")
    accepted = Caution(accepted=frozenset({told.fix.rsplit(": ", 1)[-1].split(",")[1]}))
    assert not paused(after.load(accepted))
    assert after.standings() == {"newest": 12, "vanished": 20}


def test_the_model_knows_what_waits_by_what_the_door_writes():
    assert all(f"'{note}'" in model_sql("intake/forms/form_version") for note in (PAUSED, GONE))
