"""What is erased where sources number people, stays and households alike: ID 2 is one of each."""

from datetime import date

import pyarrow as pa
import pytest

from caseline.audit import audit_log
from caseline.custody.erasing import erase
from caseline.custody.named import Named
from caseline.custody.retaining import keep_no_longer
from caseline.custody.unfinished import finish_what_was_cut_off
from caseline.ground.keys import KEY
from caseline.ground.sealed_files import write_sealed
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect, publish, writer_lock
from caseline.identity.nights import store
from ingestion.erased import Erased

KEY_OF_ALL = "hmis:north:2"
TABLES = """
create schema if not exists record; create schema hmis; create schema intake; create schema documents;
create table hmis.client as select 'north' as _affiliate, unnest(['1', '2']) as personal_id;
create table hmis.enrollment as select * from (values ('north', '2', '1', '5'), ('north', '7', '2', '2'))
    t(_affiliate, enrollment_id, personal_id, household_id);
create table hmis.services as select 'north' as _affiliate, 's1' as services_id, '2' as enrollment_id,
    '1' as personal_id;
create table record.client_link as select * from (values
    ('hmis:north:1', 'C-1', 'hmis', 'north', '1'), ('hmis:north:2', 'C-2', 'hmis', 'north', '2'))
    t(record_key, client_id, source, affiliate_id, native_id);
create table record.source_person as select record_key, null::text as ssn, null::text as email, null::text as phone
    from record.client_link;
create table record.enrollment as select * from (values
    ('hmis:north:2', 'C-1', 'hmis:north:1', 'hmis', 'north', 'hmis:north:5', date '2024-03-01'),
    ('hmis:north:7', 'C-2', 'hmis:north:2', 'hmis', 'north', 'hmis:north:2', null))
    t(enrollment_id, client_id, record_key, source, affiliate_id, household_id, exit_date);
create table record.household_member as select household_id, client_id from record.enrollment;
create table record.case_note as select 'crm:north:n1' as note_id, 'C-1' as client_id, 'north' as affiliate_id,
    'crm' as source, 'hmis:north:2' as enrollment_id;
create table record.submission (submission_id text, affiliate_id text, submission_key text, client_id text);
create table record.goal (goal_id text, client_id text);
create table record.assessment (assessment_id text, client_id text);
create table documents.document (_affiliate text, _row_id text, _source_file text, file_sha256 text);
create table intake.document_note (document_row_id text, note_id text, record_key text);
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.delenv(KEY, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    place = Workspace(tmp_path / "small", tmp_path / "output" / "small")
    audit_log(place)
    with connect(place.warehouse) as connection:
        store.create_tables(connection)
        connection.execute(TABLES)
        connection.execute("insert into record.identity_alias (old_client_id, client_id) values ('C-2', 'C-2')")
    publish(place.warehouse, place.published)
    place.register.mkdir(parents=True)
    rulings = place.organization / "transformation"
    rulings.mkdir(parents=True)
    (rulings / "identity_rulings.csv").write_text(
        "record_key_a,record_key_b,ruling,reason,decided_by,decided_on\n"
        f"{KEY_OF_ALL},hmis:north:3,different,Twins,Kim,2024-07-01\n"
    )
    (rulings / "missing_rulings.csv").write_text(
        f"missing_id,ruling,until,reason,decided_by,decided_on\nsurvey:{KEY_OF_ALL}:exit,explained,,Moved,Kim,2024-07-01\n"
    )
    return place


def _there(place):
    """Rows by what they are: the person 2 and their ruling, the stay 2 and its ruling, notes."""
    queries = {
        "person": "select count(*) from record.client_link where record_key = 'hmis:north:2'",
        "landed person": "select count(*) from hmis.client where personal_id = '2'",
        "stay": "select count(*) from record.enrollment where enrollment_id = 'hmis:north:2'",
        "landed stay": "select count(*) from hmis.enrollment where enrollment_id = '2'",
        "service": "select count(*) from hmis.services",
        "household": "select count(*) from record.household_member where household_id = 'hmis:north:2'",
        "note": "select count(*) from record.case_note",
    }
    with connect(place.warehouse, read_only=True) as connection:
        found = {name for name, query in queries.items() if connection.execute(query).fetchone() != (0,)}
    for kind in ("identity", "missing"):
        if KEY_OF_ALL in (place.organization / "transformation" / f"{kind}_rulings.csv").read_text():
            found.add(f"{kind} ruling")
    return found


ALL = {
    "person", "landed person", "stay", "landed stay", "service", "household", "note", "identity ruling",
    "missing ruling",
}  # fmt: skip


def test_a_stay_past_its_period_goes_and_whoever_has_its_number_stays(place):
    assert _there(place) == ALL
    with writer_lock(place.warehouse):
        gone = keep_no_longer(place, {"hmis_stay": "30 days"}, audit_log(place), date(2024, 6, 1))
    assert gone == {"hmis_stay": 1}
    assert ALL - _there(place) == {"stay", "landed stay", "service", "missing ruling"}


def test_a_person_goes_and_the_stay_with_their_number_stays(place):
    done = erase(place, "C-2")
    assert done.left == () and done.records == 1
    assert ALL - _there(place) == {"person", "landed person", "household", "identity ruling"}


def test_an_erasure_that_was_cut_off_is_finished_by_whoever_asks(place):
    write_sealed(place.erasing, Named(frozenset({("hmis", "north", "1")}), clients=frozenset({"C-1"})).as_json())
    with writer_lock(place.warehouse, wait_seconds=0):
        finish_what_was_cut_off(place)
    with connect(place.warehouse, read_only=True) as connection:
        assert connection.execute("select personal_id from hmis.client").fetchall() == [("2",)]


def test_a_paper_that_others_sent_too_stays_theirs(place):
    """Of what was sent by a form a row goes, and of an export the content too, where nobody else has it."""
    sent = "north/documents/forms/online/visit"
    with connect(place.warehouse) as connection:
        connection.execute(
            f"""insert into documents.document values
            ('north', 'd1', '{sent}/a/notice.pdf', 'notice'), ('north', 'd2', '{sent}/b/notice.pdf', 'notice'),
            ('north', 'd3', '{sent}/a/own.pdf', 'own'), ('north', 'd4', 'north/documents/letter.pdf', 'letter'),
            ('north', 'd5', 'north/documents/shared.pdf', 'shared'), ('north', 'd6', '{sent}/b/shared.pdf', 'shared')"""
        )
        connection.execute(
            f"""insert into intake.document_note select 'd' || n, 'n' || n,
            if(n in (2, 6), 'hmis:north:1', '{KEY_OF_ALL}') from range(1, 7) as t(n)"""
        )
    erase(place, "C-2")
    with connect(place.warehouse, read_only=True) as connection:
        left = connection.execute("select _row_id from documents.document order by 1").fetchall()
    assert left == [("d2",), ("d6",)]
    files = ["own", "notice", "shared", "letter"]
    landing = pa.table({"_affiliate": ["north"] * 4, "_row_id": ["w", "x", "y", "z"], "file_sha256": files})
    lands = Erased.of(place.warehouse).without("documents", landing)["file_sha256"].to_pylist()
    assert lands == ["own", "notice", "shared"]
