"""`python -m orchestration run ORGANIZATION` and `... dev ORGANIZATION`: how the command line starts Dagster."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from caseline.settings import PROJECT_ROOT, workspace


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m orchestration")
    parser.add_argument("action", choices=["run", "dev"])
    parser.add_argument("organization", type=Path)
    parser.add_argument("--affiliate")
    parser.add_argument("--port", type=int, default=3000)
    arguments = parser.parse_args()
    place = workspace(str(arguments.organization))
    storage = place.output / "dagster"
    storage.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "CASELINE_ORGANIZATION": str(place.organization),
        "CASELINE_DAGSTER_STORAGE": str(storage),
        "DAGSTER_HOME": str(PROJECT_ROOT),
        "DO_NOT_TRACK": "1",
        # dagster-dbt looks for `dbt` on the path, also where this environment is not activated.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    if arguments.action == "dev":
        command = [sys.executable, "-m", "dagster", "dev", "-m", "orchestration.definitions", "-p", str(arguments.port)]
        return subprocess.run(command, cwd=PROJECT_ROOT, check=False).returncode
    from orchestration.run import run_main_job  # loads Dagster, which reads the environment set above

    return run_main_job(place, arguments.affiliate)


if __name__ == "__main__":
    sys.exit(main())
