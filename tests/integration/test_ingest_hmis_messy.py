"""Every messy export of the open data: what becomes of it is written down, line by line."""

from typing import NamedTuple

import duckdb
import pytest

from tests.integration.messy_exports import affiliate_of


class Expected(NamedTuple):
    """What becomes of one folder.

    `held_back` and `gaps` are 'File:line' of the rows that are held back, and of those kept with a value left empty;
    `orphans` counts the rows whose enrollment or client is in no file. `ignored` names files.
    """

    files: int
    rows: int
    orphans: int = 0
    held_back: str = ""
    gaps: str = ""
    ignored: str = ""


NO_DATE = "CurrentLivingSituation:4"
DOUBLED_OR_INCOMPLETE = (
    "Affiliation:2 Assessment:4 Assessment:5 AssessmentQuestions:4 AssessmentQuestions:5 AssessmentResults:4 "
    "AssessmentResults:5 Client:6 CurrentLivingSituation:4 CurrentLivingSituation:5 Disabilities:2 "
    "Disabilities:3 Disabilities:4 "
    "EmploymentEducation:2 EmploymentEducation:3 EmploymentEducation:4 Enrollment:2 Enrollment:4 Event:2 Event:4 "
    "Exit:2 Exit:3 Exit:4 Funder:2 HMISParticipation:2 HealthAndDV:2 HealthAndDV:3 HealthAndDV:4 IncomeBenefits:2 "
    "IncomeBenefits:3 IncomeBenefits:4 Inventory:2 Organization:2 Organization:4 Project:2 ProjectCoC:2 Services:2 "
    "Services:3 Services:4 User:2 User:4"
)
EXPECTED = {
    "allowed_projects": Expected(19, 39),
    "bad_data": Expected(21, 180, 8, NO_DATE),
    "bad_ending": Expected(2, 2),
    "bom_test": Expected(21, 49, 6, NO_DATE),
    "cleanup_move_ins": Expected(19, 19),
    "client_processing": Expected(20, 31),
    "client_processing_2": Expected(20, 31),
    "combine_enrollments": Expected(19, 37),
    "date_updated_initial": Expected(18, 7),
    "date_updated_newer": Expected(18, 7),
    "date_updated_older": Expected(18, 7),
    "date_updated_same_day": Expected(18, 7),
    "delete_empty_enrollments": Expected(21, 28),
    "duplicate_primary_keys": Expected(
        21, 55, 4, f"Assessment:4 Client:4 Client:5 {NO_DATE} Enrollment:3 Funder:2 Funder:3"
    ),
    "enrollment_change_files": Expected(21, 48, 6),
    "enrollment_test_files": Expected(21, 52, 6, NO_DATE),
    "enrollment_test_with_restores_initial_files": Expected(20, 34, 6),
    "enrollment_test_with_restores_update_files": Expected(20, 39, 6),
    "enrollment_with_deletes_test_files": Expected(21, 48, 6),
    "ensure_households": Expected(19, 41),
    "ensure_relationships": Expected(19, 39),
    "export_date_fixtures/date_updated_initial": Expected(18, 7),
    "export_date_fixtures/date_updated_newer": Expected(18, 7),
    "export_date_fixtures/date_updated_older": Expected(18, 7),
    "export_date_fixtures/date_updated_same_day": Expected(18, 7),
    "fix_household_ids": Expected(19, 41),
    "forced_prioritization_placement_status": Expected(21, 55, 4, NO_DATE),
    "import_overrides_test_files": Expected(20, 61, 6),
    "loader_errors": Expected(6, 134, 1, "Client:7 Client:34 Client:61 Event:3 Exit:2", "", "User.csvx"),
    "mutable_test/baseline": Expected(4, 11),
    "mutable_test/organization": Expected(4, 10),
    "mutable_test/project": Expected(4, 10, 0, "", "Project:2 Project:3"),
    "mutable_test/user": Expected(4, 10),
    "project_test_files": Expected(17, 45, 6),
    "validation_files": Expected(24, 90, 7, DOUBLED_OR_INCOMPLETE, "Funder:3 HealthAndDV:5"),
    "UTF-8": Expected(1, 7),
    "UTF-8-bom": Expected(1, 7),
    "UTF-16LE": Expected(1, 7),
    "Windows-1252": Expected(1, 7),
    "macRoman": Expected(1, 7),
}


@pytest.fixture(scope="module")
def ask(messy_warehouse):
    """Runs a query and gives its rows."""
    with duckdb.connect(str(messy_warehouse), read_only=True) as connection:
        yield lambda sql, *values: connection.execute(sql, list(values)).fetchall()


def test_every_folder_and_file_of_the_open_data_is_expected(shared_data):
    scenarios = shared_data("hmis", "importer_fy2024")
    folders = {path.parent.relative_to(scenarios).as_posix() for path in scenarios.rglob("source")}
    assert folders | {path.stem for path in shared_data("hmis", "encodings").iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("folder", EXPECTED)
def test_what_becomes_of_each_folder_is_written_down(ask, folder):
    affiliate = affiliate_of(folder)
    files = ask("select file, outcome, rows_loaded, note from intake.load_file where affiliate_id = ?", affiliate)
    told = ask(
        """
        select parse_filename(file, true, 'forward_slash') || ':' || line, is_kept, contains(reason, 'is not among')
        from intake.quarantine where affiliate_id = ? and line is not null and reason <> '' and fix <> ''
        order by file, line
        """,
        affiliate,
    )
    found = Expected(
        files=len(files),
        rows=sum(rows for _, _, rows, _ in files),
        orphans=sum(is_orphan for _, _, is_orphan in told),
        held_back=" ".join(place for place, is_kept, is_orphan in told if not is_kept and not is_orphan),
        gaps=" ".join(place for place, is_kept, _ in told if is_kept),
        ignored=" ".join(file.rsplit("/")[-1] for file, outcome, _, note in files if outcome == "ignored" and note),
    )
    assert found == EXPECTED[folder]


@pytest.mark.parametrize("name", ["UTF-8", "UTF-8-bom", "UTF-16LE", "Windows-1252", "macRoman"])
def test_every_encoding_gives_the_same_names(ask, name):
    names = ask("select first_name from intake.hmis_client where affiliate_id = ? order by personal_id", name)
    assert [row[0] for row in names] == ["Øyvind", "Bête", "Asbjørn", "Sørina", "Adrián", "Zoë", "François"]


def test_of_a_doubled_key_one_row_counts_and_the_others_are_told(ask):
    for table, count in {"assessment": 2, "client": 3, "enrollment": 4, "funder": 1}.items():
        sql = f"select count(*) from intake.hmis_{table} where affiliate_id = 'duplicate_primary_keys'"
        assert ask(sql) == [(count,)]


def test_a_date_in_american_order_is_read(ask):
    sql = "select operating_start_date::text, operating_end_date::text from intake.hmis_project where affiliate_id = ?"
    assert ask(sql, "loader_errors") == [("2015-12-31", "2025-12-31")]


@pytest.mark.parametrize(
    ("affiliate", "last_name"),
    [
        ("older_after_newer", "One"),
        ("changed_later_but_exported_earlier", "Newer"),
        ("same_export_date", "Newer"),
    ],
)
def test_the_version_changed_last_counts_whichever_order_exports_come_in(ask, affiliate, last_name):
    assert ask("select last_name from intake.hmis_client where affiliate_id = ?", affiliate) == [(last_name,)]


@pytest.mark.parametrize(
    ("affiliate", "deleted"),
    [("deletes", {"557331", "557890"}), ("restores", set()), ("enrollment_test_with_restores_initial_files", {"1-1"})],
)
def test_deletes_and_restores(ask, affiliate, deleted):
    rows = ask("select enrollment_id from intake.hmis_enrollment where affiliate_id = ? and is_deleted", affiliate)
    assert {row[0] for row in rows} == deleted


def test_changes_replace_and_rows_an_export_leaves_out_stay(ask):
    def column(table, column, affiliate):
        sql = f"select {column} from intake.hmis_{table} where affiliate_id = ? order by {table}_id"
        return [row[0] for row in ask(sql, affiliate)]

    hotel = "Empty Eagle Hotel"
    assert column("organization", "organization_name", "organization_changed") == [
        hotel,
        f"{hotel} 2 - edited",
        f"{hotel} 3",
    ]
    assert [email.split("@")[0] for email in column("user", "user_email", "user_changed")] == [
        "freddie+edited",
        "ryleigh+edited",
        "jackson",
        "tamara",
    ]


def test_a_version_with_an_unreadable_change_date_loses_and_is_told(ask):
    sql = (
        "select line from intake.quarantine where affiliate_id = 'project_undated' and contains(reason, 'date_updated')"
    )
    assert sorted(ask(sql)) == [(2,), (3,)]


def test_names_in_an_export_that_says_they_are_hashed_are_remarked(ask):
    remarks = ask("select note from intake.load_file where affiliate_id = 'migration_in' and table_name = 'client'")
    assert "in plain letters" in remarks[0][0]
    assert ask("select last_name from intake.hmis_client where affiliate_id = 'migration_in' limit 1")


def test_missing_files_and_columns_are_remarked(ask):
    note = "select note from intake.load_file where affiliate_id = ? and table_name = ?"
    assert "Client.csv, Enrollment.csv" in ask(note, "project_test_files", "export")[0][0]
    assert "There is no Export.csv" in ask(note, "UTF-8", "client")[0][0]
    assert "ExtraColumn" in ask(note, "loader_errors", "exit")[0][0]
