"""Keys renewed, and the drill: a backup is made, everything is lost, and all of it comes back."""

import os
import shutil
import threading
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from caseline.audit import Act, Entry, audit_log
from caseline.audit.verifying import verify
from caseline.custody import archive, backup, rekeying
from caseline.custody.archive import Sealing
from caseline.custody.backup import back_up, restore
from caseline.custody.rekeying import rekey
from caseline.ground.errors import CaselineError
from caseline.ground.keys import keys_of, set_up_keys
from caseline.ground.sealed_files import read_sealed, write_sealed
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect, publish
from caseline.organization.intake_forms.sent_files import KeptFile
from ingestion.api.mirror import Mirror, mirror_path
from ingestion.erased import Erased
from ingestion.submissions.store import Sent, Store

NAME = "Quorvaxel"


def _fill(place):
    (place.organization / "transformation").mkdir(parents=True)
    (place.organization / "organization.yml").write_text("id: small\n")
    (place.organization / "transformation" / "identity_rulings.csv").write_text("record_key_a\n")
    (place.organization / "data").mkdir()
    (place.organization / "data" / "export.csv").write_bytes(NAME.encode() + os.urandom(3 << 20))
    with connect(place.warehouse) as connection:
        connection.execute("create schema record")
        connection.execute("create table record.client as select $1 || i as name from range(50000) r(i)", [NAME])
        connection.execute("create table record.step (step text primary key)")
    publish(place.warehouse, place.published)
    place.register.mkdir()
    write_sealed(place.register / "run-000001.jsonl", NAME.encode())
    mirror = Mirror(mirror_path(place.ingestion_state, "north", "salesforce"))
    mirror.put("Contact", "c1", {"name": NAME})
    mirror.close()
    audit_log(place).append(Entry(Act.look, "ana", "", "", ("C-0123456789",)))


def _holds(place):
    for warehouse in (place.warehouse, place.published):
        if warehouse.exists():
            with connect(warehouse, read_only=True) as connection:
                counted = connection.execute("select count(distinct name), min(name) from record.client").fetchone()
                assert counted == (50_000, f"{NAME}0")
    assert read_sealed(place.register / "run-000001.jsonl") == NAME.encode()
    mirror = Mirror(mirror_path(place.ingestion_state, "north", "salesforce"))
    assert list(mirror.records("Contact")) == [{"name": NAME}]
    mirror.close()
    assert verify(audit_log(place)).holds


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.delenv("CASELINE_KEY")
    monkeypatch.setenv("CASELINE_KEY_FILE", str(tmp_path / "keys" / "small.key"))
    place = Workspace(tmp_path / "organizations" / "small", tmp_path / "output" / "small")
    set_up_keys(place.output, encrypts=True)
    _fill(place)
    return place


def test_a_backup_brings_everything_back(place, tmp_path):
    made = back_up(place, tmp_path / "kept" / "small.backup")
    content = (tmp_path / "kept" / "small.backup").read_bytes()
    assert NAME.encode() not in content and b"organization.yml" not in content
    assert (tmp_path / "kept" / "small.backup").stat().st_mode & 0o077 == 0
    shutil.rmtree(tmp_path / "organizations")
    shutil.rmtree(tmp_path / "output")
    back = restore(tmp_path / "kept" / "small.backup", tmp_path)
    assert back == place and made.files == 8
    _holds(back)
    assert (back.organization / "transformation" / "identity_rulings.csv").read_text() == "record_key_a\n"
    assert not back.data.exists()
    with pytest.raises(CaselineError, match="is there already"):
        restore(tmp_path / "kept" / "small.backup", tmp_path)
    with pytest.raises(CaselineError, match="never written over"):
        back_up(place, tmp_path / "kept" / "small.backup")


@pytest.mark.parametrize("damage", ["a byte", "the end", "the head", "a block", "all"])
def test_a_damaged_backup_restores_nothing(place, tmp_path, damage):
    path = tmp_path / "small.backup"
    back_up(place, path, with_exports=True)
    content = path.read_bytes()
    assert len(content) > 1 << 20
    middle = len(content) // 2
    path.write_bytes(
        {
            "a byte": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
            "the end": content[: -1 << 10],
            "the head": content.replace(b'"version": 1', b'"version": 2', 1),
            "a block": content[: 1 << 20],
            "all": b"",
        }[damage]
    )
    with pytest.raises(CaselineError, match=r"was changed or cut off|is no backup"):
        restore(path, tmp_path / "elsewhere")
    assert not [one for one in (tmp_path / "elsewhere").rglob("*") if one.is_file()]


def test_a_backup_needs_its_key(place, tmp_path, monkeypatch):
    back_up(place, tmp_path / "small.backup")
    monkeypatch.setenv("CASELINE_KEY_FILE", str(tmp_path / "other.key"))
    set_up_keys(tmp_path / "other", encrypts=True)
    with pytest.raises(CaselineError, match="is locked with the key"):
        restore(tmp_path / "small.backup", tmp_path / "elsewhere")


def test_new_keys_for_everything(place, tmp_path):
    before, former = keys_of(place.output), (tmp_path / "keys" / "small.key").read_text().split()
    back_up(place, tmp_path / "before.backup")
    assert len(rekey(place)) == 4
    after = keys_of(place.output)
    assert before.data != after.data and before.master_id != after.master_id and before.audit == after.audit
    _holds(place)
    assert not [*place.output.rglob("*.rekeyed-*")]
    assert (tmp_path / "keys" / "small.key").read_text().split()[1:] == former
    restore(tmp_path / "before.backup", tmp_path / "elsewhere")
    (tmp_path / "keys" / "small.key").write_text("\n".join((tmp_path / "keys" / "small.key").read_text().split()[:1]))
    _holds(place)
    with pytest.raises(CaselineError, match="is locked with the key"):
        restore(tmp_path / "before.backup", tmp_path / "elsewhere2")


def test_new_keys_that_were_cut_off_are_finished_and_those_that_never_came_to_be_are_dropped(place, monkeypatch):
    wrap, before = rekeying.wrap, keys_of(place.output)

    def cut_off(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(rekeying, "wrap", cut_off)
        rekey(place)
    assert [*place.output.rglob("*.rekeyed-*")] and keys_of(place.output) == before
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(rekeying, "wrap", lambda *given, **keys: (wrap(*given, **keys), cut_off()))
        rekey(place)
    assert keys_of(place.output).data != before.data
    assert len(rekey(place)) == 4
    _holds(place)
    assert not [*place.output.rglob("*.rekeyed-*")]


def test_what_was_erased_stays_known_under_new_keys(place):
    erased = Erased(keys_of(place.output))
    erased.add([("crm", "north", "003A")])
    rekey(place)
    with_it = pa.table({"_affiliate": ["north", "north"], "id": ["003A", "003B"]})
    assert Erased(keys_of(place.output)).without("crm", with_it)["id"].to_pylist() == ["003B"]


def test_a_backup_made_while_people_look_is_restored(place, tmp_path):
    log, done = audit_log(place), threading.Event()

    def look():
        while not done.is_set():
            log.append(Entry(Act.look, "ana", "analyst", "page"))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        back_up(place, tmp_path / "small.backup")
    finally:
        done.set()
        looking.join()
    _holds(restore(tmp_path / "small.backup", tmp_path / "elsewhere"))


def test_a_backup_made_while_a_client_sends_a_file_has_it_with_its_submission(place, tmp_path, monkeypatch):
    store, snapshot = Store(place.submissions), backup._snapshot

    def send(own_id):
        sent = Sent(own_id, "north", "visit", {"Paper": "a.txt"})
        store.keep(sent, datetime(2026, 11, 30), [KeptFile("a.txt", b"A word.")])

    def sent_just_before(path, listed):
        if path == store.path:
            send("b")
        return snapshot(path, listed)

    send("a")
    monkeypatch.setattr(backup, "_snapshot", sent_just_before)
    back_up(place, tmp_path / "small.backup")
    back = Store(restore(tmp_path / "small.backup", tmp_path / "elsewhere").submissions)
    uploads = [(one.submission.sent.id, one.name) for one in back.uploads(["north"])]
    assert uploads == [("a", "a.txt"), ("b", "a.txt")]
    assert {back.content(*upload) for upload in uploads} == {b"A word."}


def test_a_backup_names_no_place_outside(place, tmp_path, monkeypatch):
    with (tmp_path / "forged.backup").open("wb") as file:
        monkeypatch.setattr(archive, "masters", lambda name: [b"k" * 32])
        Sealing(file, "../outside", {"version": 1}).close()
    with pytest.raises(CaselineError, match="is no backup"):
        restore(tmp_path / "forged.backup", tmp_path / "elsewhere")


def test_an_output_that_was_not_encrypted_becomes_so(tmp_path):
    place = Workspace(tmp_path / "organizations" / "small", tmp_path / "output" / "small")
    set_up_keys(place.output, encrypts=False)
    _fill(place)
    assert NAME.encode() in (place.register / "run-000001.jsonl").read_bytes()
    rekey(place)
    _holds(place)
    assert keys_of(place.output).encrypts
    assert not [one for one in place.output.rglob("*") if one.is_file() and NAME.encode() in one.read_bytes()]


def test_a_key_kept_elsewhere_is_renewed_there(place, monkeypatch):
    own = os.environ.pop("CASELINE_KEY_FILE")
    monkeypatch.setenv("CASELINE_KEY", Path(own).read_text().strip())
    with pytest.raises(CaselineError, match="put a new one there, before the former"):
        rekey(place)
    monkeypatch.setenv("CASELINE_KEY", f"QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE= {os.environ['CASELINE_KEY']}")
    rekey(place)
    monkeypatch.setenv("CASELINE_KEY", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=")
    _holds(place)
