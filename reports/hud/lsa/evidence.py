"""What is behind each row of an LSA's files: clients, enrollments, and the HMIS rows they came from."""

from reports.hud.lsa.files import CALCULATED_KEY, NIGHTS, PROJECT_FILES, UTILIZATION, LsaFile, lsa_files

EVIDENCE = "evidence.parquet"
"""`file`, `row` in it (of LSAReport the header, as `field`), and the client, enrollment or HMIS row behind it."""
RECORDS = "records.parquet"
"""Every enrollment and client: HMIS ids, file and line."""


def evidence_queries() -> dict[str, str]:
    """The query of each of the two."""
    files = {file.name: file for file in lsa_files()}
    parts = [
        _of_units(
            files["LSAPerson"], "client_id", "lsa.lsa_enrollment", "own.client_id = unit.client_id and own.is_active"
        ),
        _of_units(
            files["LSAHousehold"], "head_client_id", "lsa.lsa_hhid",
            "own.head_client_id = unit.head_client_id and own.active_hh_type = unit.hh_type and own.is_active",
        ),
        _of_units(files["LSAExit"], "head_client_id", "lsa.lsa_hhid", "own.household_id = unit.household_id"),
        _of_calculated(files["LSACalculated"]),
        _OF_REPORT,
        _OF_NIGHTS,
        *(_of_project_file(files[name]) for name in PROJECT_FILES),
    ]  # fmt: skip
    return {EVIDENCE: " union all ".join(f"({part})" for part in parts), RECORDS: _RECORDS}


def _of_units(file: LsaFile, client: str, table: str, joined: str) -> str:
    """The enrollments of everybody, or every household, that a row counts."""
    return f"""select '{file.name}' as file, unit.row, null as field, unit.{client} as client_id, own.stay_id,
        null::double as value, null as source_file, null::bigint as source_line
        from ({file.numbered}) as unit inner join {table} as own on {joined}"""


def _of_calculated(file: LsaFile) -> str:
    joined = " and ".join(f"calculated.{column} is not distinct from own.{column}" for column in CALCULATED_KEY)
    return f"""select '{file.name}', calculated.row, null, own.client_id, own.stay_id, own.value::double, null,
        null::bigint
        from ({file.numbered}) as calculated inner join lsa.lsa_evidence as own on {joined}"""


def _of_project_file(file: LsaFile) -> str:
    return f"select '{file.name}', row, null, null, null, null::double, source_file, source_line from ({file.numbered})"


_COUNTS = {
    "UnduplicatedClient": "true", "HouseholdEntry": "true", "ClientEntry": "true", "AdultHoHEntry": "is_hoh_or_adult",
    "ClientExit": "exit_date is not null",
}  # fmt: skip
_OF_REPORT = " union all ".join(
    [
        """select 'LSAReport', 1, kind.report_column, finding.client_id, finding.stay_id, null::double, null,
            null::bigint
        from lsa.lsa_finding as finding inner join lsa.lsa_finding_kind as kind using (finding)
        where kind.report_column is not null""",
        """select 'LSAReport', 1, 'DistinctSSNValueNotUnique', client_id, stay_id, null::double, null, null::bigint
        from lsa.lsa_finding where finding = 'ssn_shared'""",
        *(
            f"select 'LSAReport', 1, '{field}', client_id, stay_id, null::double, null, null::bigint "
            f"from lsa.lsa_reported_stay where {holds}"
            for field, holds in _COUNTS.items()
        ),
    ]
)
_OF_NIGHTS = f"""select '{UTILIZATION}', own.row, null, slept.client_id, slept.stay_id, null::double, null, null::bigint
    from ({NIGHTS}) as own inner join lsa.lsa_slept as slept using (affiliate_id, project_id, night)"""
_RECORDS = """select stay_id, client_id, affiliate_id, personal_id, enrollment_id, source_file, source_line
    from lsa.lsa_hmis_enrollment
    union all
    select null, client_id, affiliate_id, personal_id, null, source_file, source_line from lsa.lsa_client"""
