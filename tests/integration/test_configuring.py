"""An organisation's words changed by a sentence: proposed, checked, seen, accepted, taken back."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bench.configure import SENTENCES, outcome
from caseline.audit import Act
from caseline.configuring.accepting import accept, history, take_back
from caseline.configuring.asking import SCHEMA_NAME, told
from caseline.configuring.edited import Edited
from caseline.configuring.hearing import hear
from caseline.configuring.kinds import KINDS, change_of
from caseline.configuring.known import Known
from caseline.configuring.moving import moved
from caseline.configuring.moving.reports import total
from caseline.configuring.proposing import difference, propose
from caseline.configuring.saying import understood
from caseline.framework.tables import framework_rows
from caseline.ground.errors import CaselineError
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from caseline.organization.roles import Role
from tests.integration.loopback_application import Browser, make_place, serving
from tests.integration.loopback_endpoint import LoopbackEndpoint, Says
from tests.integration.reported_warehouse import CITY
from tests.integration.test_gate import ROLES, plant

SAMPLE = Path(__file__).parents[2] / "organizations" / "harborlight"
PEOPLE = [
    {"email": "ana@harbor.example", "name": "Ana Sol", "role": "director"},
    {"email": "ben@harbor.example", "name": "Ben Ito", "role": "analyst"},
]
FILLED = {
    "add_code": {"skill": "barriers", "name": "Pets", "meaning": "A pet is not let in.", "phrases": "dog; my cat"},
    "reword_code": {"code": "housing-stability.3", "meaning": "A place for now."},
    "include_in_code": {"code": "presenting-needs.housing", "counts": "Couch surfing"},
    "exclude_from_code": {"code": "risk-flags.eviction_risk", "counts_not": "A notice that was taken back"},
    "add_phrases": {"code": "risk-flags.eviction_risk", "phrases": "kitchen table notice; lockout"},
    "add_misleading": {"code": "presenting-needs.food", "phrases": "food coma"},
    "set_danger": {"code": "Eviction risk", "danger": "this month"},
    "add_outcome": {"name": "Sleep", "item": "sleep_quality", "programs": "housing; Youth Pathways"},
    "set_improvement": {"outcome": "wellbeing", "points": "2"},
    "set_stage": {"outcome": "job_readiness", "stage": "follow_up", "days": "90"},
    "add_program": {"name": "Winter Warming Center"},
    "rename_program": {"program": "youth", "name": "Pathways: the next"},
    "map_program": {"source": "crm", "source_program": "Night, Annex", "program": "housing"},
    "map_value": {"field": "destination", "source_value": "hospital", "value": "116"},
    "add_question": {
        "report": "city_housing", "ask": "How many got a job?", "measure": "note_code",
        "label": "outcome-evidence.employment_obtained", "by": "program; quarter",
    },
    "remove_question": {"question": "city_housing.stay"},
    "spread_question": {"question": "city_housing.age", "by": "gender"},
    "set_period": {"report": "city_housing", "first": "2026-07-01", "last": "2027-06-30"},
    "set_programs": {"report": "community_action", "programs": "housing"},
    "set_number": {"setting": "silence_days", "number": "30"},
    "set_retention": {"table": "case_note", "period": "7 years"},
    "set_role": {"role": "Volunteers", "sees": "sensitive"},
    "show_field": {"role": "analyst", "field": "note_text", "shown": "absent"},
    "add_person": {"email": "maria@example.org", "name": "Maria Lopez", "role": "director"},
    "add_alert": {"by": "slack", "about": "new risks; monday digest"},
}  # fmt: skip


@pytest.fixture
def place(tmp_path):
    organization = tmp_path / "harborlight"
    shutil.copytree(SAMPLE, organization, ignore=shutil.ignore_patterns("data", "truth"))
    return Workspace(organization, tmp_path / "output" / "harborlight")


def test_each_change_leaves_every_other_line_alone_and_all_of_them_pass_the_checks(place):
    assert FILLED.keys() == KINDS.keys()
    known, together = Known.of(place.organization), Edited(place.organization)
    for kind, given in FILLED.items():
        change, alone = change_of(kind, given, known), Edited(place.organization)
        assert change.said(known)
        for edited in (alone, together):
            change.apply(edited, known)
        gone = [line for file in alone.changes for line in difference(file) if line.startswith("-")]
        assert len(gone) <= (7 if kind == "remove_question" else 2), kind
        assert alone.changes, kind
    with together.trial() as folder:
        framework_rows(Known.of(folder).organization)
    settings = (place.organization / "organization.yml").read_text(encoding="utf-8")
    assert settings == (SAMPLE / "organization.yml").read_text(encoding="utf-8")


def test_what_does_not_pass_the_checks_is_told_and_nothing_is_written(place):
    known = Known.of(place.organization)
    wrong = {
        "set_improvement": {"outcome": "wellbeing", "points": "many"},
        "set_number": {"setting": "small_cell_threshold", "number": "-1"},
        "set_retention": {"table": "case_note", "period": "a while"},
        "add_question": {"report": "city_housing", "ask": "?", "measure": "length_of_stay", "count": "percent"},
        "add_phrases": {"code": "risk-flags.eviction_risk", "phrases": "one, two"},
        "show_field": {"role": "analyst", "field": "note_text", "shown": "band"},
        "add_person": {"email": "nobody", "name": "N", "role": "director"},
    }
    before = {path: path.read_bytes() for path in place.organization.rglob("*") if path.is_file()}
    for kind, given in wrong.items():
        with pytest.raises(CaselineError):
            propose(place, [change_of(kind, given, known)])
    for words in ("### lives — Lives", "Danger: at once", "- one", "two\nlines"):
        with pytest.raises(CaselineError):
            change_of("reword_code", {"code": "presenting-needs.food", "meaning": words}, known)
    with pytest.raises(CaselineError, match="is none"):
        change_of("set_danger", {"code": "no such", "danger": "today"}, known)
    with pytest.raises(CaselineError, match="nothing changes"):
        propose(place, [change_of("set_number", {"setting": "silence_days", "number": "60"}, known)])
    assert before == {path: path.read_bytes() for path in place.organization.rglob("*") if path.is_file()}


def test_only_what_was_seen_is_accepted_and_it_is_taken_back_whole(place):
    known = Known.of(place.organization)
    before = {path: path.read_bytes() for path in place.organization.rglob("*") if path.is_file()}
    made = [change_of(kind, FILLED[kind], known) for kind in ("add_code", "set_number")]
    seen = propose(place, made)
    settings = place.organization / "organization.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    with pytest.raises(CaselineError, match="changed meanwhile"):
        accept(place, seen, seen.mark, "ana", lambda about: None)
    settings.write_bytes(before[settings])
    with pytest.raises(ZeroDivisionError):
        accept(place, seen, seen.mark, "ana", lambda about: print(1 // 0))
    assert before == {path: path.read_bytes() for path in place.organization.rglob("*") if path.is_file()}
    done = accept(place, seen, seen.mark, "ana", lambda about: None)
    assert Known.of(place.organization).code("barriers.pets")[1].cues == ["dog", "my cat"]
    assert [one.number for one in history(place)] == [done.number] == [1]
    take_back(place, 1, lambda about: None)
    assert before == {path: path.read_bytes() for path in place.organization.rglob("*") if path.is_file()}
    with pytest.raises(CaselineError, match="No change 1"):
        take_back(place, 1, lambda about: None)


def test_a_model_is_told_configuration_alone_and_what_it_says_goes_the_same_way(place, monkeypatch):
    said = {
        "changes": [
            {
                "change": "set_number",
                "values": [{"name": "setting", "value": "silence_days"}, {"name": "number", "value": "30"}],
            },
            {
                "change": "add_code",
                "values": [{"name": "name", "value": "Pets"}, {"name": "skill", "value": "barriers"}],
            },
        ]
    }
    server = LoopbackEndpoint(lambda sentence, number: Says(json.dumps(said) if number > 1 else "not JSON"))
    monkeypatch.setenv("CASELINE_MODEL", "small")
    monkeypatch.setenv("CASELINE_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    settings = place.organization / "organization.yml"
    person = {"email": "maria@example.org", "name": "Maria Lopez", "role": "director"}
    settings.write_text(f"{settings.read_text(encoding='utf-8')}people: [{json.dumps(person)}]\n", encoding="utf-8")
    known = Known.of(place.organization)
    heard = understood("Warn me after 30 days, and add pets as a barrier", known)
    assert [(one.change, one.lacking) for one in heard] == [("set_number", []), ("add_code", ["meaning"])]
    change_of(heard[0].change, heard[0].given, known)
    asked = server.requests[-1]
    assert asked["response_format"]["json_schema"]["name"] == SCHEMA_NAME
    sent = json.dumps(asked)
    assert "maria@example.org" not in sent and "Maria" not in sent and "add_code" in sent
    assert told(known) in asked["messages"][0]["content"]


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
        assert entry.about == "accepted 1: organization.yml" and not entry.clients
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
    reworded = propose(
        place, [change_of("add_misleading", {"code": "risk-flags.eviction_risk", "phrases": "zzz"}, known)]
    )
    assert any(f"reads {notes:,} note" in one for one in reworded.moves)
    assert any(one.startswith("0 notes of 0 clients hold the new misleading words") for one in reworded.moves)
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
        told = moved(known, Known.of(folder), planted)
    assert len(told) > 15 and not [sentence for sentence in told if "QX" in sentence]


def test_plain_words_are_matched_as_the_docs_say():
    known = Known.of(SAMPLE)
    sentences = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    for name, counts in {"sentences": {"right": 40}, "looked_at_once": {"right": 17, "lists": 2, "wrong": 1}}.items():
        assert Counter(outcome(hear(one["say"], known), one["means"]) for one in sentences[name]) == counts


def test_who_may_change_words_unless_told_otherwise():
    may = {name for name, role in ROLES.items() if "configure" in role.acts}
    assert may == {"director"}
    for limits in ({"case_load": "own"}, {"programs": ["housing"]}, {"only_with_consent": True}):
        with pytest.raises(ValueError, match="about everybody"):
            Role.model_validate({"sees": "identifier", "may": ["configure"], **limits})


def test_a_total_is_what_the_models_make_of_it(reported_warehouse):
    with connect(reported_warehouse, read_only=True) as connection:
        made = dict(connection.execute("select figure_id, value from reporting.figure").fetchall())
        totals = {question.id: total(CITY, question, connection) for question in CITY.questions}
    told = {name: number for name, number in totals.items() if number is not None}
    assert told == {name: made[f"city:{name}:all:all"] for name in told} and len(told) > 4
