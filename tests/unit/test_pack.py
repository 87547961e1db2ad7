"""Evidence packs: the same bytes for the same data, nothing that the report does not say, and no change unnoticed."""

import subprocess
import zipfile
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseline.ground.errors import CaselineError
from caseline.ground.keys import set_up_keys
from caseline.ground.signing import fingerprint, public_pem, signing_key
from reports.inputs import inputs_outside, named_outside
from reports.pack import make_pack, verify
from reports.pack.form import LIST, PUBLIC_KEY, SIGNATURE, SIGNING, Signed
from reports.published import open_published
from tests.unit.site_people import FIRST, LAST, MANAGERS
from tests.unit.site_warehouse import make_warehouse, organization

KEY, OTHER = Ed25519PrivateKey.from_private_bytes(32 * b"a"), Ed25519PrivateKey.from_private_bytes(32 * b"b")
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack")
    warehouse = make_warehouse(folder / "published.duckdb")
    return warehouse, folder, make_pack(warehouse, organization(folder), "grant", folder / "a.zip", KEY, NOON)


def files_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
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
    return files | {SIGNATURE: key.sign(files[LIST]), PUBLIC_KEY: public_pem(key)}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda files: files | {"city_housing.csv": b"changed"}, "city_housing.csv was changed."),
        (lambda files: {name: files[name] for name in files if name != "method.txt"}, "method.txt is missing."),
        (lambda files: files | {"more.csv": b"1"}, "more.csv was added: nobody signed it."),
        (lambda files: files | {LIST: files[LIST].replace(b"12:00:00", b"11:00:00")}, "the signature does not verify"),
        (lambda files: files | {SIGNATURE: b""}, "the signature does not verify"),
        (lambda files: files | {LIST: b"x"}, "cannot be read"),
        (lambda files: files | {PUBLIC_KEY: b"x"}, "no Ed25519 key"),
        (lambda files: resigned(files, OTHER), "It says that the key is"),
    ],
)
def test_every_change_is_found_and_named(made, tmp_path, change, told):
    _, _, pack = made
    verdict = verify(packed(tmp_path / "x.zip", change(files_of(pack.path))))
    assert not verdict.is_whole and told in " ".join(verdict.wrong)
    assert "Nothing was changed" not in " ".join(verdict.sentences)


def test_whoever_signs_anew_has_another_key(made, tmp_path):
    _, _, pack = made
    files = files_of(pack.path)
    files[LIST] = files[LIST].replace(pack.key.encode(), fingerprint(OTHER.public_key()).encode())
    forged = packed(tmp_path / "x.zip", resigned(files, OTHER))
    assert verify(forged).is_whole
    assert "you expect" in " ".join(verify(forged, pack.key).wrong)
    (tmp_path / "key.pem").write_bytes(public_pem(OTHER))
    assert verify(forged, str(tmp_path / "key.pem")).is_whole


def test_what_is_no_pack_is_told_in_a_sentence(made, tmp_path):
    _, _, pack = made
    (tmp_path / "cut.zip").write_bytes(pack.path.read_bytes()[:-40])
    with pytest.raises(CaselineError, match="no whole zip"):
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
    shown = "openssl pkey -pubin -in public-key.pem -outform DER | openssl dgst -sha256 -binary | base64"
    assert "SHA256:" + said("sh", "-c", shown).strip().rstrip("=") == pack.key
    assert shown in (tmp_path / "READ_ME.txt").read_text() and pack.key in (tmp_path / "READ_ME.txt").read_text()


def test_nobody_is_named_and_no_file_is_counted_row_by_row(made):
    _, _, pack = made
    files = files_of(pack.path)
    words = b" ".join(files[name] for name in files if name.endswith((".csv", ".txt"))).decode().lower()
    assert not [name for name in FIRST + LAST + MANAGERS if name.lower() in words] and "c-00000" not in words
    assert set(Signed.of(files[LIST].decode()).hashes) == set(files) - set(SIGNING)


def test_letters_and_mails_are_named_by_their_folder(made):
    assert named_outside("south/documents/letters/2026-03-14 Ann Roe.pdf") == "south/documents/"
    assert named_outside("south/hmis/Client.csv") == "south/hmis/Client.csv"
    warehouse, _, _ = made
    with open_published(warehouse) as published:
        assert all(len(digest) == 64 for _, digest in inputs_outside(published.cursor()))


def test_an_output_folder_signs_with_the_same_key_for_good(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    keys = set_up_keys(tmp_path / "harbor", encrypts=True)
    one = fingerprint(signing_key(keys).public_key())
    assert one == fingerprint(signing_key(set_up_keys(tmp_path / "harbor", encrypts=True)).public_key())
    assert one != fingerprint(signing_key(set_up_keys(tmp_path / "other", encrypts=True)).public_key())
