"""At rest: no name, number or sentence of a client stands in a byte below the output folder, nor in a temporary one."""

import multiprocessing
import os
import re
import shutil
import tempfile
import threading
from pathlib import Path

import pytest

from caseline.audit import audit_log
from caseline.ground.errors import CaselineError
from caseline.ground.keys import keys_of, set_up_keys
from caseline.ground.sealed_files import read_sealed, write_sealed
from caseline.ground.sealed_log import SealedLog, read_log
from caseline.ground.settings import Workspace, output_folder
from caseline.ground.warehouse import connect, publish
from ingestion.api.mirror import Mirror
from tests.integration.small_organization import write_small_organization
from tests.integration.test_killed_steps import work

PEOPLE = 1_000
NAME, STREET, SENTENCE = "Quorvaxel", "Zimbelgasse", "wept beside the lantern of Mirravane"
STEPS = (
    "framework", "hmis", "crm", "forms", "documents", "dbt_before_identity", "identity", "dbt_record", "coding",
    "reports__published",
)  # fmt: skip


def _ssn(number):
    return f"43{number % 9 + 1}7{number:05d}"


PLANTED = re.compile(f"(?i:{NAME}|{STREET})|{SENTENCE}|43[1-9]7[0-9]{{5}}".encode())


def _plant(organization):
    contacts, notes = organization / "data/south/crm/Contact.csv", organization / "data/south/crm/CaseNote__c.csv"
    with contacts.open("a", encoding="utf-8") as file:
        for n in range(PEOPLE):
            file.write(
                f"z{n},Ada{n},{NAME}{n},198{n % 10}-0{n % 9 + 1}-11,{n:04d},z{n}@{NAME.lower()}.org,,,true,,false\n"
            )
    with notes.open("a", encoding="utf-8") as file:
        for n in range(0, PEOPLE, 10):
            file.write(f"m{n},z{n},,2024-05-01,Kim Lee,Client {SENTENCE} in room {n}.,2024-05-01T00:00:00.000Z,false\n")
    with (organization / "data/north/hmis/2022/Client.csv").open("a", encoding="utf-8") as file:
        for n in range(PEOPLE):
            file.write(
                f"9{n},Ada{n},{NAME}{n},1,{_ssn(n)},1,1985-03-02,1,1,0,0,1,1,0,2024-01-05,2024-01-05 00:00:00,\n"
            )


def _found(*folders):
    """Files in which something planted stands, as it is."""
    found = set()
    for folder in folders:
        for path in (Path(at, name) for at, _, names in os.walk(folder) for name in names):
            try:
                content = path.read_bytes()
            except OSError:
                continue  # gone meanwhile
            if PLANTED.search(content):
                found.add(path.name)
    return found


def _run(place):
    os.umask(0o077)
    for step in STEPS:
        work(step, place)


@pytest.fixture
def watched(tmp_path, monkeypatch):
    """A temporary folder of its own for everything that asks for one, here and in processes that are started."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return temporary


def test_nothing_planted_stands_on_the_disk_while_a_night_runs_nor_after(tmp_path, watched, monkeypatch):
    organization = write_small_organization(tmp_path / "small")
    with (organization / "organization.yml").open("a", encoding="utf-8") as settings:
        settings.write("workers: 2\n")
    _plant(organization)
    monkeypatch.setenv("CASELINE_OUTPUT", str(output_folder()))
    place = Workspace(organization, tmp_path / "output" / "small")
    monkeypatch.chdir(watched)  # a database in memory spills to where one works
    audit_log(place)
    assert keys_of(place.output).encrypts
    found, looks, ended = set(), 0, threading.Event()

    def watch():
        nonlocal looks
        while not ended.wait(0.2):
            found.update(_found(tmp_path / "output", watched))
            looks += 1

    watcher = threading.Thread(target=watch)
    watcher.start()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(place,))
    process.start()
    process.join(400)
    ended.set()
    watcher.join()
    assert process.exitcode == 0 and looks > 5
    assert not found | _found(tmp_path / "output", watched, output_folder() / "dbt")
    with connect(place.published, read_only=True) as connection:
        people, notes = connection.execute(
            "select (select count(distinct last_name) from record.source_person where last_name like $1 || '%'),"
            " (select count(*) from record.case_note where contains(note_text, $2))", [NAME, SENTENCE],
        ).fetchone()  # fmt: skip
    assert (people, notes) == (PEOPLE, PEOPLE / 10)
    made = [path for path in place.output.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o077]
    assert not [path for path in made if path.is_file() or "warehouse" in path.parts]


def test_without_encryption_the_search_would_find_them(tmp_path):
    with connect(tmp_path / "caseline.duckdb") as connection:
        connection.execute("create table t as select $1 || i as name from range(10) r(i)", [NAME])
        assert _found(tmp_path) == {"caseline.duckdb.wal"}


@pytest.fixture
def sealed(tmp_path):
    set_up_keys(tmp_path / "out", encrypts=True)
    return tmp_path / "out"


def test_what_does_not_fit_into_memory_and_the_write_ahead_log_are_encrypted(sealed):
    warehouse, found, spilled, ended = sealed / "w" / "caseline.duckdb", set(), set(), threading.Event()

    def watch():
        while not ended.wait(0.02):
            found.update(_found(sealed))
            spilled.update(path.name for path in sealed.rglob("duckdb_temp*"))

    with connect(warehouse) as connection:
        watcher = threading.Thread(target=watch)
        watcher.start()
        connection.execute("set memory_limit = '40MB'; set threads = 2")
        connection.execute("pragma wal_autocheckpoint = '1TB'")
        connection.execute(
            "create temp table t as select md5(i::text) || $1 || i || md5((i + 1)::text) as name "
            "from range(400000) r(i)",
            [NAME],
        )
        connection.execute("select name from t order by name desc limit 300000").fetchone()
        connection.execute("create table kept as select $1 || i as name from range(10) r(i)", [NAME])
        assert (sealed / "w" / "caseline.duckdb.wal").stat().st_size
        ended.set()
        watcher.join()
    assert spilled and not found


def test_a_missing_and_a_wrong_key_are_told(sealed, monkeypatch):
    warehouse = sealed / "w" / "caseline.duckdb"
    with connect(warehouse) as connection:
        connection.execute("create table t as select 1 as one")
    publish(warehouse, sealed / "w" / "published.duckdb")
    own = os.environ["CASELINE_KEY"]
    monkeypatch.setenv("CASELINE_KEY", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=")
    with pytest.raises(CaselineError, match="is locked with the key"), connect(warehouse):
        pass
    monkeypatch.setenv("CASELINE_KEY", "short")
    with pytest.raises(CaselineError, match="is no key: 32 random bytes"), connect(warehouse):
        pass
    monkeypatch.setenv("CASELINE_KEY_COMMAND", "false")
    with pytest.raises(CaselineError, match="both set"), connect(warehouse):
        pass
    monkeypatch.delenv("CASELINE_KEY")
    with pytest.raises(CaselineError, match="gave no key"), connect(warehouse):
        pass
    monkeypatch.setenv("CASELINE_KEY_COMMAND", f"echo {own}")
    with connect(warehouse, read_only=True) as connection:
        assert connection.execute("select one from t").fetchone() == (1,)
    monkeypatch.delenv("CASELINE_KEY_COMMAND")
    monkeypatch.setenv("CASELINE_KEY_FILE", str(sealed.parent / "none.key"))
    with pytest.raises(CaselineError, match="The key is missing"), connect(warehouse):
        pass
    (sealed.parent / "none.key").write_text(own)
    (sealed.parent / "none.key").chmod(0o644)
    with pytest.raises(CaselineError, match="Others can read"), connect(warehouse):
        pass


def test_a_file_of_another_folder_is_refused(sealed, tmp_path):
    plain = tmp_path / "plain.duckdb"
    with connect(plain) as connection:
        connection.execute("create table t as select 1 as one")
    shutil.copyfile(plain, sealed / "caseline.duckdb")
    with pytest.raises(CaselineError, match="is not encrypted with the key"), connect(sealed / "caseline.duckdb"):
        pass
    with connect(sealed / "own.duckdb") as connection:
        connection.execute("create table t as select 1 as one")
    shutil.copyfile(sealed / "own.duckdb", tmp_path / "own.duckdb")
    with pytest.raises(CaselineError, match="is not encrypted with the key"), connect(tmp_path / "own.duckdb"):
        pass


def test_files_logs_and_mirrors_of_systems_are_encrypted(sealed, tmp_path):
    write_sealed(sealed / "page", NAME.encode())
    assert read_sealed(sealed / "page") == NAME.encode()
    shutil.copyfile(sealed / "page", sealed / "other")
    with pytest.raises(CaselineError, match="was changed"):
        read_sealed(sealed / "other")
    (sealed / "page").write_bytes(NAME.encode())
    with pytest.raises(CaselineError, match="not encrypted"):
        read_sealed(sealed / "page")
    (sealed / "page").unlink()
    with SealedLog(sealed / "run.log") as log:
        print(f"Could not convert '{NAME}'\nto a number", file=log)
    mirror = Mirror(sealed / "api" / "a.sqlite")
    with mirror.change():
        mirror.put("Contact", "c1", {"name": NAME})
    assert list(mirror.records("Contact")) == [{"name": NAME}]
    assert not _found(sealed)
    mirror.close()
    assert list(read_log(sealed / "run.log")) == [f"Could not convert '{NAME}'", "to a number"]
