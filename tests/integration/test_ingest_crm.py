"""Salesforce: the real Program Management sample, as CSV and over HTTP, into a real DuckDB."""

import csv
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import duckdb
import pytest

from caseline.ground.errors import CaselineError
from ingestion.crm.from_sqlite import csv_of_sqlite
from ingestion.crm.source import load

TOKEN = "a-token-for-tests"
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
def place(tmp_path, monkeypatch):
    for name in ("SALESFORCE_INSTANCE_URL", "SALESFORCE_ACCESS_TOKEN", "SALESFORCE_AFFILIATE"):
        monkeypatch.delenv(name, raising=False)

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


class Salesforce(BaseHTTPRequestHandler):
    """Enough of the REST API to be read: objects, describe, paged queries; kept in `server.objects`."""

    page = 100

    def do_GET(self):
        url = urlsplit(self.path)
        self.server.asked.append(self.path)
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self._say(401, [{"errorCode": "INVALID_SESSION_ID"}])
        name = url.path.removeprefix("/services/data/v61.0/").strip("/")
        if name == "sobjects":
            return self._say(200, {"sobjects": [{"name": each, "queryable": True} for each in self.server.objects]})
        if name.endswith("/describe"):
            fields = self.server.objects[name.split("/")[1]][0]
            return self._say(200, {"fields": [{"name": field, "type": "string"} for field in fields]})
        if name == "queryAll":
            return self._say(200, self._page(parse_qs(url.query)["q"][0], 0))
        query, start = self.server.cursors[name.rsplit("/", 1)[-1]]
        return self._say(200, self._page(query, start))

    def _page(self, query, start):
        fields, name, since = re.match(
            r"SELECT (.+) FROM (\w+)(?: WHERE SystemModstamp >= (\S+))? ORDER BY", query
        ).groups()
        rows = [row for row in self.server.objects[name] if row["SystemModstamp"] >= (since or "")]
        page = rows[start : start + self.page]
        answer = {"done": start + self.page >= len(rows), "totalSize": len(rows)}
        answer["records"] = [{"attributes": {"type": name}, **{f: row[f] for f in fields.split(", ")}} for row in page]
        if not answer["done"]:
            key = f"01g{len(self.server.cursors)}"
            self.server.cursors[key] = (query, start + self.page)
            answer["nextRecordsUrl"] = f"/services/data/v61.0/queryAll/{key}"
        return answer

    def _say(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def salesforce(sample, place, monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Salesforce)
    server.asked, server.cursors = [], {}
    server.objects = {
        name if not name.endswith("__c") else f"pmdm__{name}": [
            {"Id" if field == "id" else field: value or None for field, value in row.items()}
            | {"SystemModstamp": "2024-05-01T00:00:00.000+0000", "IsDeleted": False}
            for row in sample[name]
        ]
        for name in [*TABLES, "ServiceSession__c"]
    }
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("SALESFORCE_INSTANCE_URL", f"http://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setenv("SALESFORCE_ACCESS_TOKEN", TOKEN)
    yield server
    server.shutdown()
    server.server_close()


def test_the_api_gives_the_same_rows_as_the_files_page_by_page(place, sample, salesforce):
    place.load()
    for name, table in TABLES.items():
        assert place.query(f"select count(*) from crm.{table}") == [(len(sample[name]),)], name
    assert len([path for path in salesforce.asked if "/queryAll/" in path]) >= 6
    assert place.query("select rows, version from crm.load_file where file like '%/api/Contact'") == [(186, "api")]


def test_only_what_changed_is_asked_for_again(place, salesforce):
    place.load()
    salesforce.asked.clear()
    contact = salesforce.objects["Contact"][0]
    contact.update({"LastName": "Married", "IsDeleted": True, "SystemModstamp": "2024-06-01T00:00:00.000+0000"})
    for row in salesforce.objects["Contact"][1:]:
        row["SystemModstamp"] = "2024-04-01T00:00:00.000+0000"
    place.load()
    [asked] = [path for path in salesforce.asked if "FROM+Contact" in path]
    assert "SystemModstamp+%3E%3D+2024-05-01T00%3A00%3A00.000%2B0000" in asked
    versions = place.query("select last_name, is_deleted from crm.contact where id = '1' order by system_modstamp")
    assert versions == [("Montgomery", "false"), ("Married", "true")]


def test_what_is_missing_or_refused_is_said_by_name(place, salesforce, monkeypatch):
    with pytest.raises(CaselineError, match="SALESFORCE_AFFILIATE"):
        place.load(["northgate", "eastside"])
    monkeypatch.setenv("SALESFORCE_ACCESS_TOKEN", "stale")
    with pytest.raises(CaselineError, match="refuses the token in SALESFORCE_ACCESS_TOKEN"):
        place.load()
    monkeypatch.delenv("SALESFORCE_ACCESS_TOKEN")
    with pytest.raises(CaselineError, match="SALESFORCE_ACCESS_TOKEN is not"):
        place.load()
