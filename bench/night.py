"""What a night costs by what is new in it, as shares of a first run of the same organisation on the same machine.

    python -m bench.night                # the sample: a first run, a night with nothing new, one with one new note
    python -m bench.night 1000           # an invented organisation of 1,000 clients, and a night with 1% new notes
    python -m bench.night --accept       # keep what was measured as what the next is held to

Ends with 1 where a share is more than half above what was accepted (`bench/data/night.json`). CPU seconds are those of
the whole command with everything it starts; shares of them move by a tenth or so from run to run.
"""

import argparse
import csv
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from caseline.ground.shipped import PACKAGES, SAMPLE

ACCEPTED = Path(__file__).parent / "data" / "night.json"
TOLERATED = 1.5


@dataclass(frozen=True)
class Night:
    """One run: seconds on the clock and of CPU, and the steps that had something to do."""

    name: str
    wall: float
    cpu: float
    steps: int


def night(name: str, organization: Path, output: Path) -> Night:
    return command(name, output, "caseline", "run", "-o", str(organization))


def command(name: str, output: Path, *module: str) -> Night:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=PACKAGES, env=os.environ | {"CASELINE_OUTPUT": str(output)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{name}: ended with {done.returncode}:\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    steps = [part for part in re.split(r"^> ", done.stderr, flags=re.MULTILINE)[1:] if "Nothing new." not in part]
    return Night(name, time.monotonic() - started, cpu, sum("..." in part.splitlines()[0] for part in steps))


def add_notes(organization: Path, share: float) -> int:
    """New notes of clients who have some: one, or a share of all. Gives how many."""
    added = 0
    for path in sorted(organization.glob("data/*/crm/Case_Note__c.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = list(csv.reader(file))
        number, text = header.index("Id"), header.index("Note__c")
        chosen = rows[:: round(1 / share)] if share else rows[:1]
        with path.open("a", encoding="utf-8", newline="") as file:
            for row in chosen:
                fresh = list(row)
                fresh[number] = f"{row[number][:5]}NEW{row[number][8:]}"
                fresh[text] = f"Call on the {added + 1}th. She has moved the plants inside and waits for the plumber."
                csv.writer(file).writerow(fresh)
                added += 1
        if not share:
            break
    return added


def nights(clients: int | None, folder: Path) -> list[Night]:
    organization, output = folder / "bench", folder / "output"
    if clients:
        subprocess.run(
            [sys.executable, "-m", "caseline", "sample", "--output", str(organization), "--clients", str(clients)],
            cwd=PACKAGES, check=True, capture_output=True,
        )  # fmt: skip
    else:
        shutil.copytree(SAMPLE, organization)
    set_up = command("set-up: models parsed", output, "caseline.models")
    first = night("first run", organization, output)
    idle = night("nothing new", organization, output)
    added = add_notes(organization, 0.01 if clients else 0)
    return [set_up, first, idle, night(f"{added:,} new note{'s' if added > 1 else ''}", organization, output)]


def told(found: Sequence[Night]) -> dict[str, float]:
    """Print a table; give each later night's share of the first run's CPU."""
    _, first, *later = found
    print(f"{'':24}{'wall s':>8}{'CPU s':>8}{'of first':>10}{'steps':>7}")
    for one in found:
        print(f"{one.name:24}{one.wall:8.1f}{one.cpu:8.1f}{100 * one.cpu / first.cpu:9.1f}%{one.steps:7}")
    return {one.name: round(one.cpu / first.cpu, 4) for one in later}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("clients", type=int, nargs="?")
    parser.add_argument("--accept", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shares = told(nights(asked.clients, Path(folder)))
    of = str(asked.clients or "sample")
    accepted = json.loads(ACCEPTED.read_text(encoding="utf-8")) if ACCEPTED.exists() else {}
    if asked.accept:
        ACCEPTED.write_text(json.dumps(accepted | {of: shares}, indent=1) + "\n", encoding="utf-8")
        return 0
    worse = [name for name, share in shares.items() if share > TOLERATED * accepted.get(of, {}).get(name, share)]
    if worse:
        print(f"More than was accepted: {', '.join(worse)} ({accepted[of]})")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
