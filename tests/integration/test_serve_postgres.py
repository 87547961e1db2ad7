"""`caseline export --to postgres`: keys, words, who sees what, and readers who are never disturbed."""

import shutil
import threading

import duckdb
import pyarrow as pa
import pytest
import yaml

from caseline.access.forms import FILES
from caseline.access.gate import Gate, Reader
from caseline.access.modelled import modelled_tables
from caseline.ground.errors import CaselineError
from caseline.ground.settings import bi_postgres
from caseline.ground.warehouse import connect, replace_table
from caseline.organization.profile import Organization
from reports.bi.files import export_reporting
from reports.bi.semantic import semantic_model
from reports.bi.star import described_star
from tests.integration.reported_warehouse import TYPES

make_conninfo = pytest.importorskip("psycopg.conninfo", reason="psycopg is not installed").make_conninfo
psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
serve = pytest.importorskip("reports.bi.serve").serve_postgres

HOPE = Organization.model_validate(
    {
        "id": "hope", "name": "Hope House",
        "affiliates": [{"id": "eastside", "name": "Eastside"}, {"id": "westside", "name": "Westside"}],
        "programs": [{"id": "housing", "name": "Rapid Rehousing"}, {"id": "youth", "name": "Youth Pathways"}],
        "roles": {
            "director": "identifier", "analyst": "sensitive", "volunteer": "quasi-identifier", "funder": "open",
            "youth_lead": {"sees": "identifier", "programs": ["youth"]},
            "east_youth": {"sees": "sensitive", "affiliates": ["eastside"], "programs": ["youth"]},
            "west": {"sees": "identifier", "affiliates": ["westside"]},
            "east_board": {"sees": "open", "affiliates": ["eastside"]},
        },
    }
)  # fmt: skip
HUD = {
    "hud_report_table": [{"report_id": "apr", "question": "Q5a", "layout": "Q5a"}],
    "hud_figure": [
        {"report_id": "apr", "question": "Q5a", "cell": cell, "row_label": "Total", "clients": 2, "value": 2.0}
        for cell in ("B2", "B3")
    ],
    "hud_evidence": [
        {"report_id": "apr", "question": "Q5a", "cell": "B2", "role": "counted", "client_id": f"C-{n:010d}",
         "affiliate_id": "eastside", "personal_id": str(n)}
        for n in (1, 2)
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(reported_warehouse, tmp_path_factory):
    """The seven clients, with two cells of a HUD report and a note that holds what Postgres cannot store."""
    path = tmp_path_factory.mktemp("serve") / "published.duckdb"
    shutil.copyfile(reported_warehouse, path)
    with connect(path) as connection:
        connection.execute("create schema hud")
        for table in modelled_tables():
            if table.layer == "hud" and table.name in HUD:
                schema = pa.schema([(column.column, TYPES[column.data_type]) for column in table.columns])
                rows = [{name: row.get(name) for name in schema.names} for row in HUD[table.name]]
                replace_table(connection, f"hud.{table.name}", pa.Table.from_pylist(rows, schema=schema))
        connection.execute("update reporting.unusual set reason = reason || chr(0)")
    return path


@pytest.fixture(scope="module")
def served(warehouse, postgres_uri, tmp_path_factory):
    HOPE._folder = tmp_path_factory.mktemp("hope")
    return serve(warehouse, HOPE, postgres_uri, tmp_path_factory.mktemp("bi"))


@pytest.fixture
def ask(served, postgres_uri):
    """Run a query with the rights of a role."""

    def run(role, query):
        with psycopg.connect(postgres_uri) as connection:
            connection.execute(f"set role hope_{role}")
            return connection.execute(query).fetchall()

    return run


@pytest.fixture
def tables(ask, postgres_uri):
    def run(role):
        with psycopg.connect(postgres_uri) as connection:
            found = connection.execute(
                "select viewname from pg_views where schemaname = %s order by 1", [f"for_{role}"]
            )
            return [row[0] for row in found.fetchall()]

    return run


@pytest.mark.parametrize("role", HOPE.roles)
def test_a_role_reads_what_its_files_hold(role, ask, tables, warehouse, tmp_path):
    files = {file.stem: file for file in export_reporting(warehouse, HOPE, "parquet", tmp_path, role)}
    assert set(tables(role)) == set(files)
    for table, file in files.items():
        columns = [row[0] for row in duckdb.sql(f"describe select * from '{file}'").fetchall()]
        if HOPE.roles[role].sees != "identifier":  # told without letters' names in files; a grant says all or nothing
            for name in set(columns) & set(FILES):
                assert ask(role, f'select count("{name}") from for_{role}."{table}"') == [(0,)]
            columns = [name for name in columns if name not in FILES]
        listed = ", ".join(f'"{column}"' for column in columns)
        on_disk = duckdb.sql(f"select {listed} from '{file}'").fetchall()
        inside = ask(role, f'select {listed} from for_{role}."{table}"')
        assert sorted(map(repr, inside)) == sorted(repr(row).replace("\\x00", "") for row in on_disk), table


def test_hidden_columns_are_empty_in_views_and_closed_below(ask):
    assert ask("director", "select count(client_name) from for_director.client_list") == [(7,)]
    assert ask("analyst", "select count(client_name), count(client_id) from for_analyst.client_list") == [(0, 7)]
    for query in (
        "select client_name from reporting.client_list",
        "select * from reporting.client_list",
        "select client_name from for_director.client_list",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask("analyst", query)


def test_rows_of_other_programs_and_affiliates_are_not_there(ask):
    assert ask("youth_lead", "select distinct program_id from reporting.evidence") == [("youth",)]
    assert ask("youth_lead", "select client_name from for_youth_lead.client_list order by 1") == [
        ("Cleo Vale",), ("Eve Vale",),
    ]  # fmt: skip
    # what tells of a client over all programs stays empty
    assert ask("youth_lead", "select count(programs), count(last_contact) from for_youth_lead.client_list") == [(0, 0)]
    assert ask("west", "select count(*) from for_west.measure_fact") == [(0,)]
    assert ask("west", "select count(*) from for_west.client_list") == [(0,)]
    assert ask("east_youth", "select distinct affiliate_id, program_id from for_east_youth.measure_fact") == [
        ("eastside", "youth")
    ]
    assert ask("west", "select count(*) from for_west.hud_evidence") == [(0,)]


def test_who_sees_only_what_is_open_reads_no_person_and_no_small_count(ask, tables):
    assert {table for table in tables("funder") if not table.startswith("dim_")} == {
        "aggregate", "comprehensive", "figure",
    }  # fmt: skip
    for table in ("aggregate", "comprehensive", "figure"):
        told = f"select distinct value from for_funder.{table} where count not in ('mean', 'sum') and value > 0"
        assert all(value % 5 == 0 for (value,) in ask("funder", told))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask("funder", f"select value from reporting.{table}")
    for closed in ("reporting.evidence", "hud.hud_figure", "for_director.figure"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask("funder", f"select * from {closed}")


def test_nobody_else_reads_anything(served, postgres_uri):
    with psycopg.connect(postgres_uri) as connection:
        connection.execute("create role stranger")
        for schema in ("reporting", "hud", "shared", "for_funder"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute("set local role stranger")
                connection.execute(f"select * from {schema}.figure")
        connection.rollback()


def test_keys_and_words_come_from_the_dictionary(served, postgres_uri):
    star = described_star(modelled_tables())
    with psycopg.connect(postgres_uri) as connection:
        made = connection.execute(
            "select conrelid::regclass::text, contype, pg_get_constraintdef(oid) from pg_constraint "
            "where contype in ('p', 'f') and connamespace = 'reporting'::regnamespace"
        ).fetchall()
        assert ("reporting.figure", "p", "PRIMARY KEY (figure_id)") in made
        assert ("reporting.evidence", "f", "FOREIGN KEY (figure_id) REFERENCES reporting.figure(figure_id)") in made
        described = {
            (f"reporting.{table.name}", "p") for table in star.tables if table.layer == "reporting" and table.key
        }
        assert {(table, kind) for table, kind, _ in made if kind == "p"} == described
        words = connection.execute(
            "select count(*), count(col_description(attrelid, attnum)) "
            "from pg_attribute join pg_class c on c.oid = attrelid "
            "where relnamespace in ('reporting'::regnamespace, 'hud'::regnamespace, 'for_analyst'::regnamespace) "
            "and relkind in ('r', 'v') and attnum > 0"
        ).fetchone()
        assert words[0] == words[1] > 300
        (hud,) = connection.execute(
            "select pg_get_constraintdef(oid) from pg_constraint "
            "where contype = 'f' and conrelid = 'hud.hud_figure'::regclass"
        ).fetchall()
        assert "hud.hud_report_table(report_id, question)" in hud[0]
    assert served.told == []


def test_readers_see_the_former_numbers_or_the_new_ones(warehouse, served, postgres_uri, tmp_path):
    changed = tmp_path / "changed.duckdb"
    shutil.copyfile(warehouse, changed)
    with connect(changed) as connection:
        connection.execute("update reporting.figure set value = value + 1000")
        connection.execute("update reporting.comprehensive set value = value + 1000")
    question = (
        "select sum(figure.value), sum(told.value), count(*) "
        "from for_analyst.figure join for_analyst.comprehensive as told using (figure_id)"
    )
    seen, stop = [], threading.Event()

    def read():
        with psycopg.connect(postgres_uri, autocommit=True) as reader:
            reader.execute("set role hope_analyst")
            while not stop.is_set():
                seen.append(reader.execute(question, prepare=True).fetchone())

    with psycopg.connect(postgres_uri) as long:
        long.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        long.execute("set role hope_analyst")
        before = long.execute(question).fetchone()
        thread = threading.Thread(target=read)
        thread.start()
        try:
            again = serve(changed, HOPE, postgres_uri, tmp_path / "bi")
        finally:
            stop.set()
            thread.join()
        assert long.execute(question).fetchone()[2] == before[2] > 0
    assert again.told == ["A reader still uses the former tables; the next refresh removes them."]
    with psycopg.connect(postgres_uri) as late:
        late.execute("set role hope_analyst")
        may_read = "select bool_or(has_schema_privilege(oid, 'usage')) from pg_namespace where nspname like 'former%'"
        assert late.execute(may_read).fetchone() == (False,)
    assert set(seen) == {before, seen[-1]}
    assert seen[-1] == pytest.approx((before[0] + 1000 * before[2], before[1] + 1000 * before[2], before[2]))
    assert serve(warehouse, HOPE, postgres_uri, tmp_path / "bi").told == []
    with psycopg.connect(postgres_uri) as connection:
        assert connection.execute("select nspname from pg_namespace where nspname like 'former%'").fetchall() == []


def test_a_refresh_that_fails_changes_nothing(warehouse, served, postgres_uri, ask, tmp_path):
    broken = tmp_path / "broken.duckdb"
    shutil.copyfile(warehouse, broken)
    with connect(broken) as connection:
        connection.execute("alter table reporting.run_summary alter value type varchar")
        connection.execute("update reporting.run_summary set value = 'many'")
    with pytest.raises(CaselineError) as raised:
        serve(broken, HOPE, postgres_uri, tmp_path / "bi")
    assert "many" not in str(raised.value)
    assert ask("director", "select count(*) from for_director.run_summary where value >= 0")[0][0] > 0


def test_a_row_that_refers_to_nothing_costs_the_key_not_the_refresh(warehouse, served, postgres_uri, tmp_path):
    loose = tmp_path / "loose.duckdb"
    shutil.copyfile(warehouse, loose)
    with connect(loose) as connection:
        connection.execute("update reporting.missing set program_id = 'elsewhere'")
    (told,) = serve(loose, HOPE, postgres_uri, tmp_path / "bi").told
    assert told.startswith("missing(program_id) to dim_program(program_id): ")
    serve(warehouse, HOPE, postgres_uri, tmp_path / "bi")


def test_a_schema_that_others_made_is_left_alone(warehouse, served, postgres_uri, tmp_path):
    with psycopg.connect(postgres_uri, autocommit=True) as connection:
        connection.execute("create database other")
        other = postgres_uri.replace("/postgres?", "/other?")
        with psycopg.connect(other, autocommit=True) as elsewhere:
            elsewhere.execute("create schema reporting")
        with pytest.raises(CaselineError, match="a schema 'reporting' that this command did not make"):
            serve(warehouse, HOPE, other, tmp_path)


@pytest.mark.parametrize("address", ["postgresql://me:s3cret@127.0.0.1:1/db", "me:s3cret@nowhere", "password='s3cret"])
def test_no_message_holds_the_address(warehouse, address, tmp_path):
    with pytest.raises(CaselineError) as raised:
        serve(warehouse, HOPE, address, tmp_path)
    assert "s3cret" not in str(raised.value) and "CASELINE_BI_POSTGRES" in str(raised.value)


def test_no_address_is_answered_with_the_name_of_the_variable(monkeypatch):
    monkeypatch.delenv("CASELINE_BI_POSTGRES", raising=False)
    with pytest.raises(CaselineError, match="CASELINE_BI_POSTGRES is not set"):
        bi_postgres()


def test_the_description_is_whole(served):
    connection, model = (path.read_text(encoding="utf-8") for path in served.files)
    assert '"protocol": "postgresql"' in connection and "password" not in connection.lower()
    described = yaml.safe_load(model)
    assert described["audiences"][0]["schema"] == "for_director"
    by_name = {table["name"]: table for table in described["tables"]}
    figure = {column["name"]: column for column in by_name["figure"]["columns"]}
    assert figure["figure_id"]["hidden"] and not figure["sentence"]["hidden"]
    assert figure["period_start"]["format"] == "yyyy-mm-dd" and figure["row_label"]["label"] == "Row label"
    assert {"from": "evidence", "columns": ["figure_id"], "to": "figure", "to_columns": ["figure_id"],
            "cardinality": "many_to_one"} in described["relationships"]  # fmt: skip
    for relationship in described["relationships"]:
        assert set(relationship["to_columns"]) <= {column["name"] for column in by_name[relationship["to"]]["columns"]}
    assert described == semantic_model(HOPE, described_star(_served(described)))


def _served(described):
    names = [table["name"] for table in described["tables"]]
    return sorted((table for table in modelled_tables() if table.name in names), key=lambda t: names.index(t.name))


def test_in_a_database_of_its_own_no_size_of_a_table_tells_a_role_of_others(warehouse, served, postgres_uri, tmp_path):
    assert served.limited == ["youth_lead", "east_youth", "west", "east_board"]
    other = make_conninfo(postgres_uri, dbname="east_youth_alone")
    with psycopg.connect(postgres_uri, autocommit=True) as connection:
        connection.execute("create database east_youth_alone")
    role = HOPE.roles["east_youth"]
    alone = serve(warehouse, HOPE, other, tmp_path, "east_youth")
    assert alone.roles == ["hope_east_youth"] and alone.limited == []
    gate = Gate(warehouse, Reader("east_youth", role))
    with psycopg.connect(other) as connection:
        sizes = connection.execute(
            """select relname, greatest(reltuples, 0) from pg_class
            where relkind = 'r' and relnamespace = 'reporting'::regnamespace"""
        ).fetchall()
    assert len(sizes) > 20
    for table, size in sizes:
        own = gate.connection.execute(f"select count(*) from reporting.{table}").fetchone()
        assert own == (size,), table
    gate.close()
