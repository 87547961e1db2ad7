"""What signals keep to whatever notes say: the order of rows is nothing, and news of later weeks is no mismatch."""

import shutil
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from caseline.coding.nights.ledger import CODES, LEDGER
from caseline.ground.warehouse import connect
from tests.built_once import WAREHOUSE
from tests.integration.record_building import dbt
from tests.integration.reported_warehouse import SURVEY, table_of

DAY = date(2026, 3, 1)
CLIENTS = 60
READ = {"skill_version": "v1", "coder": "embedded-rules-2", "prompt_hash": "p"}
WORDS = [
    ("housing-stability", "level", "1", "present"),
    ("housing-stability", "level", "4", "present"),
    ("risk-flags", "suicidal_ideation", None, "present"),
    ("risk-flags", "suicidal_ideation", None, "absent"),
    ("risk-flags", "unsheltered_tonight", None, "present"),
]


def on(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.fixture(scope="module")
def warehouse(reported_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty clients, each with a survey that says all is well and some notes around it, by chance."""
    place = tmp_path_factory.mktemp("signals") / WAREHOUSE
    shutil.copyfile(reported_warehouse, place)
    chance = Random(7)
    with connect(place) as connection:
        connection.execute("update framework.outcome set risks_json = '[\"suicidal_ideation\"]'")
        connection.execute(
            "insert into framework.skill_code by name select * replace (4 as level, 'Stable' as title) "
            "from framework.skill_code where skill = 'housing-stability'"
        )
        _insert(connection, "record.assessment", (_survey(number) for number in range(CLIENTS)))
        for number in range(CLIENTS):
            for place_in_life in range(chance.randint(1, 5)):
                _write(connection, number, f"{number}-{place_in_life}", on(chance.randint(-40, 40)), chance)
    _signals(place)
    return place


def _survey(number: int) -> dict[str, Any]:
    return {
        **SURVEY, "assessment_id": f"forms:eastside:s{number}", "client_id": f"S-{number}", "stage": "mid",
        "record_key": f"forms:eastside:s{number}", "assessed_on": DAY, "score": 5.0, "value": "5", "source": "forms",
        "source_file": "eastside/forms/survey.csv", "source_line": number + 100,
    }  # fmt: skip


def _write(connection: duckdb.DuckDBPyConnection, number: int, note_id: str, day: date, chance: Random) -> None:
    """A note of a client, read by two skills, that says one or two things."""
    note = {
        "note_id": note_id, "client_id": f"S-{number}", "record_key": f"crm:eastside:s{number}", "source": "crm",
        "affiliate_id": "eastside", "program_id": "housing", "note_date": day, "note_text": "x" * 60,
        "content_hash": "h", "source_file": "eastside/crm/case_note.csv", "source_line": 1,
    }  # fmt: skip
    _insert(connection, "record.case_note", [note])
    reading = {**READ, "note_id": note_id, "content_hash": "h", "status": "coded", "flagged_instruction": False}
    for skill in ("housing-stability", "risk-flags"):
        _insert(connection, "intelligence.note_coding", [{**reading, "skill": skill}], LEDGER)
    for skill, name, value, status in chance.sample(WORDS, chance.choice((1, 1, 2))):
        start = chance.randint(0, 30)
        code = {
            **READ, "code_id": f"{note_id}{name}{value}{status}", "note_id": note_id, "content_hash": "h",
            "skill": skill, "code": name, "value": value, "quote": "x" * 10, "quote_start": start,
            "quote_end": start + 10, "confidence": 0.9, "run_id": "r", "status": status,
        }  # fmt: skip
        _insert(connection, "intelligence.note_code", [code], CODES)


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, Any]], columns: Any = None
) -> None:
    found = list(rows)
    if columns is None:
        known = connection.execute(f"select * from {table} limit 0").to_arrow_table().schema
        columns = {field.name: field.type for field in known}
    connection.register("new_rows", table_of(found, columns))
    connection.execute(f"insert into {table} by name select * from new_rows")
    connection.unregister("new_rows")


def _signals(warehouse: Path) -> list[tuple[Any, ...]]:
    dbt(warehouse, "run", "--select", "path:models/intelligence")
    with connect(warehouse, read_only=True) as connection:
        return connection.execute("select * from intelligence.signal order by signal_id").fetchall()


def _contradicted(warehouse: Path) -> dict[str, str]:
    """The clients whose survey does not fit, raised as such or named with a danger, with the note that is shown."""
    with connect(warehouse, read_only=True) as connection:
        found = connection.execute(
            """select client_id, note_id from intelligence.signal
            where client_id like 'S-%'
                and (signal = 'survey_note_mismatch' or reason like '%A survey says that all is well: %')"""
        ).fetchall()
    return dict(found)


def test_raising_does_not_hang_on_the_order_of_rows(warehouse: Path, tmp_path: Path) -> None:
    with connect(warehouse, read_only=True) as connection:
        before = connection.execute("select * from intelligence.signal order by signal_id").fetchall()
    shuffled = tmp_path / WAREHOUSE
    shutil.copyfile(warehouse, shuffled)
    with connect(shuffled) as connection:
        for table in (
            "record.assessment", "record.case_note", "record.enrollment", "record.goal", "intelligence.note_coding",
            "intelligence.note_code", "framework.skill_code",
        ):  # fmt: skip
            connection.execute(f"create or replace temp table shuffled as select * from {table} order by random()")
            connection.execute(f"delete from {table}")
            connection.execute(f"insert into {table} select * from shuffled")
    assert len(before) > CLIENTS / 2
    assert _signals(shuffled) == before


def test_a_danger_is_raised_once_and_never_beside_a_mismatch_on_it(warehouse: Path) -> None:
    with connect(warehouse, read_only=True) as connection:
        twice = connection.execute(
            """select one.note_id from intelligence.signal as one
            inner join intelligence.signal as other
                on one.note_id = other.note_id and one.signal = 'risk_not_escalated'
                and other.signal = 'survey_note_mismatch' and one.quote = other.quote
            inner join intelligence.code as code on other.note_id = code.note_id and code.is_risk
            where other.reason like '%"' || code.code_title || '"%'"""
        ).fetchall()
        named = connection.execute(
            "select count(*) from intelligence.signal where reason like '%A survey says that all is well: %'"
        ).fetchone()
        told = connection.execute(
            "select count(*) from intelligence.signal where reason like '%notes since%'"
        ).fetchone()
    assert twice == []
    assert named and named[0] > 0
    assert told and told[0] > 0


def test_a_note_of_weeks_later_or_earlier_never_adds_a_mismatch(warehouse: Path, tmp_path: Path) -> None:
    before = _contradicted(warehouse)
    assert 0 < len(before) < CLIENTS
    later = tmp_path / WAREHOUSE
    shutil.copyfile(warehouse, later)
    chance = Random(11)
    with connect(later) as connection:
        for number in range(CLIENTS):
            day = on(chance.choice((chance.randint(15, 80), chance.randint(-80, -15))))
            _write(connection, number, f"{number}-news", day, chance)
    _signals(later)
    assert set(_contradicted(later)) <= set(before)
