"""What an outsider can work out from everything the sample ever sends, and from what few clients leave."""

import shutil
from pathlib import Path

import duckdb
import pytest

from caseline.ground.warehouse import connect
from tests.attacker.__main__ import STANDARD
from tests.attacker.campaign import Findings, run
from tests.attacker.meaning import Group
from tests.attacker.readers import Publication
from tests.end_to_end.conftest import Installation

KEPT = ("city_housing", "community_action", "youth_foundation")
NOT_IN_FACTS = {"age_group", "gender", "race_ethnicity", "veteran", "among", "project_kind"}
READ_IN_PART = {"note_code", "unusual_item", "hud_active", "hud_leavers"}
"""Some codes of these are not counted outside, or they are not Caseline's to count."""


@pytest.fixture(scope="module")
def found(sample: Installation, tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """The attack on the exports, the documents, the pages, HUD's tables, evidence packs and reports kept as sent."""
    folder = tmp_path_factory.mktemp("sent")
    for kind in ("csv", "parquet", "xlsx"):
        sample.caseline("export", "--to", kind, "--role", "funder", "--output", str(folder / "export" / kind))
    files_only = shutil.ignore_patterns("data", "truth", "frozen")
    shutil.copytree(sample.organization, folder / "harborlight", ignore=files_only)
    keeping = Installation(folder / "harborlight", sample.output)
    for report in KEPT:
        keeping.caseline("freeze", report)
        keeping.caseline("evidence-pack", report, "--output", str(folder / f"{report}.zip"))
        shutil.unpack_archive(folder / f"{report}.zip", folder / "packs" / report)
    sent = [Publication("funder", path) for path in sorted(keeping.organization.glob("frozen/*/sent"))]
    return run(
        [
            Publication("funder", folder / "export"),
            Publication("funder", folder / "packs"),
            *written(sample),
            *sent,
        ],
        asked=[STANDARD, sample.organization / "reports"],
    )


def written(installation: Installation) -> list[Publication]:
    """What each night writes for readers outside."""
    places = {"documents": "funder", "site/funder": "funder", "site/network": "network", "hud": "hud"}
    return [Publication(audience, installation.made / place) for place, audience in places.items()]


def test_what_is_published_agrees_with_itself(found: Findings) -> None:
    assert found.facts.contradictions == []


def test_the_truth_fits_what_the_attacker_infers(sample: Installation, found: Findings) -> None:
    with connect(sample.published, read_only=True) as connection:
        sizes = {
            group: true_size(connection, group)
            for group in found.facts.groups
            if group.measure not in READ_IN_PART and not NOT_IN_FACTS & dict(group.conditions).keys()
        }
    assert len(sizes) > 500
    assert found.program.fits(sizes)


def true_size(connection: duckdb.DuckDBPyConnection, group: Group) -> int:
    """How large a group is by the facts behind all figures."""
    conditions = dict(group.conditions)
    measure = group.measure
    if pair := conditions.pop("in_both", None):
        measure, conditions["label"] = "program_overlap", frozenset({"+".join(sorted(pair))})
    elif conditions.pop("in_two", None):
        measure = "program_overlap"
    columns = {"program": "program_id", "affiliate": "affiliate_id"}
    limits = "".join(f" and list_contains(?, {columns.get(name, name)})" for name in conditions)
    counted = "count(distinct client_id)" if group.unit == "clients" else "count(*)"
    found = connection.execute(
        f"""select {counted} from reporting.measure_fact
        where measure = ? and event_date <= ? and until_date >= ?{limits}""",
        [measure, group.end, group.start, *(sorted(values) for values in conditions.values())],
    ).fetchone()
    assert found
    return int(found[0])


def test_nobody_outside_can_work_out_a_small_number(found: Findings) -> None:
    assert worked_out(found) == []


def test_nobody_outside_can_work_out_a_small_number_where_all_numbers_are_small(
    few: Installation, tmp_path: Path
) -> None:
    """Of some fifteen clients each group is small and most lie within each other."""
    few.caseline("export", "--to", "csv", "--role", "funder", "--output", str(tmp_path))
    found = run([Publication("funder", tmp_path), *written(few)], asked=[STANDARD, few.organization / "reports"])
    assert len(found.program.targets) > 1000
    assert found.facts.contradictions == []
    assert worked_out(found) == []


def worked_out(found: Findings) -> list[str]:
    return [f"{one.low} to {one.high}: {one.kind}: {one.words}" for one in found.verdicts]


def test_the_attacker_knows_nothing_of_caseline() -> None:
    for module in Path(__file__).parents[1].joinpath("attacker").rglob("*.py"):
        for line in module.read_text(encoding="utf-8").splitlines():
            assert not line.startswith(("import caseline", "from caseline", "import reports", "from reports")), module
