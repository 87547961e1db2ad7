"""What of a change is shown before it counts, and to whom: pages, and what it moves."""

import re
import shutil

import pytest

from caseline.audit import Act
from caseline.configuring.edited import Edited
from caseline.configuring.kinds import change_of
from caseline.configuring.known import Known
from caseline.configuring.moving import moved
from caseline.configuring.moving.counted import counted
from caseline.configuring.moving.reports import total
from caseline.configuring.moving.settings import OPEN_GOALS
from caseline.configuring.proposing import propose
from caseline.ground.warehouse import connect
from tests.integration.configured_sample import FILLED, PEOPLE, sample_place
from tests.integration.loopback_application import Browser, make_place, serving
from tests.integration.reported_warehouse import CITY
from tests.integration.test_gate import plant


@pytest.fixture
def place(tmp_path):
    return sample_place(tmp_path)


def test_who_does_not_see_notes_searches_none(tmp_path):
    roles = {"director": "identifier", "clerk": {"sees": "quasi-identifier", "may": ["configure"]}}
    people = [PEOPLE[0], {"email": "cy@harbor.example", "name": "Cy Ado", "role": "clerk"}]
    place = make_place(tmp_path, people=people, roles=roles)
    filled = {"0-change": "add_phrases", "0-code": "risk-flags.eviction_risk", "0-phrases": "Jane Doe"}
    for role, is_told in (("clerk", False), ("director", True)):
        with serving(place, role=role) as served:
            browser = served.browser()
            shown = browser.submit("/configure-propose", token=browser.token("/configure.html"), **filled)
            searches = [one.entry.about for one in served.written() if one.entry.act is Act.search]
            assert ("notes of 0 clients hold" in shown.text) == is_told, role
            assert ("is told to who sees the words of notes" in shown.text) != is_told
            assert searches == ["all notes for the new words to look for of risk-flags.eviction_risk"] * is_told


def forms(answer: str) -> dict[str, str]:
    """The fields of the form on a page that is not for signing out."""
    found = re.findall(r'<form class="fields"[^>]*>(.*?)</form>', answer, flags=re.DOTALL)[0]
    chosen = re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected', found, flags=re.DOTALL)
    return dict(re.findall(r'<input[^>]*name="([^"]+)" value="([^"]*)"', found)) | dict(chosen)


def test_a_director_changes_words_on_the_page_and_others_do_not(tmp_path):
    with serving(make_place(tmp_path, people=PEOPLE)) as served:
        browser: Browser = served.browser()
        before = (served.place.organization / "organization.yml").read_text(encoding="utf-8")
        token = browser.token("/configure.html")
        said = browser.submit(
            "/configure", token=token, sentence="Warn me when we haven't heard from a client in 30 days"
        )
        filled = forms(said.text)
        assert filled["0-change"] == "set_number" and filled["0-number"] == "30"
        shown = browser.submit("/configure-propose", **{**filled, "0-setting": "silence_days"})
        assert "settings: {silence_days: 30}" in shown.text and "are late by it" in shown.text
        done = browser.submit("/configure-accept", **forms(shown.text))
        assert "It is change 1" in done.text
        assert "silence_days: 30" in (served.place.organization / "organization.yml").read_text(encoding="utf-8")
        entry = next(one.entry for one in served.written() if one.entry.act is Act.configuration)
        assert entry.about == "accepted 1: set_number silence_days in organization.yml" and not entry.clients
        assert "was taken back" in browser.submit("/configure-back", token=token, number="1").text
        assert (served.place.organization / "organization.yml").read_text(encoding="utf-8") == before
        assert "none of the changes" in browser.submit("/configure", token=token, sentence="Paint it blue").text
    with serving(served.place, role="analyst") as served:
        browser = served.browser()
        token = browser.token("/")
        assert browser.get("/configure.html").status_code == 404
        for path in ("", "-propose", "-accept", "-back"):
            sent = browser.submit(f"/configure{path}", token=token, number="1", sentence="x")
            assert sent.status_code == 404, path


def test_what_moves_is_counted_in_what_was_published(tmp_path):
    place = make_place(tmp_path, people=PEOPLE)
    known = Known.of(place.organization)
    with connect(place.published, read_only=True) as connection:
        notes, old = connection.execute(
            "select count(*), count(*) filter (note_date < current_date - interval 1 day) from record.case_note"
        ).fetchone()  # type: ignore[misc]
    searched: list[str] = []
    reworded = propose(
        place,
        [change_of("add_misleading", {"code": "risk-flags.eviction_risk", "phrases": "zzz"}, known)],
        searched.append,
    )
    assert any(f"reads {notes:,} note" in one for one in reworded.moves)
    assert any(one.startswith("0 notes of 0 clients hold the new misleading words") for one in reworded.moves)
    assert searched == ["all notes for the new misleading words of risk-flags.eviction_risk"]
    kept = propose(place, [change_of("set_retention", {"table": "case_note", "period": "1 day"}, known)])
    assert old and any("for good" in one for one in kept.moves)


def test_what_moves_tells_no_value_of_anybody(place, reported_warehouse, tmp_path):
    planted = tmp_path / "planted.duckdb"
    shutil.copyfile(reported_warehouse, planted)
    plant(planted)
    known, edited = Known.of(place.organization), Edited(place.organization)
    for kind, given in FILLED.items():
        change_of(kind, given, known).apply(edited, known)
    with edited.trial() as folder:
        told = moved(known, Known.of(folder), planted, lambda about: None)
    assert len(told) > 15 and not [sentence for sentence in told if "QX" in sentence]


def test_a_goal_left_open_wants_no_review(reported_warehouse, tmp_path):
    shutil.copyfile(reported_warehouse, tmp_path / "w.duckdb")
    with connect(tmp_path / "w.duckdb") as connection:
        assert counted(connection, OPEN_GOALS, 90) == (1, 1)
        connection.execute(
            "update reporting.missing set kind = 'goal_left_open', missing_id = 'goal_left_open:' || record_id "
            "where kind = 'goal_review'"
        )
        assert counted(connection, OPEN_GOALS, 90) == (0, 0)


def test_a_total_is_what_the_models_make_of_it(reported_warehouse):
    with connect(reported_warehouse, read_only=True) as connection:
        made = dict(connection.execute("select figure_id, value from reporting.figure").fetchall())
        totals = {question.id: total(CITY, question, connection) for question in CITY.questions}
    told = {name: number for name, number in totals.items() if number is not None}
    assert told == {name: made[f"city:{name}:all:all"] for name in told} and len(told) > 4
