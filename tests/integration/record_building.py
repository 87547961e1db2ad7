"""Builds a warehouse up to the record layer, as a run does, without Dagster."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock

import ingestion.crm.source
import ingestion.documents.source
import ingestion.forms.source
import ingestion.hmis.source
from caseline.framework.tables import write_framework
from caseline.ground.settings import output_folder
from caseline.ground.warehouse import connect
from caseline.identity import resolve
from caseline.models import DbtModels
from caseline.organization.dictionary import load_dictionary
from caseline.organization.profile import load_organization
from tests.built_once import WAREHOUSE


def take_in(organization_folder: Path, warehouse: Path) -> None:
    """Land every export of the organisation, and its own files as tables."""
    organization = load_organization(organization_folder)
    data, state, affiliates = organization_folder / "data", warehouse.parent / "dlt", organization.affiliate_ids
    ingestion.hmis.source.load(data, warehouse, affiliates)
    dictionary = load_dictionary(organization_folder / "data_dictionary")
    ingestion.crm.source.load(data, warehouse, state, affiliates, dictionary)
    ingestion.forms.source.load(data, warehouse, state, affiliates, dictionary)
    ingestion.documents.source.load(data, warehouse, affiliates)
    with connect(warehouse) as connection:
        write_framework(connection, organization)


def dbt(warehouse: Path, *arguments: str) -> None:
    """Any command of dbt on the warehouse, in this process."""
    _models(warehouse).command(*arguments)


def unit_tests(warehouse: Path, *select: str, exclude: str = "") -> None:
    """Run the unit tests of models; the warehouse has the tables that these read. Fails where there are none."""
    chosen = [f"{one},test_type:unit" for one in select]
    found = _models(warehouse).command("test", "--select", *chosen, *(["--exclude", exclude] if exclude else []))
    assert len(found.results) > 0


def build(warehouse: Path, selector: str, after: Sequence[str] = ()) -> None:
    """Build all models of a selector and hold them against every data test, as a run does."""
    models = _models(warehouse)
    chosen = models.those_of(selector, after)
    models.build(chosen.all, chosen)


def make(warehouse: Path, selector: str, after: Sequence[str] = ()) -> None:
    """The same without dbt, as a report of exports alone is made: in less than half the time."""
    _models(warehouse).make(selector, after)


def _models(warehouse: Path) -> DbtModels:
    """The models, parsed by the first process that asks; the others wait for what it leaves."""
    models = DbtModels(warehouse, warehouse.parent / "target")
    folder = output_folder() / "dbt"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "parsing.lock"):
        _ = models.tests
    return models


def hand_over_parsed_models(output: Path) -> None:
    """Put what dbt parsed into another output folder, where a run finds it."""
    with tempfile.TemporaryDirectory() as place:
        _models(Path(place) / WAREHOUSE)
    (output / "dbt").mkdir(parents=True)
    for state in (output_folder() / "dbt").glob("*/manifest.json"):
        (output / "dbt" / state.parent.name).symlink_to(state.parent)


def build_record(organization_folder: Path, warehouse: Path) -> None:
    """Everything from exports to schema `record`, as a run does it."""
    _to_record(organization_folder, warehouse, build)


def make_record(organization_folder: Path, warehouse: Path) -> None:
    """The same without dbt."""
    _to_record(organization_folder, warehouse, make)


def _to_record(organization_folder: Path, warehouse: Path, by: Callable[[Path, str, Sequence[str]], None]) -> None:
    take_in(organization_folder, warehouse)
    by(warehouse, "before_identity", [])
    with connect(warehouse) as connection:
        resolve(connection)
    by(warehouse, "record", ["before_identity"])


def build_reports(warehouse: Path, selector: str = "after_coding") -> None:
    """Everything from schema `record` and what was read in notes to schema `reporting`."""
    build(warehouse, selector, after=["before_identity", "record"])


def make_reports(warehouse: Path, selector: str = "after_coding") -> None:
    """The same without dbt."""
    make(warehouse, selector, after=["before_identity", "record"])
