"""Salesforce: the real Program Management sample as CSV, into a real DuckDB."""

import csv

import duckdb
import pytest

from ingestion.crm.from_sqlite import csv_of_sqlite
from ingestion.crm.source import load

TABLES = {
    "Account": "account",
    "Contact": "contact",
    "Program__c": "program",
    "ProgramCohort__c": "program_cohort",
    "ProgramEngagement__c": "program_engagement",
    "Service__c": "service",
    "ServiceDelivery__c": "service_delivery",
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory, shared_data):
    """The sample's objects as rows: {object: [{field: value}]}."""
    folder = tmp_path_factory.mktemp("pmm")
    csv_of_sqlite(shared_data("crm", "salesforce_pmm", "sample.sql"), folder)
    objects = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            objects[path.stem] = list(csv.DictReader(lines))
    return objects


@pytest.fixture
def place(tmp_path):
    class Place:
        data = tmp_path / "data"
        crm = data / "northgate" / "crm"
        warehouse = tmp_path / "caseline.duckdb"

        def load(self, affiliates=("northgate",)):
            return load(self.data, self.warehouse, tmp_path / "dlt", list(affiliates))

        def query(self, sql):
            with duckdb.connect(str(self.warehouse), read_only=True) as connection:
                return connection.execute(sql).fetchall()

    Place.crm.mkdir(parents=True)
    return Place()


def write_csv(path, rows, rename=lambda name: name):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(rename(name) for name in rows[0])
        writer.writerows(row.values() for row in rows)


@pytest.mark.parametrize("prefix", ["", "pmdm__"])
def test_the_sample_loads_whole_with_and_without_namespace(place, sample, prefix):
    def named(name):
        return f"{prefix}{name}" if name.endswith("__c") else name

    for name, rows in sample.items():
        write_csv(place.crm / f"{named(name)}.csv", rows, named)
    summary = place.load()
    for name, table in TABLES.items():
        assert place.query(f"select count(*) from crm.{table}") == [(len(sample[name]),)], name
    assert not summary.held_back
    ignored = {file.file.rsplit("/", 1)[-1] for file in summary.files if file.outcome == "ignored"}
    assert ignored == {
        f"{named(name)}.csv"
        for name in ("Account_rt_mapping", "ServiceParticipant__c", "ServiceSchedule__c", "ServiceSession__c")
    }
    [(stage, program)] = place.query("select stage, program from crm.program_engagement where id = '1'")
    assert (stage, program) == ("Active", "7")


def test_a_report_saved_as_csv_is_known_by_its_columns(place):
    (place.crm / "report1717.csv").write_text(
        '"Contact ID","First Name","Last Name","Birthdate","Mailing City"\n"003A","Ana","Lopez","1990-02-01","Dover"\n'
    )
    place.load()
    assert place.query("select id, first_name, birthdate from crm.contact") == [("003A", "Ana", "1990-02-01")]


def test_case_notes_of_any_object_land_in_one_table(place):
    notes_of_a_package = place.crm / "caseman__ClientNote__c.csv"
    notes_of_a_package.write_text('Id,Client__c,Date__c,Content__c\nn1,003A,2024-05-01,"a, b"\n')
    (place.crm / "Case_Note__c.csv").write_text("Id,Contact__c,Note_Date__c,Note__c\nn2,003B,2024-05-02,c\n,003B,,d\n")
    summary = place.load()
    notes = place.query("select id, contact, note_date, note from crm.case_note order by id")
    assert notes == [("n1", "003A", "2024-05-01", "a, b"), ("n2", "003B", "2024-05-02", "c")]
    assert [(item.line, item.reason.split(",")[0]) for item in summary.held_back] == [(3, "This row has no Id")]
