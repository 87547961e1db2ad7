"""Which HUD report: its kind, version, period and projects, from `reports/hud/*.yml` or the command line."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from pydantic import Field, model_validator

from caseline.ground.errors import ConfigurationError
from caseline.ground.yaml_files import Strict, did_you_mean, load_yaml
from caseline.organization.profile import Organization
from caseline.organization.questions import Period

Kind = Literal["apr", "caper", "ce-apr", "spm", "pit", "lsa", "hic"]
Version = Literal["fy2022", "fy2023", "fy2024", "fy2026"]

COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "hud_report": {
        "report_id": pa.string(), "title": pa.string(), "kind": pa.string(), "version": pa.string(),
        "period_start": pa.date32(), "period_end": pa.date32(), "coc": pa.string(),
    },
    "hud_report_project": {"report_id": pa.string(), "affiliate_id": pa.string(), "project_id": pa.string()},
}  # fmt: skip
SINCE: dict[Version, date] = {
    "fy2026": date(2025, 10, 1), "fy2024": date(2023, 10, 1), "fy2023": date(2022, 1, 1), "fy2022": date.min,
}  # fmt: skip
"""Periods that end from this day on are reported in the version, unless one is named; the newest first."""
ONLY_VERSION: Version = "fy2026"
"""Of the LSA, the HIC and the PIT."""
SPM_VERSIONS: tuple[Version, ...] = ("fy2026", "fy2024")
"""Programming specifications of the System Performance Measures; the older is taken for every earlier period too."""


class HudReport(Strict):
    """One HUD report. `affiliates` and `projects` left out: all of them."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    title: str = ""
    kind: Kind
    version: Version | None = None
    period: Period
    affiliates: list[str] = Field(default_factory=list)
    projects: list[str] = Field(default_factory=list)
    coc: str | None = Field(default=None, pattern=r"^[A-Z]{2}-\d{3}[A-Za-z]?$")

    @property
    def is_lsa(self) -> bool:
        """Whether it is a Longitudinal System Analysis, or one of a single night for the Housing Inventory Count."""
        return self.kind in ("lsa", "hic")

    @property
    def example(self) -> str:
        """A number of it, as `caseline trace` takes it."""
        return "LSAPerson.1" if self.is_lsa else {"spm": "2.B7", "pit": "P1.B3"}.get(self.kind, "Q5a.B2")

    @model_validator(mode="after")
    def _has_coc_night_and_version(self) -> "HudReport":
        if self.is_lsa and not self.coc:
            raise ValueError("An LSA is of one Continuum of Care. Name it: --coc, or coc: in a file.")
        if self.kind in ("hic", "pit") and self.period.first != self.period.last:
            raise ValueError(f"The {self.kind.upper()} is of one night: --start and --end are the same day.")
        if self._has_one_version and self.version not in (None, ONLY_VERSION):
            raise ValueError(f"The LSA, the HIC and the PIT are made in one version, {ONLY_VERSION}.")
        return self

    @property
    def _has_one_version(self) -> bool:
        return self.is_lsa or self.kind == "pit"

    @model_validator(mode="after")
    def _spm_has_a_version_of_its_own(self) -> "HudReport":
        if self.kind == "spm" and self.version not in (None, *SPM_VERSIONS):
            raise ValueError(f"The System Performance Measures are made in the versions {', '.join(SPM_VERSIONS)}.")
        return self

    @model_validator(mode="after")
    def _version_of_the_period(self) -> "HudReport":
        if self.version is None and self._has_one_version:
            self.version = ONLY_VERSION
        elif self.version is None:
            self.version = next(
                version
                for version, first in SINCE.items()
                if self.period.last >= first or (self.kind == "spm" and version == SPM_VERSIONS[-1])
            )
        return self

    @property
    def year_before(self) -> "HudReport | None":
        """The same report a year earlier, which System Performance Measures are compared with."""
        if self.kind != "spm":
            return None
        period = Period.model_validate(
            {"from": _a_year_before(self.period.first), "to": _a_year_before(self.period.last)}
        )
        title = f"{self.title or self.kind.upper()}, the year before"
        return self.model_copy(update={"id": f"{self.id}_year_before", "title": title, "period": period})


def _a_year_before(day: date) -> date:
    """29 February becomes 28."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def hud_reports_of(folder: Path) -> dict[Path, HudReport]:
    """What an organisation's folder asks for in `reports/hud/*.yml`, by file. Raises ConfigurationError."""
    return {path: load_yaml(path, HudReport) for path in sorted((folder / "reports" / "hud").glob("*.yml"))}


def hud_reports(organization: Organization) -> list[HudReport]:
    """The same, held against the organisation. Raises ConfigurationError(s) that name file, line and fix."""
    reports: list[HudReport] = []
    for path, report in hud_reports_of(organization.folder).items():
        for affiliate in report.affiliates:
            if affiliate not in organization.affiliate_ids:
                fix = did_you_mean(affiliate, organization.affiliate_ids)
                raise ConfigurationError(f"'{affiliate}' is not an affiliate", file=path, fix=fix)
        if report.id in {other.id for other in reports}:
            raise ConfigurationError(f"Another HUD report has the id '{report.id}'", file=path, fix="Choose another.")
        reports.append(report)
    return reports


def framework_rows(reports: Iterable[HudReport], affiliate_ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Rows of framework.hud_report and framework.hud_report_project; what a report is compared with is one too."""
    every = [one for report in reports for one in (report, report.year_before) if one is not None]
    return {
        "hud_report": [
            {
                "report_id": report.id, "title": report.title or report.kind.upper(),
                "kind": report.kind.replace("-", "_"), "version": report.version,
                "period_start": report.period.first, "period_end": report.period.last, "coc": report.coc,
            }
            for report in every
        ],
        "hud_report_project": [
            {"report_id": report.id, "affiliate_id": affiliate, "project_id": project}
            for report in every
            for affiliate in report.affiliates or affiliate_ids
            for project in (*report.projects,) or (None,)
        ],
    }  # fmt: skip
