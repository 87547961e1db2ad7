"""Fixtures every test may use."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from tests.built_once import BuiltOnce

settings.register_profile("caseline", deadline=None)  # a busy machine is no failure
settings.load_profile("caseline")

# Where no bytecode is kept, each process that a test starts compiles all it imports: twice the time of importing it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

os.environ["CASELINE_KEY"] = "dGVzdHMgb3BlbiBub2JvZHkncyBkYXRhISB0ZXN0cyE="
"""The key of what tests lock, so that none is made in the home folder of whoever runs them."""

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


BUILT_LONG = ("sample", "few", "kit_warehouse", "reported_warehouse")
"""Fixtures that a minute or more goes into, once for all processes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Beyond the unit tests, where packages run that warn of one another, warnings are told and fail nothing.

    The first file that needs what takes long to build comes first, and all others that need it last: where two
    processes asked for it at once, one would wait.
    """
    for item in items:
        if "unit" not in item.path.relative_to(ROOT).parts:
            item.add_marker(pytest.mark.filterwarnings("default"))
    needed: dict[Path, set[str]] = {}
    for item in items:
        needed.setdefault(item.path, set()).update(set(BUILT_LONG) & set(getattr(item, "fixturenames", ())))
    first = {name: next((path for path in needed if name in needed[path]), None) for name in BUILT_LONG}
    items.sort(key=lambda item: item.path not in first.values() and bool(needed[item.path]))


def open_data(*parts: str) -> Path:
    """A path in the open data beside the project; skips where it is absent, fails in CI where only a part is."""
    path = SHARED_DATA.joinpath(*parts)
    if path.exists():
        return path
    if SHARED_DATA.exists() and os.environ.get("CI") == "true":
        pytest.fail(f"open data is present but lacks {'/'.join(parts)}")
    pytest.skip(f"open data is not beside the project: {'/'.join(parts)}")


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> BuiltOnce:
    """`built_once.folder(name, build)` gives a folder that `build` fills once for all processes of the run."""
    return BuiltOnce(tmp_path_factory)


@pytest.fixture(scope="session")
def shared_data():
    """`shared_data("hmis", "fy2021_kit")` gives a path in the open data, or skips the test with a reason."""
    return open_data
