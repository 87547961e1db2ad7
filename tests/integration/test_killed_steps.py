"""Each step of a night is killed once while it writes, and done again: it leaves what an undisturbed one leaves."""

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from caseline.ground.progress import quiet
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from orchestration.night.ledger import Ledger
from orchestration.night.plan import STEPS
from tests.integration.small_organization import write_small_organization

PASSES = {"dbt_before_identity": "before_identity", "dbt_record": "record", "dbt_after_coding": "after_coding"}
ONLY_LOOKS = {"record_contracts", "report_contracts"}
"""Steps that write nothing but that they are done."""
IN_NO_PLAN_HERE = {"reports__hud", "hud__lsa"}
"""The small organisation asks for no HUD report."""
LOADED = ["dlt", "dbt.cli.main", "great_expectations", "splink", "caseline.coding", "reports.site", "reports.documents"]
ENOUGH_SECONDS = 300
TRIES = 10


def work(step: str, place: Workspace) -> None:
    """What a step does, without Dagster."""
    from caseline.organization.profile import load_organization

    organization = load_organization(place.organization)
    if step in ("hmis", "crm", "forms", "documents"):
        from orchestration.exports import take_in_by_workers

        take_in_by_workers(step, place, organization.affiliate_ids, quiet, print)
    elif step in PASSES:
        from caseline.models import DbtModels

        models, names = DbtModels(place.warehouse), list(PASSES.values())
        chosen = models.those_of(PASSES[step], after=names[: names.index(PASSES[step])])
        models.build(chosen.all, chosen)
    elif step == "reports__published":
        from caseline.ground.warehouse import publish

        publish(place.warehouse, place.published)
    elif step == "reports__site":
        from reports.site import build_site

        build_site(place.published, organization, place.site("funder"), "funder")
    elif step == "reports__documents":
        from reports.documents import write_documents

        write_documents(place.published, organization, place.documents)
    else:
        with connect(place.warehouse) as connection:
            if step == "framework":
                from caseline.framework.tables import write_framework

                write_framework(connection, organization)
            elif step == "identity":
                from caseline.identity import resolve

                resolve(connection, keep_in=place.register)
            elif step in ONLY_LOOKS:
                from caseline.contracts import check_contracts, load_contracts

                layers = ("record",) if step == "record_contracts" else ("intelligence", "reporting")
                chosen = [one for one in load_contracts() if one.table.split(".")[0] in layers]
                assert all(outcome.kept for outcome in check_contracts(connection, chosen))
            elif step == "coding":
                from caseline.coding.choosing import coder_of
                from caseline.coding.nights.engine import code_notes, pending_partitions
                from caseline.organization.skills import skills_of

                skills, coder = skills_of(organization), coder_of(organization)
                code_notes(connection, pending_partitions(connection, skills, coder)[1], skills, coder, "run")


def do(step: str, place: Workspace, told: Connection) -> None:
    """Do a step as `do_when_due` does; `told` hears that it begins, and says go on."""
    ledger = Ledger(place.warehouse)
    ledger.begin(step)
    told.send("begun")
    told.recv()
    work(step, place)
    ledger.done(step, "run", [], ["framework", "intake", "record", "intelligence", "reporting"])


def state(folder: Path) -> set[tuple[str, int, int]]:
    found = set()
    for path in folder.rglob("*"):
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        if not path.is_dir():
            found.add((str(path), stat.st_size, stat.st_mtime_ns))
    return found


def started(step: str, place: Workspace) -> tuple[multiprocessing.process.BaseProcess, Callable[[], None]]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    here, there = context.Pipe()
    process = context.Process(target=do, args=(step, place, there))
    process.start()
    there.close()
    assert here.recv() == "begun"
    return process, lambda: here.send("go on")


def killed_while_writing(step: str, place: Workspace) -> bool:
    process, go_on = started(step, place)
    before = state(place.output)
    go_on()
    until = time.monotonic() + ENOUGH_SECONDS
    while step not in ONLY_LOOKS and state(place.output) == before and process.is_alive() and time.monotonic() < until:
        time.sleep(0.002)
    process.kill()
    process.join()
    return process.exitcode is not None and process.exitcode < 0


def killed_before_its_end(step: str, place: Workspace) -> bool:
    """Whether a step was killed as it wrote; one that was faster is begun again."""
    return killed_while_writing(step, place) and step not in Ledger(place.warehouse).read()[0]


def done(step: str, place: Workspace) -> None:
    process, go_on = started(step, place)
    go_on()
    process.join(ENOUGH_SECONDS)
    assert process.exitcode == 0, step


def held(warehouse: Path, layers: list[str]) -> dict[str, list[tuple]]:
    with connect(warehouse, read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name in (select unnest($1))"
            " and table_name not in ('identity_event', 'identity_run')",  # say when
            [layers],
        ).fetchall()
        return {
            table: connection.execute(
                f"select columns(c -> c not in ('resolved_in', 'run_id', 'first_seen_run')) from {table} order by all"
            ).fetchall()
            for (table,) in tables
        }


def test_a_step_that_was_killed_is_done_again(small_warehouse: Path, tmp_path: Path) -> None:
    place = Workspace(write_small_organization(tmp_path / "small"), tmp_path / "output")
    steps = [step.name for step in STEPS if step.name not in IN_NO_PLAN_HERE]
    for step in steps:
        assert any(killed_before_its_end(step, place) for _ in range(TRIES)), f"{step} ended before it could be killed"
        done(step, place)
        assert step in Ledger(place.warehouse).read()[0]
    undisturbed = held(small_warehouse, ["framework", "intake", "record"])
    found = held(place.warehouse, ["framework", "intake", "record"])
    assert {table: found[table] for table in undisturbed} == undisturbed
