"""What clients send: kept once, read like any export, on the same client, with its reasons where it is not."""

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from caseline.custody.rekeying import rekey
from caseline.ground.errors import CaselineError, ConfigurationErrors
from caseline.ground.keys import KEY, keys_of_workspace, new_master
from caseline.ground.sealed_files import MARK
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from caseline.onboarding.draft.form import draft_form
from caseline.organization.dictionary import load_dictionary
from caseline.organization.intake_forms.sent_files import KeptFile
from ingestion.forms.source import load
from ingestion.submissions.links import TEXTED, Links, Purpose, now
from ingestion.submissions.messages import Messages
from ingestion.submissions.store import Sent, Store
from tests.integration.intake_place import write_forms

SETTINGS = "{id: house, name: House, affiliates: [{id: eastside, name: Eastside}]}"
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


def test_other_keys_open_what_was_sent_and_links_still_work(place, monkeypatch):
    store, before = Store(place.submissions), keys_of_workspace(place)
    store.keep(Sent("a1", "eastside", "first_visit", ROSA), NOW, [KeptFile("a-1.txt", b"A letter")])
    purpose = Purpose("how_are_you", ("Steady",), False, "eastside", "C-0000000001", "hmis", "1")
    _, key = Links(place.links, before).make(purpose, 14, now())
    place.warehouse.parent.mkdir(parents=True)
    monkeypatch.setenv(KEY, f"{new_master()} {os.environ[KEY]}")
    assert {path.name for path in rekey(place)} >= {"submissions.sqlite", "links.sqlite"}
    after = keys_of_workspace(place)
    assert after.data != before.data
    assert [kept.sent.answers for kept in store.of("eastside", "first_visit", "2026-11")] == [ROSA]
    assert store.content("a1", "a-1.txt") == b"A letter"
    assert Links(place.links, after).find(key).purpose == purpose


def test_a_drafted_form_works_as_it_is(place):
    (place.organization / "organization.yml").write_text(SETTINGS, encoding="utf-8")
    path = draft_form(place.organization, "intake", "everything")
    (form,) = [one for one in load_dictionary(place.organization / "data_dictionary").forms if one.id == "everything"]
    assert [one.field.name for one in form.asked[:3]] == ["Given name", "Family name", "Born"] and len(form.asked) == 12
    assert form.form.public and form.form.affiliate == "eastside"
    with pytest.raises(CaselineError, match="is there already"):
        draft_form(place.organization, "intake", "everything")
    assert path.read_text(encoding="utf-8").startswith("# Drafted from the data dictionary.")


@pytest.mark.parametrize(("former", "now_it_says", "told"), [
    ("field: Born", "field: Birn", "first_visit.yml:12: 'Birn' is no field of 'intake' in the data dictionary. Did"),
    ("table: intake", "table: intakes", "first_visit.yml:2: The data dictionary describes no table 'intakes'."),
    ("is: [street,", "is: [tent,", "'tent' is no answer to 'Sleeps'"),
    ("show_if: {field: Sleeps", "show_if: {field: Needs", "'Needs' under 'show_if' is not asked before this question"),
    ("es: Nombre}", "fr: Nom}", "'fr' is no language of this form"),
    ("en: Given name, es: Nombre", "en: Given name", "This text is not there in 'es'. Add 'es: ...'."),
    ("languages: [en, es]", "languages: [en, vi]", "Caseline has no words for buttons and messages in 'vi'"),
    ("required: true, ask: {en: Family", "needed: true, ask: {en: Family", "'needed' is not a setting known here"),
    ("{field: Given name,", "{field: id,", "who and when is written down by itself"),
])  # fmt: skip
def test_what_is_wrong_with_a_form_is_said_with_its_line(place, former, now_it_says, told):
    path = place.organization / "forms" / "first_visit.yml"
    text = path.read_text(encoding="utf-8")
    assert former in text
    path.write_text(text.replace(former, now_it_says, 1), encoding="utf-8")
    if now_it_says == "{field: id,":
        dictionary = place.organization / "data_dictionary" / "intake.yml"
        described = dictionary.read_text(encoding="utf-8")
        dictionary.write_text(
            described.replace("meaning: Number,", "meaning: Number, maps_to: submission.client_ref,"), encoding="utf-8"
        )
    with pytest.raises(ConfigurationErrors) as found:
        load_dictionary(place.organization / "data_dictionary")
    assert told in str(found.value)


def test_what_an_erased_client_sent_and_was_asked_is_gone(place):
    store, links = Store(place.submissions), Links(place.links, keys_of_workspace(place))
    for own, given in (("a1", ROSA), ("b2", ROSA | {"Given name": "Ines"})):
        store.keep(Sent(own, "eastside", "first_visit", given), NOW)
    keys = {}
    for client in ("C-0000000001", "C-0000000002"):
        purpose = Purpose("how_are_you", ("Steady",), False, "eastside", client, "hmis", "1")
        _, keys[client] = links.make(purpose, 14, now())
        links.stop(client, now())
    assert store.forget(["a1"]) == 1
    links.forget(["C-0000000001"])
    assert [kept.sent.id for kept in store.of("eastside", "first_visit", "2026-11")] == ["b2"]
    assert links.find(keys["C-0000000001"]) is None and links.find(keys["C-0000000002"])
    messages = Messages(place.links, links, keys_of_workspace(place))
    erased, _ = links.make(replace(purpose, client_id="C-0000000003"), 14, now())
    messages.sent(erased, TEXTED, "SM1", "+12065550100", now())
    links.forget(["C-0000000003"])
    other, _ = links.make(replace(purpose, client_id="C-0000000004"), 14, now())
    assert other.number > erased.number and messages.bounced("SM1", now()) is None
    assert messages.stop("+12065550100", now()) is None and not links.has_stopped(["C-0000000004"])
    assert links.has_stopped(list(keys)) == set(keys)  # as a keyed hash alone: nobody writes to them again
