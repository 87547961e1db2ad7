"""HMIS CSV out: a valid FY2026 export, which taken in again is the same record."""

import csv
import hashlib
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

import ingestion.hmis.source
from caseline.ground.errors import CaselineError
from caseline.ground.warehouse import connect
from caseline.models import DbtModels
from ingestion.hmis.standard import standard_files
from reports.hmis_csv import soundex, write_hmis_csv
from tests.built_once import WAREHOUSE
from tests.integration.hmis_place import export_file

MADE = datetime(2026, 11, 30, 9, 30)
OF_THE_LOAD = {"source_file", "source_line", "csv_version", "unread_fields", "export_id"}
"""Columns that say how a row came, not what it says."""
AFFILIATES = ["th", "scored"]
"""Of HUD's kit in the format of FY2022, and invented in that of FY2026."""
PERSON = {
    "PersonalID": "p", "FirstName": "Ashcraft", "MiddleName": "", "LastName": "O'Neil, \"Pat\"", "SSN": "123456789",
    "DOB": "1980-02-29",
}  # fmt: skip


@pytest.fixture(scope="module")
def models(tmp_path_factory, shared_data):
    """The kit's export `th` and one made by hand, in intake."""
    folder = tmp_path_factory.mktemp("hmis_csv")
    shutil.copytree(shared_data("hmis", "fy2021_kit") / "inputs" / "th", folder / "data" / "th" / "hmis" / "th")
    _write_scored(folder / "data" / "scored" / "hmis" / "export")
    return _taken_in(folder, AFFILIATES)


@pytest.fixture(scope="module")
def written(models, tmp_path_factory):
    folder = tmp_path_factory.mktemp("written")
    for name in AFFILIATES:
        write_hmis_csv(models.warehouse, folder / name / "hmis" / "export", MADE, name)
        (folder / name / "hmis" / "export" / "hmis_csv.zip").unlink()
    return folder


def _taken_in(folder, affiliates):
    warehouse = folder / WAREHOUSE
    ingestion.hmis.source.load(folder / "data", warehouse, affiliates)
    models = DbtModels(warehouse, folder / "target")
    models.command("run", "--select", "path:models/intake/hmis")
    return models


def _write_scored(folder):
    folder.mkdir(parents=True)
    about = {"EnrollmentID": "e", "PersonalID": "p", "UserID": "u"}
    files = {
        "Client": [PERSON],
        "Project": [{"ProjectID": "1", "OrganizationID": "o", "ProjectName": "Door", "ProjectType": "14"}],
        "Enrollment": [
            about | {"ProjectID": "1", "EntryDate": "2026-01-31", "HouseholdID": "h", "RelationshipToHoH": "1"}
        ],
        "Assessment": [
            about | {"AssessmentID": "a", "AssessmentDate": "2026-02-01", "DateDeleted": "2026-03-01 10:00:00"}
        ],
        "AssessmentQuestions": [
            about | {"AssessmentQuestionID": "q", "AssessmentID": "a", "AssessmentQuestion": "Where, and\nhow long?"}
        ],
        "AssessmentResults": [
            about
            | {"AssessmentResultID": "r", "AssessmentID": "a", "AssessmentResultType": "score", "AssessmentResult": "7"}
        ],
        "IncomeBenefits": [
            about | {
                "IncomeBenefitsID": "i", "InformationDate": "2026-01-31", "DataCollectionStage": "1",
                "IncomeFromAnySource": "1", "TotalMonthlyIncome": "1200.5", "Earned": "1", "EarnedAmount": "1200.5",
            }
        ],
    }  # fmt: skip
    (folder / "Export.csv").write_text(
        export_file("2026-10-05", CSVVersion="2026 v1", HashStatus="1", ImplementationID="i", SourceName="S"),
        encoding="utf-8",
    )
    for name, rows in files.items():
        every = [row | {"DateUpdated": "2026-10-01 08:00:00", "ExportID": "E2026-10-05"} for row in rows]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(every[0]))
            writer.writeheader()
            writer.writerows(every)


def test_files_and_columns_are_huds(written, shared_data):
    """Order as in HUD's FY2026 sample export, names as in its list, but for what the final format has no more."""
    with zipfile.ZipFile(shared_data("hmis", "lsa_fy2026") / "hmis_csv.zip") as archive:
        sample = {
            Path(name).stem: next(csv.reader([archive.read(name).decode("utf-8-sig").splitlines()[0]]))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
    path = shared_data("hmis", "CSV_Specifications_Machine-Readable_FY2026_DRAFT.xlsx")
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    listed: dict[str, set[str]] = {}
    for file, _, name, *_ in sheet.iter_rows(min_row=2, values_only=True):
        listed.setdefault(str(file).strip(), set()).add(str(name).strip().removesuffix("[1]"))  # a footnote
    listed["Enrollment"] -= {"TranslationNeeded", "PreferredLanguage", "PreferredLanguageDifferent"}
    for affiliate in AFFILIATES:
        folder = written / affiliate / "hmis" / "export"
        assert {path.stem for path in folder.iterdir()} == set(sample) == set(listed)
        for file, names in sample.items():
            with (folder / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
                header = next(csv.reader(lines))
            assert [name.lower() for name in header] == [name.lower() for name in names], file
            assert set(header) == listed[file], file


def test_codes_are_those_of_huds_lists(written):
    standard = Path(ingestion.hmis.source.__file__).parent
    with (standard / "lists.csv").open(encoding="utf-8", newline="") as lines:
        lists: dict[str, set[str]] = {}
        for row in csv.DictReader(lines):
            lists.setdefault(row["list"], set()).add(row["code"])
    with (standard / "fields.csv").open(encoding="utf-8", newline="") as lines:
        coded = {
            (row["file"], row["field"]): lists[row["list"]]
            for row in csv.DictReader(lines)
            if row["type"] == "code" and row["list"] in lists
        }
    compared = 0
    for path in written.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for field, value in row.items():
                    if value and (path.stem, field) in coded:
                        compared += 1
                        assert value in coded[path.stem, field], f"{path.stem}.{field}"
    assert compared > 300


def test_taken_in_again_it_is_the_same_record(models, written, tmp_path):
    shutil.copytree(written, tmp_path / "data")
    again = _taken_in(tmp_path, AFFILIATES)
    with connect(again.warehouse, read_only=True) as connection:
        connection.execute(f"attach '{models.warehouse}' as former (read_only)")
        tables = connection.execute(
            "select table_name, list(column_name order by column_index) from duckdb_columns() "
            "where database_name = 'former' and schema_name = 'intake' group by 1"
        ).fetchall()
        rows, different = 0, {}
        for table, columns in tables:
            if table == "hmis_export":
                continue
            shared = ", ".join(f'"{one}"' for one in columns if one not in OF_THE_LOAD | _retired(table))
            count = connection.execute(f"select count(*) from former.intake.{table}").fetchone()
            rows += count[0] if count else 0
            differing = connection.execute(
                f"""(select {shared} from former.intake.{table} except all select {shared} from intake.{table})
                union all
                (select {shared} from intake.{table} except all select {shared} from former.intake.{table})"""
            ).fetchall()
            if differing:
                different[table] = differing[:2]
    assert different == {}
    assert rows > 200


def _retired(table):
    """Columns of intake that rest on fields which FY2026 has no more."""
    if table == "hmis_client":
        return {
            "woman", "man", "non_binary", "culturally_specific", "transgender", "questioning", "different_identity",
            "different_identity_text", "gender_none", "gender", "hispanic_latinao", "race_ethnicity",
        }  # fmt: skip
    standard = {
        column
        for file in standard_files().values()
        for header, column in file.columns.items()
        if "2026" not in file.versions[header]
    }
    return standard


def test_hashed_as_hud_hashes(models, tmp_path):
    write_hmis_csv(models.warehouse, tmp_path, MADE, "scored", hashed=True)
    with (tmp_path / "Client.csv").open(encoding="utf-8", newline="") as lines:
        (client,) = csv.DictReader(lines)
    assert client["FirstName"] == hashlib.sha256(b"A261").hexdigest()
    assert client["MiddleName"] == ""
    assert client["SSN"] == "6789" + hashlib.sha256(b"123456789").hexdigest()
    assert (client["PersonalID"], client["DOB"]) == ("p", "1980-02-29")
    with (tmp_path / "Export.csv").open(encoding="utf-8", newline="") as lines:
        (export,) = csv.DictReader(lines)
    assert (export["HashStatus"], export["ExportDate"]) == ("4", "2026-11-30 09:30:00")


def test_which_hmis_has_to_be_said(models, tmp_path):
    with pytest.raises(CaselineError, match="--affiliate"):
        write_hmis_csv(models.warehouse, tmp_path, MADE)


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("Robert", "R163"),
        ("Rupert", "R163"),
        ("Ashcraft", "A261"),
        ("Tymczak", "T522"),
        ("Pfister", "P236"),
        ("", None),
    ],
)
def test_soundex(name, sound):
    assert soundex(name) == sound


def test_a_place_with_an_apostrophe_is_written_and_one_that_cannot_be_is_a_sentence(models, tmp_path):
    written = write_hmis_csv(models.warehouse, tmp_path / "Ann's folder", MADE, "scored")
    assert written.rows and written.path.stat().st_size
    (tmp_path / "file").touch()
    with pytest.raises(CaselineError, match="cannot be written"):
        write_hmis_csv(models.warehouse, tmp_path / "file" / "folder", MADE, "scored")


def test_no_text_is_run_by_a_spreadsheet_and_ids_stay_as_they_are(models, tmp_path):
    shutil.copyfile(models.warehouse, tmp_path / WAREHOUSE)
    with connect(tmp_path / WAREHOUSE) as connection:
        connection.execute(
            "update intake.hmis_client set personal_id = '-p', first_name = '=1+1', last_name = '-' "
            "where affiliate_id = 'scored'"
        )
    written = write_hmis_csv(tmp_path / WAREHOUSE, tmp_path / "out", MADE, "scored")
    with (tmp_path / "out" / "Client.csv").open(encoding="utf-8", newline="") as lines:
        (client,) = csv.DictReader(lines)
    assert (client["PersonalID"], client["FirstName"], client["LastName"]) == ("-p", "'=1+1", "'-")
    assert written.with_apostrophe == 2
