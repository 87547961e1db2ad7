"""Coding as Dagster sees it: what reading costs is in its log, and a sensor hears of batches that came back."""

import dagster as dg
import pytest

from caseline.coding.by_model.batch import BatchCoder
from caseline.coding.by_model.endpoint_settings import endpoint_settings
from caseline.coding.measuring.judged_notes import judged_in_gold
from caseline.coding.measuring.swaps import about_others
from caseline.ground.settings import workspace
from caseline.ground.warehouse import connect
from caseline.organization.profile import load_organization
from caseline.organization.skills import skills_of
from tests.integration.loopback_batches import BatchEndpoint
from tests.integration.loopback_endpoint import answer
from tests.integration.note_warehouse import code_pending, note_warehouse, put
from tests.integration.record_building import hand_over_parsed_models


@pytest.fixture
def endpoint(monkeypatch, tmp_path):
    hand_over_parsed_models(tmp_path)
    with BatchEndpoint(lambda note, number: answer()) as server:
        monkeypatch.setenv("CASELINE_OUTPUT", str(tmp_path))
        monkeypatch.setenv("CASELINE_MODEL", "small")
        monkeypatch.setenv("CASELINE_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "secret")
        yield server
        server.shutdown()


@pytest.fixture
def notes(endpoint):
    """The warehouse of the place that the environment names, with one note."""
    warehouse = workspace().warehouse
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with note_warehouse(warehouse) as connection:
        put(connection, "n1", "eastside", "2026-01", "Out of food.")
        connection.execute("alter table record.case_note add column client_id text")
        connection.execute("alter table record.case_note add column author text")
        connection.execute("create table record.household_member (client_id text, household_id text)")
        connection.execute("create table record.client_link (client_id text, record_key text)")
        connection.execute(
            """create table record.source_person (record_key text, first_name text, middle_name text, last_name text,
            dob date, ssn text, phone text, email text, address text, other_id text, native_id text)"""
        )


def test_what_reading_costs_is_said_before_and_after(endpoint, notes, capfd):
    from orchestration.coding import AFFILIATE, MONTH, MONTHS, coding

    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions(MONTHS, ["2026-01"])
        key = dg.MultiPartitionKey({AFFILIATE: "eastside", MONTH: "2026-01"})
        assert dg.materialize([coding], instance=instance, partition_key=key).success
    skills = skills_of(load_organization(workspace().organization))
    rounds = [[skill for skill in skills if skill.risk == of_risk] for of_risk in (True, False)]
    judged = [
        sum(1 + len(about_others(note.text)) for skill in of_round for note in judged_in_gold(skill))
        for of_round in rounds
    ]
    asked = sum(judged) + len(skills)
    said = capfd.readouterr().err
    at = 0
    for told in (
        f"{judged[0]} requests ahead: about ",
        f"{len(rounds[0])} requests ahead: about ",
        f"{judged[1]} requests ahead: about ",
        f"{len(rounds[1])} requests ahead: about ",
        f"The endpoint took {asked * 550:,} tokens.",
    ):
        at = said.index(told, at) + len(told)
    assert "The codes of 'risk-flags' as small reads now are held back" in said
    assert len(endpoint.requests) == asked and "out of food" not in said.lower()


def test_a_run_is_asked_for_once_when_all_batches_have_come_back(endpoint, notes):
    from orchestration.batches import batches_came_back

    place, skills = workspace(), skills_of(load_organization(workspace().organization))[:1]
    with connect(place.warehouse) as connection:
        assert code_pending(connection, skills, BatchCoder(endpoint_settings("small"), place.batches)).waiting == 1
    with dg.DagsterInstance.ephemeral() as instance:

        def look():
            return batches_came_back(dg.build_sensor_context(instance=instance))

        assert isinstance(look(), dg.SkipReason)
        endpoint.finish()
        asked = look()
        assert isinstance(asked, dg.RunRequest) and asked.run_key
        assert "2026-01" in "".join(asked.tags.values())
        assert isinstance(look(), dg.SkipReason)
