"""What Dagster sees: assets named like tables, one writer, a sensor that notices a file."""

import dagster as dg
import pytest


@pytest.fixture(scope="module")
def scheduled(sample):
    """The definitions of the sample, as `caseline schedule` loads them."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CASELINE_ORGANIZATION", str(sample.organization))
        environment.setenv("CASELINE_OUTPUT", str(sample.output))
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


def test_no_asset_hangs_on_something_nobody_makes(scheduled):
    defs, _ = scheduled
    graph = defs.resolve_asset_graph()
    assert sorted(key.to_user_string() for key in graph.unexecutable_asset_keys) == []


def test_whatever_writes_to_the_warehouse_takes_turns(scheduled):
    defs, _ = scheduled
    for asset in defs.assets:
        if asset.node_def.name not in {"reports__site", "reports__documents", "reports__hud"}:
            assert asset.node_def.pools == {"warehouse"}, asset.node_def.name


def test_a_file_that_lands_starts_a_run_once(scheduled, sample):
    _, jobs = scheduled
    folder = sample.organization / "data" / "eastside" / "forms"

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
