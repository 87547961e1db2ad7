"""Batches against an endpoint on loopback: handed in once, collected by whichever process comes later."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from caseline.coding.budget import Budget
from caseline.coding.by_model.batch import BatchCoder
from caseline.coding.by_model.batches import Batches, came_back, known_batches
from caseline.coding.by_model.endpoint import EndpointCoder
from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.coding.choosing import chosen_coder
from caseline.coding.measuring.judged_notes import judged_in_gold
from caseline.coding.measuring.swaps import about_others
from caseline.coding.nights import ledger
from caseline.coding.nights.canary import examine
from caseline.organization.language_model import LanguageModel
from caseline.organization.skills import load_skill
from tests.integration.loopback_batches import BatchEndpoint
from tests.integration.loopback_endpoint import Handler, Says, answer
from tests.integration.note_warehouse import code_pending, note_warehouse, put, rows

SKILL = load_skill("presenting-needs")


@pytest.fixture
def endpoint():
    with BatchEndpoint(lambda note, number: answer(("food", "out of food"))) as server:
        yield server
        server.shutdown()


@pytest.fixture
def notes(tmp_path):
    with note_warehouse(tmp_path / "notes.duckdb") as connection:
        for number in range(10):
            put(connection, f"n{number}", "east", f"2025-0{number % 2 + 1}", f"Visit {number}: out of food.")
        yield connection


@pytest.fixture
def night(endpoint, notes, tmp_path, monkeypatch):
    """One night in a process that knows nothing but the folder; notes go in two waves."""
    monkeypatch.setattr(ledger, "WAVE", 5)

    def run(**use):
        settings = EndpointSettings("small", endpoint.url, "secret", tries=1)
        return code_pending(notes, [SKILL], BatchCoder(settings, tmp_path / "batches", Budget(LanguageModel(**use))))

    return run


def test_notes_are_handed_in_and_collected_by_a_later_process(endpoint, notes, night, tmp_path):
    first = night()
    assert (first.readings, first.waiting) == (0, 10)
    assert "10 readings wait for the next run: they are handed in as a batch" in str(first)
    assert endpoint.requests == [] and endpoint.probes == 1 and len(endpoint.shelf.batches) == 2
    assert night().waiting == 10 and len(endpoint.shelf.batches) == 2
    endpoint.finish()
    collected = night()
    assert (collected.readings, collected.codes, collected.waiting, collected.failed) == (10, 10, 0, 0)
    assert len(endpoint.requests) == 10 and len(endpoint.shelf.batches) == 2
    assert "What came back took 5,500 tokens" in str(collected)
    assert rows(notes, "select distinct quote, coder from intelligence.note_code") == [("out of food", "small")]
    assert night().readings == 0


def test_what_a_batch_asks_is_what_is_asked_at_once(endpoint, notes, night):
    night()
    lines = [json.loads(line) for content in endpoint.shelf.files.values() for line in content.decode().splitlines()]
    assert {(line["method"], line["url"]) for line in lines} == {("POST", "/v1/chat/completions")}
    assert len({line["custom_id"] for line in lines}) == 10
    at_once = EndpointCoder(EndpointSettings("small", endpoint.url, "secret"))
    assert code_pending(notes, [SKILL], at_once).readings == 10
    handed_in = [line["body"] for line in lines]
    assert len(endpoint.requests) == 10 and all(request in handed_in for request in endpoint.requests)


def test_no_word_of_a_note_lies_beside_the_warehouse(night, tmp_path):
    night()
    kept = [path.read_text() for path in (tmp_path / "batches").iterdir()]
    assert len(kept) == 2 and not any("food" in text or "Visit" in text for text in kept)


def test_what_a_batch_broke_fails_alone_and_is_handed_in_again(endpoint, night):
    broken = {"Visit 3:": Says("{"), "Visit 4:": Says(status=400), "Visit 5:": Says(body=b"gone")}
    good = endpoint.behaviour
    endpoint.behaviour = lambda note, number: broken.get(note.split("\n")[1][:8]) or good(note, number)
    night()
    endpoint.finish()
    second = night()
    assert (second.readings, second.failed, second.waiting) == (10, 3, 0)
    endpoint.behaviour = good
    assert night().waiting == 3
    endpoint.finish()
    assert (night().readings, len(endpoint.requests)) == (3, 13)


@pytest.mark.parametrize("status", ["failed", "expired", "cancelled"])
def test_a_batch_that_ends_without_answers_is_said_and_handed_in_again(endpoint, notes, night, status):
    night()
    endpoint.finish(status)
    assert night().failed == 10
    reasons = rows(notes, "select distinct error from intelligence.note_coding")
    assert reasons == [(f"the batch has {status} without an answer",)]
    assert night().waiting == 10
    endpoint.finish()
    assert night().codes == 10


def test_a_process_that_died_while_handing_in_pays_for_nothing_twice(endpoint, night, tmp_path):
    night()
    for path in (tmp_path / "batches").glob("*.json"):
        known = json.loads(path.read_text())
        path.write_text(json.dumps(known | {"id": "", "status": "", "outputs": []}))
    assert night().waiting == 10
    assert len(endpoint.shelf.batches) == 2
    endpoint.shelf.batches.clear()
    for path in (tmp_path / "batches").glob("*.json"):
        known = json.loads(path.read_text())
        path.write_text(json.dumps(known | {"id": "", "status": "", "outputs": []}))
    night()
    assert len(endpoint.shelf.batches) == 2
    endpoint.finish()
    assert night().codes == 10


def test_a_cap_holds_for_what_is_handed_in(endpoint, night):
    first = night(most_tokens=50_000)
    assert first.readings == 0 and first.waiting == 10
    handed_in = sum(len(content.decode().splitlines()) for content in endpoint.shelf.files.values())
    assert 0 < handed_in < 10
    assert "What is handed in may take" in str(first) and "the budget of this run is spent" in str(first)
    nights = 1
    while True:
        endpoint.finish()
        if not night(most_tokens=50_000).waiting:
            break
        nights += 1
    assert nights < 8 and len(endpoint.requests) == 10


class WithoutBatches(Handler):
    def do_POST(self):
        if self.path.endswith("/files"):
            self.body()
            self.server.uploads += 1
            self.send(404, {}, b"{}")
        else:
            super().do_POST()


def test_an_endpoint_without_batches_leaves_the_notes_waiting(serve, notes, tmp_path):
    server = serve(lambda note, number: answer(), handler=WithoutBatches)
    server.uploads = 0
    coder = BatchCoder(EndpointSettings("small", server.url, "secret", tries=1), tmp_path / "batches")
    summary = code_pending(notes, [SKILL], coder)
    assert (summary.waiting, summary.readings) == (10, 0)
    assert "the endpoint does not go on: HTTP 404. The endpoint took 0 tokens." in str(summary)
    assert (server.requests, server.uploads) == ([], 1)


def test_a_week_later_everything_is_deleted_here_and_there(endpoint, night, tmp_path):
    night()
    endpoint.finish()
    night()
    folder = tmp_path / "batches"
    batches = Batches(folder, EndpointSettings("small", endpoint.url, "secret"))
    batches.clear()
    assert len(known_batches(folder)) == 2 and len(endpoint.shelf.files) == 4
    endpoint.shelf.files.popitem()
    for path in folder.glob("*.json"):
        known = json.loads(path.read_text())
        path.write_text(json.dumps(known | {"handed_in": (datetime.now(UTC) - timedelta(days=8)).isoformat()}))
    batches.clear()
    assert (known_batches(folder), endpoint.shelf.files) == ([], {})


def test_the_sensor_hears_once_when_all_have_come_back(endpoint, night, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("CASELINE_BASE_URL", endpoint.url)
    folder = tmp_path / "batches"
    assert came_back(folder) is None
    night()
    assert came_back(folder) is None
    one, other = endpoint.shelf.batches.values()
    other.status = "validating"
    endpoint.finish()
    assert (one.status, came_back(folder)) == ("completed", None)
    other.status = "in_progress"
    endpoint.finish()
    assert came_back(folder)
    assert came_back(folder) is None
    assert night().codes == 10


def test_the_organisation_says_whether_batches_are_used(monkeypatch, tmp_path):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    use = LanguageModel(batch=True, send_identifiers=True)
    assert isinstance(chosen_coder("small", use, tmp_path), BatchCoder)
    assert isinstance(chosen_coder("small", use), EndpointCoder)
    assert isinstance(chosen_coder("small", LanguageModel(send_identifiers=True), tmp_path), EndpointCoder)


def test_what_a_skill_is_measured_on_does_not_wait_for_a_batch(endpoint, notes, tmp_path):
    budget = Budget(LanguageModel())
    coder = BatchCoder(EndpointSettings("small", endpoint.url, "secret"), tmp_path / "batches", budget)
    examine(notes, [SKILL], coder, "run", may_drop=1.0)
    asked = sum(1 + len(about_others(note.text)) for note in judged_in_gold(SKILL))
    assert len(endpoint.requests) == asked and not endpoint.shelf.batches
    assert budget.spent.all == 550 * len(endpoint.requests)
    assert rows(notes, "select coder from intelligence.skill_wording") == [("small",)]


def test_a_budget_too_small_to_measure_a_skill_is_not_spent_on_it(endpoint, notes, tmp_path):
    budget = Budget(LanguageModel(most_tokens=20_000))
    coder = BatchCoder(EndpointSettings("small", endpoint.url, "secret"), tmp_path / "batches", budget)
    examined = examine(notes, [SKILL], coder, "run", may_drop=1.0)
    assert examined.readable == [] and "budget is too little" in examined.told[0]
    assert endpoint.requests == [] and budget.spent.all == 0
