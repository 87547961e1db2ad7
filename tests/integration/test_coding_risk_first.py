"""Where a run ends early, risks were read, and of the newest notes first: by no alphabet."""

import pytest

from caseline.coding.budget import Budget
from caseline.coding.by_model.endpoint import EndpointCoder
from caseline.coding.by_model.endpoint_settings import EndpointSettings
from caseline.coding.nights import ledger
from caseline.coding.nights.engine import pending_partitions
from caseline.coding.nights.rounds import measure_and_read
from caseline.organization.language_model import LanguageModel
from caseline.organization.skills import load_skills
from tests.integration.loopback_endpoint import Says
from tests.integration.note_warehouse import code_pending, note_warehouse, put, rows

NAMES = ("barriers", "presenting-needs", "risk-flags")
READ = "select skill, count(*) from intelligence.note_coding group by all order by all"


@pytest.fixture
def warehouse(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger, "WAVE", 10)
    with note_warehouse(tmp_path / "notes.duckdb") as connection:
        for number in range(30):
            put(connection, f"n{number:02}", "east", f"2025-0{1 + number // 10}", f"Visit {number}: a short talk.")
        yield connection


@pytest.fixture
def skills(tmp_path):
    """Three shipped skills, none of them with a gold set."""
    return [
        skill.model_copy(update={"folder": tmp_path / skill.name}) for skill in load_skills() if skill.name in NAMES
    ]


def coder(server, **use):
    settings = EndpointSettings("small", server.url, "secret", concurrency=2, tries=2, first_wait_seconds=0.01)
    return EndpointCoder(settings, Budget(LanguageModel(**use)))


def test_under_a_budget_that_ends_early_every_note_is_read_for_risks(serve, warehouse, skills):
    reader = coder(serve(lambda note, number: Says()), most_tokens=24_000)
    partitions = pending_partitions(warehouse, skills, reader)[1]
    examined, summary = measure_and_read(warehouse, partitions, skills, reader, "run", may_drop=0.05)
    read = dict(rows(warehouse, READ))
    assert [skill.name for skill in examined.readable] == ["risk-flags", "barriers", "presenting-needs"]
    assert read["risk-flags"] == 30 and 0 < read["barriers"] < 30 and "presenting-needs" not in read
    assert summary.readings == sum(read.values()) and summary.readings + summary.waiting == 90
    assert "of at most 24,000 tokens" in str(summary)


def test_a_budget_too_small_for_the_risks_is_spent_on_the_newest_notes(serve, warehouse, skills):
    reader = coder(serve(lambda note, number: Says()), most_tokens=14_000)
    partitions = pending_partitions(warehouse, skills, reader)[1]
    measure_and_read(warehouse, partitions, skills, reader, "run", may_drop=0.05)
    assert [skill for skill, _ in rows(warehouse, READ)] == ["risk-flags"]
    months = "select note_month, count(*) from intelligence.note_coding group by all order by 1 desc"
    newest, *older = rows(warehouse, months)
    assert newest == ("2025-03", 10) and sum(count for _, count in older) < 20


def test_the_risks_come_first_in_each_wave(serve, warehouse, skills):
    asked = []
    reader = coder(serve(lambda note, number: Says()))
    read = reader.read
    reader.read = lambda texts, skill, progress=None: asked.append(skill.name) or read(texts, skill, progress)
    code_pending(warehouse, skills, reader)
    assert asked == ["risk-flags", "barriers", "presenting-needs"] * 3
