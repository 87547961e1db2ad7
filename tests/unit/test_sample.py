"""The sample organisation: the same bytes every time, true to the formats, and a truth that fits."""

import csv
import hashlib
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from caseline.ground.errors import CaselineError
from caseline.ground.shipped import SAMPLE
from caseline.organization.dictionary import load_dictionary
from caseline.organization.profile import load_organization
from caseline.sample import generate
from caseline.sample.hmis_format import columns_of

CLIENTS, SEED = 260, 7  # what docs/sample.md says the committed sample was made with


def _bytes_of(folder: Path) -> dict[str, str]:
    """Digest of every file; of a zip or workbook what is packed, because compressors differ between machines."""
    digests = {}
    for path in sorted(path for part in ("data", "truth") for path in (folder / part).rglob("*") if path.is_file()):
        name, content = str(path.relative_to(folder)), path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                content = repr([(entry.filename, entry.date_time, entry.CRC) for entry in packed.infolist()]).encode()
        digests[name] = hashlib.sha256(content).hexdigest()
    return digests


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "again"
    generate(folder, CLIENTS, SEED)
    return folder


@pytest.fixture(scope="module")
def note_texts(made: Path) -> dict[str, str]:
    texts = {}
    for affiliate in ("eastside", "northgate"):
        for row in _rows(made / "data" / affiliate / "crm" / "Case_Note__c.csv"):
            texts[f"crm:{affiliate}:{row['Id']}"] = row["Note__c"]
    for affiliate in ("eastside", "rivertown"):
        for row in _rows(made / "data" / affiliate / "forms" / "outreach_notes.csv"):
            texts[f"forms:{affiliate}:outreach_notes/{row['Submission ID']}"] = row["Note"]
    return texts


def test_the_command_gives_the_committed_files_byte_for_byte(made: Path) -> None:
    assert _bytes_of(made) == _bytes_of(SAMPLE)


def test_the_committed_sample_stays_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < 3_000_000


def test_another_seed_gives_other_people(made: Path, tmp_path: Path) -> None:
    generate(tmp_path / "other", 30, SEED + 1)
    generate(tmp_path / "same", 30, SEED + 1)
    assert _bytes_of(tmp_path / "other") == _bytes_of(tmp_path / "same")
    assert _bytes_of(tmp_path / "other") != _bytes_of(made)


def test_a_new_folder_can_be_run_as_it_is(made: Path) -> None:
    organization = load_organization(made)
    assert organization.affiliate_ids == ["eastside", "rivertown", "northgate"]
    assert {table.table for table in load_dictionary(made / "data_dictionary").own} >= {"intake_form", "outcome_survey"}
    rulings = (made / "transformation" / "identity_rulings.csv").read_text(encoding="utf-8").splitlines()
    assert len(rulings) == 1  # rulings of the committed sample are about its own records


def test_data_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(CaselineError, match="did not make"):
        generate(tmp_path, 5, 1)


def test_every_mark_stands_in_its_note(made: Path, note_texts: dict[str, str]) -> None:
    marks = _rows(made / "truth" / "codes.csv")
    assert len(marks) > 3000
    for mark in marks:
        assert note_texts[mark["note_id"]][int(mark["start"]) : int(mark["end"])] == mark["quote"] != ""


def test_rulings_are_about_records_and_notes_that_exist(made: Path, note_texts: dict[str, str]) -> None:
    people = {row["record_key"]: row["person_id"] for row in _rows(made / "truth" / "people.csv")}
    for ruling in _rows(SAMPLE / "transformation" / "identity_rulings.csv"):
        same = people[ruling["record_key_a"]] == people[ruling["record_key_b"]]
        assert same == (ruling["ruling"] == "same")
    present = {
        (mark["note_id"], mark["code"]) for mark in _rows(made / "truth" / "codes.csv") if mark["status"] == "present"
    }
    for ruling in _rows(SAMPLE / "transformation" / "code_rulings.csv"):
        assert ruling["note_id"] in note_texts
        assert ((ruling["note_id"], ruling["code"]) in present) == (ruling["ruling"] == "accepted")


def test_notes_do_not_look_alike(note_texts: dict[str, str]) -> None:
    texts = list(note_texts.values())
    lengths = sorted(len(text) for text in texts)
    assert len(set(texts)) > 0.95 * len(texts)
    assert lengths[len(lengths) // 10] < 80 and lengths[-len(lengths) // 10] > 350
    assert sum("Ignore previous instructions" in text for text in texts) == 1


def test_truth_names_every_person_record_once(made: Path) -> None:
    keys = [row["record_key"] for row in _rows(made / "truth" / "people.csv")]
    assert len(keys) == len(set(keys))
    expected = set()
    for affiliate in ("eastside", "northgate"):
        contacts = _rows(made / "data" / affiliate / "crm" / "Contact.csv")
        whole = [row for row in contacts if row["IsDeleted"] and row["Id"]]  # without the lines spoilt on purpose
        expected |= {f"crm:{affiliate}:{row['Id']}" for row in whole}
    for path in (made / "data" / "northgate" / "hmis").glob("*/Client.csv"):
        expected |= {f"hmis:northgate:{row['PersonalID']}" for row in _rows(path)}
    book = openpyxl.load_workbook(made / "data" / "northgate" / "forms" / "intake_form.xlsx", read_only=True)
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    expected |= {f"forms:northgate:intake_form/{row[0]}" for row in rows}
    plans = json.loads((made / "data" / "rivertown" / "forms" / "service_plan.json").read_text(encoding="utf-8"))
    expected |= {f"forms:rivertown:service_plan/{plan['_uuid']}" for plan in plans["results"]}
    assert expected <= set(keys)


def test_hmis_exports_are_whole_sets_of_their_version(made: Path) -> None:
    data = made / "data"
    folders = {
        "2024": data / "eastside/hmis/export_2026-07-01",
        "2026": data / "northgate/hmis/export_2026-04-01",
    }
    for version, folder in folders.items():
        for name, columns in columns_of(version).items():
            header = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
            assert header == ",".join(f'"{column}"' for column, _ in columns)
    with zipfile.ZipFile(data / "rivertown/hmis/hmis_export_2026-07-01.zip") as packed:
        assert sorted(packed.namelist()) == sorted(f"{name}.csv" for name in columns_of("2022"))


@pytest.mark.parametrize(("version", "folder"), [("2022", "in"), ("2024", "out")])
def test_headers_are_those_of_hud(version: str, folder: str, shared_data) -> None:  # type: ignore[no-untyped-def]
    for path in sorted(shared_data("hmis", "migration_2022_to_2024", folder).glob("*.csv")):
        header = path.read_text(encoding="utf-8-sig").splitlines()[0].replace('"', "").lower().split(",")
        assert [column.lower() for column, _ in columns_of(version)[path.stem]] == header, path.stem


def test_the_later_export_updates_and_deletes_rows_of_the_first(made: Path) -> None:
    folder = made / "data" / "northgate" / "hmis"
    first = {row["EnrollmentID"]: row for row in _rows(folder / "export_2026-04-01" / "Enrollment.csv")}
    later = {row["EnrollmentID"]: row for row in _rows(folder / "export_2026-07-01" / "Enrollment.csv")}
    both = set(first) & set(later)
    assert set(later) - set(first)
    assert any(not first[key]["MoveInDate"] and later[key]["MoveInDate"] for key in both)
    assert any(not first[key]["DateDeleted"] and later[key]["DateDeleted"] for key in both)
