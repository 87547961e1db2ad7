"""What is costly to build, built once for all processes of a test run."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

WAREHOUSE = "caseline.duckdb"
"""What a run calls its warehouse. Its name is in what dbt parses: one name is one parsing."""


class BuiltOnce:
    """Folders that the first process to ask fills. Others wait for it, and each reads a copy of its own, so that one
    that opens a warehouse to write to it locks no other out.
    """

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self._own = factory.getbasetemp()
        self._common = (self._own.parent if "PYTEST_XDIST_WORKER" in os.environ else self._own) / "built"

    def folder(self, name: str, build: Callable[[Path], object]) -> Path:
        """This process's copy of the folder that `build` fills."""
        own = self._own / "copies" / name
        if not own.exists():
            shutil.copytree(self.common(name, build), own)
        return own

    def common(self, name: str, build: Callable[[Path], object]) -> Path:
        """The folder itself: where it stays as it is, whoever reads it."""
        folder, whole = self._common / name, self._common / f"{name}.whole"
        self._common.mkdir(exist_ok=True)
        with FileLock(self._common / f"{name}.lock"):
            if not whole.exists():
                shutil.rmtree(folder, ignore_errors=True)  # another process failed on its way
                folder.mkdir()
                build(folder)
                whole.touch()
        return folder
