"""Builds a warehouse up to the record layer, as a run does, without Dagster."""

import os
import subprocess
import sys
from pathlib import Path

import ingestion.crm.source
import ingestion.documents.source
import ingestion.forms.source
import ingestion.hmis.source
from caseline.framework.tables import write_framework
from caseline.ground.shipped import SHIPPED
from caseline.ground.warehouse import connect
from caseline.identity import resolve
from caseline.models import DbtModels
from caseline.organization.dictionary import load_dictionary
from caseline.organization.profile import load_organization

DBT_PROJECT = SHIPPED / "dbt_project"


def take_in(organization_folder: Path, warehouse: Path) -> None:
    """Land every export of the organisation, and its own files as tables."""
    organization = load_organization(organization_folder)
    data, state, affiliates = organization_folder / "data", warehouse.parent / "dlt", organization.affiliate_ids
    ingestion.hmis.source.load(data, warehouse, state, affiliates)
    dictionary = load_dictionary(organization_folder / "data_dictionary")
    ingestion.crm.source.load(data, warehouse, state, affiliates, dictionary)
    ingestion.forms.source.load(data, warehouse, state, affiliates, dictionary)
    ingestion.documents.source.load(data, warehouse, state, affiliates)
    with connect(warehouse) as connection:
        write_framework(connection, organization)


def dbt(warehouse: Path, *arguments: str, **environment: str) -> None:
    """Run dbt on the warehouse: in this process, or where `environment` names another target in one of its own."""
    target = warehouse.parent / "target"
    if not environment:
        DbtModels(warehouse, target).command(*arguments)
        return
    finished = subprocess.run(
        [str(Path(sys.executable).with_name("dbt")), "--quiet", *arguments],
        cwd=DBT_PROJECT,
        env=os.environ
        | {
            "CASELINE_WAREHOUSE": str(warehouse),
            "DBT_PROFILES_DIR": str(DBT_PROJECT),
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(target),
        }
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout[-4000:] + finished.stderr[-2000:]


def build_record(organization_folder: Path, warehouse: Path) -> None:
    """Everything from exports to schema `record`."""
    take_in(organization_folder, warehouse)
    dbt(warehouse, "build", "--selector", "before_identity")
    with connect(warehouse) as connection:
        resolve(connection)
    dbt(warehouse, "build", "--selector", "record")
