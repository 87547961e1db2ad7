"""Whether client IDs stay when the code is upgraded over an output folder.

    python -m bench.upgrade COMMIT [CLIENTS]      # a commit of this project whose dependencies are installed

An invented organisation is run with the code of that commit, then with today's over the same output; every line of
the crosswalk (which record is which client) has to be the same. Ends with 1 where one is not.
"""

import argparse
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from caseline.ground.shipped import PACKAGES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("commit")
    parser.add_argument("clients", nargs="?", default="60")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        former = place / "former"
        archive = subprocess.run(
            ["git", "archive", arguments.commit], cwd=PACKAGES, capture_output=True, check=True
        ).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(former, filter="data")
        organization = place / "invented"
        for code, name in ((former, "former"), (PACKAGES, "today")):
            if name == "former":
                caseline(code, place, "sample", "--output", str(organization), "--clients", arguments.clients)
            caseline(code, place, "run", "-o", str(organization))
            caseline(code, place, "crosswalk", "-o", str(organization), "--output", str(place / f"crosswalk-{name}"))
        before, after = (lines(place / f"crosswalk-{name}") for name in ("former", "today"))
    changed, commit = before ^ after, arguments.commit[:12]
    print(f"{len(before):,} lines of the crosswalk with {commit}, {len(after):,} today, {len(changed):,} differ.")
    sys.exit(bool(changed))


def caseline(code: Path, place: Path, *arguments: str) -> None:
    folders = {"CASELINE_OUTPUT": place / "output", "PYTHONPATH": code, "XDG_CONFIG_HOME": place / "keys"}
    settings = os.environ | {name: str(folder) for name, folder in folders.items()}
    command = [sys.executable, "-m", "caseline", *arguments]
    done = subprocess.run(command, cwd=code, env=settings, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"caseline {arguments[0]} with {code.name}: ended with {done.returncode}:\n{done.stderr[-3000:]}")


def lines(folder: Path) -> set[tuple[str, str]]:
    found = ((path.name, path.read_text(encoding="utf-8").splitlines()) for path in folder.rglob("*.csv"))
    return {(name, line) for name, content in found for line in content}


if __name__ == "__main__":
    main()
