"""Assets of the dbt project, in the three passes that identity resolution and coding need between them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

from caseline.settings import PROJECT_ROOT
from caseline.warehouse import writer_lock
from orchestration.place import WAREHOUSE_POOL, place

DBT_FOLDER = PROJECT_ROOT / "dbt_project"
project = DbtProject(DBT_FOLDER, profiles_dir=DBT_FOLDER)


def manifest() -> Path:
    """The parsed project; parsed again when any of its files is newer."""
    sources = [path for path in DBT_FOLDER.rglob("*") if path.suffix in {".sql", ".yml", ".csv"}]
    newest = max(path.stat().st_mtime for path in sources if "target" not in path.parts)
    if not project.manifest_path.exists() or project.manifest_path.stat().st_mtime < newest:
        os.environ["CASELINE_WAREHOUSE"] = str(place().warehouse)
        place().warehouse.parent.mkdir(parents=True, exist_ok=True)
        project.preparer.prepare(project)
    return project.manifest_path


def dbt_resource() -> DbtCliResource:
    return DbtCliResource(project_dir=project)


def _build(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    os.environ["CASELINE_WAREHOUSE"] = str(place().warehouse)  # profiles.yml reads it
    with writer_lock(place().warehouse):
        yield from dbt.cli(["build"], context=context).stream()


@dbt_assets(manifest=manifest(), selector="before_identity", name="dbt_before_identity", pool=WAREHOUSE_POOL)
def before_identity(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    """Exports renamed and cast, and one row per person record."""
    yield from _build(context, dbt)


@dbt_assets(manifest=manifest(), selector="record", name="dbt_record", pool=WAREHOUSE_POOL)
def record(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    """One connected record per client."""
    yield from _build(context, dbt)


@dbt_assets(manifest=manifest(), selector="after_coding", name="dbt_after_coding", pool=WAREHOUSE_POOL)
def after_coding(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    """Signals from codes and scores, and the tables people read."""
    yield from _build(context, dbt)
