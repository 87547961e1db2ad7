"""Time, memory and truth at size, beside Splink's tutorial settings in the same run.

    python -m bench.scale 100000 [1000000 ...]
    python -m bench.scale 1000000 --alone      # without Splink, which takes more than 19 GB for a million

Records come from `bench.people`. Each run is a process of its own: CPU seconds and peak memory are its own too.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.identity import read_labels, score
from bench.people import write_people

_RUNS = {
    "caseline": ("-m", "caseline", "match", "{records}", "--output", "{clusters}"),
    "splink tutorial": ("-m", "bench.tutorial", "{records}", "{clusters}"),
}


def main(sizes: list[int], alone: bool) -> None:
    line = "{:>9} {:16} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>11}"
    print(
        line.format("records", "run", "wall s", "CPU s", "peak GB", "F1", "precis.", "recall", "per 1000", "pairs each")
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_people(size, folder)
            truth = read_labels(folder / "truth.csv", "cluster_id")
            for run, command in list(_RUNS.items())[: 1 if alone else None]:
                clusters = folder / "clusters.csv"
                wall, cpu, peak, said = timed(
                    [part.format(records=folder / "records.csv", clusters=clusters) for part in command]
                )
                found = score(read_labels(clusters, "client_id"), truth)
                shared = 1000 * found.over_merged / found.people
                pairs = re.search(r"([\d,]+) pairs were compared", said)
                each = f"{int(pairs[1].replace(',', '')) / size:.1f}" if pairs else ""
                print(
                    line.format(
                        size, run, f"{wall:.0f}", f"{cpu:.0f}", f"{peak:.2f}", f"{found.f1:.4f}",
                        f"{found.precision:.4f}", f"{found.recall:.4f}", f"{shared:.1f}", each,
                    ),
                    flush=True,
                )  # fmt: skip


def timed(command: list[str]) -> tuple[float, float, float, str]:
    """(wall seconds, CPU seconds, peak memory in GB) of a Python process, and what it said."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command[:2])} failed")
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6, said


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:] if size.isdigit()], "--alone" in sys.argv)
