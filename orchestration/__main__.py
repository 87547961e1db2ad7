"""`python -m orchestration run ORGANIZATION`, `... dev` and `... arrivals`: how the command line starts Dagster."""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console

from caseline.audit import audit_run
from caseline.custody.unfinished import finish_what_was_cut_off
from caseline.ground.errors import CaselineError
from caseline.ground.keys import is_in_file, key_file, keys_of, keys_of_workspace
from caseline.ground.settings import Workspace, workspace
from caseline.ground.warehouse import writer_lock
from caseline.organization.profile import load_organization
from orchestration.night.news import news
from orchestration.night.plan import EXPLAIN, STEP
from orchestration.retaining import past_their_period
from orchestration.stopping import end_stopped, heed_signals
from reports.night.summary import print_summary

console = Console(stderr=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m orchestration")
    parser.add_argument("action", choices=["run", "dev", "arrivals"])
    parser.add_argument("organization", type=Path)
    parser.add_argument("--affiliate")
    parser.add_argument("--explain", action="store_true")
    parser.add_argument("--enable", action="store_true")
    parser.add_argument("--port", type=int, default=3000)
    arguments = parser.parse_args()
    place = workspace(str(arguments.organization))
    storage = place.output / "dagster"
    storage.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "CASELINE_ORGANIZATION": str(place.organization),
        "CASELINE_DAGSTER_STORAGE": str(storage),
        "DAGSTER_HOME": str(Path(__file__).parent),
        "DO_NOT_TRACK": "1",
    }
    os.umask(0o077)
    if arguments.action == "dev":
        if arguments.enable:
            os.environ["CASELINE_NIGHTLY"] = "on"
        command = ["-m", "dagster", "dev", "-m", "orchestration.definitions", "-p", str(arguments.port)]
        os.execv(sys.executable, [sys.executable, *command])
    heed_signals()
    try:
        if arguments.action == "arrivals":
            from orchestration.arrivals import watch

            return watch(place)
        with writer_lock(place.warehouse, wait_seconds=0):
            _say_where_a_new_key_is(place)
            for done in finish_what_was_cut_off(place):
                console.print(done, highlight=False)
            audit_run(place)
            _keep_no_longer(place)
            return run(place, arguments.affiliate, arguments.explain)
    except CaselineError as error:
        console.print(f"[red]{error}[/]", soft_wrap=True, highlight=False)
        return 1
    except KeyboardInterrupt:
        end_stopped()


def _say_where_a_new_key_is(place: Workspace) -> None:
    file = key_file(place.output.name)
    if not keys_of(place.output) and is_in_file() and not file.exists() and keys_of_workspace(place).encrypts:
        console.print(
            f"What is kept about clients is encrypted with the key in {file}. Keep a copy of it apart: without it "
            "nothing can be read.", soft_wrap=True, highlight=False,
        )  # fmt: skip


def _keep_no_longer(place: Workspace) -> None:
    for table, rows in past_their_period(place).items():
        console.print(f"Past their retention period and erased: {rows:,} rows of {table}.", highlight=False)


def run(place: Workspace, affiliate: str | None, explain: bool) -> int:
    """Do what something new is for. What that is is known before anything that takes long is loaded."""
    affiliates = [affiliate] if affiliate else load_organization(place.organization).affiliate_ids
    found = news(place, affiliates)
    if explain:
        os.environ[EXPLAIN] = "1"
        for step, because in found.items():
            console.print(f"  {STEP[step].title}: {'; '.join(because) or 'nothing new'}.", highlight=False)
    if not any(found.values()):
        console.print("Nothing is new: no file, setting, ruling or code has changed since the last run.")
        print_summary(place, None, Console())
        return 0
    console.print("[bold]>[/] Getting ready (about ten seconds) ...")
    from orchestration.run import run_main_job  # loads Dagster, which reads the environment set above

    return run_main_job(place, affiliate)


if __name__ == "__main__":
    sys.exit(main())
