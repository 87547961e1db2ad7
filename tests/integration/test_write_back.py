"""The shared client ID, written back into a field of each system: shown first, only what differs, all of it logged."""

import csv

import pytest
from typer.testing import CliRunner

import ingestion.api.client
from caseline.cli import app
from caseline.ground.errors import CaselineError
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from caseline.identity.write_back import write_back
from caseline.organization.profile import Organization
from ingestion.api.declaration import system_api
from tests.integration.loopback_api import serve, settings_of
from tests.integration.loopback_relations import Dynamics, HubSpot, Salesforce

FIELDS = {"salesforce": "Client__c", "hubspot": "client", "dynamics": "new_client"}
EVERYBODY = [Salesforce, HubSpot, Dynamics]


@pytest.fixture
def system(request, tmp_path, monkeypatch):
    """A system of eight people; 1 and 2 are one client, 3 has its ID already, 4 a former one, 5 something else,
    6 two clients; 7 and 8 are nobody's."""
    monkeypatch.setattr(ingestion.api.client, "FIRST_WAIT", 0.01)
    system = serve(request.param)
    request.addfinalizer(system.close)
    for name, variable in system_api(system.name).secrets.items():
        monkeypatch.setenv(variable, {"client_id": "client"}.get(name, "secret"))
    field = FIELDS[system.name]
    for own, value in {"3": "CL-3", "4": "CL-old", "5": "Smith"}.items():
        (system.records[own]["properties"] if system.name == "hubspot" else system.records[own])[field] = value
    place = Workspace(tmp_path / "organization", tmp_path / "output")
    source, before = {"salesforce": ("crm", ""), "hubspot": ("forms", "hubspot/contacts/")}.get(
        system.name, ("forms", "dynamics/contacts/")
    )
    clients = [("1", "CL-1"), ("2", "CL-1"), ("3", "CL-3"), ("4", "CL-4"), ("5", "CL-5"), ("6", "CL-6"), ("6", "CL-7")]
    with connect(place.published) as connection:
        connection.execute("create schema record")
        connection.execute(
            "create table record.client_link (affiliate_id text, source text, native_id text, client_id text)"
        )
        connection.executemany(
            "insert into record.client_link values ('north', ?, ?, ?)",
            [[source, before + own, client] for own, client in [*clients, ("99", "CL-9")]],
        )
        connection.execute(
            "create table record.identity_alias as select 'CL-old' as old_client_id, 'CL-4' as client_id"
        )
    described = {
        "id": "n",
        "name": "N",
        "affiliates": [{"id": "north", "name": "North"}],
        "apis": [settings_of(system)],
    }
    organization = Organization.model_validate(described)

    def write(by=None, field=field):
        [plan] = write_back(place, organization, system.name, field, None, by)
        return plan

    system.write_back, system.field = write, field
    return system


def log(plan):
    with plan.log.open(encoding="utf-8", newline="") as file:
        return [(row["record_id"], row["before"], row["client_id"], row["outcome"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("system", EVERYBODY, indirect=True, ids=lambda kind: kind.name)
def test_it_is_shown_first_then_written_once(system):
    plan = system.write_back()
    assert plan.counts == {
        "gets one": 2,
        "has it": 1,
        "gets another, its former one was merged or split": 1,
        "left: the field holds something else": 1,
        "left: it has more than one client ID": 1,
        "left: the system has it no more": 1,
    }
    assert not system.written and plan.log is None
    system.faults = [0, 0, 0, 429, 503]
    plan = system.write_back(by="a worker")
    assert system.written == {"1": "CL-1", "2": "CL-1", "4": "CL-4"} and not plan.refused
    wrote = [("1", "", "CL-1", "written"), ("2", "", "CL-1", "written"), ("4", "CL-old", "CL-4", "written")]
    assert log(plan) == wrote
    system.written.clear()
    again = system.write_back(by="a worker")
    assert not system.written and not again.writes and again.counts["has it"] == 4 and log(again) == wrote


@pytest.mark.parametrize("system", [Dynamics, Salesforce], indirect=True, ids=lambda kind: kind.name)
def test_a_writing_that_was_stopped_goes_on(system, monkeypatch):
    monkeypatch.setattr(system_api("salesforce").any_table.write_back, "batch", 1)
    system.write_back()
    real, sent = system.answer, []

    def answer(method, path, query, body, headers):
        if (method == "PATCH" and sent.append(path)) or len(sent) > 1:
            system.faults = [503]
        return real(method, path, query, body, headers)

    system.answer = answer
    with pytest.raises(CaselineError, match="status 503"):
        system.write_back(by="a worker")
    assert list(system.written) == ["1"]
    system.answer, system.faults = real, []
    plan = system.write_back(by="another")
    assert plan.writes.keys() == {"2", "4"} and [one[0] for one in log(plan)] == ["1", "2", "4"]


@pytest.mark.parametrize("system", EVERYBODY, indirect=True, ids=lambda kind: kind.name)
def test_a_record_that_the_system_refuses_spoils_no_other(system):
    system.write_back()
    system.gone = {"2"}
    if system.name == "dynamics":
        system.content = _keeps_quiet_of_deleted(system.content)
    elif system.name == "hubspot":
        system.content = _keeps_quiet_of_archived(system.content)
    plan = system.write_back(by="a worker")
    assert system.written == {"1": "CL-1", "4": "CL-4"} and plan.refused == 1
    assert [(own, said == "written") for own, *_, said in log(plan)] == [("1", True), ("2", False), ("4", True)]


def _keeps_quiet_of_deleted(content):
    def quiet(method, path, query, body):
        answer = content(method, path, query, body)
        if answer and "value" in answer:
            answer["value"] = [one for one in answer["value"] if "reason" not in one]
        return answer

    return quiet


def _keeps_quiet_of_archived(content):
    return lambda method, path, query, body: (
        {"results": []} if query.get("archived") else content(method, path, query, body)
    )


@pytest.mark.parametrize("system", [Salesforce], indirect=True)
def test_only_a_field_that_there_is_is_written(system):
    with pytest.raises(CaselineError, match="Did you mean 'Client__c'"):
        system.write_back(by="a worker", field="Client_c")
    assert not system.written


def test_systems_without_an_api_get_a_file_for_their_importer(tmp_path, monkeypatch):
    folder = tmp_path / "small"
    (folder / "data_dictionary").mkdir(parents=True)
    (folder / "organization.yml").write_text("id: small\nname: Small\naffiliates: [{id: north, name: North}]\n")
    monkeypatch.setenv("CASELINE_OUTPUT", str(tmp_path / "output"))
    with connect(tmp_path / "output" / "small" / "warehouse" / "published.duckdb") as connection:
        connection.execute("create schema record")
        connection.execute(
            "create table record.client_link as select 'north' as affiliate_id, * from (values"
            " ('forms', 'apricot/participants/7', 'CL-1'), ('forms', 'apricot/participants/8', 'CL-1'),"
            " ('forms', 'intake/7', 'CL-2')) as own (source, native_id, client_id)"
        )
    done = CliRunner().invoke(app, ["write-back", "apricot", "Caseline ID", "-o", str(folder)])
    assert done.exit_code == 0, done.output
    [file] = (tmp_path / "output" / "small" / "write_back" / "north").iterdir()
    header, *rows = file.read_text().splitlines()
    assert header.endswith(",Caseline ID") and rows == ["7,CL-1", "8,CL-1"]
    refused = CliRunner().invoke(app, ["write-back", "apricott", "Caseline ID", "-o", str(folder)])
    assert refused.exit_code == 2 and "Did you mean 'apricot'" in " ".join(refused.output.split())
