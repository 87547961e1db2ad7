"""Tables that join by their platform's own numbers: three people end as three clients, and nothing goes astray."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from caseline.ground.names import compared
from caseline.ground.warehouse import connect
from tests.built_once import WAREHOUSE
from tests.integration.keyed_organization import write_keyed_organization
from tests.integration.model_sql import rendered
from tests.integration.record_building import make_record, take_in

Query = Callable[[str], list[tuple]]


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keyed")
    make_record(write_keyed_organization(folder / "keyed"), folder / WAREHOUSE)
    return folder / WAREHOUSE


@pytest.fixture
def query(keyed: Path) -> Query:
    def asked(sql: str) -> list[tuple]:
        with connect(keyed, read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return asked


def of_people(query: Query, sql: str) -> list[tuple]:
    """Rows of affiliate `own` by the first name of their client."""
    return query(f"select client.first_name, {sql} order by all")


def test_three_people_are_three_clients_with_what_refers_to_them(query: Query) -> None:
    assert query("select distinct client_id from record.client_link where affiliate_id = 'own'").__len__() == 3
    with_client = "inner join record.client as client using (client_id) where affiliate_id = 'own'"
    assert of_people(
        query, f"program_id, cast(entry_date as text), exit_date from record.enrollment {with_client}"
    ) == [
        ("Ana", "housing", "2024-01-05", None),
        ("Ben", "housing", "2024-02-05", query("select date '2024-03-05'")[0][0]),
        ("Cyd", "jobs", "2024-02-05", None),
    ]
    assert of_people(query, f"service_type, quantity, provider, enrollment_id from record.service {with_client}") == [
        ("Ana", "Case management", 1, "Kim", "forms:own:stays/east|1"),
        ("Ben", "Rent help", 250, "Kim", "forms:own:stays/west|1"),
    ]
    assert of_people(query, f"note_text, enrollment_id from record.case_note {with_client}") == [
        ("Ana", "Client was evicted and is sleeping in her car.", "forms:own:stays/east|1"),
        ("Ben", "Of a stay that is not there.", "forms:own:stays/west|1"),
        ("Cyd", "Got the job at the bakery.", "forms:own:stays/west|2"),
    ]
    assert of_people(query, f"stage, score from record.assessment {with_client}") == [
        ("Ana", "baseline", 2), ("Ana", "mid", 4),
    ]  # fmt: skip
    assert of_people(query, f"goal_text from record.goal {with_client}") == [("Ben", "Find a flat")]
    assert of_people(query, f"is_granted from record.consent {with_client}") == [("Cyd", True)]
    members = "household_id, relationship from record.household_member inner join record.client as client "
    assert of_people(query, f"{members} using (client_id)") == [
        ("Ana", "forms:own:H1", "self"), ("Ben", "forms:own:H1", "spouse"),
    ]  # fmt: skip


def test_all_values_of_a_person_are_kept_and_matched_by(query: Query) -> None:
    assert query("select race_ethnicity from record.client where first_name = 'Ana'") == [
        ("Asian or Asian American; White",)
    ]
    phones = query("select phone from record.source_person where affiliate_id = 'own' and phone is not null order by 1")
    assert phones == [("2532816463",), ("4255550188",)]


def test_who_has_two_phones_is_one_record(query: Query) -> None:
    links = "select count(*), count(*) filter (where part_of is null), count(part_of) from record.client_link"
    assert query(f"{links} where affiliate_id = 'own' group by native_id order by all desc limit 1") == [(2, 1, 1)]
    assert query("select record_count from record.client where first_name = 'Abe'") == [(1,)]


def test_rows_that_two_files_write_otherwise_count_once_and_what_is_not_used_is_told(query: Query) -> None:
    assert query(
        "select first_name, cast(service_date as text), quantity from record.service "
        "inner join record.client using (client_id) where affiliate_id = 'twice' order by all"
    ) == [
        ("Abe", "2024-02-20", 1), ("Bea", "2024-02-21", 2), ("Bea", "2024-02-21", 2), ("Cal", "2024-02-21", 2),
    ]  # fmt: skip
    phones = query("select phone from record.source_person where affiliate_id = 'twice' and phone is not null")
    assert sorted(phones) == [("2532816463",), ("4255550188",)]
    assert query("select exit_date from record.enrollment where affiliate_id = 'twice' and exit_date is null") == [
        (None,)
    ]
    told = "select split_part(reason, ' ', 1), line, is_kept from intake.quarantine where affiliate_id = 'twice'"
    held_back, *kept = query(f"{told} order by is_kept, line, reason")
    assert held_back == ("This", 2, False)
    assert [line for _, line, _ in kept if line] == [3, 3, 4, 4, 5]


def test_a_reference_that_finds_nobody_is_held_back_with_its_reason(query: Query) -> None:
    told = query(
        "select regexp_extract(file, '[a-z]+[.]csv'), line, reason, is_kept from intake.quarantine "
        "where affiliate_id = 'own' order by all"
    )
    assert told == [
        ("notes.csv", 4, "Its references name two different people of one table.", False),
        ("notes.csv", 5, "The Site and Stay of this row is not among the rows of stays. The row was kept without it.",
         True),
        ("scores.csv", 4, "The Person of this row is not among the rows of people.", False),
        ("services.csv", 5, "The Site and Stay of this row is not among the rows of stays.", False),
        ("services.csv", 6, "The row that this one refers to is held back itself.", False),
        ("stays.csv", 5, "The Person of this row is not among the rows of people.", False),
        ("stays.csv", 6, "The Person of this row is empty, so nothing says who it is about.", False),
    ]  # fmt: skip


def test_rows_about_one_person_in_a_flat_file_are_told_apart(query: Query) -> None:
    assert query(
        "select client.first_name, service_type, count(*) from record.service "
        "inner join record.client as client using (client_id) "
        "where affiliate_id = 'flat' and service_id not like '%plain%' group by all order by all"
    ) == [("Dee", "Food", 2), ("Dee", "Rent help", 1), ("Eli", "Food", 1), ("Eli", "Rent help", 1)]
    assert query("select count(*) from record.client where first_name in ('Dee', 'Eli', 'Fay')") == [(3,)]


def test_rows_that_share_an_id_are_versions_only_where_they_say_so(query: Query) -> None:
    assert query("select score from record.assessment where affiliate_id = 'flat'") == [(4,)]
    assert (
        query("select distinct first_name from record.client where first_name in ('Gus', 'Hal', 'Ike')").__len__() == 2
    )
    told = query(
        "select line, left(reason, 33) from intake.quarantine where file = 'flat/forms/plain.csv' order by all"
    )
    assert told == [
        (2, "The ID of this row is on 2 lines "), (3, "The ID of this row is on 2 lines "),
        (6, "This row is on another line of th"),
    ]  # fmt: skip


def test_a_number_alone_is_that_of_another_form_and_makes_no_client(query: Query) -> None:
    with_client = "inner join record.client as client using (client_id) where affiliate_id = 'noted'"
    assert of_people(query, f"cast(entry_date as text) from record.enrollment {with_client}") == [("Wes", "2024-01-05")]
    assert of_people(query, f"service_type from record.service {with_client}") == [
        ("Wes", "Food"),
        ("Xia", "Rent help"),
    ]
    assert query("select count(distinct client_id) from record.client_link where affiliate_id = 'noted'") == [(2,)]
    assert query("select file, line from intake.quarantine where affiliate_id = 'noted'") == [
        ("noted/forms/arrivals.csv", 3)
    ]


def test_a_snapshot_replaces_what_it_held_and_closes_what_vanished(query: Query) -> None:
    assert query(
        "select cast(service_date as text), service_type from record.service where affiliate_id = 'logs' order by all"
    ) == [("2024-01-05", "Counselling"), ("2024-01-06", "Food"), ("2024-02-02", "Food")]
    assert query(
        "select enrollment_id, cast(entry_date as text), cast(exit_date as text) from record.enrollment "
        "where affiliate_id = 'logs' order by all"
    ) == [("forms:logs:roster/1", "2024-01-01", "2024-04-01"), ("forms:logs:roster/2", "2024-02-02", None)]
    assert query("select line from intake.quarantine where affiliate_id = 'logs' order by all") == [(2,), (4,)]


def test_a_line_per_answer_and_a_column_per_month(query: Query) -> None:
    assert query(
        "select client.first_name, item, score from record.assessment "
        "inner join record.client as client using (client_id) where affiliate_id = 'sheets' order by all"
    ) == [("Pam", "calm", 2), ("Pam", "sleep", 3), ("Ray", "calm", 4)]
    assert query(
        "select client.last_name, cast(service_date as text), service_type, quantity from record.service "
        "inner join record.client as client using (client_id) where affiliate_id = 'sheets' order by all"
    ) == [("Tate", "2024-01-01", "Parenting", 2), ("Tate", "2024-03-01", "Parenting", 1)]
    assert query("select count(*) from record.client where last_name in ('Tate', 'Uhl')") == [(2,)]


def test_a_sign_in_sheet_gives_a_service_of_each_thing_and_a_tick_beside_words_is_asked(query: Query) -> None:
    with_client = "inner join record.client as client using (client_id) where affiliate_id = 'center'"
    assert of_people(
        query, f"cast(service_date as text), service_type, quantity from record.service {with_client}"
    ) == [
        ("Xia", "2024-03-01", "Bus tix", 2), ("Xia", "2024-03-01", "Meal", 1),
        ("Yan", "2024-03-01", "Bus tix", 1),
    ]  # fmt: skip
    assert query("select cast(note_date as text) from record.case_note where affiliate_id = 'center'") == [
        ("2024-03-01",)
    ]
    assert of_people(query, f"score from record.assessment {with_client}") == [("Xia", 1), ("Xia", 1), ("Xia", 2)]
    assert of_people(query, f"is_granted from record.consent {with_client}") == [
        ("Xia", True), ("Yan", None), ("Zed", True), ("Zoe", False), ("Zoe", False),
    ]  # fmt: skip
    told = "select line, is_kept from intake.quarantine where affiliate_id = 'center' order by all"
    assert query(told) == [(2, True), (2, True), (3, True), (5, False), (6, False)]


def test_salesforce_joins_by_either_id_by_labels_and_by_links(query: Query) -> None:
    with_client = "inner join record.client as client using (client_id) where affiliate_id = 'sf'"
    assert of_people(query, f"service_type, provider, program_id, enrollment_id from record.service {with_client}") == [
        ("Una", "Service", "Kim", "jobs", "crm:sf:a0E5f00000AAAAAEA5"),
    ]
    assert of_people(query, f"note_text from record.case_note {with_client}") == [
        ("Una", "Both came to the call."), ("Una", "The flat is warm."), ("Val", "Both came to the call."),
    ]  # fmt: skip
    assert of_people(query, f"item, score from record.assessment {with_client}") == [("Val", "mood", 3)]
    assert query("select line, left(reason, 33) from intake.quarantine where affiliate_id = 'sf'") == [
        (3, "Nothing says whose note this is: "),
    ]


def test_every_line_of_a_file_is_a_landed_row_or_one_of_its_lines(query: Query) -> None:
    """Of a row that stands in two snapshots both files tell; it lands once."""
    loaded = query("select sum(rows_loaded) from intake.load_file where source = 'forms'")
    assert loaded == query("select sum(lines) + 1 from forms.submission")


RECORD = """
select 'stay' as kind, client.first_name, enrollment_id as id, cast(entry_date as text) as day, cast(exit_date as text)
from record.enrollment inner join record.client as client using (client_id)
union all
select 'service', client.first_name, service_id, cast(service_date as text), service_type
from record.service inner join record.client as client using (client_id)
union all
select 'note', client.first_name, note_id, cast(note_date as text), note_text
from record.case_note inner join record.client as client using (client_id)
union all
select 'score', client.first_name, assessment_id, stage, cast(score as text)
from record.assessment inner join record.client as client using (client_id)
union all
select 'person', first_name, record_key, phone, race_ethnicity from record.source_person
union all
select 'told', file, left(reason, 30), cast(is_kept as text), cast(count(*) as text)
from intake.quarantine group by all
order by all
"""


def test_any_order_of_files_and_rows_gives_the_same_record(query: Query, tmp_path: Path) -> None:
    """Rows of every file the other way round, and the newer half of the files in a night before the older."""
    folder = write_keyed_organization(tmp_path / "keyed")
    files = sorted((folder / "data").rglob("*.csv"))
    late = [path for path in files if "2024-03-01" in path.name or path.name in ("people.csv", "redcap.csv")]
    for path in files:
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    aside = [(path, path.rename(path.with_suffix(".later"))) for path in late]
    take_in(folder, tmp_path / WAREHOUSE)
    for path, waiting in aside:
        waiting.rename(path)
    make_record(folder, tmp_path / WAREHOUSE)
    with connect(tmp_path / WAREHOUSE, read_only=True) as connection:
        assert connection.execute(RECORD).fetchall() == query(RECORD)


def test_codes_are_compared_as_the_models_compare_them():
    words = ["1", "1.0", "01.00", " Yes ", "\u00a0No\t", "1.5", "1.", "A1.0"]
    sql = rendered("select " + ", ".join(f"{{{{ compared(\"'{word}'\") }}}}" for word in words))
    assert list(duckdb.sql(sql).fetchall()[0]) == [compared(word) for word in words]
