"""Time and memory of the pages of a large organisation, an audience at a time.

    python -m bench.site 10000

Makes a sample of so many clients, runs the main job on it, and then builds each site in a process of its own.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.scale import timed
from caseline.ground.settings import workspace
from caseline.organization.profile import load_organization
from reports.site import audiences_of

_BUILD = """
from sys import argv
from caseline.organization.profile import load_organization
from caseline.ground.settings import workspace
from reports.site import build_site
place = workspace(argv[1])
build_site(place.published, load_organization(place.organization), place.site(argv[2]), argv[2])
"""


def main(clients: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["CASELINE_OUTPUT"] = str(folder / "output")
        sample = folder / "large"
        for command in (
            ("sample", "--clients", str(clients), "--output", str(sample)),
            ("run", "--organization", str(sample)),
        ):
            subprocess.run([sys.executable, "-m", "caseline", *command], check=True, stdout=subprocess.DEVNULL)
        place = workspace(str(sample))
        line = "{:>8} {:10} {:>7} {:>7} {:>8} {:>7} {:>6}"
        print(line.format("clients", "audience", "wall s", "CPU s", "peak GB", "pages", "MB"))
        for audience in audiences_of(load_organization(place.organization)):
            wall, cpu, peak, _ = timed(["-c", _BUILD, str(sample), audience])
            files = [path for path in place.site(audience).rglob("*") if path.is_file()]
            pages = sum(path.suffix == ".html" for path in files)
            size = sum(path.stat().st_size for path in files) / 1e6
            print(
                line.format(clients, audience, f"{wall:.0f}", f"{cpu:.0f}", f"{peak:.2f}", pages, f"{size:.0f}"),
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]))
