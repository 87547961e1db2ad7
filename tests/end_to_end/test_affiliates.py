"""A network of two affiliates: each runs alone, and neither the broken exports of one nor a stopped or killed run stop
the other.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

import duckdb
import pytest

from tests.end_to_end.conftest import ROOT, Installation, fingerprints
from tests.integration.record_building import hand_over_parsed_models
from tests.integration.small_organization import write_small_organization

LETTERS = {
    "home.txt": "Ana has the keys in hand and moved into her flat on Friday.",
    "rent.txt": "Her landlord gave her an eviction notice this week.",
    "night.txt": "She slept in her car again and says that she is fine.",
}


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> Installation:
    """Two affiliates of which the one named `south` has nothing yet but exports that no program can read."""
    folder = tmp_path_factory.mktemp("network")
    installation = Installation(write_small_organization(folder / "small"), folder / "output")
    hand_over_parsed_models(installation.output)
    data = installation.organization / "data"
    data.joinpath("south").rename(folder / "south")
    for source, name, content in (
        ("hmis", "export.zip", b"PK\x03\x04 cut off"),
        ("crm", "Contact.csv", b"\x00\xff\xfe\x00" * 100),
        ("crm", "ProgramEngagement__c.csv", b""),
        ("forms", "check_in.xlsx", b"not a workbook"),
        ("forms", "plan.json", b'[{"client": '),
    ):
        file = data / "south" / source / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    documents = data / "north" / "documents"
    documents.mkdir()
    for name, words in LETTERS.items():
        (documents / name).write_text(words, encoding="utf-8")
    rows = "".join(f"{name},1,hmis,2024-02-1{at},Kim Lee\n" for at, name in enumerate(LETTERS))
    (documents / "documents.csv").write_text(f"file,client_id,system,date,author\n{rows}", encoding="utf-8")
    return installation


def ask(network: Installation, sql: str) -> list[tuple]:
    with duckdb.connect(str(network.published), read_only=True) as connection:
        return connection.execute(sql).fetchall()


FILES = "select distinct affiliate_id, outcome from intake.load_file order by all"
CLIENTS = "select affiliate_id, count(distinct client_id) from record.client_link group by 1 order by 1"
NUMBERS = "select figure_id, value from reporting.figure order by all"
HELD_BACK = (
    "select distinct affiliate_id, source from intake.quarantine where not is_kept and line is null order by all"
)


@dataclass(frozen=True)
class FirstRun:
    codes: int
    clients: list[tuple]
    held_back: list[tuple]
    numbers: list[tuple]
    pages: dict[str, str]


@pytest.fixture(scope="module")
def first_run(network) -> FirstRun:
    """What the first run gives, which nothing disturbs."""
    network.run()
    ((codes,),) = ask(network, "select count(*) from intelligence.note_code")
    return FirstRun(
        codes,
        ask(network, CLIENTS),
        ask(network, HELD_BACK),
        ask(network, NUMBERS),
        fingerprints(network.made / "site"),
    )


def run_until(step: str, network: Installation, environment: dict[str, str]) -> subprocess.Popen[str]:
    """A run that has come to a step."""
    run = subprocess.Popen(
        [sys.executable, "-m", "caseline", "run", "--organization", str(network.organization)],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    for line in run.stderr:
        if step in line:
            break
    return run


def test_a_run_that_was_stopped_or_killed_goes_on(network, first_run, tmp_path):
    """Stopped while taking in, killed in the middle of coding, started again: the bytes of an undisturbed run."""
    assert first_run.codes > 0
    hand_over_parsed_models(tmp_path)
    environment = os.environ | {"CASELINE_OUTPUT": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    run = run_until("Renaming and casting", network, environment)
    second = network.caseline("run", "--organization", str(network.organization), check=False, output=tmp_path)
    assert second.returncode == 1 and f"process {run.pid}, since" in " ".join(second.stderr.split())
    run.terminate()
    said = run.stderr.read()
    assert run.wait(timeout=60) == 130 and "Stopped." in said and "fault" not in said
    run = run_until("Reading case notes", network, environment)
    time.sleep(0.5)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    resumed = subprocess.run(
        [sys.executable, "-m", "caseline", "run", "--organization", str(network.organization)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert resumed.returncode == 0, resumed.stderr
    assert fingerprints(tmp_path / network.organization.name / "site") == first_run.pages


def test_one_breaks_the_others_go_on_and_each_runs_alone(network, first_run):
    assert first_run.clients == [("north", 2)]
    assert first_run.held_back == [("south", "crm"), ("south", "forms"), ("south", "hmis")]

    # Mended exports of the one, and a change at the other: a run of one affiliate takes in the first alone.
    data = network.organization / "data"
    shutil.rmtree(data / "south")
    shutil.copytree(network.output.parent / "south", data / "south")
    clients = data / "north" / "hmis" / "2022" / "Client.csv"
    clients.write_text(clients.read_text().replace("Ana,Silva", "Anna,Silva"), encoding="utf-8")
    network.run("--affiliate", "south")
    assert ask(network, HELD_BACK) == []
    assert [affiliate for affiliate, _ in ask(network, CLIENTS)] == ["north", "south"]
    assert ask(network, "select first_name from record.source_person where record_key = 'hmis:north:1'") == [("Ana",)]
    assert ask(network, NUMBERS) != first_run.numbers


def test_an_affiliate_that_is_not_there_is_named(network):
    done = network.run("--affiliate", "west", check=False)
    assert done.returncode == 2
    assert "There is no affiliate 'west'" in done.stderr and "north, south" in done.stderr
