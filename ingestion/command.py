"""The command line that each source has of its own."""

import argparse
from collections.abc import Callable
from pathlib import Path

from caseline.organization.caution import Caution
from ingestion.summary import LoadSummary


def main(
    source: str,
    description: str | None,
    load: Callable[..., LoadSummary],
    scan: Callable[[Path, str], LoadSummary],
    *,
    may_wait: bool = False,
) -> None:
    """Load the exports under a path into a warehouse, or without `--warehouse` only say what would be loaded.

    `may_wait`: `load` takes a `caution`, because its files may wait for a person to accept them.
    """
    parser = argparse.ArgumentParser(prog=f"python -m ingestion.{source}", description=description)
    parser.add_argument("path", type=Path, help="folder, zip or file with the exports")
    parser.add_argument("--warehouse", type=Path, help="DuckDB file to load into; without it nothing is loaded")
    parser.add_argument("--affiliate", default="main", help="whose data it is (default: main)")
    if may_wait:
        parser.add_argument("--accept", action="append", default=[], help="content code of a file that waits")
    options = parser.parse_args()
    more = {"caution": Caution(accepted=frozenset(options.accept))} if may_wait else {}
    if not options.path.exists():
        parser.error(f"there is nothing at {options.path}")
    if options.warehouse:
        summary = load(options.path, options.warehouse, options.affiliate, **more)
    else:
        summary = scan(options.path, options.affiliate)
    for item in summary.held_back:
        where = f"{item.file}, line {item.line}" if item.line else item.file
        print(f"Held back: {where}: {item.reason} {item.fix}")
    for file in summary.files:
        if file.outcome == "ignored":
            print(f"Ignored: {file.file}: {file.note}")
    print(summary)
