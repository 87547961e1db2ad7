"""An export in the FY2022 format, mapped at intake, beside the same export that another tool moved to FY2024."""

import duckdb
import pytest

LINEAGE = {"affiliate_id", "record_key", "source_file", "source_line", "csv_version", "unread_fields"}

# Columns where the two differ, and why; in all others every value of every row agrees.
DIFFERENCES = {
    "hmis_export": {"implementation_id": "new in FY2024"},
    "hmis_project": {
        "tracking_method": "not in FY2024: here it has decided the project type",
        "hmis_participating_project": "not in FY2024, which has a file HMISParticipation instead",
    },
    "hmis_client": {
        "hispanic_latinao": "the other tool loses Ethnicity 1; HUD counts it as Hispanic since FY2024",
        "race_ethnicity": "the same",
    },
    "hmis_enrollment": {
        "enrollment_coc": "the other tool gives members the head's CoC; FY2022 has it for heads of household only",
        "rental_subsidy_type": "the other tool shifts codes 20, 34 and 3; here they have HUD's labels",
        "last_permanent_street": "not in FY2024, kept here",
        "last_permanent_city": "not in FY2024, kept here",
        "last_permanent_zip": "not in FY2024, kept here",
        "last_permanent_state": "not in FY2024, kept here",
        "address_data_quality": "not in FY2024, kept here",
    },
    "hmis_exit": {
        "destination": "the other tool leaves 33 (rental with a voucher) as it was; it is 435",
        "destination_subsidy_type": "the other tool shifts codes 20, 34 and 3; here they have HUD's labels",
    },
    "hmis_health_and_dv": {
        "life_value": "not in FY2024, kept here",
        "support_from_others": "not in FY2024, kept here",
        "bounce_back": "not in FY2024, kept here",
        "feeling_frequency": "not in FY2024, kept here",
    },
}
ONLY_NEW = {"hmis_participation"}
"""FY2022 has no such file: there each project says whether it takes part."""
KEYS = {
    "hmis_affiliation": "affiliation_id",
    "hmis_assessment": "assessment_id",
    "hmis_assessment_question": "assessment_question_id",
    "hmis_assessment_result": "assessment_result_id",
    "hmis_ce_participation": "ce_participation_id",
    "hmis_client": "personal_id",
    "hmis_current_living_situation": "current_living_sit_id",
    "hmis_disability": "disabilities_id",
    "hmis_employment_education": "employment_education_id",
    "hmis_enrollment": "enrollment_id",
    "hmis_event": "event_id",
    "hmis_exit": "exit_id",
    "hmis_export": "export_id",
    "hmis_funder": "funder_id",
    "hmis_health_and_dv": "health_and_dv_id",
    "hmis_income_benefits": "income_benefits_id",
    "hmis_inventory": "inventory_id",
    "hmis_organization": "organization_id",
    "hmis_project": "project_id",
    "hmis_project_coc": "project_coc_id",
    "hmis_service": "services_id",
    "hmis_user": "user_id",
    "hmis_youth_education": "youth_education_status_id",
}


@pytest.fixture(scope="module")
def ask(messy_warehouse):
    """Runs a query and gives its rows."""
    with duckdb.connect(str(messy_warehouse), read_only=True) as connection:
        yield lambda sql, *values: connection.execute(sql, list(values)).fetchall()


def both(table):
    return (
        f"(select * from intake.{table} where affiliate_id = 'migration_in') as before full join "
        f"(select * from intake.{table} where affiliate_id = 'migration_out') as after using ({KEYS[table]})"
    )


def test_every_table_of_the_intake_is_compared(ask):
    tables = ask("select table_name from information_schema.tables where table_schema = 'intake'")
    assert {table for (table,) in tables if table.startswith("hmis_")} - ONLY_NEW == set(KEYS)


@pytest.mark.parametrize("table", KEYS)
def test_an_fy2022_export_reads_like_the_same_in_fy2024(ask, table):
    columns = ask(
        "select column_name from information_schema.columns where table_schema = 'intake' and table_name = ?", table
    )
    compared = sorted({name for (name,) in columns} - LINEAGE - {KEYS[table]})
    counts = ", ".join(f"count(*) filter (where before.{name} is distinct from after.{name})" for name in compared)
    differ = ask(
        f"select {counts}, "
        f"count(*) filter (where before.affiliate_id is null or after.affiliate_id is null) from {both(table)}"
    )[0]
    assert differ[-1] == 0, "each row of one is a row of the other"
    assert {name for name, count in zip(compared, differ, strict=False) if count} <= set(DIFFERENCES.get(table, {}))


def test_the_differences_are_the_other_tools_or_fields_of_one_version_only(ask):
    hispanic = f"""
        select distinct coalesce(before.hispanic_latinao, -1), coalesce(after.hispanic_latinao, -1)
        from {both("hmis_client")}
    """
    assert sorted(ask(hispanic)) == [(0, 0), (1, 0)]
    subsidies = f"""
        select distinct before.destination_subsidy_type, after.destination_subsidy_type from {both("hmis_exit")}
        where before.destination_subsidy_type is distinct from after.destination_subsidy_type
    """
    assert set(ask(subsidies)) == {(420, 434), (434, 433), (440, 420), (433, None)}
    cocs = f"""
        select count(*) from {both("hmis_enrollment")}
        where before.relationship_to_hoh = 1 and before.enrollment_coc is distinct from after.enrollment_coc
    """
    assert ask(cocs) == [(0,)]


def test_what_only_landed_agrees_too(ask):
    for table in ("inventory", "youth_education_status"):
        described = ask(
            "select column_name from information_schema.columns where table_schema = 'hmis' and table_name = ?", table
        )
        names = ", ".join(sorted(name for (name,) in described if not name.startswith("_")))
        sql = f"select {names} from hmis.{table} where _affiliate = ? order by all"
        assert ask(sql, "migration_in") == ask(sql, "migration_out")
