"""Nights with an endpoint: what is unchanged is never asked again, and what failed or was killed is."""

import pytest

from caseline.coding.by_model.endpoint import EndpointCoder
from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.coding.pseudonyms.privacy import PrivateCoder
from caseline.organization.skills import load_skills
from tests.integration.loopback_endpoint import Says, answer
from tests.integration.note_warehouse import code_pending, note_warehouse, put, rows


@pytest.fixture
def notes(tmp_path):
    with note_warehouse(tmp_path / "notes.duckdb") as connection:
        for number in range(12):
            put(connection, f"n{number}", "east", f"2025-0{number % 2 + 1}", f"Visit {number}: out of food.")
        yield connection


def coder(server, **changes):
    return EndpointCoder(EndpointSettings("small", server.url, "secret", tries=2, first_wait_seconds=0.01, **changes))


def test_a_later_night_asks_what_has_changed_and_nothing_else(serve, notes):
    server, skills = serve(lambda note, number: answer()), load_skills()
    assert code_pending(notes, skills, coder(server)).readings == 12 * len(skills) == len(server.requests)

    server.requests.clear()
    again = code_pending(notes, skills, coder(server))
    assert (again.readings, server.requests, server.probes) == (0, [], 1)

    put(notes, "n3", "east", "2025-02", "She found a flat.")
    code_pending(notes, skills, coder(server))
    assert len(server.requests) == len(skills)
    assert {request["messages"][1]["content"] for request in server.requests} == {"<note>\nShe found a flat.\n</note>"}

    server.requests.clear()
    edited = skills[0].model_copy(deep=True)
    edited.codes[0].meaning += " Wherever it is said."
    code_pending(notes, [edited, *skills[1:]], coder(server), run_id="edited")
    assert len(server.requests) == 12
    assert all("Wherever it is said." in request["messages"][0]["content"] for request in server.requests)
    assert rows(notes, "select distinct skill from intelligence.note_coding where run_id = 'edited'") == [
        (edited.name,)
    ]


def test_what_failed_is_asked_the_next_night_and_nothing_else(serve, notes):
    down = True
    server = serve(lambda note, number: Says(status=500) if down and "Visit 7:" in note else answer())
    skills = load_skills()
    assert code_pending(notes, skills, coder(server)).failed == len(skills)
    down = False
    server.requests.clear()
    assert code_pending(notes, skills, coder(server)).readings == len(skills) == len(server.requests)
    assert rows(notes, "select distinct status, error from intelligence.note_coding") == [("coded", None)]


def test_an_endpoint_that_goes_away_leaves_no_trace_in_the_ledger(serve, notes):
    gone = False
    server = serve(lambda note, number: Says(status=401) if gone or number > 30 else answer())
    skills = load_skills()
    first = code_pending(notes, skills, coder(server, concurrency=1))
    assert (first.readings, first.waiting, first.failed) == (30, 12 * len(skills) - 30, 0)
    assert "the endpoint does not go on: HTTP 401" in str(first)
    assert rows(notes, "select count(*) from intelligence.note_coding") == [(30,)]


def test_pseudonyms_are_another_wording(serve, notes):
    skill = load_skills()[0]
    plain = coder(serve(lambda note, number: answer()))
    assert PrivateCoder(plain).prompt_hash(skill) != plain.prompt_hash(skill)
    assert PrivateCoder(plain).budget is plain.budget
