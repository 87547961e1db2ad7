"""What clients send: kept once, read like any export, on the same client, with its reasons where it is not."""

from datetime import datetime
from pathlib import Path

import pytest

from caseline.ground.keys import keys_of_workspace
from caseline.ground.sealed_files import MARK
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from caseline.organization.dictionary import load_dictionary
from ingestion.forms.source import load
from ingestion.submissions.store import Sent, Store
from tests.integration.intake_place import write_forms

NOW = datetime(2026, 11, 30, 9, 30)
ROSA = {"Given name": "Rosa", "Family name": "Lindqvist", "Born": "1990-02-01"}


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "house", tmp_path / "output" / "house")
    made.organization.mkdir()
    write_forms(made.organization)
    keys_of_workspace(made)
    return made


def take_in(place: Workspace):
    dictionary = load_dictionary(place.organization / "data_dictionary")
    place.warehouse.parent.mkdir(parents=True, exist_ok=True)
    return load(
        place.data, place.warehouse, place.ingestion_state, ["eastside"], dictionary, submissions=place.submissions
    )


def test_a_submission_is_kept_once_and_encrypted(place):
    store = Store(place.submissions)
    assert store.keep(Sent("a1", "eastside", "first_visit", ROSA), NOW)
    assert not store.keep(Sent("a1", "eastside", "first_visit", ROSA), NOW)
    assert store.keep(Sent("a1", "eastside", "first_visit", ROSA | {"Email": "r@x.org"}), NOW)
    content = store.path.read_bytes()
    assert MARK in content and b"Lindqvist" not in content and store.path.stat().st_mode & 0o077 == 0
    (former, later) = store.of("eastside", "first_visit", "2026-11")
    assert (later.sent_at - former.sent_at).seconds == 1 and later.sent.answers["Email"] == "r@x.org"


def test_submissions_land_like_an_export(place):
    store = Store(place.submissions)
    store.keep(Sent("a1", "eastside", "first_visit", ROSA), NOW)
    store.keep(Sent("a1", "eastside", "first_visit", ROSA | {"Needs": "food; bed"}), NOW)
    store.keep(Sent("b2", "eastside", "first_visit", ROSA | {"Given name": "Ines"}), NOW)
    store.keep(Sent("c3", "eastside", "first_visit", ROSA, held="Written by a machine."), NOW)
    summary = take_in(place)
    (file,) = summary.files
    assert (file.rows, file.held_back, file.note) == (3, 1, None)
    assert [one.reason for one in summary.held_back] == ["Written by a machine."]
    with connect(place.warehouse, read_only=True) as connection:
        rows = connection.execute("select submission_key, changed_at from forms.submission order by all").fetchall()
        needs = connection.execute("select value from forms.answer where field = 'Needs' order by 1").fetchall()
    assert [key for key, _ in rows] == ["online/first_visit/a1"] * 2 + ["online/first_visit/b2"]
    assert len({moment for _, moment in rows[:2]}) == 2
    assert needs == [("bed",), ("food",)]
    assert take_in(place).unchanged == 1
    store.keep(Sent("e5", "eastside", "first_visit", ROSA), NOW)
    assert take_in(place).files[0].rows == 4
