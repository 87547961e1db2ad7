"""Evidence packs: the same bytes for the same data, nothing that the report does not say, and no change unnoticed."""

import csv
import hashlib
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseline.ground.errors import CaselineError
from caseline.ground.keys import set_up_keys
from caseline.ground.signing import fingerprint, public_pem, signing_key
from caseline.ground.warehouse import connect
from reports.inputs import LETTERS, OTHERS, UNNAMED, inputs_outside, named_outside
from reports.pack import make_pack, verify
from reports.pack.form import LIST, PUBLIC_KEY, SIGNATURE, SIGNING, Signed, zipped
from reports.published import open_published
from tests.unit.site_people import FIRST, LAST, MANAGERS
from tests.unit.site_warehouse import make_warehouse, organization

KEY, OTHER = Ed25519PrivateKey.from_private_bytes(32 * b"a"), Ed25519PrivateKey.from_private_bytes(32 * b"b")
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack")
    warehouse = make_warehouse(folder / "published.duckdb")
    return warehouse, folder, make_pack(warehouse, organization(folder), "city_housing", folder / "a.zip", KEY, NOON)


def files_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path, files):
    path.write_bytes(zipped(files))
    return path


def test_a_pack_verifies_and_says_who_and_when(made):
    _, _, pack = made
    verdict = verify(pack.path, pack.key)
    assert verdict.is_whole and verdict.key == pack.key == fingerprint(KEY.public_key())
    first, second = verdict.sentences
    assert first == f"Nothing was changed: all {pack.files} files are as they were signed."
    assert "Harbor & Hearth <Test>, report city_housing" in second and "2026-07-01 12:00:00 UTC" in second


def test_the_same_data_give_the_same_bytes_but_for_when_it_was_signed(made):
    warehouse, folder, pack = made
    again = make_pack(warehouse, organization(folder), "city_housing", folder / "b.zip", KEY, NOON)
    assert again.path.read_bytes() == pack.path.read_bytes()
    later = make_pack(warehouse, organization(folder), "city_housing", folder / "c.zip", KEY, datetime.now(UTC))
    one, other = files_of(pack.path), files_of(later.path)
    assert {name for name in one if one[name] != other[name]} == {LIST, SIGNATURE}


def resigned(files, key):
    """The pack of somebody who changed it and signed it with a key of their own, or kept the key that is named."""
    return files | {SIGNATURE: key.sign(files[LIST]), PUBLIC_KEY: public_pem(key.public_key())}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda files: files | {"report/city_housing.csv": b"changed"}, "report/city_housing.csv was changed."),
        (lambda files: {name: files[name] for name in files if name != "method.txt"}, "method.txt is missing."),
        (lambda files: files | {"more.csv": b"1"}, "more.csv was added: nobody signed it."),
        (lambda files: files | {LIST: files[LIST].replace(b"12:00:00", b"11:00:00")}, "the signature does not verify"),
        (lambda files: files | {SIGNATURE: b""}, "the signature does not verify"),
        (lambda files: files | {LIST: b"x"}, "cannot be read"),
        (lambda files: files | {PUBLIC_KEY: b"x"}, "no Ed25519 key"),
        (lambda files: files | {PUBLIC_KEY: b"Trust me.\n" + files[PUBLIC_KEY]}, f"{PUBLIC_KEY} was changed"),
        (lambda files: files | {PUBLIC_KEY: files[PUBLIC_KEY] + b"Trust me.\n"}, f"{PUBLIC_KEY} was changed"),
        (lambda files: resigned(files, OTHER), "It says that the key is"),
    ],
)
def test_every_change_is_found_and_named(made, tmp_path, change, told):
    _, _, pack = made
    verdict = verify(packed(tmp_path / "x.zip", change(files_of(pack.path))))
    assert not verdict.is_whole and told in " ".join(verdict.wrong)
    assert "Nothing was changed" not in " ".join(verdict.sentences)


def small():
    """A pack of two files, signed as any other."""
    files = {"a.csv": b"1,2", "report/b.csv": b"3,4"}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    listed = Signed("Harbor", "b", "0", NOON, fingerprint(KEY.public_key()), hashes).text().encode()
    return resigned(files | {LIST: listed}, KEY)


def with_comment(content):
    archive = BytesIO(content)
    with zipfile.ZipFile(archive, "a") as opened:
        opened.comment = b"Trust me"
    return archive.getvalue()


def with_metadata(content):
    """Its first entry is said to be of another day, in both places that say so."""
    day = content[10:14]
    return content.replace(day, b"\x01" + day[1:])


def with_a_file_twice(content):
    archive = BytesIO(content)
    with zipfile.ZipFile(archive, "a") as opened, pytest.warns(UserWarning):
        opened.writestr("a.csv", b"1,2")
    return archive.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda content: zipped({"a.csv": b"9,9"}) + content,
        lambda content: b"#!/bin/sh\n" + content,
        lambda content: content + b"more",
        lambda content: content + zipped({}),
        with_comment,
        with_metadata,
        with_a_file_twice,
    ],
)
def test_what_stands_around_its_files_is_found(tmp_path, change):
    whole, changed = zipped(small()), tmp_path / "x.zip"
    changed.write_bytes(whole)
    assert verify(changed).is_whole
    changed.write_bytes(change(whole))
    assert whole != changed.read_bytes() and not said_whole(changed)


def said_whole(path):
    """Whether it verifies; what is no pack at all may be told by an error that says so."""
    try:
        return verify(path).is_whole
    except CaselineError:
        return False


def test_no_byte_changes_unnoticed(tmp_path):
    whole, changed = zipped(small()), tmp_path / "x.zip"
    for place in range(len(whole)):
        changed.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        assert not said_whole(changed), place


def test_a_file_that_grows_when_it_is_unpacked_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (small() | {"a.csv": bytes(50_000_000)}).items():
            archive.writestr(name, content)
    with pytest.raises(CaselineError, match="packed anew"):
        verify(tmp_path / "x.zip")


def test_whoever_signs_anew_has_another_key(made, tmp_path):
    _, _, pack = made
    files = files_of(pack.path)
    files[LIST] = files[LIST].replace(pack.key.encode(), fingerprint(OTHER.public_key()).encode())
    forged = packed(tmp_path / "x.zip", resigned(files, OTHER))
    assert verify(forged).is_whole
    assert "you expect" in " ".join(verify(forged, pack.key).wrong)
    (tmp_path / "key.pem").write_bytes(public_pem(OTHER.public_key()))
    assert verify(forged, str(tmp_path / "key.pem")).is_whole


def test_what_is_no_pack_is_told_in_a_sentence(made, tmp_path):
    _, _, pack = made
    (tmp_path / "cut.zip").write_bytes(pack.path.read_bytes()[:-40])
    with pytest.raises(CaselineError, match="no whole evidence pack"):
        verify(tmp_path / "cut.zip")
    with pytest.raises(CaselineError, match=f"it lacks {LIST}"):
        verify(packed(tmp_path / "x.zip", {"a": b""}))
    with pytest.raises(CaselineError, match="no fingerprint"):
        verify(pack.path, "nothing")


def test_it_verifies_without_caseline(made, tmp_path):
    _, _, pack = made
    with zipfile.ZipFile(pack.path) as archive:
        archive.extractall(tmp_path)

    def said(*command):
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    verifying = ("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", PUBLIC_KEY, "-rawin", "-in", LIST, "-sigfile")
    assert "Signature Verified Successfully" in said(*verifying, SIGNATURE)
    assert said("sha256sum", "--check", "--strict", LIST).count(": OK") == pack.files
    readme = (tmp_path / "READ_ME.txt").read_text()
    (added,) = [line.strip() for line in readme.splitlines() if "uniq -u" in line]
    (tmp_path / "report" / "forged.pdf").write_bytes(b"")
    assert said("sh", "-c", added).split() == [LIST, SIGNATURE, PUBLIC_KEY, "report/forged.pdf"]
    shown = "openssl pkey -pubin -in public-key.pem -outform DER | openssl dgst -sha256 -binary | base64"
    assert "SHA256:" + said("sh", "-c", shown).strip().rstrip("=") == pack.key
    assert shown in (tmp_path / "READ_ME.txt").read_text() and pack.key in (tmp_path / "READ_ME.txt").read_text()


def test_nobody_is_named_and_no_file_is_counted_row_by_row(made):
    _, _, pack = made
    files = files_of(pack.path)
    words = b" ".join(files[name] for name in files if name.endswith((".csv", ".txt"))).decode().lower()
    assert not [name for name in FIRST + LAST + MANAGERS if name.lower() in words] and "c-00000" not in words
    assert set(Signed.of(files[LIST].decode()).hashes) == set(files) - set(SIGNING)


def rows_of(files, name):
    return list(csv.DictReader(StringIO(files[name].decode("utf-8-sig"))))


def test_it_tells_no_number_of_records_and_names_no_file_that_the_report_does_not(made):
    _, _, pack = made
    files = files_of(pack.path)
    evidence = rows_of(files, "evidence.csv")
    assert evidence and "Records" not in evidence[0]
    named = {file for row in evidence for file in row["Files"].split(", ") if file}
    assert {row["File"] for row in rows_of(files, "inputs.csv")} <= named | {OTHERS}


def test_a_report_of_any_id_takes_no_name_of_the_packs_own(made, tmp_path):
    report_id, warehouse = "evidence", tmp_path / "published.duckdb"
    shutil.copy(made[0], warehouse)
    with connect(warehouse) as connection:
        for table, column in (("reporting.figure", "report"), ("framework.report", "report_id")):
            connection.execute(f"update {table} set {column} = ? where {column} = 'city_housing'", [report_id])
    pack = make_pack(warehouse, organization(tmp_path), report_id, tmp_path / "a.zip", KEY, NOON)
    names = set(files_of(pack.path))
    own = {"definitions.csv", "evidence.csv", "quotes.csv", "inputs.csv", "method.txt", "READ_ME.txt"}
    assert own | {f"report/{report_id}.{kind}" for kind in ("pdf", "docx", "xlsx", "csv")} <= names


def test_what_leaves_names_a_file_without_its_folders_and_nobody(made):
    names = frozenset({"ann", "roe"})
    assert named_outside("south/documents/letters/2026-03-14.pdf", names) == LETTERS
    assert named_outside("south/hmis/Ann Roe/export.zip/Client.csv", names) == "Client.csv"
    for file in ("survey_roe.csv", "AnnRoe.csv", "josefa intake.csv", "Jos\u00e9 Josefa.csv"):
        assert named_outside(f"south/forms/{file}", names | {"jos\u00e9fa"}) == UNNAMED, file
    assert named_outside("south/Documents/letters/2026-03-14.pdf", names) == LETTERS
    assert named_outside("south/crm/pmdm__ProgramEngagement__c.csv", names) == "pmdm__ProgramEngagement__c.csv"
    warehouse, _, _ = made
    with open_published(warehouse) as published:
        (named,) = inputs_outside(published.cursor(), {"Client.csv"}, names)
        (others,) = inputs_outside(published.cursor(), set(), names)
    assert named == ("Client.csv", 64 * "a")
    assert others == (OTHERS, hashlib.sha256(64 * b"a").hexdigest())


def test_an_output_folder_signs_with_the_same_key_for_good(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    keys = set_up_keys(tmp_path / "harbor", encrypts=True)
    one = fingerprint(signing_key(keys).public_key())
    assert one == fingerprint(signing_key(set_up_keys(tmp_path / "harbor", encrypts=True)).public_key())
    assert one != fingerprint(signing_key(set_up_keys(tmp_path / "other", encrypts=True)).public_key())
