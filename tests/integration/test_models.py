"""Building models in this process: only what rests on a change, and tests asked with one query a table."""

import shutil

import pytest

from caseline.ground.warehouse import connect
from caseline.models import DbtModels, ModelsFailed
from tests.built_once import WAREHOUSE


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    return DbtModels(tmp_path_factory.mktemp("models") / "caseline.duckdb")


def test_a_pass_reads_what_others_write_and_nothing_of_its_own(models):
    record = models.those_of("record")
    assert "record.identity_link" in record.reads and "intake.hmis_enrollment" in record.reads
    assert not set(record.reads) & set(record.tables)


def test_what_rests_on_a_change_is_found_through_tables_that_are_none(models):
    after = models.those_of("after_coding_and_hud")
    on_codes = after.downstream_of({"intelligence.note_code"})
    assert {"model.caseline.code", "model.caseline.signal", "model.caseline.figure"} <= on_codes
    assert not {own for own in on_codes if "hud" in own}
    assert after.downstream_of({"nothing.of_it"}) == frozenset()


def test_tests_are_asked_of_the_pass_that_builds_their_last_table(models):
    names = ["before_identity", "record", "after_coding_and_hud", "lsa"]
    passes = [models.those_of(name, after=names[:number]) for number, name in enumerate(names)]
    asked = [test.id for own in passes for test in models.tests if test.reads & own.all and test.reads <= own.known]
    data_tests = {test.id for test in models.tests}
    assert set(asked) == data_tests and len(data_tests) > 200
    assert len(asked) == len(set(asked)), "a test is asked in two passes"


def test_a_test_that_does_not_hold_is_named_without_its_rows(models):
    seeds = models.those_of("before_identity")
    chosen = {"seed.caseline.living_situation"}
    assert all(rows == 0 for rows in models.build(chosen, seeds).values())
    with connect(models.warehouse) as connection:
        connection.execute("alter table intake.living_situation rename to former")
        connection.execute("create view intake.living_situation as from intake.former union all from intake.former")
        tests = [test for test in models.tests if test.about == "seed.caseline.living_situation"]
    from caseline.models.data_tests import failures

    with connect(models.warehouse, read_only=True) as connection:
        found = failures(connection, tests)
    assert {test.name: found[test.id] > 0 for test in tests}["unique_living_situation_code"]


def test_a_model_that_cannot_be_built_is_named(models):
    record = models.those_of("record")
    with pytest.raises(ModelsFailed, match="goal"):
        models.build({"model.caseline.goal"}, record)


def test_a_null_where_a_contract_has_none_is_refused_without_dbt_too(small_warehouse, tmp_path):
    warehouse = tmp_path / WAREHOUSE
    shutil.copyfile(small_warehouse, warehouse)
    with connect(warehouse) as connection:
        connection.execute("update hmis.client set _affiliate = null")
    with pytest.raises(ModelsFailed, match="has a null that its contract forbids"):
        DbtModels(warehouse).make("before_identity")


def test_models_that_are_tried_out_are_those_that_dbt_builds(small_warehouse, tmp_path):
    warehouse = tmp_path / WAREHOUSE
    shutil.copyfile(small_warehouse, warehouse)
    tables = ["intake.hmis_client", "intake.form_answer", "record.source_person", "intake.quarantine"]
    models = DbtModels(warehouse)
    models.command("build", "--select", "+quarantine", "--resource-types", "model", "seed")
    built = _digests(warehouse, tables)
    models.try_out("quarantine")
    assert _digests(warehouse, tables) == built
    assert all(rows for _, rows in built.values())


def _digests(warehouse, tables):
    """Rows in any order and the columns in any order with their types, by table."""
    found = {}
    with connect(warehouse, read_only=True) as connection:
        for table in tables:
            columns = sorted(connection.execute(f"select column_name, column_type from (describe {table})").fetchall())
            names = ", ".join(f'"{name}"' for name, _ in columns)
            found[table] = columns, sorted(connection.execute(f"select {names} from {table}").fetchall(), key=str)
    return found
