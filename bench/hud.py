"""HUD's report of a large HMIS: HUD's test kit repeated to many clients, against reading the same files once.

    python -m bench.hud                  # 100,000 clients
    python -m bench.hud 10000

Prints seconds of the processor, which others on the machine do not stretch, and as a ratio inside this run each step
against DuckDB reading every CSV once; seconds by the clock; and the peak memory.
"""

import resource
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import duckdb

from caseline.organization.hud_reports import HudReport
from reports.hud import make

EXPORT = Path(__file__).resolve().parents[2] / "shared" / "data" / "hmis" / "fy2021_kit" / "inputs" / "psh"
CLIENTS_OF_THE_KIT = 37
ONCE = {"Export.csv", "Organization.csv", "Project.csv", "ProjectCoC.csv", "Funder.csv", "User.csv", "Inventory.csv"}
OWN = {"ExportID", "ProjectID", "OrganizationID", "UserID", "CoCCode"}


def repeat(export: Path, folder: Path, times: int) -> None:
    """The export with every client, enrollment and row `times` over, each under ids of its own."""
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        for path in sorted(export.glob("*.csv")):
            read = f"read_csv('{path}', all_varchar=true, header=true)"
            columns = [row[0] for row in connection.execute(f"describe select * from {read}").fetchall()]
            ids = [name for name in columns if name.endswith("ID") and name not in OWN]
            listed = ", ".join(f'"{n}" || \'-\' || copy as "{n}"' if n in ids else f'"{n}"' for n in columns)
            many = f"select {listed} from {read} cross join range(1, {times + 1}) as copies(copy)"
            query = f"select * from {read}" if path.name in ONCE else many
            connection.execute(f"copy ({query}) to '{folder / path.name}' (header, force_quote *)")


def read_once(folder: Path) -> int:
    """Every CSV into a table in memory, by DuckDB. Returns how many rows."""
    rows = 0
    with duckdb.connect() as connection:
        for number, path in enumerate(sorted(folder.glob("*.csv"))):
            connection.execute(f"create table t{number} as select * from read_csv('{path}', all_varchar=true)")
            rows += connection.execute(f"select count(*) from t{number}").fetchone()[0]  # type: ignore[index]
    return rows


class Steps:
    """How long each step of a report takes, in seconds of the processor and by the clock."""

    def __init__(self) -> None:
        self._moments: list[tuple[str, float, float]] = []

    def __call__(self, what: str, done: int, total: int) -> None:
        self._moments.append((what, time.process_time(), time.perf_counter()))

    def told(self, once: float) -> str:
        """A line a step; `once`: the seconds of the processor that reading every file once takes."""
        return "\n".join(
            f"{what:24} {later - began:8.1f} s of the processor {(later - began) / once:6.1f} x {clock - before:8.1f} s"
            for (what, began, before), (_, later, clock) in pairwise(self._moments)
        )


def timed_reading(folder: Path) -> tuple[int, float]:
    """How many rows there are, and the seconds of the processor that reading them once takes."""
    began = time.process_time()
    return read_once(folder), time.process_time() - began


def main(clients: int) -> None:
    if not EXPORT.exists():
        raise SystemExit(f"HUD's test kit is not beside the project: {EXPORT}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repeat(EXPORT, folder / "export", -(-clients // CLIENTS_OF_THE_KIT))
        rows, once = timed_reading(folder / "export")
        print(f"{clients:,} clients, {rows:,} rows. DuckDB reads every file once in {once:.1f} s.", flush=True)
        report = HudReport.model_validate(
            {"id": "apr", "kind": "apr", "period": {"from": "2020-10-01", "to": "2021-09-30"}, "version": "fy2022"}
        )
        steps = Steps()
        made = make.make_hud_report(report, [folder / "export"], folder / "made", steps)
        print(steps.told(once))
        print(f"{made.tables} tables of {made.clients:,} clients")
    print(f"Peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
