"""The twelve files of an LSA upload: their columns in HUD's order, and the query that gives their rows in order."""

import csv
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from ingestion.hmis.standard import standard_files

COUNTED = {"LSAPerson": "lsa_person", "LSAHousehold": "lsa_household_row", "LSAExit": "lsa_exit_row"}
"""Files whose rows count the rows of a table that are alike."""
CALCULATED_KEY = (
    "report_row", "cohort", "universe", "hh_type", "population", "system_path", "affiliate_id", "project_id",
)  # fmt: skip
"""What tells rows of LSACalculated apart."""
PROJECT_FILES = {
    "Organization": "lsa_organization", "Project": "lsa_project", "Funder": "lsa_funder",
    "ProjectCoC": "lsa_project_coc", "Inventory": "lsa_inventory", "HMISParticipation": "lsa_hmis_participation",
    "Affiliation": "lsa_affiliation",
}  # fmt: skip
INVENTORY = "inventory"
UTILIZATION = "utilization"
NIGHTS = """select *, row_number() over (order by affiliate_id, project_id, night) as row from lsa.lsa_utilization"""
_NEVER_SENT = {"UserID", "DateDeleted", "GrantID"}
"""Fields of project files that HUD does not take in (4.1 to 4.7)."""
_SENT_AS = {
    "ProjectName": "left(project_name, 200)", "OrganizationName": "left(organization_name, 200)", "ZIP": "left(zip, 5)",
}  # fmt: skip


@dataclass(frozen=True)
class LsaFile:
    """One file: what gives the value of each header, and the table and order of its rows."""

    name: str
    table: str
    values: dict[str, str]
    order: tuple[str, ...]

    @property
    def is_counted(self) -> bool:
        return self.name in COUNTED

    @property
    def numbered(self) -> str:
        """A query of the table's rows with `row`, the number of each in the file; rows counted together share it."""
        rank = "dense_rank" if self.is_counted else "row_number"
        return f"select *, {rank}() over (order by {', '.join(self.order)}) as row from lsa.{self.table}"

    def query(self, report_id: int, made_at: datetime) -> str:
        """The file's rows in order."""
        given = _of_report(report_id, made_at)
        chosen = ", ".join(f'{given.get(value, value)} as "{header}"' for header, value in self.values.items())
        grouped = f"group by row, {', '.join(self.order)}" if self.is_counted else ""
        return f"select {chosen} from ({self.numbered}) {grouped} order by row"


def inventory_queries() -> dict[str, str]:
    """Beside the upload: beds of each project on the last night, and of each night who slept in them. File to query."""
    return {
        f"{INVENTORY}.csv": """select * exclude (affiliate_id, source_file, source_line)
            from lsa.lsa_project_inventory order by organization_name, project_name, affiliate_id, project_id""",
        f"{UTILIZATION}.csv": f"""select night.project_id, project.project_name,
                night.* exclude (affiliate_id, project_id, row)
            from ({NIGHTS}) as night left join lsa.lsa_project as project using (affiliate_id, project_id)
            order by row""",
    }


@cache
def lsa_files() -> list[LsaFile]:
    """All twelve."""
    values: dict[str, dict[str, str]] = {}
    with (Path(__file__).parent / "columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values.setdefault(row["file"], {})[row["header"]] = row["column"]
    of_report = _of_report(0, datetime.min)
    return [
        *(_project_file(name, table) for name, table in PROJECT_FILES.items()),
        LsaFile("LSAReport", "lsa_report_row", values["LSAReport"], ("report_start",)),
        *(
            LsaFile(
                name, table, values[name], tuple(value for value in values[name].values() if value not in of_report)
            )
            for name, table in COUNTED.items()
        ),
        LsaFile("LSACalculated", "lsa_calculated", values["LSACalculated"], CALCULATED_KEY),
    ]


def _of_report(report_id: int, made_at: datetime) -> dict[str, str]:
    """What a file says of the report itself, by the name columns.csv gives it."""
    return {
        "report_id": str(report_id), "report_date": f"'{made_at:%Y-%m-%d %H:%M:%S}'", "row_total": "count(*)",
        "software_vendor": "'Caseline'", "software_name": "'Caseline'", "vendor_contact": "'n/a'",
        "vendor_email": "'n/a'",
    }  # fmt: skip


def _project_file(name: str, table: str) -> LsaFile:
    """A file of the HMIS CSV standard as HUD takes it in: the export is the report."""
    standard = standard_files()[name.lower()]
    values = {
        standard.headers[header]: column
        for header, column in standard.columns.items()
        if "2026" in standard.versions[header]
    }
    for header in values:
        if header == "ExportID":
            values[header] = "report_id"
        elif header in _NEVER_SENT:
            values[header] = "null"
        else:
            values[header] = _SENT_AS.get(header, values[header])
    return LsaFile(name, table, values, ("affiliate_id", standard.key))
