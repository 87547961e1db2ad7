"""Assets of the models: dbt runs them, in this process; of a pass only what is downstream of what has changed."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import dagster as dg
import yaml
from dagster_dbt import DagsterDbtTranslator, DbtProject, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from caseline.models import DBT_FOLDER, DbtModels
from caseline.organization.hud_reports import hud_reports
from orchestration.night.doing import do_when_due, materialized
from orchestration.night.news import Due
from orchestration.place import WAREHOUSE_POOL, organization, place

project = DbtProject(DBT_FOLDER, profiles_dir=DBT_FOLDER)


@cache
def models() -> DbtModels:
    """The models over this organisation's warehouse."""
    return DbtModels(place().warehouse)


@cache
def manifest() -> dict[str, Any]:
    """What dbt knows of the project, as Dagster reads it."""
    return models().description


def owners(group: str) -> list[str]:
    """The team that answers for a group's tables, as groups.yml of the dbt project says."""
    owner = next(one for one in manifest()["groups"].values() if one["name"] == group)["owner"]["name"]
    return [f"team:{owner.lower().replace(' ', '-')}"]


class Translator(DagsterDbtTranslator):
    """Models have the owners of their group."""

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str] | None:
        group = dbt_resource_props.get("group")
        return owners(group["name"]) if group else None


TRANSLATOR = Translator()


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


def _pass(name: str, selector: str | None = None, after: Sequence[str] = ()) -> dg.AssetsDefinition:
    """The dbt models of one selector (that of the same name, unless another is named) as assets, after other passes."""
    select, exclude = _selection(selector or name)

    @dbt_assets(
        manifest=manifest(), project=project, name=f"dbt_{name}", pool=WAREHOUSE_POOL, select=select, exclude=exclude,
        dagster_dbt_translator=TRANSLATOR,
    )  # fmt: skip
    def build(context: dg.AssetExecutionContext) -> Iterator[Any]:
        chosen = models().those_of(selector or name, after)
        failing: dict[str, int] = {}

        def build_what_changed(found: Due) -> None:
            affected = chosen.downstream_of(found.changed) if found.is_by_tables_alone else chosen.all
            failing.update(models().build(affected, chosen))

        yield from materialized(context, do_when_due(context, build_what_changed, chosen.tables, read=chosen.reads))
        yield from _checked(context, failing)

    return build


def _checked(context: dg.AssetExecutionContext, failing: dict[str, int]) -> Iterator[dg.AssetCheckResult]:
    """Each test that was asked, by how many rows it fails for, and each that held when its table was last built."""
    asked = {
        get_asset_check_key_for_test(manifest(), TRANSLATOR, test, project): rows for test, rows in failing.items()
    }
    for spec in context.assets_def.check_specs:
        if spec.key in context.selected_asset_check_keys and (spec.key in asked or spec.blocking):
            yield dg.AssetCheckResult(
                asset_key=spec.asset_key,
                check_name=spec.name,
                passed=not asked.get(spec.key, 0),
                metadata={"rows that fail": asked[spec.key]} if spec.key in asked else {},
            )


before_identity = _pass("before_identity")
"""Exports renamed and cast, and one row per person record."""
record = _pass("record", after=["before_identity"])
"""One connected record per client."""
after_coding = _pass(
    "after_coding",
    "after_coding_and_hud" if hud_reports(organization()) else "after_coding",
    after=["before_identity", "record"],
)
"""Signals from codes and scores, and the tables people read."""
