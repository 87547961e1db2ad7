"""HUD's FY2021 test kit: its reports as requests, and the cells that HUD's kit and its CSV disagree on."""

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from caseline.organization.hud_reports import HudReport

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
