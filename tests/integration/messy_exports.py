"""Every messy HMIS export of the open data, taken in side by side: each under an affiliate of its own."""

import shutil
from pathlib import Path

import ingestion.crm.source
import ingestion.documents.source
import ingestion.forms.source
import ingestion.hmis.source
from caseline.framework.tables import write_framework
from caseline.ground.warehouse import connect
from caseline.organization.profile import load_organization
from tests.built_once import WAREHOUSE
from tests.integration.record_building import dbt
from tests.integration.small_organization import write_small_organization

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


def affiliate_of(folder: str) -> str:
    """The affiliate that stands for a folder of the open data."""
    return folder.replace("/", "__")


def take_in_messy_exports(hmis: Path, place: Path) -> Path:
    """Load everything under the open data's `hmis` folder, up to schema `intake`. Returns the warehouse."""
    data, warehouse, work = place / "data", place / WAREHOUSE, place / "dlt"
    scenarios = hmis / "importer_fy2024"
    for source in sorted(scenarios.rglob("source")):
        _copy(source, data / affiliate_of(source.parent.relative_to(scenarios).as_posix()) / "hmis")
    for file in sorted((hmis / "encodings").iterdir()):
        _copy(file, data / file.stem / "hmis" / file.name)
    for step in ("in", "out"):
        _copy(hmis / "migration_2022_to_2024" / step, data / f"migration_{step}" / "hmis")
    for turn in (0, 1):
        for affiliate, folders in IN_TURN.items():
            _copy(scenarios / folders[turn] / "source", data / affiliate / "hmis" / f"export_{2 - turn}")
        affiliates = sorted(folder.name for folder in data.iterdir())
        ingestion.hmis.source.load(data, warehouse, affiliates)
    ingestion.crm.source.load(data, warehouse, work, affiliates)
    ingestion.forms.source.load(data, warehouse, work, affiliates)
    ingestion.documents.source.load(data, warehouse, affiliates)
    with connect(warehouse) as connection:
        write_framework(connection, load_organization(write_small_organization(place / "small")))
    dbt(warehouse, "run", "--select", "path:models/intake", "path:models/record/source_person.sql")
    return warehouse


def _copy(source: Path, target: Path) -> None:
    """A copy that may be written to; the open data may not."""
    for path in [source] if source.is_file() else sorted(source.iterdir()):
        to = target if source.is_file() else target / path.name
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
