"""Several processes: each affiliate's exports read apart and landed together, notes shared out; all as one does it."""

import os
import shutil
import signal
from pathlib import Path

import dagster as dg
import pytest
import yaml

from caseline.audit import audit_log
from caseline.coding.by_rules.embedded import EmbeddedCoder
from caseline.coding.coder import Reading
from caseline.custody.rekeying import rekey
from caseline.custody.unfinished import finish_what_was_cut_off
from caseline.ground.errors import CaselineError
from caseline.ground.keys import new_master
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect, kept_open, locked_with, writer_lock
from caseline.ground.workers import Task, kept_workers
from caseline.organization.profile import load_organization
from caseline.organization.skills import skills_of
from ingestion.erased import Erased
from ingestion.summary import LoadSummary
from orchestration import exports
from orchestration.exports import read_aside, take_in_by_workers
from orchestration.readers import SharedReader, shared
from tests.integration.record_building import hand_over_parsed_models
from tests.integration.small_organization import write_small_organization

SOURCES = ("hmis", "crm", "forms", "documents")
EXITS = "ExitID,EnrollmentID,PersonalID,ExitDate,Destination,DateUpdated,DateDeleted\n"
SNAPSHOT = """
source: forms
table: roster
title: Roster
grain: one row per person
files: ["roster*.csv"]
holds: snapshot
submission_id: id
fields:
  - {name: id, meaning: Number, sensitivity: open}
  - {name: name, meaning: Name, maps_to: person.first_name, sensitivity: identifier}
"""


def network(folder: Path, workers: int) -> Workspace:
    """The small organisation, whose affiliates each have exports of each source."""
    place = Workspace(write_small_organization(folder / "small"), folder / "output" / "small")
    for name, text in {
        "data/south/hmis/2024/Exit.csv": f"{EXITS}X1,E1,1,2024-03-01,20,2024-03-01 00:00:00,\n",
        "data/north/forms/check_in.csv": "id,given,family\nk9,Ida,Berg\n,,\n",
        "data/north/forms/roster 2024-01-01.csv": "id,name\n" + "".join(f"{at},Ida\n" for at in range(40)),
        "data/south/documents/crm/c1/letter.txt": "Client called about a bed.",
        "data/north/crm/Contact.csv": "Id,FirstName,LastName\nc1,Ida,Berg\n",
        "data/south/crm/broken.csv": "",
        "data_dictionary/roster.yml": SNAPSHOT,
    }.items():
        path = place.organization / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    with (place.organization / "organization.yml").open("a", encoding="utf-8") as file:
        file.write(f"workers: {workers}\n")
    audit_log(place)  # whose keys are those of everything
    return place


def night(place: Workspace, *affiliates: str) -> dict[str, LoadSummary]:
    chosen = affiliates or load_organization(place.organization).affiliate_ids
    with writer_lock(place.warehouse), kept_open(place.warehouse):  # as a step of a night
        return {source: take_in_by_workers(source, place, chosen, lambda *_: None, print) for source in SOURCES}


def held(place: Workspace) -> dict[str, list[tuple]]:
    """All rows that landed, by table, but for when."""
    with connect(place.warehouse, read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name in (select unnest($1))",
            [list(SOURCES)],
        ).fetchall()
        return {
            table: connection.execute(f"select columns(c -> c <> '_load_id') from {table} order by all").fetchall()
            for (table,) in tables
        }


@pytest.fixture
def alone_and_shared(tmp_path):
    """The same organisation twice: read by one process, and by two."""
    return network(tmp_path / "alone", 1), network(tmp_path / "shared", 2)


def test_what_lands_is_the_same_night_after_night(alone_and_shared):
    alone, shared_out = alone_and_shared

    def same() -> dict[str, list[tuple]]:
        found = [night(place) for place in alone_and_shared]
        assert [[str(one) for one in by_source.values()] for by_source in found[:1]] == [
            [str(one) for one in by_source.values()] for by_source in found[1:]
        ]
        assert held(alone) == held(shared_out)
        return held(shared_out)

    first = same()
    assert {row[1] for row in first["hmis.load_file"]} == {"hmis"} and len(first) > 40
    assert {row[1] for row in first["crm.quarantine"]} == {"south"}
    assert same() == first
    for place in alone_and_shared:
        data = place.data
        # a snapshot lacks most of the former; an older export comes late; a file is gone; one is read anew
        (data / "north/forms/roster 2024-02-01.csv").write_text("id,name\n0,Ida\n", encoding="utf-8")
        (data / "south/hmis/2023").mkdir()
        (data / "south/hmis/2023/Exit.csv").write_text(f"{EXITS}X0,E0,1,2023-03-01,20,2023-03-01 00:00:00,\n")
        (data / "south/crm/CaseNote__c.csv").unlink()
        words = place.organization / "data_dictionary" / "check_in.yml"
        words.write_text(words.read_text().replace("Very, score: 5", "Very, score: 4"), encoding="utf-8")
    second = same()
    assert any("waits for a person" in row[4] for row in second["forms.quarantine"])
    assert second["crm.case_note"] == first["crm.case_note"]


def test_huds_kit_lands_the_same(shared_data, tmp_path):
    inputs = sorted((shared_data("hmis", "fy2021_kit") / "inputs").iterdir())[:3]
    places = []
    for workers in (1, 3):
        place = Workspace(tmp_path / str(workers) / "kit", tmp_path / str(workers) / "output" / "kit")
        for export in inputs:
            shutil.copytree(export, place.data / export.name / "hmis" / "export")
        affiliates = [{"id": export.name, "name": export.name} for export in inputs]
        settings = {"id": "kit", "name": "Kit", "affiliates": affiliates, "workers": workers}
        (place.organization / "organization.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        audit_log(place)
        night(place)
        places.append(place)
    one, several = map(held, places)
    assert one == several and len({row[1] for row in one["hmis.client"]}) == 3


def test_an_affiliate_may_be_called_as_a_schema_is(tmp_path):
    place = network(tmp_path, 2)
    path = place.organization / "organization.yml"
    text = path.read_text(encoding="utf-8").replace("id: north", "id: crm").replace("id: south", "id: temp")
    path.write_text(text, encoding="utf-8")
    (place.data / "north").rename(place.data / "crm")
    (place.data / "south").rename(place.data / "temp")
    assert night(place)["crm"].is_whole
    assert {row[1] for row in held(place)["crm.contact"]} == {"crm", "temp"}


def test_nothing_is_left_of_what_was_read_apart_and_nobody_could_read_it(tmp_path):
    place = network(tmp_path, 2)
    place.apart.mkdir(parents=True)
    (place.apart / "south.apart").write_bytes(b"half of a file")
    night(place)
    assert not place.apart.exists()
    place.apart.mkdir()
    rows, key = place.apart / "south.apart", b"k" * 32
    aside = Task(read_aside, ("crm", place, "south", rows, key, "1GB"))
    (read,) = kept_workers(1).do([aside])
    assert read.given.summary.unchanged and not rows.exists()
    (place.data / "south/crm/Contact.csv").write_text("Id,FirstName\nc7,Zoltan\n", encoding="utf-8")
    assert kept_workers(1).do([aside])[0].given.summary.rows == 1
    assert b"Zoltan" not in rows.read_bytes() and rows.stat().st_mode & 0o077 == 0
    with locked_with(key, rows), connect(rows, read_only=True) as connection:
        assert connection.execute("select first_name from crm.contact").fetchall() == [("Zoltan",)]
    with pytest.raises(CaselineError, match="not encrypted with the key"), connect(rows, read_only=True):
        pass
    night(place)  # what was left over is no reading
    with connect(place.warehouse, read_only=True) as connection:
        names = connection.execute("select first_name from crm.contact where id = 'c7'").fetchall()
    assert names == [("Zoltan",)] and not place.apart.exists()


def test_new_keys_pass_by_what_a_killed_worker_left(tmp_path, monkeypatch):
    place = network(tmp_path, 2)
    night(place)
    place.apart.mkdir()
    left = place.apart / "south.apart"
    left.write_bytes(b"what no key but its own opens")
    monkeypatch.setenv("CASELINE_KEY", f"{new_master()} {os.environ['CASELINE_KEY']}")
    rekey(place)
    assert left.exists()
    finish_what_was_cut_off(place)
    assert not place.apart.exists()


def killed_at_a_file(source, place, affiliate, rows, key, memory, tell):
    """As `read_aside`, in a process that does not survive one file of the south."""

    def die_there(where):
        tell(where)
        if where.file == "south/crm/Contact.csv":
            os.kill(os.getpid(), signal.SIGSEGV)

    return read_aside(source, place, affiliate, rows, key, memory, die_there)


def faulty(source, place, affiliate, rows, key, memory, tell):
    """As `read_aside`, with a fault before the south has read anything."""
    if affiliate == "south":
        raise RuntimeError("Ana Silva")
    return read_aside(source, place, affiliate, rows, key, memory, tell)


def faulty_for_the_first(source, place, affiliate, rows, key, memory, tell):
    if affiliate == load_organization(place.organization).affiliate_ids[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return read_aside(source, place, affiliate, rows, key, memory, tell)


@pytest.mark.parametrize(
    ("how", "file", "words"),
    [
        (killed_at_a_file, "south/crm/Contact.csv", "its process was ended by SIGSEGV"),
        (faulty, "", "a fault in Caseline itself (RuntimeError)"),
    ],
)
def test_one_that_crashes_holds_nobody_and_is_told(tmp_path, monkeypatch, how, file, words):
    place, undisturbed = network(tmp_path, 2), network(tmp_path / "undisturbed", 2)
    with monkeypatch.context() as patch:
        patch.setattr(exports, "read_aside", how)
        for _ in range(2):  # told once, however often
            found = take_in_by_workers("crm", place, ["north", "south"], lambda *_: None, lambda text: None)
    assert not found.is_whole
    with connect(place.warehouse, read_only=True) as connection:
        assert connection.execute("select distinct _affiliate from crm.contact").fetchall() == [("north",)]
        told = connection.execute("select affiliate_id, file, reason from crm.quarantine").fetchall()
    ((affiliate, where, reason),) = told
    assert (affiliate, where) == ("south", file) and words in reason and "of south" in reason and file in reason
    assert "Silva" not in str(told)
    found = take_in_by_workers("crm", place, ["north", "south"], lambda *_: None, print)
    night(undisturbed)
    assert found.is_whole
    assert held(place)["crm.contact"] == held(undisturbed)["crm.contact"]
    assert held(place)["crm.quarantine"] == held(undisturbed)["crm.quarantine"]


def test_a_crash_shows_on_the_table_it_is_about(tmp_path, monkeypatch):
    hand_over_parsed_models(tmp_path / "output")
    monkeypatch.setenv("CASELINE_OUTPUT", str(tmp_path / "output"))
    from orchestration.intake import crm
    from orchestration.place import affiliates, partition_range

    organization, ids = tmp_path / "small", affiliates.get_partition_keys()
    organization.mkdir()
    settings = {"id": "small", "name": "Small", "affiliates": [{"id": own, "name": own} for own in ids], "workers": 2}
    (organization / "organization.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    for own in ids:
        (organization / "data" / own / "crm").mkdir(parents=True)
        (organization / "data" / own / "crm" / "Contact.csv").write_text("Id,FirstName\nc1,Ida\n", encoding="utf-8")
    monkeypatch.setenv("CASELINE_ORGANIZATION", str(organization))
    everybody = partition_range(ids[0], ids[-1])
    with dg.DagsterInstance.ephemeral() as instance:
        with monkeypatch.context() as patch:
            patch.setattr(exports, "read_aside", faulty_for_the_first)
            done = dg.materialize([crm], instance=instance, tags=everybody)
        assert done.success
        (check,) = done.get_asset_check_evaluations()
        assert not check.passed and check.metadata["affiliates that were not read"].value == ids[0]
        (check,) = dg.materialize([crm], instance=instance, tags=everybody).get_asset_check_evaluations()
        assert check.passed
    place = Workspace(organization, tmp_path / "output" / "small")
    assert {row[1] for row in held(place)["crm.contact"]} == set(ids)


def test_a_crash_keeps_what_stood(tmp_path, monkeypatch):
    place = network(tmp_path, 2)
    night(place)
    before = held(place)
    with (place.data / "south/crm/Contact.csv").open("a", encoding="utf-8") as file:
        file.write("c8,Eva,Berg,,,,,,true,,false\n")
    with monkeypatch.context() as patch:
        patch.setattr(exports, "read_aside", killed_at_a_file)
        take_in_by_workers("crm", place, ["north", "south"], lambda *_: None, lambda text: None)
    assert held(place)["crm.contact"] == before["crm.contact"]
    assert held(place)["crm.load_file"] == before["crm.load_file"]
    night(place)
    assert len(held(place)["crm.contact"]) == len(before["crm.contact"]) + 1


def test_who_was_erased_does_not_come_back(tmp_path):
    place = network(tmp_path, 2)
    Erased.of(place.warehouse).add([("crm", "south", "c1")])
    night(place)
    with connect(place.warehouse, read_only=True) as connection:
        found = connection.execute("select _affiliate from crm.contact where id = 'c1'").fetchall()
    assert found == [("north",)]


def test_one_affiliate_of_a_network_is_read_alone_and_gets_nothing_of_nobodys(tmp_path):
    place = network(tmp_path, 2)
    (place.data / "crm").mkdir()
    (place.data / "crm" / "Account.csv").write_text("Id,Name\na1,Nobody's\n", encoding="utf-8")
    night(place, "north")
    assert {row[1] for row in held(place)["crm.contact"]} == {"north"}
    night(place)
    assert held(place)["crm.account"] == []


def test_an_affiliate_that_is_no_longer_named_keeps_what_it_brought(alone_and_shared):
    for place in alone_and_shared:
        night(place)
        path = place.organization / "organization.yml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("{id: south, name: South Centre}", "{id: east, name: East}"), encoding="utf-8")
        night(place)
    alone, shared_out = map(held, alone_and_shared)
    assert alone == shared_out and {row[1] for row in alone["crm.contact"]} == {"north", "south"}


def killed_at(text, tell):
    if text == "bad":
        os.kill(os.getpid(), signal.SIGKILL)
    tell(f"at {text}")
    return text.upper()


def test_a_process_that_crashes_is_replaced_and_the_others_go_on():
    told = []
    tasks = [Task(killed_at, (text,)) for text in ("a", "bad", "b", "c", "bad", "d")]
    outcomes = kept_workers(2).do(tasks, lambda place, said: told.append((place, said)))
    assert [one.given for one in outcomes] == ["A", None, "B", "C", None, "D"]
    assert [one.fault.words for one in outcomes if one.fault] == ["its process was ended by SIGKILL"] * 2
    assert sorted(told) == [(0, "at a"), (2, "at b"), (3, "at c"), (5, "at d")]


class Crashing(EmbeddedCoder):
    """Does not survive one text."""

    def read(self, texts, skill, progress=None):
        if any("crash" in text for text in texts):
            os.kill(os.getpid(), signal.SIGSEGV)
        return super().read(texts, skill, progress)


class Broken(EmbeddedCoder):
    def read(self, texts, skill, progress=None):
        raise RuntimeError("Ana Silva")


@pytest.fixture(scope="module")
def skill(tmp_path_factory):
    organization = load_organization(write_small_organization(tmp_path_factory.mktemp("skilled") / "small"))
    return next(one for one in skills_of(organization) if one.risk)


TEXTS = [f"Visit {at}: she wants to kill herself." if at % 3 else f"Call {at}." for at in range(90)]


def test_notes_that_are_shared_out_are_read_as_by_one(skill):
    coder, done = EmbeddedCoder(), []
    one = SharedReader(coder, 2)
    assert one.read([*TEXTS, *TEXTS[:5]], skill, done.append) == coder.read([*TEXTS, *TEXTS[:5]], skill)
    assert max(done) == len(TEXTS)
    assert (one.name, one.prompt_hash(skill), one.budget) == (coder.name, coder.prompt_hash(skill), None)
    assert shared(coder, 1) is coder


def test_a_note_that_no_process_survives_is_the_only_one_that_fails(skill):
    logged = []
    texts = [*TEXTS, "crash here"]
    found = SharedReader(Crashing(), 2, logged.append).read(texts, skill)
    assert found[-1] == Reading(failed="The reading ended badly: its process was ended by SIGSEGV.")
    assert found[:-1] == EmbeddedCoder().read(TEXTS, skill) and logged


def test_a_reader_that_reads_nothing_ends_the_step_and_says_no_word_of_a_note(skill):
    with pytest.raises(CaselineError) as raised:
        SharedReader(Broken(), 2, lambda text: None).read(TEXTS, skill)
    assert "RuntimeError" in str(raised.value) and "Silva" not in str(raised.value)
