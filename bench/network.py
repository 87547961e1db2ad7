"""A network of affiliates on one machine: what each costs to take in, and a night by one process and by several.

    python -m bench.network 4 1000                      # affiliates, and clients of each
    python -m bench.network 10 300 --workers 2 --cap 4  # so many processes; no process may have more GB than that
    python -m bench.network 4 1000 --reader encoder     # notes read by the encoder, which takes longest

Each affiliate is one of an invented organisation of its own (`caseline sample`), its clients nobody else's. First the
exports of each are read by a process of its own that does nothing else; then whole nights are run, a first one, one
with nothing new and one with a note in a hundred new, and of the first every table of both ways is compared. Ends with
1 where one differs. CPU is that of all processes together; memory the most that any one of them had; Linux only, for
it reads /proc.
"""

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from bench.night import add_notes
from caseline.ground.shipped import PACKAGES
from caseline.ground.warehouse import connect

MODEL = "eastside"
"""The affiliate of the sample whose exports every affiliate has: CRM, forms and HMIS."""
SHARE = 0.55
"""How many of the sample's clients it knows."""
LAYERS = ("intake", "record", "intelligence", "reporting")
OF_A_RUN = ("run_id", "resolved_in", "first_seen_run", "found_in_run")
SECONDS_BETWEEN_LOOKS = 0.2


class Cost(NamedTuple):
    """Seconds on the clock and of CPU, and the most MB that one process had."""

    wall: float
    cpu: float
    peak: float


def network(folder: Path, affiliates: int, clients: int, reader: str) -> Path:
    """An organisation of affiliates of about so many clients each."""
    place = folder / "network"
    for number in range(1, affiliates + 1):
        one = folder / "one"
        _command(
            "caseline", "sample", "--output", str(one), "--clients", str(round(clients / SHARE)), "--seed", str(number)
        )
        if not place.exists():
            shutil.copytree(one, place, ignore=shutil.ignore_patterns("data", "truth"))
        shutil.copytree(one / "data" / MODEL, place / "data" / f"affiliate_{number}")
        shutil.rmtree(one)
    for path in place.rglob("*.yml"):  # reports, forms and roles name affiliates of the sample
        if not path.is_relative_to(place / "data"):
            words = re.sub("eastside|rivertown|northgate", "affiliate_1", path.read_text(encoding="utf-8"))
            path.write_text(words, encoding="utf-8")
    settings = yaml.safe_load((place / "organization.yml").read_text(encoding="utf-8"))
    settings["affiliates"] = [
        {"id": f"affiliate_{number}", "name": f"Affiliate {number}"} for number in range(1, affiliates + 1)
    ]
    settings["embedded_reader"] = reader
    _write(place, settings)
    return place


def _write(place: Path, settings: dict[str, object]) -> None:
    (place / "organization.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")


def _command(*module: str) -> None:
    subprocess.run([sys.executable, "-m", *module], cwd=PACKAGES, check=True, capture_output=True)


def measured(output: Path, cap: float | None, *arguments: str) -> Cost:
    """Run a command, no process of which may have more than `cap` GB, and watch all that it starts."""

    def capped() -> None:
        if cap:
            most = int(cap * (1 << 30))
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))

    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=PACKAGES, env=os.environ | {"CASELINE_OUTPUT": str(output)},
            stdout=subprocess.DEVNULL, stderr=said, preexec_fn=capped,
        )  # fmt: skip
        peak = 0.0
        while process.poll() is None:
            peak = max([peak, *(_peak(pid) for pid in _family(process.pid))])
            time.sleep(SECONDS_BETWEEN_LOOKS)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(arguments)} ended with {process.returncode}:\n{said.read()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - began, cpu, peak)


def _family(pid: int) -> Iterator[int]:
    """A process and all that it started."""
    yield pid
    try:
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split():
            yield from _family(int(child))
    except OSError:  # it has ended
        return


def _peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


READ_ALONE = """
import sys
from pathlib import Path
from caseline.ground.settings import Workspace
from orchestration.exports import read_aside
place = Workspace(Path(sys.argv[1]), Path(sys.argv[2]))
for source in ("hmis", "crm", "forms", "documents"):
    rows = Path(sys.argv[4]) / f"of_{source}.apart"
    read_aside(source, place, sys.argv[3], rows, b"k" * 32, "1GB", lambda said: None)
"""


def each_alone(place: Path, folder: Path, cap: float | None) -> None:
    """What taking in each affiliate costs: everything that its process does."""
    print(f"{'':16}{'exports MB':>11}{'wall s':>8}{'CPU s':>8}{'peak MB':>9}{'file MB':>9}")
    for data in sorted((place / "data").iterdir()):
        rows = folder / "rows"
        rows.mkdir()
        cost = measured(folder / "none", cap, "-c", READ_ALONE, str(place), str(folder / "none"), data.name, str(rows))
        print(
            f"{data.name:16}{_size(data):11.1f}{cost.wall:8.1f}{cost.cpu:8.1f}{cost.peak:9.0f}{_size(rows):9.1f}",
            flush=True,
        )
        shutil.rmtree(rows)


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / (1 << 20)


def nights(place: Path, output: Path, workers: int, cap: float | None) -> Path:
    """A first night, one with nothing new and one with new notes. Gives a copy of the first one's warehouse."""
    settings = yaml.safe_load((place / "organization.yml").read_text(encoding="utf-8"))
    _write(place, settings | {"workers": workers})
    run = ("-m", "caseline", "run", "-o", str(place))
    warehouse, kept = output / place.name / "warehouse" / "caseline.duckdb", output / "first.duckdb"
    for name in ("first night", "nothing new", "1% new notes"):
        if name == "1% new notes":
            add_notes(place, 0.01)
        cost = measured(output, cap, *run)
        print(
            f"{name:16}{workers:9}{cost.wall:8.1f}{cost.cpu:8.1f}{cost.peak:9.0f}{_size(output / place.name):9.1f}",
            flush=True,
        )
        if not kept.exists():
            shutil.copyfile(warehouse, kept)
            shutil.copyfile(output / place.name / "key.json", output / "key.json")
    return kept


def differing(one: Path, other: Path) -> list[str]:
    """Tables of the record, of what was read and of the figures that differ between two warehouses."""
    found = [_tables(path) for path in (one, other)]
    names = found[0].keys() | found[1].keys()
    return sorted(name for name in names if found[0].get(name) != found[1].get(name))


def _tables(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    with connect(warehouse, read_only=True) as connection:
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where schema_name in (select unnest($1))"
            " and table_name not in ('identity_event', 'identity_run', 'run_summary')",  # say when
            [list(LAYERS)],
        ).fetchall()
        left_out = ", ".join(f"'{name}'" for name in OF_A_RUN)
        return {
            name: connection.execute(
                f"select count(*), sum(hash(own)) from (select columns(c -> c not in ({left_out})) from {name}) as own"
            ).fetchall()
            for (name,) in names
        }


def told(affiliates: int, clients: int, workers: int, reader: str, cap: float | None) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = network(folder, affiliates, clients, reader)
        each_alone(place, folder, cap)
        kept = []
        print(f"\n{'':16}{'workers':>9}{'wall s':>8}{'CPU s':>8}{'peak MB':>9}{'disk MB':>9}")
        for count in (1, workers):
            own = folder / f"of_{count}"
            own.mkdir()
            shutil.copytree(place, own / place.name)
            kept.append(nights(own / place.name, own / "output", count, cap))
        with connect(kept[0], read_only=True) as connection:
            counts = "select count(distinct client_id), count(*) from record.client_link"
            people, records = connection.execute(counts).fetchone() or (0, 0)
            (notes,) = connection.execute("select count(*) from record.case_note").fetchone() or (0,)
        print(f"\n{people:,} clients, {records:,} records of them, {notes:,} notes.")
        others = differing(*kept)
    print(f"Tables that differ: {', '.join(others) or 'none'}.")
    return 1 if others else 0


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("affiliates", type=int)
    parser.add_argument("clients", type=int)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--reader", choices=["rules", "encoder"], default="rules")
    parser.add_argument("--cap", type=float)
    asked = parser.parse_args(arguments)
    return told(asked.affiliates, asked.clients, asked.workers, asked.reader, asked.cap)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
