"""Files that replace what the former one held: one that lacks too many of its rows waits for a person."""

from pathlib import Path

import pytest

from caseline.organization.caution import Caution
from caseline.organization.described_table import DictionaryTable
from caseline.organization.dictionary import Dictionary
from ingestion.forms.source import load
from ingestion.ledger import PAUSED
from ingestion.summary import LoadSummary

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
        table = DictionaryTable.model_validate(roster | {"holds": "snapshot", "fields": fields} | more)
        self._dictionary = Dictionary(own=[table])

    def put(self, name: str, lines: list[str]) -> None:
        path = self._folder / "data" / "forms" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n")

    def remove(self, name: str) -> None:
        (self._folder / "data" / "forms" / name).unlink()

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
