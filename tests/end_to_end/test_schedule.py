"""What Dagster sees: assets named like tables, one writer, a sensor that notices a file."""

import dagster as dg
import pytest


@pytest.fixture(scope="module")
def scheduled(not_yet_run):
    """The definitions of the sample, as `caseline schedule` loads them."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CASELINE_ORGANIZATION", str(not_yet_run.organization))
        environment.setenv("CASELINE_OUTPUT", str(not_yet_run.output))
        from orchestration import definitions, jobs

        yield definitions.defs, jobs


def test_assets_are_named_like_tables(scheduled):
    defs, _ = scheduled
    keys = {key.to_user_string() for key in defs.resolve_asset_graph().get_all_asset_keys()}
    assert {
        "hmis/client",
        "crm/program_engagement",
        "forms/answer",
        "framework/outcome",
        "intake/hmis_client",
        "record/client",
        "record/identity_link",
        "intelligence/note_code",
        "reporting/figure",
        "reports/site",
        "hud/hud_figure",
    } <= keys


def test_every_asset_says_what_it_is_and_who_answers_for_it(scheduled):
    defs, jobs = scheduled
    nodes = {node.key.to_user_string(): node for node in defs.resolve_asset_graph().asset_nodes}
    assert {name for name, node in nodes.items() if not (node.description and node.owners and node.kinds)} == set()
    assert nodes["hmis/client"].owners == ["team:data-team"] == nodes["record/client"].owners
    columns = {one.name: one for one in nodes["hmis/client"].metadata["dagster/column_schema"].columns}
    assert columns["_source_line"].type == "int64" and columns["veteran_status"].description
    landing = [name for name in nodes if name.split("/")[0] in ("hmis", "crm", "forms") and "/" in name]
    assert len(landing) > 40 and all("dagster/column_schema" in nodes[name].metadata for name in landing)
    assert nodes["reports/site"].freshness_policy and nodes["reports/site"].automation_condition
    assert all(each.description for each in [jobs.nightly, *defs.sensors])


def test_no_asset_hangs_on_something_nobody_makes(scheduled):
    defs, _ = scheduled
    graph = defs.resolve_asset_graph()
    assert sorted(key.to_user_string() for key in graph.unexecutable_asset_keys) == []


def test_whatever_writes_to_the_warehouse_takes_turns(scheduled):
    defs, _ = scheduled
    for asset in defs.assets:
        if asset.node_def.name not in {"reports__site", "reports__documents", "reports__evidence", "reports__hud"}:
            assert asset.node_def.pools == {"warehouse"}, asset.node_def.name


def test_each_affiliate_is_a_partition_of_what_arrives(scheduled):
    _, jobs = scheduled
    for asset in (jobs.hmis, jobs.crm, jobs.forms):
        assert asset.partitions_def.get_partition_keys() == ["eastside", "rivertown", "northgate"]
    tags = jobs.nightly(dg.build_schedule_context()).tags
    assert set(tags.values()) == {"eastside", "northgate"}


def test_evidence_is_off_unless_somebody_asks_for_it(scheduled):
    defs, _ = scheduled
    key = dg.AssetKey(["reports", "evidence"])
    assert key in defs.resolve_asset_graph().executable_asset_keys
    for job in ("connect_records", "read_and_report"):
        assert key not in defs.resolve_job_def(job).asset_layer.executable_asset_keys


def test_a_file_that_lands_starts_a_run_once(scheduled, not_yet_run):
    _, jobs = scheduled
    folder = not_yet_run.organization / "data" / "eastside" / "forms"

    def look(cursor):
        context = dg.build_sensor_context(cursor=cursor)
        (found,) = jobs.file_landed(context)
        return found, context.cursor

    first, cursor = look(None)
    assert isinstance(first, dg.RunRequest)
    again, cursor = look(cursor)
    assert isinstance(again, dg.SkipReason)
    late = folder / "late.csv"
    late.write_text("a,b\n1,2\n", encoding="utf-8")
    try:
        landed, _ = look(cursor)
    finally:
        late.unlink()
    assert isinstance(landed, dg.RunRequest)
    assert landed.run_key != first.run_key
