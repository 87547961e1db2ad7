"""What a run of a language model may cost: said before and after, never passed, and nothing lost or paid twice."""

import json

import pytest
from typer.testing import CliRunner

from caseline.cli import app
from caseline.coding.budget import Budget
from caseline.coding.by_model.endpoint import EndpointCoder
from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.ground.errors import ConfigurationErrors
from caseline.organization.language_model import LanguageModel
from caseline.organization.profile import load_organization
from caseline.organization.skills import load_skill
from tests.integration.loopback_endpoint import Says, answer
from tests.integration.note_warehouse import code_pending, note_warehouse, put, rows

NOTES = [f"Visit {number}: she ran out of food." for number in range(120)]
SKILL = "presenting-needs"


def coder(server, **use):
    settings = EndpointSettings("small", server.url, "secret", concurrency=8, tries=2, first_wait_seconds=0.01)
    return EndpointCoder(settings, Budget(LanguageModel(**use)))


@pytest.mark.parametrize(
    "cap",
    [{"most_tokens": 30_000}, {"most_money": 0.03, "price_read": 1.0, "price_written": 2.0}],
    ids=["tokens", "money"],
)
def test_a_cap_is_used_and_never_passed(serve, cap):
    reader = coder(serve(lambda note, number: answer(("food", "food"))), **cap)
    readings = reader.read(NOTES, load_skill(SKILL))
    read = [reading for reading in readings if reading.was_read]
    waiting = [reading for reading in readings if reading.waiting]
    assert len(read) + len(waiting) == len(NOTES) and not any(reading.failed for reading in readings)
    assert {reading.waiting for reading in waiting} == {"the budget of this run is spent"}
    assert (reader.budget.spent.read, reader.budget.spent.written) == (500 * len(read), 50 * len(read))
    assert 15 < len(read) < 55 and reader.budget.fits(type(reader.budget.spent)())
    assert not reader.budget.under_way.all


@pytest.mark.parametrize("said", [answer(("food", "food")), Says("{"), Says(body=b"gone")], ids=["good", "bad", "none"])
def test_what_an_endpoint_does_not_count_costs_the_utmost(serve, said):
    said.tokens = None
    reader = coder(serve(lambda note, number: said), most_tokens=60_000)
    reader.read(NOTES, load_skill(SKILL))
    assert 40_000 < reader.budget.spent.all <= 60_000


def test_nights_of_a_small_budget_read_every_note_once(serve, tmp_path):
    server, skill = serve(lambda note, number: answer(("food", "food"))), load_skill(SKILL)
    with note_warehouse(tmp_path / "notes.duckdb") as connection:
        for number, note in enumerate(NOTES):
            put(connection, f"n{number}", "east", f"2025-0{number % 3 + 1}", note)
        said = []
        first = code_pending(connection, [skill], coder(server, most_tokens=40_000), say=said.append)
        assert first.readings + first.waiting == len(NOTES) and first.waiting and not first.failed
        assert "readings wait for the next run: the budget of this run is spent" in str(first)
        assert "The endpoint took" in str(first) and "of at most 40,000 tokens" in str(first)
        (ahead,) = said
        assert ahead.startswith("120 requests ahead: about ")
        assert ahead.endswith(" This run stops at 40,000 tokens, which is not enough for all; the rest will wait.")
        nights = 1
        while code_pending(connection, [skill], coder(server, most_tokens=40_000)).waiting:
            nights += 1
        assert 1 < nights < 10
        assert len(server.requests) == len(NOTES)
        assert rows(connection, "select count(*), count(distinct note_id) from intelligence.note_coding") == [
            (120, 120)
        ]


def test_the_command_line_says_what_it_costs_before_and_after(serve, monkeypatch, tmp_path):
    server = serve(lambda note, number: answer(("food", "food")))
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("CASELINE_BASE_URL", server.url)
    (tmp_path / "organization.yml").write_text(
        "id: small\nname: Small\naffiliates: [{id: small, name: Small}]\n"
        "language_model: {most_money: 0.03, price_read: 1, price_written: 2, concurrency: 2}\n"
    )
    notes = tmp_path / "notes.csv"
    notes.write_text("note_id,text\n" + "".join(f"{number},{text}\n" for number, text in enumerate(NOTES)))
    command = ["code", str(notes), "--skill", SKILL, "--output", str(tmp_path / "codes.csv")]
    ran = CliRunner().invoke(app, [*command, "--model", "small", "--organization", str(tmp_path)])
    assert ran.exit_code == 0, ran.output
    said = " ".join(ran.output.split())
    before, after = said.index("120 requests ahead: about"), said.index("The endpoint took")
    assert before < after
    assert "This run stops at 0.03 USD, which is not enough for all; the rest will wait." in said
    assert "notes were not read: the budget of this run is spent." in said and "of at most 0.03 USD." in said
    assert json.dumps(server.requests[0]).count("ran out of food") == 1


def test_a_cap_of_money_needs_prices(tmp_path):
    (tmp_path / "organization.yml").write_text(
        "id: small\nname: Small\naffiliates: [{id: small, name: Small}]\nlanguage_model: {most_money: 5}\n"
    )
    with pytest.raises(ConfigurationErrors, match="price_read and price_written"):
        load_organization(tmp_path)
