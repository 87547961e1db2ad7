"""A network of two affiliates: each runs alone, and the broken exports of one never stop the other."""

import shutil

import pytest

from caseline.ground.warehouse import connect
from tests.end_to_end.conftest import Installation
from tests.integration.record_building import hand_over_parsed_models
from tests.integration.small_organization import write_small_organization


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> Installation:
    """Two affiliates of which the one named `south` has nothing yet but exports that no program can read."""
    folder = tmp_path_factory.mktemp("network")
    installation = Installation(write_small_organization(folder / "small"), folder / "output")
    hand_over_parsed_models(installation.output)
    with (installation.organization / "organization.yml").open("a", encoding="utf-8") as settings:
        # what notes say is not looked at, and skills are measured first
        settings.write("\nembedded_reader: rules\nworkers: 2\n")
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
    return installation


def ask(network: Installation, sql: str) -> list[tuple]:
    with connect(network.published, read_only=True) as connection:
        return connection.execute(sql).fetchall()


FILES = "select distinct affiliate_id, outcome from intake.load_file order by all"
CLIENTS = "select affiliate_id, count(distinct client_id) from record.client_link group by 1 order by 1"
HELD_BACK = (
    "select distinct affiliate_id, source from intake.quarantine where not is_kept and line is null order by all"
)


def test_one_breaks_the_others_go_on_and_each_runs_alone(network):
    network.run()
    assert ask(network, CLIENTS) == [("north", 2)]
    assert ask(network, HELD_BACK) == [("south", "crm"), ("south", "forms"), ("south", "hmis")]
    numbers = ask(network, "select figure_id, value from reporting.figure order by all")

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
    assert ask(network, "select figure_id, value from reporting.figure order by all") != numbers


def test_an_affiliate_that_is_not_there_is_named(network):
    done = network.run("--affiliate", "west", check=False)
    assert done.returncode == 2
    assert "There is no affiliate 'west'" in done.stderr and "north, south" in done.stderr
