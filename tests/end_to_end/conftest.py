"""One run of the main job on the sample organisation, shared by the end-to-end tests."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.built_once import BuiltOnce
from tests.integration.record_building import hand_over_parsed_models

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installation:
    """A copy of the sample organisation with an output folder of its own."""

    organization: Path
    output: Path

    def caseline(
        self, *arguments: str, check: bool = True, output: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run the command as a person would, into another folder if one is named. Fails the test, with what it printed,
        on a non-zero exit.
        """
        environment = os.environ | {
            "CASELINE_OUTPUT": str(output or self.output),
            "CASELINE_ORGANIZATION": str(self.organization),
        }
        done = subprocess.run(
            [sys.executable, "-m", "caseline", *arguments],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if check and done.returncode:
            pytest.fail(f"caseline {' '.join(arguments)} exited {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.caseline("run", "--organization", str(self.organization), *arguments, check=check)

    @property
    def made(self) -> Path:
        return self.output / self.organization.name

    @property
    def published(self) -> Path:
        return self.made / "warehouse" / "published.duckdb"


@pytest.fixture(scope="session")
def sample(built_once: BuiltOnce) -> Installation:
    """The committed sample, run once after setting up."""

    def build(folder: Path) -> None:
        installation = _copy_of_sample(folder)
        hand_over_parsed_models(installation.output)
        installation.run()

    return _installation(built_once.common("sample", build))


@pytest.fixture(scope="session")
def few(built_once: BuiltOnce) -> Installation:
    """An organisation like the sample with few clients, run once after setting up."""

    def build(folder: Path) -> None:
        installation = Installation(folder / "few", folder / "output")
        hand_over_parsed_models(installation.output)
        installation.caseline("sample", "--output", str(installation.organization), "--clients", "20")
        installation.run()

    folder = built_once.common("few", build)
    return Installation(folder / "few", folder / "output")


@pytest.fixture(scope="session")
def not_yet_run(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The committed sample as it is before any run."""
    installation = _copy_of_sample(tmp_path_factory.mktemp("not_yet_run"))
    hand_over_parsed_models(installation.output)
    return installation


def _copy_of_sample(folder: Path) -> Installation:
    shutil.copytree(ROOT / "organizations" / "harborlight", folder / "harborlight")
    return _installation(folder)


def _installation(folder: Path) -> Installation:
    return Installation(folder / "harborlight", folder / "output")
