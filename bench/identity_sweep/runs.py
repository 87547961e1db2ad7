"""A set written, a command run on it in a process of its own, its cost measured."""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.identity_sweep.kinds import Kind
from bench.identity_sweep.outcomes import Inserted, Labels
from bench.identity_sweep.population import records
from bench.identity_sweep.world import World
from bench.identity_sweep.writing import COLUMNS, Row, Writer


@dataclass(frozen=True)
class Cost:
    """What a process took: processor seconds, seconds on the clock, greatest resident memory in GB."""

    cpu: float
    clock: float
    memory: float


@dataclass(frozen=True)
class Sweep:
    """A written set. `truth` holds the person of each record of the population, `culture_of` the culture of each
    person's names; `cases` are the inserted ones."""

    records: Path
    truth: Labels
    culture_of: Labels
    cases: list[Inserted]
    size: int


def write_sweep(folder: Path, kinds: Sequence[Kind], size: int, cases_each: int, seed: int) -> Sweep:
    """Writes `records.csv` of about `size` records: `cases_each` cases of each kind, the rest ordinary people.

    Writes `truth.csv` (record_id, cluster_id) and `cases.csv` (record_id, kind, case) beside it.
    """
    rng = random.Random(seed)
    writer = Writer(World(rng, size))
    made = [(kind, kind.make(writer)) for kind in kinds for _ in range(cases_each)]
    trapped = sum(len(case) for _, case in made)
    rows: list[tuple[str, Row, int | None]] = [
        (person, row, number) for number, (_, case) in enumerate(made) for person, row in case
    ]
    rows += [(person, row, None) for person, row in records(writer, max(0, size - trapped))]
    rng.shuffle(rows)
    truth: Labels = {}
    held: list[list[tuple[str, str]]] = [[] for _ in made]
    with (
        (folder / "records.csv").open("w", encoding="utf-8", newline="") as records_file,
        (folder / "truth.csv").open("w", encoding="utf-8", newline="") as truth_file,
        (folder / "cases.csv").open("w", encoding="utf-8", newline="") as cases_file,
    ):
        out = csv.DictWriter(records_file, COLUMNS)
        out.writeheader()
        truths, cases = csv.writer(truth_file), csv.writer(cases_file)
        truths.writerow(("record_id", "cluster_id"))
        cases.writerow(("record_id", "kind", "case"))
        for number, (person, row, case) in enumerate(rows):
            record = f"r{number:07}"
            out.writerow(row | {"record_id": record})
            truths.writerow((record, person))
            if case is None:
                truth[record] = person
            else:
                held[case].append((record, person))
                cases.writerow((record, made[case][0].name, case))
    inserted = [Inserted(kind, tuple(ids)) for (kind, _), ids in zip(made, held, strict=True)]
    return Sweep(folder / "records.csv", truth, writer.world.culture_of, inserted, len(rows))


def match(records: Path, clusters: Path, pairs: Path) -> Cost:
    """`caseline match` with pairs. Raises SystemExit with what it said where it fails."""
    return _measured(["-m", "caseline", "match", str(records), "--output", str(clusters), "--pairs", str(pairs)])


def match_alone(records: Path) -> Cost:
    """`caseline match` without pairs, for its cost alone."""
    with tempfile.TemporaryDirectory() as folder:
        return _measured(["-m", "caseline", "match", str(records), "--output", str(Path(folder) / "clusters.csv")])


def tutorial(records: Path) -> Cost:
    """Splink as its tutorial sets it up, on the same file."""
    with tempfile.TemporaryDirectory() as folder:
        return _measured(["-m", "bench.tutorial", str(records), str(Path(folder) / "clusters.csv")])


def _measured(arguments: list[str]) -> Cost:
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen([sys.executable, *arguments], stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        clock = time.perf_counter() - started
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(arguments[:3])} failed:\n{said.read().decode(errors='replace')[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, clock, used.ru_maxrss / 1024**2)
