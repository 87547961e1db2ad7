"""Assets of the dbt project, in the three passes that identity resolution and coding need between them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import yaml
from dagster_dbt import DbtCliResource, DbtProject, dbt_assets

from caseline.hud.request import hud_reports
from caseline.settings import PROJECT_ROOT
from caseline.warehouse import writer_lock
from orchestration.place import WAREHOUSE_POOL, organization, place

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


def _selection(name: str) -> tuple[str, str]:
    """A selector of dbt_project/selectors.yml as what `dbt_assets` selects and excludes.

    Dagster cannot evaluate a selector that says which tests come along; the run itself says so instead.
    """
    selectors = {one["name"]: one for one in yaml.safe_load((DBT_FOLDER / "selectors.yml").read_text())["selectors"]}

    def words(criteria: list[dict[str, Any]]) -> list[str]:
        found: list[str] = []
        for one in criteria:
            if one.get("method") == "selector":
                found += words([c for c in selectors[one["value"]]["definition"]["union"] if "method" in c])
            elif "method" in one:
                found.append(f"{one['method']}:{one['value']}")
        return found

    union = selectors[name]["definition"]["union"]
    excluded = [criterion for part in union for criterion in part.get("exclude", [])]
    return " ".join(words(union)), " ".join(words(excluded))


def _build(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    os.environ["CASELINE_WAREHOUSE"] = str(place().warehouse)  # profiles.yml reads it
    target = place().output / "dbt" / context.op_def.name  # a fixed place: one folder a run would pile up
    with writer_lock(place().warehouse):
        yield from dbt.cli(["build", "--indirect-selection", "buildable"], context=context, target_path=target).stream()


def _pass(name: str, selector: str | None = None) -> Any:
    """The dbt models of one selector (that of the same name, unless another is named) as assets."""
    select, exclude = _selection(selector or name)
    return dbt_assets(
        manifest=manifest(), project=project, name=f"dbt_{name}", pool=WAREHOUSE_POOL, select=select, exclude=exclude
    )


@_pass("before_identity")
def before_identity(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    """Exports renamed and cast, and one row per person record."""
    yield from _build(context, dbt)


@_pass("record")
def record(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    """One connected record per client."""
    yield from _build(context, dbt)


@_pass("after_coding", "after_coding_and_hud" if hud_reports(organization()) else "after_coding")
def after_coding(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Iterator[Any]:
    """Signals from codes and scores, and the tables people read."""
    yield from _build(context, dbt)
