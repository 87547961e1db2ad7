"""A model behind an endpoint and the embedded reader read the same notes: both are kept, neither costs the other."""

from io import StringIO

import pytest
from rich.console import Console

from caseline.coding.budget import Budget
from caseline.coding.by_meaning.coder import EncoderCoder
from caseline.coding.by_model.endpoint import EndpointCoder
from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.coding.by_rules.embedded import EmbeddedCoder
from caseline.coding.choosing import coder_of, second_coder_of, second_reader_name
from caseline.coding.measuring.evaluation import evaluate
from caseline.coding.nights import ledger
from caseline.coding.nights.engine import pending_partitions
from caseline.coding.nights.rounds import measure_and_read
from caseline.ground.errors import CaselineError
from caseline.organization.language_model import LanguageModel
from caseline.organization.profile import Organization
from caseline.organization.skills import load_skills
from tests.integration.loopback_endpoint import Says, answer
from tests.integration.note_warehouse import note_warehouse, put, rows

NOTES = {
    "both": "She has nowhere to sleep tonight and will be sleeping in her car.",
    "model": "Jo is at the library every day until it closes.",
    "embedded": "Client has been sleeping in his car since Friday.",
}
GIVEN = {"both": "nowhere to sleep tonight", "model": "at the library every day until it closes"}
CODES = "select note_id, coder from intelligence.note_code where code = 'unsheltered_tonight' and status <> 'absent'"


def behaviour(note, number):
    """A model that sees a night outside in two of the notes, and nothing else."""
    quote = next((quote for quote in GIVEN.values() if quote in note), None)
    return answer(("unsheltered_tonight", quote)) if quote else Says()


@pytest.fixture
def warehouse(tmp_path):
    with note_warehouse(tmp_path / "notes.duckdb") as connection:
        for note_id, text in NOTES.items():
            put(connection, note_id, "east", "2025-01", text)
        yield connection


@pytest.fixture
def risks(tmp_path):
    """The shipped risks, without a gold set."""
    return [
        skill.model_copy(update={"folder": tmp_path / skill.name})
        for skill in load_skills()
        if skill.name == "risk-flags"
    ]


def model(server, **use):
    settings = EndpointSettings("large", server.url, "secret", concurrency=2, tries=2, first_wait_seconds=0.01)
    return EndpointCoder(settings, Budget(LanguageModel(**use)))


def night(connection, skills, first, second):
    partitions = pending_partitions(connection, skills, first, second)[1]
    return measure_and_read(connection, partitions, skills, first, "run", may_drop=0.05, second=second)[1]


def test_codes_of_both_are_kept_and_only_what_is_new_costs(serve, warehouse, risks):
    server = serve(behaviour)
    summary = night(warehouse, risks, model(server), EncoderCoder())
    assert (summary.coder, summary.readings) == ("large", 3)
    assert (summary.second.coder, summary.second.readings) == ("embedded-encoder-1", 3)
    assert "Beside them, 3 readings by embedded-encoder-1" in str(summary)
    assert set(rows(warehouse, CODES)) == {
        ("both", "large"), ("model", "large"), ("both", "embedded-encoder-1"), ("embedded", "embedded-encoder-1"),
    }  # fmt: skip
    assert len(server.requests) == 3
    again = night(warehouse, risks, model(server), EncoderCoder())
    assert (again.readings, again.second.readings, len(server.requests)) == (0, 0, 3)
    put(warehouse, "new", "east", "2025-02", "All is well at home.")
    fresh = night(warehouse, risks, model(server), EncoderCoder())
    assert (fresh.readings, fresh.second.readings, len(server.requests)) == (1, 1, 4)


def test_a_second_reader_that_is_named_later_reads_without_the_first_reading_again(serve, warehouse, risks):
    server = serve(behaviour)
    night(warehouse, risks, model(server), None)
    assert pending_partitions(warehouse, risks, model(server))[1] == []
    assert pending_partitions(warehouse, risks, model(server), EncoderCoder())[1] == [("east", "2025-01")]
    late = night(warehouse, risks, model(server), EncoderCoder())
    assert (late.readings, late.second.readings, len(server.requests)) == (0, 3, 3)


def test_where_the_budget_of_one_ends_the_other_reads_on(serve, warehouse, risks, monkeypatch):
    monkeypatch.setattr(ledger, "WAVE", 1)
    small = {"most_tokens": 9_000}
    first_ends = night(warehouse, risks, model(serve(behaviour), **small), EmbeddedCoder())
    assert first_ends.waiting > 0 and first_ends.second.readings == 3
    warehouse.execute("delete from intelligence.note_coding")
    second_ends = night(warehouse, risks, EmbeddedCoder(), model(serve(behaviour), **small))
    assert second_ends.readings == 3 and second_ends.waiting == 0 and second_ends.second.waiting > 0


def test_an_endpoint_that_is_down_costs_the_other_nothing(serve, warehouse, risks):
    summary = night(warehouse, risks, EncoderCoder(), model(serve(lambda note, number: Says(status=500))))
    assert summary.readings == 3 and summary.failed == 0 and summary.second.failed + summary.second.waiting == 3


def test_the_first_readers_wording_is_the_one_last_in_use(serve, warehouse, tmp_path):
    skills = [skill for skill in load_skills() if skill.name == "risk-flags"]
    server = serve(behaviour)
    for _ in range(2):  # an unchanged night changes nothing
        measured = measure_and_read(warehouse, [], skills, EmbeddedCoder(), "run", may_drop=1, second=model(server))
        standing = "select coder, sequence, standing from intelligence.skill_wording order by sequence"
        assert rows(warehouse, standing) == [("large", 0, "stands"), ("embedded-rules-2", 1, "stands")]
        assert measured[0].held_back == []
    measure_and_read(warehouse, [], skills, model(server), "run", may_drop=1, second=EmbeddedCoder())
    assert rows(warehouse, standing) == [("embedded-rules-2", 1, "stands"), ("large", 2, "stands")]


def organization(**said):
    return Organization.model_validate(
        {"id": "hope", "name": "Hope", "affiliates": [{"id": "east", "name": "East"}], **said}
    )


def test_one_of_two_readers_is_embedded_and_the_other_a_model(serve, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("CASELINE_BASE_URL", serve(behaviour).url)
    monkeypatch.delenv("CASELINE_MODEL", raising=False)
    beside = organization(second_reader="large")
    assert (coder_of(beside).name, second_coder_of(beside).name) == ("embedded-encoder-1", "large")
    with pytest.raises(CaselineError, match="CASELINE_MODEL names the first where it is a model"):
        second_coder_of(organization(second_reader="embedded"))
    monkeypatch.setenv("CASELINE_MODEL", "large")
    by_rules = organization(second_reader="embedded", embedded_reader="rules")
    assert (coder_of(by_rules).name, second_coder_of(by_rules).name) == ("large", "embedded-rules-2")
    assert second_reader_name(by_rules) == "embedded-rules-2" and second_reader_name(organization()) is None
    assert second_coder_of(organization()) is None
    with pytest.raises(CaselineError, match="second_reader is 'other', and the first is the model 'large'"):
        second_coder_of(organization(second_reader="other"))


def test_evaluate_shows_both_in_one_table(serve, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("CASELINE_BASE_URL", serve(behaviour).url)
    monkeypatch.delenv("CASELINE_MODEL", raising=False)
    console = Console(width=200, record=True, file=StringIO())
    console.print(evaluate("survey-sentiment", against="large"))
    told = " ".join(console.export_text().split())
    assert "notes read by embedded-encoder-1 (first) and by large (second)" in told and "Their" in told
    with pytest.raises(CaselineError, match="There is no second reader to compare with"):
        evaluate("survey-sentiment", against="second")
