"""The API over real HTTP: tokens, pages, feeds of changes, decisions, faults, and what is written down of it."""

import csv
import io
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import requests

from application.api.tokens import DAY_SECONDS, Scope, Token
from application.serving import tokens_of
from caseline.audit import Act
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from caseline.organization.profile import load_organization
from ingestion.submissions.store import Store
from tests.integration.intake_place import write_forms
from tests.integration.loopback_application import make_place, place_over, serving
from tests.integration.loopback_program import Program, a_token
from tests.unit.site_people import MANAGERS

PEOPLE = [
    {"email": "ana@harbor.example", "name": "Ana Sol", "role": "director"},
    {"email": "mo@harbor.example", "name": "Mo Lind", "role": "case_manager", "case_load": [MANAGERS[0]]},
]
ROLES = {
    "director": "identifier", "analyst": "sensitive", "funder": "open",
    "elsewhere": {"sees": "sensitive", "affiliates": ["northgate"]},
    "case_manager": {"sees": "identifier", "case_load": "own"},
}  # fmt: skip


LISTS = (
    "/codes", "/signals/unusual", "/signals/needs-attention", "/signals/open-risks", "/missing", "/crosswalk",
    "/pairs-to-decide", "/codes-to-decide", "/figures", "/files", "/quarantine",
)  # fmt: skip


def publish_changed(place: Workspace, *statements: str) -> None:
    """Swap in a changed copy, as a run does."""
    fresh = place.published.with_name("fresh.duckdb")
    shutil.copyfile(place.published, fresh)
    with connect(fresh) as connection:
        for statement in statements:
            connection.execute(statement)
    fresh.replace(place.published)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(make_place(tmp_path_factory.mktemp("api"), people=PEOPLE, roles=ROLES)) as running:
        yield running


@pytest.fixture
def director(served):
    return Program(served, a_token(served, person="ana@harbor.example"))


def test_without_a_token_that_holds_nothing_is_told(served):
    ended = a_token(served, "ended", days=0.00001, role="director")
    time.sleep(1)
    few = Token("few", (Scope.runs,), time.time(), time.time() + DAY_SECONDS, role="director")
    narrow = tokens_of(served.place).make(few, load_organization(served.place.organization))
    revoked = a_token(served, "revoked", role="director")
    tokens_of(served.place).revoke("revoked")
    for token, status in (("", 401), ("cl_wrong", 401), (ended, 401), (revoked, 401), (narrow, 403)):
        answer = requests.get(f"{served.url}/api/v1/clients", headers={"Authorization": f"Bearer {token}"}, timeout=30)
        assert answer.status_code == status and answer.headers["content-type"] == "application/problem+json"
        assert "C-0" not in answer.text and answer.json()["status"] == status
    kept = (served.place.sign_in / "tokens.json").read_text()
    assert not any(token in kept for token in (ended, narrow, revoked))
    assert any("without the scope clients" in line.entry.about for line in served.written())
    cookie = served.browser()
    assert cookie.get("/api/v1/clients").status_code == 401, "who signed in on pages has no token"


def test_pages_hold_every_row_once_and_a_cursor_outlives_a_change(served, director):
    rows = director.every("/clients", limit=7)
    ids = [row["client_id"] for row in rows]
    assert ids == sorted(set(ids)) and len(ids) == 40
    assert {"first_name", "dob", "zip"} <= rows[0].keys()
    assert director.of(f"/clients/{ids[3]}").json() == rows[3]
    assert [row["client_id"] for row in director.every("/timelines", client_id=ids[3])] == [ids[3]] * len(
        director.every(f"/clients/{ids[3]}/timeline")
    )
    for path in LISTS:
        whole = list(csv.reader(io.StringIO(director.of(f"{path}.csv").text)))
        rows = director.every(path, limit=1000)
        assert len(whole) == len(rows) + 1 > 1 and whole[0] == list(rows[0]), path


def test_a_number_leads_to_its_evidence(served, director):
    (figure, *_) = [one for one in director.every("/figures") if one["clients"]]
    assert director.of(f"/figures/{figure['figure_id']}").json() == figure
    rows = director.every(f"/figures/{figure['figure_id']}/evidence", role="counted", limit=3)
    assert len({row["client_id"] for row in rows}) == figure["clients"]
    trace = [line.entry for line in served.written() if line.entry.act is Act.trace][-1]
    assert trace.clients and "quote" in trace.fields and trace.who.startswith("ana@harbor.example, token ")
    director.of("/figures/none:of:these/evidence", 404)


def test_a_client_on_a_page(reported_warehouse, tmp_path):
    people = [PEOPLE[0], {**PEOPLE[1], "case_load": ["Nobody"]}]
    path = "/clients/C-0000000001/brief"
    with serving(place_over(tmp_path, reported_warehouse, people=people, roles=ROLES)) as served:
        director = Program(served, a_token(served, person="ana@harbor.example"))
        brief = director.of(path, since="2026-01-01").json()
        assert (brief["client_id"], brief["since"], brief["role"]) == ("C-0000000001", "2026-01-01", "director")
        sentences = [one for section in brief["sections"] for one in section["sentences"]]
        cited = {str(number) for one in sentences for number in one["citations"]}
        assert all(one["citations"] for one in sentences) and cited == brief["citations"].keys()
        written = [line.entry for line in served.written() if line.entry.act is Act.brief]
        assert [(one.clients, one.who[:18]) for one in written] == [(("C-0000000001",), "ana@harbor.example")]
        director.of(path, 400, since="yesterday")
        director.of("/clients/C-9/brief", 404)
        for whose in ({"person": "mo@harbor.example"}, {"role": "funder"}):
            Program(served, a_token(served, **whose)).of(path, 404)


def test_what_is_unchanged_is_not_sent_again(served, director):
    tag = director.of("/clients").headers["etag"]
    again = director.get(f"{director.url}/clients", headers={"If-None-Match": f'"x", {tag}'}, timeout=30)
    assert again.status_code == 304 and not again.content
    analyst = Program(served, a_token(served, role="analyst"))
    assert analyst.of("/clients").headers["etag"] != tag


def test_roles_see_their_own_rows_and_fields(served):
    analyst, manager, funder = (
        Program(served, a_token(served, **whose))
        for whose in ({"role": "analyst"}, {"person": "mo@harbor.example"}, {"role": "funder"})
    )
    assert not {"first_name", "dob", "phone"} & analyst.every("/clients")[0].keys()
    assert 0 < len(manager.every("/clients")) < 40
    theirs = {row["client_id"] for row in manager.every("/clients")}
    other = next(row["client_id"] for row in analyst.every("/clients") if row["client_id"] not in theirs)
    manager.of(f"/clients/{other}", 404)
    manager.of(f"/clients/{other}/timeline", 404)
    assert manager.every("/codes", client_id=other) == []
    assert not {"last_name_l", "evidence"} & analyst.every("/pairs-to-decide")[0].keys()
    analyst.give("/rulings/pair", 404, record_key_l="a", record_key_r="b", ruling="same", reason="x")
    for path in ("/clients", "/crosswalk", "/missing", "/quarantine", "/codes"):
        funder.of(path, 404)
    assert "/figures" in funder.of("/status").json()["resources"]
    assert {row["name"] for row in funder.of("/tables").json()["data"]} >= {"figure"}
    assert "missing" not in {row["name"] for row in funder.of("/tables").json()["data"]}
    told = [row["clients"] for row in funder.every("/figures") if row["clients"]]
    assert told and all(clients % 5 == 0 for clients in told)


def test_tables_for_bi_are_csv_and_json(served, director):
    names = [row["name"] for row in director.of("/tables").json()["data"]]
    assert {"figure", "missing"} <= set(names)
    text = director.of("/tables/missing.csv").text
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(director.every("/tables/missing")) > 1
    headers = {"Authorization": str(director.headers["Authorization"])}
    frame = pd.read_csv(f"{director.url}/tables/missing.csv", storage_options=headers)
    assert list(frame["missing_id"]) == [row["missing_id"] for row in director.every("/tables/missing")]
    export = [line.entry for line in served.written() if line.entry.act is Act.export][-1]
    assert export.clients == ("*",) and export.about == "/api/v1/tables/missing"
    director.of("/tables/nothing", 404)


def test_changes_since_are_those_that_the_reader_sees(tmp_path):
    with serving(make_place(tmp_path, people=PEOPLE, roles=ROLES)) as served:
        director, analyst = (Program(served, a_token(served, role=role)) for role in ("director", "analyst"))
        begun = director.of("/clients", since="2020-01-01T00:00:00Z", limit=1000).json()
        assert begun["whole"] and len(begun["data"]) == 40 and begun["gone"] == []
        begun_too = analyst.of("/clients", since="2020-01-01", limit=1000).json()
        assert director.of("/clients", since=begun["until"]).json()["data"] == []
        time.sleep(0.02)
        publish_changed(
            served.place,
            "update record.client set last_name = 'Novaquistelund' where client_id = 'C-0000000003'",
            "delete from record.client where client_id = 'C-0000000005'",
        )
        changed = director.of("/clients", since=begun["until"]).json()
        assert not changed["whole"] and [row["last_name"] for row in changed["data"]] == ["Novaquistelund"]
        assert changed["gone"] == [{"client_id": "C-0000000005"}]
        for_analyst = analyst.of("/clients", since=begun_too["until"]).json()
        assert for_analyst["data"] == [] and for_analyst["gone"] == [{"client_id": "C-0000000005"}]
        assert director.of("/clients", since=changed["until"]).json()["gone"] == []
        kept = b"".join(path.read_bytes() for path in served.place.feeds.glob("*.duckdb"))
        assert b"C-0000000003" not in kept and b"Novaquistelund" not in kept


def test_decisions_go_the_way_of_the_pages(served, director):
    pair = director.every("/pairs-to-decide")[0]
    keys = {name: pair[name] for name in ("record_key_l", "record_key_r")}
    made = director.give("/rulings/pair", 201, **keys, ruling="same", reason="Same mother")
    assert "in force at the next run" in made["told"]
    file = served.place.organization / "transformation" / "identity_rulings.csv"
    assert "Same mother" in file.read_text() and "Ana Sol" in file.read_text()
    entry = [line.entry for line in served.written() if line.entry.act is Act.ruling][-1]
    assert len(entry.clients) == 2 and entry.about == "identity_rulings.csv: same"
    conflict = director.give("/rulings/pair", 409, **keys, ruling="different", reason="Two birth days")
    assert "has ruled" in conflict["detail"]
    director.give("/rulings/pair", 201, **keys, ruling="unsure", reason="Ask", seen=made["marks"])
    director.give("/rulings/pair/back", 409, marks=made["marks"])
    assert director.give("/rulings/pair", 422, **keys, ruling="maybe", reason="x")["errors"][0]["pointer"] == "/ruling"
    director.give("/rulings/pair", 404, record_key_l="a", record_key_r="b", ruling="same", reason="x")
    missing = director.every("/missing")[0]["missing_id"]
    assert (
        "until" in director.give("/rulings/missing", 422, missing_id=missing, ruling="explained", reason="x")["detail"]
    )
    director.give("/rulings/missing", 201, missing_id=missing, ruling="done", reason="Survey taken")
    with connect(served.place.published, read_only=True) as connection:
        quote = """select code_id, client_id in (
                select client_id from record.consent where is_in_force and covers_network
            ) from intelligence.code where not is_risk and not flagged_instruction order by all"""
        consents = {is_there: code for code, is_there in connection.execute(quote).fetchall()}
        (report,) = connection.execute(
            "select min(report_id) from framework.report where funder is not null"
        ).fetchone()
    picked = {"report": report, "ruling": "picked", "reason": "In her own words"}
    marks = director.give("/rulings/quote", 201, code_id=consents[True], **picked)["marks"]
    director.give("/rulings/quote/back", 200, marks=marks)
    director.give("/rulings/quote", 404, code_id=consents[False], **picked)
    director.give("/rulings/quote", 422, code_id=consents[True], **{**picked, "report": "no such"})
    form = requests.post(f"{director.url}/rulings/pair", data=keys, headers=dict(director.headers), timeout=30)
    assert form.status_code == 415


def test_forms_come_in_by_the_door_of_clients(tmp_path):
    place = make_place(tmp_path, people=PEOPLE, roles=ROLES)
    write_forms(place.organization)
    with serving(place) as served:
        program = Program(served, a_token(served, "kiosk", role="analyst"))
        answers = {"Given name": "Ines", "Family name": "Novaquistelund", "Needs": ["food", "bed"]}
        sent = {"id": "k-1", "answers": answers, "consent": "agree", "signature": "Ines N"}
        wrong = program.give("/forms/first_visit", 422, id="k-1", answers={"Given name": "I", "Sleeps": "moon"})
        said = {one["pointer"] for one in wrong["errors"]}
        assert said == {"/answers/Family name", "/answers/Sleeps", "/consent"}
        unknown = program.give("/forms/first_visit", 422, id="k-1", answers={"Shoe size": "9"})
        assert unknown["errors"][0]["pointer"] == "/answers/Shoe size"
        program.give("/forms/no_such", 404, **sent)
        program.give("/forms/how_are_you", 404, id="k-1", answers={"Steady": ["low"]})  # asked by a link alone
        elsewhere = Program(served, a_token(served, "elsewhere", role="elsewhere"))
        elsewhere.give("/forms/first_visit", 404, **sent)
        assert program.give("/forms/first_visit", 201, **sent)["is_new"] is True
        assert program.give("/forms/first_visit", 200, **sent)["is_new"] is False
        other = Program(served, a_token(served, "other", role="analyst"))
        assert other.give("/forms/first_visit", 201, **sent)["is_new"], "another program's ids are others"
        (affiliate, form, month), *_ = Store(place.submissions).parts(["eastside"])
        kept = list(Store(place.submissions).of(affiliate, form, month))
        assert [one.sent.answers["Needs"] for one in kept] == ["food; bed"] * 2
        assert {one.sent.answers["Sent by"] for one in kept} == {"token kiosk", "token other"}
        entry = next(line.entry for line in served.written() if line.entry.act is Act.submission)
        assert entry.about == "/api/v1/forms/first_visit" and entry.who.startswith("token kiosk")
        reading = Token("reader", (Scope.clients,), time.time(), time.time() + 60, role="director")
        only_reads = Program(served, tokens_of(place).make(reading, load_organization(place.organization)))
        only_reads.give("/forms/first_visit", 403, **sent)


def test_a_question_that_is_wrong_is_a_problem(director):
    for path, query in (
        ("/clients", {"limit": 0}), ("/clients", {"limit": "x"}), ("/clients", {"nosuch": 1}),
        ("/clients", {"since": "yesterday"}), ("/tables/missing", {"since": "2026-01-01"}),
        ("/quarantine", {"since": "2026-01-01"}), ("/clients.csv", {"cursor": "x"}), ("/clients?limit=1&limit=2", {}),
    ):  # fmt: skip
        problem = director.of(path, 400, **query)
        assert problem.headers["content-type"] == "application/problem+json", path
    director.of("/clients", 404, cursor="no-cursor")
    director.of("/clients/", 404)
    assert director.of("/nothing", 404).json()["title"] == "Not Found"
    assert requests.delete(f"{director.url}/clients", headers=dict(director.headers), timeout=30).status_code == 405


def test_a_role_that_is_gone_closes_its_tokens(tmp_path):
    place = make_place(tmp_path, people=PEOPLE, roles=ROLES)
    with serving(place) as served:
        manager = Program(served, a_token(served, person="mo@harbor.example"))
        manager.of("/status")
        file = place.organization / "organization.yml"
        time.sleep(0.02)
        file.write_text(file.read_text().replace("mo@harbor.example", "former@harbor.example"))
        manager.of("/status", 401)


def test_schemathesis_finds_nothing(tmp_path, monkeypatch):
    many = (10**9, 60.0)
    for name in ("api.calls.OF_TOKEN", "api.calls.WRONG_TOKENS", "app.OF_ADDRESS"):
        monkeypatch.setattr(f"application.{name}", many)
    with serving(make_place(tmp_path, people=PEOPLE, roles=ROLES)) as served:
        token = a_token(served, person="ana@harbor.example")
        # what is too much at once is refused with 413, which its own list of refusals lacks
        refusals = "[400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429, '5xx']"
        settings = f"[checks.negative_data_rejection]\nexpected-statuses = {refusals}\n"
        (tmp_path / "schemathesis.toml").write_text(settings)
        examples = os.environ.get("CASELINE_TEST_SCHEMATHESIS", "2")  # more: long, and all that its coverage knows
        phases = "fuzzing" if examples == "2" else "examples,coverage,fuzzing,stateful"
        found = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")), "--no-color", "run",
                f"{served.url}/api/v1/openapi.json", "--header", f"Authorization: Bearer {token}",
                "--max-examples", examples, "--seed", "7", "--phases", phases, "--workers", "2",
            ],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert found.returncode == 0, found.stdout[-20_000:] + found.stderr[-2_000:]


def test_too_many_requests_are_told_to_wait(tmp_path, monkeypatch):
    monkeypatch.setattr("application.api.calls.OF_TOKEN", (3, 60.0))
    with serving(make_place(tmp_path, people=PEOPLE, roles=ROLES)) as served:
        program = Program(served, a_token(served, role="director"))
        for _ in range(3):
            program.of("/status")
        assert program.of("/status", 429).headers["retry-after"] == "60"
