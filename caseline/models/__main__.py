"""`python -m caseline.models`: find out about the models what a first run would, as a part of setting up."""

import os
import tempfile
from pathlib import Path

from caseline.models.project import DbtModels

SELECTORS = ("before_identity", "record", "after_coding", "after_coding_and_hud")
"""Those that a night builds."""


def main() -> None:
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as place:
        models = DbtModels(Path(place) / "caseline.duckdb")
        for selector in SELECTORS:
            models.those_of(selector)
        _ = models.tests
        models.tried_out("quarantine")  # by `caseline check`


if __name__ == "__main__":
    main()
