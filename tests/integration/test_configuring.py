"""Changes of an organisation's words: proposed, checked, accepted as seen, taken back."""

import pytest
import yaml

from caseline.configuring.accepting import accept, history, take_back
from caseline.configuring.edited import Edited
from caseline.configuring.kinds import KINDS, change_of
from caseline.configuring.kinds.change import SETTINGS_FILE
from caseline.configuring.known import Known
from caseline.configuring.proposing import difference, propose
from caseline.framework.tables import framework_rows
from caseline.ground.errors import CaselineError
from caseline.ground.yaml_editing import YamlText
from caseline.organization.roles import Role
from tests.integration.configured_sample import FILLED, SAMPLE, sample_place
from tests.integration.test_gate import ROLES


@pytest.fixture
def place(tmp_path):
    return sample_place(tmp_path)


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


def test_who_may_change_words_unless_told_otherwise():
    may = {name for name, role in ROLES.items() if "configure" in role.acts}
    assert may == {"director"}
    for limits in ({"case_load": "own"}, {"programs": ["housing"]}, {"only_with_consent": True}):
        with pytest.raises(ValueError, match="about everybody"):
            Role.model_validate({"sees": "identifier", "may": ["configure"], **limits})
