"""dbt's semantic layer: the metrics are those of the catalogue, dbt takes them, and they say what reports say; and
when dbt calls a landing table late."""

import re
import shutil
from pathlib import Path

import pytest

from caseline.framework.metrics import METRICS, WITHIN, write_metrics
from caseline.ground.warehouse import connect
from caseline.models import DbtModels
from caseline.organization.questions import measures
from tests.built_once import WAREHOUSE

AGGREGATES = {"count_distinct": "count(distinct {})", "sum": "sum({})", "average": "avg({})"}
WANTED = re.compile(r"\{\{ Dimension\('fact__measure'\) \}\} = '(\w+)'")
FIGURES = """
select figure.measure, figure.count, figure.value, cast(period_start as text), cast(period_end as text)
from reporting.figure
inner join framework.report_question as asked on report = asked.report_id and figure.question_id = asked.question_id
where row_key = 'all' and column_key = 'all' and filters_json = '{}' and figure.value is not null
"""


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> DbtModels:
    return DbtModels(tmp_path_factory.mktemp("semantic") / WAREHOUSE)


def test_metrics_are_those_of_the_catalogue_and_dbt_takes_them(models: DbtModels, tmp_path: Path) -> None:
    """What dbt parsed has passed the checks of its semantic layer."""
    write_metrics(tmp_path / "metrics.yml")
    assert METRICS.read_bytes() == (tmp_path / "metrics.yml").read_bytes(), "python -m caseline.framework.metrics"
    named = {metric.name for metric in models.manifest.metrics.values()}
    assert len(named) > 50 and "exits_to_permanent_housing_share" in named and "length_of_stay_mean" in named


def test_a_metric_says_what_reports_say(models: DbtModels, reported_warehouse: Path) -> None:
    (fact,) = [one for one in models.manifest.semantic_models.values() if one.name == "fact"]
    aggregates = {one.name: AGGREGATES[one.agg.value].format(one.expr) for one in fact.measures}
    compared, total = 0, 0
    with connect(reported_warehouse, read_only=True) as connection:
        lasting = "select distinct measure from reporting.measure_fact where until_date > event_date order by 1"
        found = {name for (name,) in connection.execute(lasting).fetchall()}
        assert found and all(measures()[name].lasts for name in found)
        said = {row[:2]: row[2:] for row in connection.execute(FIGURES).fetchall()}
        for metric in models.manifest.metrics.values():
            if metric.filter is None or metric.type_params.measure is None:
                continue
            (wanted,) = WANTED.findall(metric.filter.where_filters[0].where_sql_template)
            key = (wanted, metric.name.removeprefix(f"{wanted}_"))
            if key not in said:
                continue
            value, first, last = said[key]
            ((own,),) = connection.execute(
                f"""select coalesce({aggregates[metric.type_params.measure.name]}, 0) from reporting.measure_fact
                where measure = $1 and event_date >= coalesce($2::date, event_date)
                    and event_date <= coalesce($3::date, event_date)""",
                [wanted, first, last],
            ).fetchall()
            assert own == pytest.approx(value), metric.name
            compared, total = compared + 1, total + value
    assert compared >= 5 and total


def test_a_share_is_one_over_any_days(models: DbtModels, reported_warehouse: Path) -> None:
    """No fact of a numerator is without one of its denominator, of the same client on the same day."""
    ratios = [one for one in models.manifest.metrics.values() if one.name.endswith("_share")]
    assert {one.name.removesuffix("_share") for one in ratios} == set(WITHIN)
    with connect(reported_warehouse, read_only=True) as connection:
        for part, whole in WITHIN.items():
            alone = connection.execute(
                """select count(*) from reporting.measure_fact as part where measure = $1 and not exists (
                    select 1 from reporting.measure_fact as whole where whole.measure = $2
                        and whole.client_id = part.client_id and whole.event_date = part.event_date)""",
                [part, whole],
            ).fetchone()
            assert alone == (0,), part


def test_dbt_calls_a_landing_table_late_that_nothing_reached_for_long(small_warehouse: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / WAREHOUSE
    shutil.copyfile(small_warehouse, warehouse)
    with connect(warehouse) as connection:
        connection.execute("update hmis.client set _load_id = '1700000000.5'")
        connection.execute("delete from hmis.exit")
    tables = ("client", "enrollment", "exit")
    found = DbtModels(warehouse).command("source", "freshness", "--select", *(f"source:hmis.{one}" for one in tables))
    late = {result.node.name: result.status.value for result in found.results}
    assert late == {"client": "warn", "enrollment": "pass", "exit": "pass"}


def test_the_docs_have_a_table_of_every_metric(models: DbtModels) -> None:
    text = (METRICS.parents[2] / "docs" / "connect-bi.md").read_text(encoding="utf-8")
    assert [metric.name for metric in models.manifest.metrics.values() if f"`{metric.name}`" not in text] == []
