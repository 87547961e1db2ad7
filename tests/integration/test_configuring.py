"""An organisation's words changed by a sentence: proposed, checked, seen, accepted, taken back."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bench.configure import SENTENCES, outcome
from caseline.audit import Act
from caseline.cli.app import app
from caseline.cli.configuring import _complete
from caseline.configuring.accepting import accept, history, take_back
from caseline.configuring.asking import SCHEMA_NAME, told
from caseline.configuring.edited import Edited
from caseline.configuring.hearing import Heard, hear
from caseline.configuring.kinds import KINDS, change_of
from caseline.configuring.kinds.change import SETTINGS_FILE, is_listed, what_of
from caseline.configuring.known import Known
from caseline.configuring.moving import moved
from caseline.configuring.moving.reports import total
from caseline.configuring.proposing import difference, propose
from caseline.configuring.saying import understood
from caseline.framework.tables import framework_rows
from caseline.ground.errors import CaselineError
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from caseline.ground.yaml_editing import YamlText
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
    heard = understood("Warn me after 30 days, and add pets as a barrier", known, place)
    assert [(one.change, one.lacking) for one in heard] == [("set_number", []), ("add_code", ["meaning"])]
    change_of(heard[0].change, heard[0].given, known)
    asked = server.requests[-1]
    assert asked["response_format"]["json_schema"]["name"] == SCHEMA_NAME
    sent = json.dumps(asked)
    assert "maria@example.org" not in sent and "Maria" not in sent and "add_code" in sent
    assert told(known) in asked["messages"][0]["content"]
    # what sentences took counts together: the caps hold for all of a day
    took = json.loads(place.asked.read_text(encoding="utf-8"))
    assert took["read"] > 0 and took["written"] > 0
    said["changes"][0]["change"] = "drop_tables"
    with pytest.raises(CaselineError, match="does not follow the schema"):
        understood("Drop it", known, place)
    capped = f"{settings.read_text(encoding='utf-8')}language_model: {{most_tokens: {took['read'] + 1}}}\n"
    settings.write_text(capped, encoding="utf-8")
    asked_before = server.requests[:]
    with pytest.raises(CaselineError, match="is spent"):
        understood("Warn me after 30 days", Known.of(place.organization), place)
    assert all("Warn me after 30 days<" not in json.dumps(one) for one in server.requests[len(asked_before) :])


def test_a_change_is_not_taken_back_while_another_needs_it(place):
    def done(kind: str, given: dict[str, str]) -> int:
        proposal = propose(place, [change_of(kind, given, Known.of(place.organization))])
        return accept(place, proposal, proposal.mark, "ana", logged.append).number

    logged: list[str] = []
    first = done("add_program", {"name": "Winter Center"})
    second = done("set_programs", {"report": "city_housing", "programs": "Winter Center"})
    # what the first wrote stands as it was written, and yet it is needed
    before = {path: path.read_bytes() for path in place.organization.rglob("*") if path.is_file()}
    with pytest.raises(CaselineError, match="cannot be taken back") as refused:
        take_back(place, first, logged.append)
    assert str(place.organization) in str(refused.value) and "caseline-trial" not in str(refused.value)
    assert before == {path: path.read_bytes() for path in place.organization.rglob("*") if path.is_file()}
    take_back(place, second, logged.append)
    take_back(place, first, logged.append)
    assert Known.of(place.organization).choices("program") == Known.of(SAMPLE).choices("program")
    changed = [f"add_program in {SETTINGS_FILE}", "set_programs city_housing winter_center in reports/city_housing.yml"]
    assert [line.partition(": ")[2] for line in logged] == [*changed, *changed[::-1]]


def test_an_organisation_with_a_font_of_its_own_can_be_changed(place):
    (place.organization / "fonts").mkdir()
    (place.organization / "fonts" / "Harbor.ttf").write_bytes(b"font")
    settings = place.organization / SETTINGS_FILE
    written = settings.read_text(encoding="utf-8")
    head = YamlText(written)
    head.set(("branding", "font"), "Harbor")
    settings.write_text(head.text, encoding="utf-8")
    assert propose(place, [change_of("set_number", FILLED["set_number"], Known.of(place.organization))]).files


def test_what_a_role_may_do_is_told_and_a_new_role_may_nothing(place):
    known = Known.of(place.organization)

    def proposed(**given: str) -> tuple[str, tuple[str, ...], Role]:
        proposal = propose(place, [change_of("set_role", given, known)])
        text = next(file.after for file in proposal.files if file.path == SETTINGS_FILE)
        name = given["role"].lower()
        return proposal.said[0], proposal.moves, Role.model_validate(yaml.safe_load(text or "")["roles"][name])

    said, _, role = proposed(role="Volunteers", sees="identifier")
    assert role.acts == () and "may: nothing besides reading" in said
    said, moves, role = proposed(role="Volunteers", sees="identifier", may="decide; configure")
    assert role.acts == ("decide", "configure") and "Rule on what waits".lower() in said
    assert any(one.startswith("Volunteers may from now on: rule on what waits") for one in moves)
    before = known.organization.roles["analyst"]
    _, moves, role = proposed(role="analyst", sees="identifier")
    assert set(role.acts) > set(before.acts)
    assert any("Analyst may from now on:" in one and "change the organisation's words" in one for one in moves)
    _, moves, role = proposed(role="director", sees="sensitive")
    assert any("Director may no longer:" in one for one in moves) and role.acts == ()


def test_all_programs_can_be_said_again(place):
    report = place.organization / "reports" / "city_housing.yml"
    before = report.read_text(encoding="utf-8")
    for said in ({}, {"programs": "all"}):
        text = YamlText(before)
        text.set(("programs",), ["housing"])
        text.append(("programs",), "youth")
        report.write_text(text.text, encoding="utf-8")
        proposal = propose(
            place, [change_of("set_programs", {"report": "city_housing", **said}, Known.of(place.organization))]
        )
        (file,) = proposal.files
        assert "programs" not in yaml.safe_load(file.after or "") and proposal.said[0].endswith("counts all programs.")
    report.write_text(before, encoding="utf-8")
    settings = place.organization / SETTINGS_FILE
    roles = "roles:\n  director: identifier\n  clerk:\n    sees: sensitive\n    programs:\n      - housing\n"
    settings.write_text(settings.read_text(encoding="utf-8") + roles, encoding="utf-8")
    known = Known.of(place.organization)
    for said, programs in (({}, ["housing"]), ({"programs": "all"}, None)):
        proposal = propose(place, [change_of("set_role", {"role": "clerk", "sees": "open", **said}, known)])
        assert yaml.safe_load(proposal.files[0].after or "")["roles"]["clerk"].get("programs") == programs


def test_one_spread_after_two_is_written(place):
    known, edited = Known.of(place.organization), Edited(place.organization)
    for by in ("gender; age_group", "gender"):
        change_of("spread_question", {"question": "city_housing.age", "by": by}, known).apply(edited, known)
    report = edited.read("reports/city_housing.yml")
    text = YamlText(report)
    at = [one["id"] for one in text.value(("questions",))].index("age")
    flow = "[gender, age_group]" if "[" in str(text.value(("questions", at, "by"))) else "gender"
    edited.write("reports/city_housing.yml", report.replace(f"by: {flow}", "by:\n      - gender\n      - age_group"))
    change_of("spread_question", {"question": "city_housing.age", "by": "gender"}, known).apply(edited, known)
    assert YamlText(edited.read("reports/city_housing.yml")).value(("questions", at, "by")) == "gender"


ENDS = [end for end in map(chr, range(0x3000)) if len(f"a{end}b".splitlines()) > 1]


def test_no_words_that_are_said_hold_a_line_end_of_any_kind():
    known, tried = Known.of(SAMPLE), 0
    for kind, given in FILLED.items():
        for name, field in KINDS[kind].asked().items():
            if what_of(field) or field.annotation not in (str, list[str]):
                continue
            for end in ENDS:
                if is_listed(field) and end == "\n":  # between two of a list
                    continue
                tried += 1
                with pytest.raises(CaselineError):
                    change_of(kind, {**given, name: f"one{end}### two"}, known)
    assert len(ENDS) == 10 and tried > 150


def test_a_choice_is_one_and_what_is_none_is_told(place):
    known = Known.of(place.organization)
    with pytest.raises(CaselineError, match="is none"):
        change_of("rename_program", {"program": "housing; youth", "name": "Both"}, known)
    with pytest.raises(CaselineError, match="no change 'drop_tables'"):
        _complete(Heard("drop_tables", {}), {}, known)


@pytest.mark.parametrize(
    "said",
    [
        ["Warn me when we haven't heard from a client in 30 days and rename youth to Next", "--set", "number=2"],
        ["Rename youth to Next", "--change", "set_number"],
        ["--set", "number=2"],
    ],
)
def test_nothing_that_is_set_is_dropped(place, said):
    told = CliRunner().invoke(app, ["configure", *said, "--organization", str(place.organization)])
    assert told.exit_code == 2, told.output


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
