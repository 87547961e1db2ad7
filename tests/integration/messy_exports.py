"""Every messy HMIS export of the open data, side by side: each under an affiliate of its own."""

import shutil
from pathlib import Path

import ingestion.hmis.source
from tests.built_once import WAREHOUSE
from tests.integration.record_building import build_everything

# Exports that reach the same affiliate one run after the other.
IN_TURN = {
    "older_after_newer": ("date_updated_initial", "date_updated_older"),
    "changed_later_but_exported_earlier": ("date_updated_initial", "date_updated_newer"),
    "same_export_date": ("export_date_fixtures/date_updated_initial", "export_date_fixtures/date_updated_newer"),
    "deletes": ("enrollment_test_files", "enrollment_with_deletes_test_files"),
    "restores": ("enrollment_test_with_restores_initial_files", "enrollment_test_with_restores_update_files"),
    "some_changed": ("enrollment_test_files", "enrollment_change_files"),
    "organization_changed": ("mutable_test/baseline", "mutable_test/organization"),
    "project_undated": ("mutable_test/baseline", "mutable_test/project"),
    "user_changed": ("mutable_test/baseline", "mutable_test/user"),
}


HUDS_SAMPLE = "hud_sample"


def affiliate_of(folder: str) -> str:
    """The affiliate that stands for a folder of the open data."""
    return folder.replace("/", "__")


def build_messy_exports(hmis: Path, place: Path) -> None:
    """Everything under the open data's `hmis` folder, and HUD's sample of 10,606 clients, from exports to reports with
    every data test, HUD's reports too. `place` gets the warehouse.
    """
    data, warehouse = place / "data", place / WAREHOUSE
    scenarios = hmis / "importer_fy2024"
    for source in sorted(scenarios.rglob("source")):
        _copy(source, data / affiliate_of(source.parent.relative_to(scenarios).as_posix()) / "hmis")
    for file in sorted((hmis / "encodings").iterdir()):
        _copy(file, data / file.stem / "hmis" / file.name)
    for step in ("in", "out"):
        _copy(hmis / "migration_2022_to_2024" / step, data / f"migration_{step}" / "hmis")
    _copy(hmis / "lsa_fy2026" / "hmis_csv.zip", data / HUDS_SAMPLE / "hmis" / "hmis_csv.zip")
    affiliates = sorted({folder.name for folder in data.iterdir()} | set(IN_TURN))
    listed = "".join(f"  - {{id: {name}, name: {name}}}\n" for name in affiliates)
    (place / "organization.yml").write_text(f"id: open\nname: Open data\naffiliates:\n{listed}", encoding="utf-8")
    for affiliate, (first, _) in IN_TURN.items():
        _copy(scenarios / first / "source", data / affiliate / "hmis" / "export_2")
    ingestion.hmis.source.load(data, warehouse, place / "dlt", affiliates)
    for affiliate, (_, second) in IN_TURN.items():
        _copy(scenarios / second / "source", data / affiliate / "hmis" / "export_1")
    build_everything(place, warehouse)


def _copy(source: Path, target: Path) -> None:
    """A copy that may be written to; the open data may not."""
    for path in [source] if source.is_file() else sorted(source.iterdir()):
        to = target if source.is_file() else target / path.name
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
