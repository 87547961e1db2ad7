"""A client erased: nothing of theirs is left, tomorrow's export does not bring them back, everybody else stays."""

import csv
import json
import shutil
from datetime import date

import pytest

from caseline.audit import Act, audit_log
from caseline.custody import erasing
from caseline.custody.disclosing import as_markdown, record_of
from caseline.custody.erasing import erase, finish_erasing
from caseline.custody.retaining import keep_no_longer
from caseline.ground.errors import CaselineError
from caseline.ground.sealed_files import read_sealed
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect, publish, writer_lock
from caseline.identity.known_as import known_as
from caseline.organization.retention import first_day_kept
from tests.integration.small_organization import write_small_organization
from tests.integration.test_killed_steps import work

STEPS = ("framework", "hmis", "crm", "forms", "documents", "dbt_before_identity", "identity", "dbt_record")
ANA = ("Silva", "219456789", "ANA@EXAMPLE.ORG", "hopeful about work", "Find a job")


def _night(place):
    for step in STEPS:
        work(step, place)
    publish(place.warehouse, place.published)


def _where(place, *words):
    """Cells that hold any of these words, by `schema.table.column`."""
    found = set()
    with connect(place.warehouse, read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name, list(column_name) from duckdb_columns() where data_type = 'VARCHAR'"
            " and not internal and schema_name not in ('framework') group by all"
        ).fetchall()
        for schema, table, columns in tables:
            cells = [(column, number) for column in columns for number in range(len(words))]
            holds = ", ".join(f'bool_or(contains(lower("{column}"), lower(${at + 1})))' for column, at in cells)
            row = connection.execute(f'select {holds} from "{schema}"."{table}"', list(words)).fetchone()
            for (column, at), is_there in zip(cells, row, strict=True):
                if is_there:
                    found.add((f"{schema}.{table}.{column}", words[at]))
    return found


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """A small organisation after a run."""
    folder = tmp_path_factory.mktemp("nights")
    place = Workspace(write_small_organization(folder / "small"), folder / "output" / "small")
    audit_log(place)
    _night(place)
    return place


def test_an_erased_client_is_gone_and_stays_away(tmp_path):
    place = Workspace(write_small_organization(tmp_path / "small"), tmp_path / "output" / "small")
    rulings = place.organization / "transformation" / "identity_rulings.csv"
    rulings.write_text(
        "record_key_a,record_key_b,ruling,reason,decided_by,decided_on\n"
        "crm:south:c1,hmis:north:1,same,Same card,Kim,2024-07-01\n"
        "hmis:north:1,hmis:north:2,different,Seen,Kim,2024-07-01\n"
    )
    for_missing = place.organization / "transformation" / "missing_rulings.csv"
    for_missing.write_text(
        "missing_id,ruling,until,reason,decided_by,decided_on\n"
        "baseline_survey:hmis:north:E1:baseline,explained,,Ana moved,Kim,2024-07-01\n"
        "baseline_survey:hmis:north:E3:baseline,explained,,Moved,Kim,2024-07-01\n"
    )
    audit_log(place)
    _night(place)
    ids, record = record_of(place, "c1")
    told = as_markdown(ids, record)
    assert all(word.lower() in told.lower() for word in ANA)
    assert _where(place, *ANA)
    done = erase(place, "crm:south:c1")
    assert done.records >= 3 and done.rows > 10 and done.left == ()
    assert _where(place, *ANA) == set()
    assert not any(
        word in read_sealed(page).decode() for page in place.register.glob("run-*") for word in ('hmis:north:1"', 'c1"')
    )
    with rulings.open(newline="") as file:
        assert list(csv.DictReader(file)) == []
    assert "Ana" not in for_missing.read_text() and "hmis:north:E3" in for_missing.read_text()
    with pytest.raises(CaselineError, match="no such client"):
        record_of(place, "crm:south:c1")
    contacts = place.organization / "data" / "south" / "crm" / "Contact.csv"
    contacts.write_text(contacts.read_text().replace("ANA@EXAMPLE.ORG", "ANA.S@EXAMPLE.ORG"))  # tomorrow's export
    _night(place)
    assert _where(place, *ANA) == set()
    with connect(place.warehouse, read_only=True) as connection:
        names = connection.execute("select first_name, last_name from record.client").fetchall()
        assert ("Ben", "New") in names and len(names) == 1
        (left_out,) = connection.execute(
            "select sum(row_count) from crm.quarantine where kind = 'left out' and reason like '%erased%'"
        ).fetchone()
        assert left_out
        assert connection.execute(
            "select client_id from record.identity_alias where old_client_id = $1", [ids[0]]
        ).fetchall() == [(None,)]
    assert json.loads(read_sealed(place.register / "run-000001.jsonl").splitlines()[0])["run"] == 1


@pytest.mark.parametrize("step", ["_write_history", "_rewrite", "_left"])
def test_an_erasure_that_was_cut_off_is_finished(nights, step, tmp_path, monkeypatch):
    place = Workspace(tmp_path / "small", tmp_path / "output" / "small")
    shutil.copytree(nights.organization, place.organization)
    shutil.copytree(nights.output, place.output)

    def cut_off(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(erasing, step, cut_off)
        erase(place, "crm:south:c1")
    assert place.erasing.exists()
    assert finish_erasing(place).left == ()
    assert not place.erasing.exists() and finish_erasing(place) is None
    assert _where(place, *ANA) == set()
    with pytest.raises(CaselineError, match="no such client"):
        record_of(place, "crm:south:c1")


def test_what_is_past_its_period_goes_and_stays_away(nights, tmp_path):
    place = Workspace(tmp_path / "small", tmp_path / "output" / "small")
    shutil.copytree(nights.organization, place.organization)
    shutil.copytree(nights.output, place.output)
    with writer_lock(place.warehouse):
        gone = keep_no_longer(place, {"case_note": "30 days"}, audit_log(place), date(2024, 5, 22))
        assert gone == {"case_note": 1}
        assert keep_no_longer(place, {"case_note": "30 days"}, audit_log(place), date(2024, 5, 22)) == {}
    assert _where(place, "hopeful about work") == set() and _where(place, "Client called")
    assert record_of(place, "c1")
    (entry,) = [line.entry for line in audit_log(place).read() if line.entry.act is Act.retention]
    assert entry.clients and entry.about == "1 rows of case_note from before 2024-04-22"
    notes = place.organization / "data" / "south" / "crm" / "CaseNote__c.csv"
    notes.write_text(notes.read_text().replace("Client called.", "Client called again."))  # tomorrow's export
    work("crm", place)
    assert _where(place, "hopeful about work") == set() and _where(place, "Client called again")
    with writer_lock(place.warehouse):
        forms = keep_no_longer(place, {"submission": "1 month"}, audit_log(place), date(2024, 7, 1))
    assert forms["submission"] >= 2 and record_of(place, "c1")


def test_a_stay_in_hmis_past_its_period_goes_and_its_client_stays(nights, tmp_path):
    place = Workspace(tmp_path / "small", tmp_path / "output" / "small")
    shutil.copytree(nights.organization, place.organization)
    shutil.copytree(nights.output, place.output)

    def stays() -> dict[str, int]:
        tables = ("enrollment", "exit", "services", "client")
        with connect(place.warehouse, read_only=True) as connection:
            return {
                name: connection.execute(f"select count(*) from hmis.{name}").fetchone()[0]  # type: ignore[index]
                for name in tables
            }

    before = stays()
    with writer_lock(place.warehouse):
        assert keep_no_longer(place, {"hmis_stay": "90 days"}, audit_log(place), date(2024, 5, 22)) == {}
        gone = keep_no_longer(place, {"hmis_stay": "80 days"}, audit_log(place), date(2024, 5, 22))
    assert gone == {"hmis_stay": 1}
    after = {name: before[name] - count for name, count in stays().items()}
    assert after == {"enrollment": 1, "exit": 1, "services": 2, "client": 0}
    assert record_of(place, "hmis:north:1")
    (entry,) = [line.entry for line in audit_log(place).read() if line.entry.act is Act.retention]
    assert entry.about == "1 rows of hmis_stay from before 2024-03-03"
    work("hmis", place)  # tomorrow's export
    assert stays() == {name: before[name] - count for name, count in after.items()}


def test_a_period_ends_on_the_last_day_of_a_short_month():
    assert first_day_kept("1 month", date(2024, 3, 31)) == date(2024, 2, 29)
    assert first_day_kept("7 years", date(2024, 2, 29)) == date(2017, 2, 28)
    assert first_day_kept("13 months", date(2024, 1, 15)) == date(2022, 12, 15)
    assert first_day_kept("90 days", date(2024, 5, 22)) == date(2024, 2, 22)


def test_what_still_stands_is_named_by_its_column(nights):
    found = erasing._client(nights, tuple(known_as(nights.published, "crm:south:c1")))
    left = set(erasing._left(nights, found))
    in_full = {"hmis.client.ssn", "record.client.email", "record.enrollment.record_key", "record.case_note.note_id"}
    assert {f"{file}: {column}" for file in ("caseline", "published") for column in in_full} <= left
    assert "caseline: record.identity_event.record_keys_json" in left  # among others
    assert "caseline: record.case_note.note_text" not in left
