"""Which steps of a night have something to do: those that rest on what has changed, and no other."""

import os

import duckdb
import grimp
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseline.coding.by_model.endpoint_settings import BASE_URL_VARIABLE
from caseline.coding.choosing import MODEL_VARIABLE
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect, replace_table
from ingestion.documents.ocr import LANGUAGES_VARIABLE
from orchestration.night.ledger import Ledger
from orchestration.night.news import NEVER_DONE, due, news
from orchestration.night.plan import MODEL_SETTINGS, OCR, STEP, STEPS

BOTH = ("north", "south")
REPORT = "id: ours\nkind: {kind}\nperiod: {{from: 2024-10-01, to: 2025-09-30}}\ncoc: XX-500\n"
ORGANIZATION = "id: small\nname: Small\naffiliates: [{id: north, name: North}, {id: south, name: South}]\n"


@pytest.fixture
def place(tmp_path):
    """An organisation of two affiliates with one export each, whose steps have all been done."""
    place = Workspace(tmp_path / "organization", tmp_path / "output")
    for affiliate in BOTH:
        folder = place.data / affiliate / "forms"
        folder.mkdir(parents=True)
        (folder / "intake.csv").write_text("id\n1\n", encoding="utf-8")
    (place.organization / "organization.yml").write_text(ORGANIZATION, encoding="utf-8")
    with connect(place.warehouse) as connection:
        replace_table(connection, "record.source_person", pa.table({"record_key": ["a"]}))
        replace_table(connection, "record.case_note", pa.table({"note_id": ["n"]}))
        replace_table(connection, "reporting.figure", pa.table({"figure_id": ["f"]}))
    for step in STEPS:
        for path in step.makes(place):
            path.mkdir(parents=True, exist_ok=True)
    do_all(place)
    return place


def do_all(place, affiliates=BOTH):
    ledger, writes = Ledger(place.warehouse), {"dbt_record": ["record", "reporting"]}
    ledger.tables_of("dbt_record", writes["dbt_record"])
    for step in STEPS:
        done, tables = ledger.read()
        inputs = due(step, place, affiliates, done, tables).inputs
        ledger.done(step.name, "run", inputs, writes.get(step.name, ()))


def stale(place, affiliates=BOTH):
    return {name: because for name, because in news(place, affiliates).items() if because}


def test_an_edit_of_the_same_size_at_the_same_time_is_seen_and_a_new_time_alone_is_not(place):
    export = place.data / "north" / "forms" / "intake.csv"
    before = export.stat()
    os.utime(export, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert stale(place) == {}
    export.write_text("id\n2\n", encoding="utf-8")
    os.utime(export, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert stale(place)


def test_a_new_warehouse_has_everything_to_do(tmp_path):
    found = news(Workspace(tmp_path / "organization", tmp_path / "output"), BOTH)
    assert all(because == [NEVER_DONE] for because in found.values())
    assert STEP.keys() - found.keys() == {"hud__lsa", "reports__hud"}, "nobody asks for a report of HUD's"


@pytest.mark.parametrize(
    ("kind", "steps"), [("apr", {"reports__hud"}), ("lsa", {"reports__hud", "hud__lsa"}), ("", set())]
)
def test_a_step_that_nobody_asked_for_is_never_due(place, kind, steps):
    if kind:
        asked = place.organization / "reports" / "hud" / "ours.yml"
        asked.parent.mkdir(parents=True)
        asked.write_text(REPORT.format(kind=kind), encoding="utf-8")
    assert {"reports__hud", "hud__lsa"} & news(place, BOTH).keys() == steps


def test_nothing_new_is_nothing_to_do(place):
    assert stale(place) == {}


def test_an_export_is_taken_in_by_its_source_alone(place):
    (place.data / "south" / "forms" / "late.csv").write_text("id\n2\n", encoding="utf-8")
    assert stale(place) == {"forms": ["files have changed: data/south/forms"]}
    system = place.data / "south" / "apricot"
    system.mkdir()
    (system / "notes.csv").write_text("id\n2\n", encoding="utf-8")
    assert "data/south/apricot" in str(stale(place)["forms"])


def test_exports_of_the_only_affiliate_may_lie_without_its_folder(place):
    alone = "id: small\nname: Small\naffiliates: [{id: north, name: North}]\n"
    (place.organization / "organization.yml").write_text(alone, encoding="utf-8")
    do_all(place, ["north"])
    assert stale(place, ["north"]) == {}
    for folder in (place.data / "crm", place.data / "apricot"):
        folder.mkdir()
        (folder / "late.csv").write_text("id\n2\n", encoding="utf-8")
        assert f"data/{folder.name}" in str(stale(place, ["north"]).get("forms"))
        do_all(place, ["north"])


def test_what_lies_in_nobodys_folder_is_no_news_of_one_affiliate(place):
    (place.data / "crm").mkdir()
    (place.data / "crm" / "late.csv").write_text("id\n2\n", encoding="utf-8")
    assert stale(place, ["north"]) == {} == stale(place)


def test_what_people_write_reaches_every_step_that_reads_it(place):
    (place.organization / "organization.yml").write_text(ORGANIZATION.replace("Small", "Smaller"), encoding="utf-8")
    assert {"framework", "hmis", "coding", "reports__site"} <= set(stale(place))
    assert "identity" not in stale(place)


def test_a_file_that_a_person_accepted_is_taken_in(place):
    rulings = place.organization / "transformation" / "file_rulings.csv"
    rulings.parent.mkdir()
    rulings.write_text("file,content,ruling,reason,decided_by,decided_on\nx,f-1,accepted,,,\n", encoding="utf-8")
    assert {"hmis", "forms"} <= {step for step, because in news(place, BOTH).items() if because}


def test_another_model_reads_the_notes_again(place, monkeypatch):
    monkeypatch.setenv("CASELINE_MODEL", "another")
    assert stale(place) == {"coding": ["a setting has changed: CASELINE_MODEL"]}


def test_a_table_that_changed_is_what_rests_on_it(place):
    with connect(place.warehouse) as connection:
        connection.execute("insert into record.source_person values ('b')")
    Ledger(place.warehouse).tables_of("dbt_record", ["record"])
    assert stale(place)["identity"] == ["what it reads has changed: record.source_person"]
    assert due(STEP["identity"], place, BOTH, *Ledger(place.warehouse).read()).changed == {"record.source_person"}
    assert "framework" not in stale(place)


def test_what_comes_from_a_step_that_is_due_may_be_new(place):
    Ledger(place.warehouse).begin("dbt_record")
    found = stale(place)
    assert found["dbt_record"] == [NEVER_DONE]
    assert found["coding"] == ["it reads what comes from: dbt_record"]


def test_a_step_that_was_stopped_on_its_way_is_to_be_done(place):
    Ledger(place.warehouse).begin("identity")
    assert stale(place)["identity"] == [NEVER_DONE]


def test_what_somebody_deleted_is_made_again(place):
    place.site("funder").rmdir()
    assert stale(place) == {"reports__site": ["funder is not there"]}


def test_a_run_for_one_affiliate_leaves_the_news_of_another(place):
    (place.data / "north" / "forms" / "late.csv").write_text("id\n2\n", encoding="utf-8")
    assert stale(place, ["south"]) == {}
    do_all(place, ["south"])
    assert set(stale(place)) == {"forms"}


def test_what_lies_elsewhere_only_the_step_itself_can_know(place):
    words = f"{ORGANIZATION}apis: [{{system: salesforce, affiliate: north, address: 'https://example.org'}}]\n"
    (place.organization / "organization.yml").write_text(words, encoding="utf-8")
    do_all(place)
    assert stale(place) == {"crm": ["only Salesforce knows whether something is new there"]}


def test_the_plan_names_the_variables_that_are_read():
    assert MODEL_SETTINGS == (MODEL_VARIABLE, BASE_URL_VARIABLE)
    assert OCR == (LANGUAGES_VARIABLE,)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(), st.text(max_size=3)), max_size=8), st.randoms())
def test_a_digest_tells_tables_apart_whatever_the_order_of_rows(tmp_path_factory, rows, chance):
    warehouse = tmp_path_factory.mktemp("digest") / "w.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema record; create table record.t (number bigint, word text)")

    def digest(content):
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute("delete from record.t")
            for row in content:
                connection.execute("insert into record.t values (?, ?)", [row[0] % 1000, row[1]])
        return Ledger(warehouse).tables_of("s", ["record"])["record.t"]

    first = digest(rows)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert digest(shuffled) == first
    assert digest([*rows, (7, "one more")]) != first


DOES = {
    "framework": ("caseline.framework.tables",),
    "hmis": ("ingestion.hmis.source",),
    "crm": ("ingestion.crm.source",),
    "forms": ("ingestion.forms.source",),
    "documents": ("ingestion.documents.source",),
    "identity": ("caseline.identity",),
    "record_contracts": ("caseline.contracts",),
    "coding": ("caseline.coding", "caseline.coding.ruled"),
    "hud__lsa": ("reports.hud.lsa.night",),
    "report_contracts": ("caseline.contracts",),
    "reports__published": ("caseline.ground.warehouse",),
    "reports__site": ("reports.site",),
    "reports__documents": ("reports.documents",),
    "reports__hud": ("reports.hud.write",),
}
"""The modules that do the work of a step in Python; what dbt does stands in dbt's project."""


def test_a_step_rests_on_all_code_that_it_runs():
    graph = grimp.build_graph("caseline", "ingestion", "reports", cache_dir=None)
    assert DOES.keys() | {step.name for step in STEPS if step.name.startswith("dbt_")} == STEP.keys()
    for step, modules in DOES.items():
        needed = {*modules, *(one for module in modules for one in graph.find_upstream_modules(module))}
        named = tuple(name.replace("/", ".") for name in STEP[step].code)
        assert {
            module for module in needed if not f"{module}.".startswith(tuple(f"{name}." for name in named))
        } == set()
