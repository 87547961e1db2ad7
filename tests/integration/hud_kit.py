"""HUD's FY2021 test kit: its exports in a warehouse, its reports as requests, and the cells that HUD's kit and its CSV
disagree on.
"""

import csv
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

import ingestion.hmis.source
from caseline.ground.warehouse import connect, replace_table
from caseline.organization.hud_reports import COLUMNS, HudReport, framework_rows
from tests.built_once import WAREHOUSE
from tests.integration import pit_scenarios
from tests.integration.record_building import build
from tests.integration.spm_scenarios import AFFILIATE as SPM_AFFILIATE
from tests.integration.spm_scenarios import REQUEST as SPM_REQUEST
from tests.integration.spm_scenarios import write_scenarios

ALSO_OF = {"rrh_2": ["rrh"]}
"""The expected tables of rrh_2 are of two projects (see its Q4a), one of which is in another export."""
DISPUTED = {
    "": {"Q4a": ["B2", "L2", "B3", "L3"]},
    "es_nbn": {
        "Q22a2": None, "Q22d": None, "Q6f": ["B2", "C2", "D2"], "Q7b": ["B5", "D5", "F5"], "Q16": ["C7", "C12"],
        "Q17": ["C17"],
    },
    "so": {"Q6f": ["B2", "C2", "D2"], "Q23c": ["B44", "F44", "B46", "F46"]},
    "hp": {"Q24": None, "Q6e": ["C2", "C6"]},
    "services_only": {"Q4a": ["B2", "L2", "H2"]},
    "ce_only": {"Q6a": ["D3", "E3", "F3", "E8", "F8"], "Q9d": ["B23"]},
    "ce_and_es": {"Q6a": ["D3", "E3", "F3", "E8", "F8"], "Q9d": ["B23"]},
}  # fmt: skip
"""Cells that cannot be reproduced from the exports (None: the whole table), by report."""


PLANTED = {
    ("Exit", "ExitDate"): ("2019-01-01", "exit_before_entry"),
    ("Enrollment", "HouseholdID"): ("", "required_empty"),
    ("Enrollment", "RelationshipToHoH"): ("99", "relationship_missing"),
    ("Client", "DOB"): ("2031-01-01", "dob_impossible"),
    ("Enrollment", "DateToStreetESSH"): ("2030-01-01", "homeless_since_after_entry"),
    ("Client", "NameDataQuality"): ("55", "code_not_in_list"),
}
"""Mistakes in a copy of the export `th`: value and check by file and field."""
COPY = "th_with_mistakes"


@dataclass(frozen=True)
class KitReport:
    request: HudReport
    expected: Path

    @property
    def disputed(self) -> dict[str, list[str] | None]:
        return DISPUTED[""] | DISPUTED.get(self.expected.name, {})


def kit_reports(kit: Path) -> list[KitReport]:
    """The reports of the kit's manifest, each with the folder of its expected tables."""
    reports = []
    with (kit / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            kind, name = row["report"].replace("_", "-"), row["expected"]
            request = HudReport.model_validate(
                {
                    "id": f"{kind}_{name}", "kind": kind, "version": "fy2022",
                    "period": {"from": date.fromisoformat(row["start"]), "to": date.fromisoformat(row["end"])},
                    "affiliates": row["inputs"].split("+") + ALSO_OF.get(name, []),
                }
            )  # fmt: skip
            reports.append(KitReport(request, kit / "expected" / row["report"] / name))
    return reports


def newer_versions(reports: list[KitReport]) -> list[HudReport]:
    """One report of each kind in each version since FY2023; HUD has published no tables to compare them with."""
    of_kind = {report.request.kind: report.request for report in reports if report.expected.name != "rrh_2"}
    return [
        request.model_copy(update={"id": f"{kind}_{version}", "version": version})
        for kind, request in of_kind.items()
        for version in ("fy2023", "fy2024", "fy2026")
    ]


def build_kit(kit: Path, place: Path) -> None:
    """All exports of the kit, an affiliate each, the copy with mistakes and the people of the System Performance
    Measures and of a Point-in-Time count; HUD's reports of them in every version.
    """
    exports, warehouse = sorted(path for path in (kit / "inputs").iterdir() if path.is_dir()), place / WAREHOUSE
    shutil.copytree(kit / "inputs" / "th", place / COPY)
    for (file, field), (value, _) in PLANTED.items():
        _plant(place / COPY / f"{file}.csv", field, value)
    exports.append(place / COPY)
    for export in exports:
        shutil.copytree(export, place / "data" / export.name / "hmis" / export.name)
    write_scenarios(place / "data" / SPM_AFFILIATE / "hmis" / "export")
    pit_scenarios.write_scenarios(place / "data" / pit_scenarios.AFFILIATE / "hmis" / "export")
    affiliates = [*(export.name for export in exports), SPM_AFFILIATE, pit_scenarios.AFFILIATE]
    ingestion.hmis.source.load(place / "data", warehouse, affiliates)
    reports = kit_reports(kit)
    requests = [*(report.request for report in reports), *newer_versions(reports), SPM_REQUEST, pit_scenarios.REQUEST]
    with connect(warehouse) as connection:
        for table, rows in framework_rows(requests, []).items():
            content = pa.Table.from_pylist(rows, schema=pa.schema(COLUMNS[table]))
            replace_table(connection, f"framework.{table}", content)
        connection.execute("create schema if not exists record")
        # the exports come from one HMIS: a PersonalID is one client in all of them
        connection.execute(
            "create table record.identity_link as select distinct "
            "'hmis:' || _affiliate || ':' || personal_id as record_key, personal_id as client_id from hmis.client"
        )
    build(warehouse, "hud_exports")


def _plant(path: Path, field: str, value: str) -> None:
    """Write a value into a field of the last row that has one."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    row = next(row for row in reversed(rows) if row[field])
    row[field] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def differences(expected: Path, actual: Path, disputed: list[str]) -> list[str]:
    """Numeric cells of one table that differ, as 'B2: expected 3, got 4'; blank is zero, two decimals count."""
    wanted, got = _read(expected), _read(actual)
    found = [] if len(wanted) == len(got) else [f"{len(got)} rows instead of {len(wanted)}"]
    for line, (wanted_row, row) in enumerate(zip(wanted, got, strict=False), 1):
        for place, (value, other) in enumerate(zip(wanted_row, row, strict=True)):
            name = f"{chr(65 + place)}{line}"
            if (
                place
                and name not in disputed
                and isinstance(_number(value), float)
                and _number(value) != _number(other)
            ):
                found.append(f"{name}: expected {value or 'blank'}, got {other or 'blank'}")
    return found


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _number(text: str) -> float | str:
    plain = text.strip().rstrip("%").lstrip("$").replace(",", "")
    if not plain:
        return 0.0
    return round(float(plain), 2) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else plain
