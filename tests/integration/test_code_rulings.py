"""From a night's codes to a person's rulings and the next night: what was ruled survives whatever is read later."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from rich.console import Console

from caseline.access.modelled import modelled_columns
from caseline.coding.by_rules.embedded import EmbeddedCoder
from caseline.coding.gold import gold_hash
from caseline.coding.measuring.evaluation import evaluate
from caseline.coding.nights.canary import examine
from caseline.coding.nights.engine import code_notes, pending_partitions
from caseline.coding.ruled import with_rulings
from caseline.framework.tables import write_framework
from caseline.ground.warehouse import connect, replace_table
from caseline.organization.profile import load_organization
from caseline.organization.skills import skills_of
from caseline.review import code_queue, take_in, write_queue
from tests.built_once import WAREHOUSE
from tests.integration.record_building import dbt
from tests.integration.reported_warehouse import TYPES
from tests.integration.small_organization import write_small_organization

SKILL = """---
name: pets
title: Pets at home
kind: codes
{risk}---
# Pets at home

Who lives there on four legs.

### dog — A dog

A dog lives in the home.

Words to look for: dog; {dog}

### cat — A cat

A cat lives in the home.

Words to look for: cat
"""
NOTES = {
    "crm:north:1": "Her beagle sleeps on the sofa. A cat was at the window.",
    "crm:north:2": "A dog barked the whole time, and the cat hid.",
    "crm:south:3": "He keeps an iguana 🦎 in the bath. She talked of the cat.",
    "crm:south:4": "Possibly a dog in the home.",
}


class Place:
    """A small organisation whose notes are in a warehouse, night by night."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.warehouse = write_small_organization(folder / "small"), folder / WAREHOUSE
        with (self.folder / "organization.yml").open("a", encoding="utf-8") as file:
            file.write("skills: [pets]\n")
        self.transformation = self.folder / "transformation"
        columns: dict[str, dict[str, pa.DataType]] = {}
        for column in modelled_columns():
            if column.layer == "record":
                columns.setdefault(f"record.{column.table}", {})[column.column] = TYPES[column.data_type]
        with connect(self.warehouse) as connection:
            for table, types in columns.items():
                rows = _notes() if table == "record.case_note" else []
                schema = pa.schema(list(types.items()))
                content = pa.Table.from_pylist([{name: row.get(name) for name in types} for row in rows], schema=schema)
                replace_table(connection, table, content)
            connection.execute("create schema if not exists intelligence")
            connection.execute(
                "create table intelligence.identity_review (record_key_l varchar, record_key_r varchar,"
                " match_probability double, review_group varchar, may_be varchar, question integer, ruling varchar,"
                " affiliate_id_l varchar, affiliate_id_r varchar, field_weights_json varchar)"
            )

    def night(self, dog: str = "beagle", risk: str = "") -> None:
        """What a run does with codes, the skill worded so; with `risk: true` each code is a risk."""
        skill = self.folder / "framework" / "skills" / "pets" / "SKILL.md"
        skill.parent.mkdir(parents=True, exist_ok=True)
        skill.write_text(SKILL.format(dog=dog, risk=risk), encoding="utf-8")
        organization = load_organization(self.folder)
        with connect(self.warehouse) as connection:
            write_framework(connection, organization)
            skills, coder = with_rulings(skills_of(organization), connection), EmbeddedCoder()
            readable = examine(connection, skills, coder, "run", may_drop=0.05).readable
            code_notes(connection, pending_partitions(connection, skills, coder)[1], readable, coder, "run")
        models = ("reading", "standing_ruling", "code", "agreement", "track_record", "code_review")
        dbt(self.warehouse, "run", "--select", *models)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with connect(self.warehouse, read_only=True) as connection:
            return connection.execute(query).fetchall()

    def decide(self, sheet: Path) -> str:
        return str(take_in(sheet, self.transformation, self.warehouse, "Kim Lee", date(2026, 7, 1)))


def _notes() -> list[dict[str, Any]]:
    return [
        {
            "note_id": note_id, "client_id": "C1", "affiliate_id": note_id.split(":")[1], "note_month": "2026-05",
            "note_date": date(2026, 5, number), "author": "Ann Roe", "note_text": text,
            "content_hash": hashlib.sha256(text.encode()).hexdigest(),
        }
        for number, (note_id, text) in enumerate(NOTES.items(), 1)
    ]  # fmt: skip


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_a_possible_risk_that_a_person_accepts_stands(place, tmp_path):
    place.night(risk="risk: true\n")
    possible = "select note_id, code, kind, is_in_use, danger from intelligence.code_review where tier = 'possible'"
    assert place.rows(possible) == [("crm:south:4", "dog", "risk_flag", False, "today")]
    of_the_note = "select quote, coder, is_risk, decided_by from intelligence.code where note_id = 'crm:south:4'"
    assert place.rows(of_the_note) == []

    sheet = tmp_path / "queue.xlsx"
    write_queue(place.warehouse, sheet)
    book = openpyxl.load_workbook(sheet)
    names = [column.name for column in code_queue.COLUMNS]
    for row in book["codes"].iter_rows(min_row=2):
        cells = dict(zip(names, row, strict=True))
        if cells["tier"].value == "possible":
            cells["ruling"].value, cells["reason"].value = "accepted", "Heard it bark"
    book.save(sheet)
    assert place.decide(sheet).startswith("1 new")

    place.night(risk="risk: true\n")
    assert place.rows(possible) == []
    assert place.rows(of_the_note) == [("Possibly a dog in the home.", "person", True, "Kim Lee")]
    record = "select sentence from intelligence.track_record where code = 'dog' and tier = 'possible'"
    assert place.rows(record) == [("Of 1 such flag that your staff ruled on 1 was right.",)]


STANDING = "select note_id, code, quote, coder, review_status, decided_by from intelligence.code order by 1, 2, 3"
ASKED = "select note_id, code, kind, ruling from intelligence.code_review order by place"


def test_what_people_decide_survives_the_next_wording_of_a_skill(place, tmp_path):
    place.night()
    assert {kind for _, _, kind, _ in place.rows(ASKED)} == {"new_code"}  # no note was judged for any of them yet

    sheet = tmp_path / "queue.xlsx"
    write_queue(place.warehouse, sheet)
    book = openpyxl.load_workbook(sheet)
    names = [column.name for column in code_queue.COLUMNS]
    said = {
        ("crm:north:1", "dog"): "accepted", ("crm:north:1", "cat"): "overruled", ("crm:north:2", "dog"): "unsure",
    }  # fmt: skip
    for row in book["codes"].iter_rows(min_row=2):
        cells = dict(zip(names, row, strict=True))
        if ruling := said.get((cells["note_id"].value, cells["code"].value)):
            cells["ruling"].value, cells["reason"].value = ruling, "Asked"
    book.save(sheet)
    assert place.decide(sheet).startswith("3 new")
    by_hand = tmp_path / "mine.csv"
    by_hand.write_text(
        "note_id,skill,code,quote,ruling,reason,decided_by\n"
        "crm:south:3,pets,dog,He keeps an iguana 🦎,accepted,It is called Dog,Sam Poe\n",
        encoding="utf-8",
    )
    assert place.decide(by_hand).startswith("1 new")

    place.night(dog="poodle")  # no word for the beagle any more
    standing = {(note, code): tuple(more) for note, code, *more in place.rows(STANDING)}
    assert standing["crm:north:1", "dog"] == ("Her beagle sleeps on the sofa.", "person", "accepted", "Kim Lee")
    assert standing["crm:south:3", "dog"] == ("He keeps an iguana 🦎", "person", "accepted", "Sam Poe")
    assert ("crm:north:1", "cat") not in standing
    assert standing["crm:north:2", "dog"][1:] == ("embedded-rules-2", "machine", None)
    asked = place.rows(ASKED)
    assert asked[-1] == ("crm:north:2", "dog", "new_code", "unsure")
    assert not any(note == "crm:north:1" for note, *_ in asked)
    for note, quote, start, end in place.rows("select note_id, quote, quote_start, quote_end from intelligence.code"):
        assert NOTES[note][start:end] == quote


def test_rulings_are_gold_without_a_second_copy_of_the_notes(place, tmp_path, monkeypatch):
    place.transformation.mkdir(exist_ok=True)
    lines = ["crm:north:1,pets,dog,Her beagle,accepted", "crm:north:1,pets,cat,,overruled",
             "crm:south:3,pets,dog,iguana 🦎,unsure", "crm:south:3,pets,dog,not there,accepted"]  # fmt: skip
    header = "note_id,skill,code,quote,ruling,reason,decided_by,decided_on\n"
    rulings = place.transformation / "code_rulings.csv"
    rulings.write_text(header + "".join(f"{line},Asked,Kim,\n" for line in lines), encoding="utf-8")
    place.night()
    with connect(place.warehouse, read_only=True) as connection:
        (skill,) = with_rulings(skills_of(load_organization(place.folder)), connection)
    found = [(item.code, item.status, [(s.start, s.end) for s in item.spans]) for item in skill.ruled]
    assert found == [("dog", "present", [(0, 10)]), ("cat", "absent", []), ("dog", "unclear", [(12, 20)])]
    assert gold_hash(skill) == ""  # too few to learn from
    monkeypatch.setattr("caseline.ground.settings.Workspace.warehouse", property(lambda _: place.warehouse))
    console = Console(width=160, record=True)
    console.print(evaluate("pets", str(place.folder)))
    assert "against what people ruled: 2 notes" in console.export_text()
