"""What each step of a first run costs by how many clients there are: CPU seconds and peak memory.

    python -m bench.growth 1000 10000          # exits with 1 where a step grows faster than the clients

Organisations are invented (`caseline sample`), and their notes read by rules (`embedded_reader: rules`): with the
encoder, reading takes nearly all of the time and grows with the sentences. Peak memory is that of the whole process,
read anew for each step, so what an earlier step left behind counts too. Linux only, for it reads /proc.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from caseline.ground.shipped import PACKAGES

BEGINS = "> "
TOLERATED = 1.3
"""By how much a step may grow faster than the clients before the bench says so."""
SHORTEST = 5.0
"""CPU seconds of the larger run under which a step's growth means nothing."""


class Cost(NamedTuple):
    """CPU seconds, and the most memory in MB."""

    cpu: float
    peak: float


def organization(folder: Path, clients: int) -> Path:
    place = folder / f"clients_{clients}"
    subprocess.run(
        [sys.executable, "-m", "caseline", "sample", "--output", str(place), "--clients", str(clients)],
        cwd=PACKAGES, check=True, capture_output=True,
    )  # fmt: skip
    with (place / "organization.yml").open("a", encoding="utf-8") as settings:
        settings.write("\nembedded_reader: rules\n")
    return place


def first_run(place: Path, output: Path) -> dict[str, Cost]:
    """What each step cost, by its title, and the whole."""
    costs: dict[str, Cost] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "caseline", "run", "-o", str(place)],
        cwd=PACKAGES, env=os.environ | {"CASELINE_OUTPUT": str(output)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as run:  # fmt: skip
        assert run.stderr is not None
        for title, cost in _steps(run.pid, run.stderr):
            costs[title] = cost
            print(f"{place.name}: {title}: {cost.cpu:.1f} s, {cost.peak:.0f} MB", file=sys.stderr)
    if run.returncode:
        sys.exit(f"The run of {place.name} ended with {run.returncode}")
    return costs


def _steps(pid: int, told: Iterator[str]) -> Iterator[tuple[str, Cost]]:
    title, spent, whole, highest = "", 0.0, 0.0, 0.0
    for line in told:
        whole, peak = _cpu(pid), _peak(pid)
        highest = max(highest, peak)
        if line.startswith(BEGINS):
            title, spent = line.removeprefix(BEGINS).split(" ...")[0], whole
            Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="utf-8")  # the peak is read from here on
        elif line.strip().startswith("done in"):
            yield title, Cost(whole - spent, peak)
    yield "The whole run", Cost(whole, highest)


def _cpu(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def told(sizes: Sequence[int], found: Sequence[dict[str, Cost]]) -> list[str]:
    """Print a table; give the steps that grow faster than the clients."""
    print(f"{'':50}" + "".join(f"{f'{size:,}':>10}{'MB':>7}" for size in sizes) + f"{'growth':>9}")
    steep = []
    for title in found[-1]:
        costs = [run.get(title, Cost(0.0, 0.0)) for run in found]
        growth = costs[-1].cpu / costs[0].cpu / (sizes[-1] / sizes[0]) if costs[0].cpu else 0.0
        print(f"{title:50}" + "".join(f"{own.cpu:10.1f}{own.peak:7.0f}" for own in costs) + f"{growth:9.2f}")
        if growth > TOLERATED and costs[-1].cpu > SHORTEST:
            steep.append(title)
    return steep


def main(sizes: Sequence[int]) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = []
        for size in sizes:
            found.append(first_run(organization(folder, size), folder / "output"))
    steep = told(sizes, found)
    if steep:
        print(f"Faster than the clients: {', '.join(steep)}")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or [1000, 10000]))
