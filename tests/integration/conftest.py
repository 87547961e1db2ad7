"""Fixtures of integration tests."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.integration.identity_warehouse import identity_warehouse
from tests.integration.record_building import build_record
from tests.integration.reported_warehouse import build_reported
from tests.integration.small_organization import write_small_organization


@pytest.fixture(scope="session")
def small_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the very small organisation, up to the record layer; for reading."""
    folder = tmp_path_factory.mktemp("record")
    build_record(write_small_organization(folder / "small"), folder / "small.duckdb")
    return folder / "small.duckdb"


@pytest.fixture(scope="session")
def reported_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of seven clients whose numbers can be counted by hand, up to the reporting layer; for reading."""
    folder = tmp_path_factory.mktemp("reported")
    build_reported(folder / "reported.duckdb")
    return folder / "reported.duckdb"


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse with what identity resolution reads."""
    with identity_warehouse(tmp_path / "warehouse.duckdb") as connection:
        yield connection
