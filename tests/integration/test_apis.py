"""Systems asked over their API: whole, page by page, whatever goes wrong on the way; after that only what changed."""

import csv
import json

import pytest

import ingestion.api.client
from caseline.ground.errors import CaselineError
from caseline.ground.warehouse import connect
from caseline.organization.apis import Api
from caseline.organization.dictionary import load_dictionary
from ingestion.api.asking import ask_systems
from ingestion.api.connection import connections
from ingestion.api.declaration import system_api
from ingestion.forms.source import load
from tests.integration.loopback_api import SYSTEMS, serve, settings_of
from tests.integration.loopback_forms import Kobo
from tests.integration.loopback_relations import Dynamics, HubSpot, Salesforce

CHANGES_ARE_ASKED = [kind for kind in SYSTEMS if kind.name != "microsoft_forms"]


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(ingestion.api.client, "FIRST_WAIT", 0.01)


@pytest.fixture
def asked(request, tmp_path, monkeypatch):
    """A system that is served and set up, and asking it."""
    system = serve(request.param)
    request.addfinalizer(system.close)
    for name, variable in system_api(system.name).secrets.items():
        monkeypatch.setenv(variable, {"client_id": "client"}.get(name, "secret"))

    def ask(**changes):
        apis = [Api.model_validate(settings_of(system) | changes)]
        return ask_systems(apis, tmp_path / "data", tmp_path / "dlt", ["north"], system_api(system.name).source)

    system.ask = ask
    system.path = tmp_path / "data" / "north" / system.file
    return system


def rows(system):
    """What the file holds, by the person's name."""
    text = system.path.read_text(encoding="utf-8")
    found = json.loads(text) if system.path.suffix == ".json" else list(csv.DictReader(text.splitlines()))
    names = [next(value for value in row.values() if str(value).startswith("Name ")) for row in found]
    assert len(set(names)) == len(names)
    return dict(zip(names, found, strict=True))


@pytest.mark.parametrize("asked", SYSTEMS, indirect=True, ids=lambda kind: kind.name)
def test_all_pages_come_whatever_goes_wrong_on_the_way(asked):
    asked.faults = [429, 503, "cut", "broken"] + ([401] if asked.is_renewed else [])
    assert asked.ask() == []
    assert set(rows(asked)) == {f"Name {number}" for number in range(1, 9)}
    assert not asked.faults
    if asked.is_renewed:
        assert len([one for one in asked.asked if "/token" in one]) == 2


@pytest.mark.parametrize("asked", CHANGES_ARE_ASKED, indirect=True, ids=lambda kind: kind.name)
def test_then_only_what_changed_is_asked(asked):
    asked.ask()
    before = rows(asked)
    asked.records["9"] = asked.record("9")
    asked.records["4"] = json.loads(json.dumps(asked.records["4"]).replace("Name 4", "Name 44"))
    asked.changed |= {"4", "9"}
    if hasattr(asked, "delete"):
        asked.delete("8")
    asked.asked.clear()
    assert asked.ask() == []
    now = rows(asked)
    assert {"Name 9", "Name 44"} <= set(now) and "Name 4" not in now
    assert {name: now[name] for name in before if name in now and name != "Name 8"} == {
        name: before[name] for name in before if name not in ("Name 4", "Name 8")
    }
    if hasattr(asked, "delete"):
        assert "Name 8" not in now or now["Name 8"]["IsDeleted"] == "true"
    assert len(asked.asked) <= 5


@pytest.mark.parametrize("asked", SYSTEMS, indirect=True, ids=lambda kind: kind.name)
def test_a_row_is_what_the_systems_own_export_would_say(asked):
    asked.ask()
    row = rows(asked)["Name 2"]
    assert row == {
        "salesforce": {"Id": "2", "LastName": "Name 2", "IsDeleted": "false", "Client__c": ""},
        "hubspot": {
            "Record ID": "2", "Associated Company IDs": "c1;c2", "Last Name": "Name 2", "Program": "", "Client ID": "",
            "First Name": "", "Lifecycle Stage": "", "hs_object_id": "2",
        },
        "dynamics": {
            "contactid": "2", "lastname": "Name 2", "gendercode": "2", "gendercodename": "Female",
            "parentcustomerid": "a-1", "parentcustomeridname": "Shelter", "birthdate": "1990-02-01", "new_client": "",
        },
        "kobo": Kobo().record("2"),
        "odk": {
            "__id": "2", "__system": {"submissionDate": "2024-05-01T00:00:00Z", "updatedAt": None}, "name": "Name 2",
            "goals": [{"__id": "c2", "what": "home"}],
        },
        "surveymonkey": {
            "Respondent ID": "2", "Collector ID": "c", "Start Date": "", "End Date": "", "IP Address": "",
            "Email Address": "", "First Name": "", "Last Name": "", "Custom Data 1": "",
            "Response Status": "completed", "Your name?": "Name 2", "Where do you sleep?": "Shelter;Car;a tent",
            "Do you have - a phone": "Yes", "Do you have - a doctor": "No",
        },
        "typeform": {
            "#": "2", "Start Date (UTC)": "2024-05-01T00:00:00Z", "Submit Date (UTC)": "2024-05-01T00:05:00Z",
            "Network ID": "", "Your name?": "Name 2", "Where do you sleep?": "Shelter;Car;a tent",
            "Do you have children?": "true", "site": "north",
        },
        "google_forms": {
            "Response ID": "2", "Timestamp": "2024-05-01T00:05:00Z", "Email Address": "", "Your name?": "Name 2",
            "Where do you sleep?": "Shelter;Car", "Do you have [a phone]": "Yes",
        },
        "microsoft_forms": {
            "ID": "2", "Start time": "2024-05-01 12:00:00", "Your name?": "Name 2",
            "Where do you sleep?": "Shelter;Car;",
        },
        "airtable": {
            "Record ID": "2", "Created": "2024-05-01T00:00:00.000Z", "Adult": "true", "Name": "Name 2",
            "Needs": "Home;Work",
        },
    }[asked.name]  # fmt: skip


@pytest.mark.parametrize("asked", [Kobo, Dynamics], indirect=True, ids=lambda kind: kind.name)
def test_what_cannot_be_had_is_told_and_the_former_export_stays(asked):
    asked.ask()
    before = asked.path.read_bytes()
    asked.faults = [503] * 20
    [told] = asked.ask()
    assert "status 503" in told.reason and told.label.endswith("over its API")
    asked.faults = [403]
    [told] = asked.ask()
    assert all(name in told.reason for name in system_api(asked.name).secrets.values())
    assert asked.path.read_bytes() == before
    asked.faults = []
    assert asked.ask() == []


@pytest.mark.parametrize("asked", [HubSpot], indirect=True)
def test_what_came_lands_as_a_file_of_that_system_and_what_did_not_is_held_back(asked, tmp_path):
    apis = [Api.model_validate(settings_of(asked) | {"tables": ["contacts", "deals"]})]
    dictionary = load_dictionary(tmp_path / "none")
    summary = load(tmp_path / "data", tmp_path / "w.duckdb", tmp_path / "dlt", ["north"], dictionary, apis=apis)
    with connect(tmp_path / "w.duckdb", read_only=True) as connection:
        landed = connection.execute("select form, count(*) from forms.submission group by form").fetchall()
    assert landed == [("hubspot/contacts", 8)]
    assert [(one.file, one.reason) for one in summary.held_back if not one.file.endswith(".csv")] == [
        ("north/hubspot/hubspot/deals over its API", "HubSpot does not know what it was asked for (status 404).")
    ]


@pytest.mark.parametrize("asked", [Kobo], indirect=True)
def test_fewer_than_the_system_has_are_not_taken_for_all(asked, monkeypatch):
    def short(query, wanted=None, at="page"):
        return list(asked.records.values())[:3], None

    asked.page = short
    [told] = asked.ask()
    assert told.reason == "KoboToolbox has 8 records and gave 3 of them." and not asked.path.exists()


@pytest.mark.parametrize("asked", [Kobo], indirect=True)
def test_a_token_is_shown_to_no_other_address(asked):
    asked.url = lambda rest: "http://127.0.0.1:1/elsewhere"
    [told] = asked.ask()
    assert "http://127.0.0.1:1" in told.reason and not asked.path.exists()


@pytest.mark.parametrize("asked", [HubSpot], indirect=True)
def test_more_changes_than_a_search_gives_are_asked_for_as_everything(asked, monkeypatch):
    asked.ask()
    monkeypatch.setattr(system_api("hubspot").tables["contacts"].changed, "at_most", 1)
    asked.changed = {"1", "2"}
    asked.records["9"] = asked.record("9")
    assert asked.ask() == [] and "Name 9" in rows(asked)


@pytest.mark.parametrize("asked", [Dynamics], indirect=True)
def test_where_changes_can_be_asked_no_more_everything_is(asked):
    real = asked.url
    asked.url = lambda rest: real(rest.replace("deltatoken=d", "deltatoken=over"))
    asked.ask()
    asked.records["9"] = asked.record("9")
    assert asked.ask() == [] and "Name 9" in rows(asked)


@pytest.mark.parametrize("asked", [Kobo], indirect=True)
def test_what_was_deleted_is_gone_when_everything_is_asked_again(asked, monkeypatch):
    asked.ask()
    del asked.records["8"]
    assert asked.ask() == [] and "Name 8" in rows(asked)
    monkeypatch.setattr(system_api("kobo").any_table, "whole_every_days", 0)
    assert asked.ask() == [] and "Name 8" not in rows(asked)


@pytest.mark.parametrize("asked", [Salesforce], indirect=True)
def test_the_tables_a_system_has_are_found(asked):
    assert asked.ask(tables=[]) == []
    assert [path.name for path in asked.path.parent.iterdir()] == ["Contact.csv"]


@pytest.mark.parametrize("asked", [Dynamics], indirect=True)
def test_what_is_missing_is_said_by_name(asked, monkeypatch):
    monkeypatch.delenv("DYNAMICS_CLIENT_SECRET")
    with pytest.raises(CaselineError, match=r"'tenant'.*DYNAMICS_CLIENT_SECRET is not set"):
        asked.ask(details={})
    with pytest.raises(CaselineError, match="EASTSIDE_SECRET is not set"):
        asked.ask(secrets={"client_secret": "EASTSIDE_SECRET"})
    with pytest.raises(CaselineError, match="say with 'affiliate' whose Microsoft Dynamics"):
        connections([Api(system="dynamics")], ["north", "south"])
    with pytest.raises(CaselineError, match="Did you mean 'hubspot'"):
        system_api("hubspott")
    assert not asked.asked
