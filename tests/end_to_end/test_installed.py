"""The wheel, installed without a clone: what it holds, and the whole job from an empty directory."""

import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 50_000_000
"""Bytes of a wheel, of which the encoder's weights are 39 million."""
DATA = ("organizations/harborlight/data/", "organizations/harborlight/truth/")
"""What `caseline sample` writes."""
OF_EXTRAS = ("dagster_webserver", "psycopg", "splink", "pyspark", "rapidfuzz", "pypdfium2")
MADE_ON_THE_WAY = {"__pycache__", "target", "logs", "node_modules"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def files_of(*folders: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not MADE_ON_THE_WAY & set(path.relative_to(ROOT).parts)
    }


def test_it_holds_all_that_the_job_reads_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    beside = {f"caseline/shipped/{name}" for name in files_of("dbt_project", "skills", "instruments")}
    sample = {name for name in files_of("organizations/harborlight") if not name.startswith(DATA)}
    packages = files_of("caseline", "ingestion", "reports", "application", "orchestration")
    assert held == packages | beside | {f"caseline/shipped/{name}" for name in sample}
    assert wheel.stat().st_size < LARGEST


class Installed:
    """Caseline in an environment of its own, which finds what it needs in the one of the tests, but no extra."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.here = folder / "empty"
        self.here.mkdir()
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
        self._bin = folder / "venv" / "bin"
        install = ["-m", "pip", "--python", str(self._bin / "python"), "install", "--no-deps", "--no-index", "--quiet"]
        subprocess.run([sys.executable, *install, str(wheel)], check=True)
        (self._packages,) = (folder / "venv").glob("lib/python*/site-packages")
        without = f"import sys; sys.modules.update(dict.fromkeys({OF_EXTRAS}))"
        (self._packages / "needs.pth").write_text(f"{sysconfig.get_path('purelib')}\n{without}\n", encoding="utf-8")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("CASELINE_", "PYTHON"))}
        return subprocess.Popen(
            [str(self._bin / "caseline"), *arguments],
            cwd=self.here, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def caseline(self, *arguments: str) -> str:
        """What the command says. Fails the test, with that, on a non-zero exit."""
        command = self.start(*arguments)
        said = command.communicate(timeout=600)[0]
        if command.returncode:
            pytest.fail(f"caseline {' '.join(arguments)} exited {command.returncode}:\n{said}")
        return said

    def files(self) -> set[str]:
        """What stands in its environment, but for bytecode."""
        return {str(path) for path in self._packages.rglob("*") if "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def installed(tmp_path_factory, wheel) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"), wheel)


def test_the_whole_job_runs_in_an_empty_directory(installed):
    before = installed.files()
    assert "organizations/demo" in "".join(installed.caseline("new", "demo").split())
    assert " 0 skills" not in installed.caseline("check", "-o", "demo")
    installed.caseline("sample", "--output", "organizations/harborlight", "--clients", "4")
    installed.caseline("run")
    assert "Nothing is new" in installed.caseline("run")
    assert "Wrote" in installed.caseline("export", "--to", "csv", "--role", "director")
    assert (installed.here / "output" / "harborlight" / "site" / "funder" / "index.html").exists()
    assert sorted(path.name for path in installed.here.iterdir()) == ["organizations", "output"]
    assert installed.files() == before


def test_what_needs_an_extra_says_which(installed):
    command = installed.start("schedule")
    assert "caseline[schedule]" in command.communicate(timeout=60)[0]
    assert command.returncode == 2


def test_its_pages_are_served(installed):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serving = installed.start("serve", "--port", str(port))
    try:
        for _ in range(100):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
            assert b"Harborlight" in page.read()
    finally:
        serving.terminate()
        serving.wait()
