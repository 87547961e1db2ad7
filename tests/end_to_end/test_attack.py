"""What an outsider can work out from everything the sample ever sends."""

import shutil
from pathlib import Path

import pytest

from tests.attacker.__main__ import STANDARD
from tests.attacker.campaign import Findings, Publication, run
from tests.end_to_end.conftest import Installation

KEPT = ("city_housing", "community_action", "youth_foundation")


@pytest.fixture(scope="module")
def found(sample: Installation, tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """The attack on the exports, the documents, the pages and the reports kept as they were sent."""
    folder = tmp_path_factory.mktemp("sent")
    for kind in ("csv", "parquet", "xlsx"):
        sample.caseline("export", "--to", kind, "--role", "funder", "--output", str(folder / "export" / kind))
    files_only = shutil.ignore_patterns("data", "truth", "frozen")
    shutil.copytree(sample.organization, folder / "harborlight", ignore=files_only)
    keeping = Installation(folder / "harborlight", sample.output)
    for report in KEPT:
        keeping.caseline("freeze", report)
    sent = [Publication("funder", path) for path in sorted(keeping.organization.glob("frozen/*/sent"))]
    return run(
        [
            Publication("funder", folder / "export"),
            Publication("funder", sample.made / "documents"),
            Publication("funder", sample.made / "site" / "funder"),
            Publication("network", sample.made / "site" / "network"),
            *sent,
        ],
        asked=[STANDARD, sample.organization / "reports"],
    )


def test_what_is_published_agrees_with_itself(found: Findings) -> None:
    assert found.facts.contradictions == []


PINNED = 42


@pytest.mark.xfail(strict=True, reason=f"{PINNED} groups of fewer than 11 people are known to the last one")
def test_nobody_outside_can_work_out_a_small_number(found: Findings) -> None:
    assert [f"{one.low} to {one.high}: {one.kind}: {one.words}" for one in found.verdicts] == []


def test_the_attacker_knows_nothing_of_caseline() -> None:
    for module in Path(__file__).parents[1].joinpath("attacker").glob("*.py"):
        for line in module.read_text(encoding="utf-8").splitlines():
            assert not line.startswith(("import caseline", "from caseline", "import reports", "from reports")), module
