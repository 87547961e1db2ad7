"""Finding files: whose they are, zips inside and out, and what is refused."""

import copy
import random
import zipfile

import pytest

from ingestion.files import affiliate_files, path_files


def make_zip(path, **members):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_the_first_folder_is_the_affiliate_and_the_second_the_source(tmp_path):
    for path in ("eastside/hmis/Client.csv", "eastside/crm/Contact.csv", "rivertown/hmis/2024/Exit.csv"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("a\n")
    found = affiliate_files(tmp_path, "hmis", ["eastside", "rivertown"])
    assert [(file.affiliate_id, file.label) for file in found.files] == [
        ("eastside", "eastside/hmis/Client.csv"),
        ("rivertown", "rivertown/hmis/2024/Exit.csv"),
    ]


def test_a_single_affiliate_may_leave_its_folder_out(tmp_path):
    (tmp_path / "hmis").mkdir()
    (tmp_path / "hmis" / "Client.csv").write_text("a\n")
    assert [file.affiliate_id for file in affiliate_files(tmp_path, "hmis", ["only"]).files] == ["only"]
    assert affiliate_files(tmp_path, "hmis", ["one", "two"]).files == []


def test_one_affiliate_of_several_is_not_given_what_lies_in_nobodys_folder(tmp_path):
    (tmp_path / "hmis").mkdir()
    (tmp_path / "hmis" / "Client.csv").write_text("a\n")
    assert affiliate_files(tmp_path, "hmis", ["one"], ["one", "two"]).files == []
    assert len(affiliate_files(tmp_path, "hmis", ["one"], ["one"]).files) == 1


def test_a_zip_is_read_like_a_folder_whatever_order_its_members_have(tmp_path):
    make_zip(tmp_path / "e.zip", **{"export/Exit.csv": "b", "export/Client.csv": "a", "__MACOSX/._Exit.csv": "x"})
    found = path_files(tmp_path, "x").files
    assert [(file.name, file.folder) for file in found] == [
        ("Client.csv", f"{tmp_path.name}/e.zip/export"),
        ("Exit.csv", f"{tmp_path.name}/e.zip/export"),
    ]
    with found[0].open() as stream:
        assert stream.read() == b"a"


def test_a_path_that_climbs_out_refuses_the_whole_zip(tmp_path):
    make_zip(tmp_path / "e.zip", **{"Client.csv": "a", "../../Exit.csv": "b"})
    found = path_files(tmp_path, "x")
    assert not found.files
    assert "climbs out" in found.refused[0].reason


def test_a_zip_bomb_is_refused_unread(tmp_path):
    make_zip(tmp_path / "e.zip", **{"Client.csv": b"0" * (60 << 20)})
    found = path_files(tmp_path, "x")
    assert not found.files
    assert "unpacks to far more" in found.refused[0].reason


def test_members_that_share_their_bytes_do_not_hide_a_bomb(tmp_path):
    """Each entry of the directory points at the same packed bytes and counts them as its own."""
    path = make_zip(tmp_path / "e.zip", **{"0.csv": random.Random(0).randbytes(1 << 20)})
    with zipfile.ZipFile(path, "a") as archive:
        first = archive.infolist()[0]
        for number in range(1, 300):
            twin = copy.copy(first)
            twin.filename = f"{number}.csv"
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
        archive._didModify = True
    assert len(zipfile.ZipFile(path).infolist()) == 300
    found = path_files(tmp_path, "x")
    assert not found.files
    assert "unpacks to far more" in found.refused[0].reason


def test_a_zip_too_large_in_all_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("ingestion.files.MAX_ZIP_BYTES", 10)
    make_zip(tmp_path / "e.zip", **{"Client.csv": "0123456", "Exit.csv": "0123456"})
    assert "unpacks to far more" in path_files(tmp_path, "x").refused[0].reason


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_in_a_zip_refuse_it(tmp_path):
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("Client.csv", "a")
        archive.writestr("Client.csv", "b")
    found = path_files(tmp_path, "x")
    assert not found.files
    assert "two files of the same name" in found.refused[0].reason


@pytest.mark.parametrize("name", ["/etc/Client.csv", "C:/Client.csv", "..\\Client.csv", "export/../../Client.csv"])
def test_whatever_way_a_path_climbs_out_it_is_refused(tmp_path, name):
    make_zip(tmp_path / "e.zip", **{name: "a"})
    assert "climbs out" in path_files(tmp_path, "x").refused[0].reason


def test_a_damaged_zip_is_refused_and_its_neighbours_are_read(tmp_path):
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 not a zip")
    (tmp_path / "Client.csv").write_text("a\n")
    found = path_files(tmp_path, "x")
    assert [file.name for file in found.files] == ["Client.csv"]
    assert "damaged" in found.refused[0].reason


def test_a_link_to_elsewhere_is_not_followed(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n")
    (tmp_path / "data" / "only" / "hmis").mkdir(parents=True)
    (tmp_path / "data" / "only" / "hmis" / "Client.csv").symlink_to(secret)
    found = affiliate_files(tmp_path / "data", "hmis", ["only"])
    assert not found.files
    assert "link" in found.refused[0].reason
