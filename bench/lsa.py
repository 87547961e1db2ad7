"""An LSA or the System Performance Measures of HUD's public sample, against reading its files once.

    python -m bench.lsa [spm]

Prints the same as bench.hud: each step against DuckDB reading every CSV once, and the peak memory.
"""

import resource
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path

from bench.hud import Steps, timed_reading
from caseline.organization.hud_reports import HudReport
from reports.hud import make

SAMPLE = Path(__file__).resolve().parents[2] / "shared" / "data" / "hmis" / "lsa_fy2026" / "hmis_csv.zip"


def main() -> None:
    if not SAMPLE.exists():
        raise SystemExit(f"HUD's LSA sample is not beside the project: {SAMPLE}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(SAMPLE) as archive:
            archive.extractall(folder / "export")
        rows, once = timed_reading(folder / "export")
        print(f"{rows:,} rows. DuckDB reads every file once in {once:.1f} s.", flush=True)
        kind = "spm" if sys.argv[1:] == ["spm"] else "lsa"
        report = HudReport.model_validate(
            {
                "id": kind,
                "kind": kind,
                "period": {"from": date(2025, 10, 1), "to": date(2026, 9, 30)},
                "coc": "XX-501",
            }
        )
        steps = Steps()
        make.make_hud_report(report, [folder / "export"], folder / "made", steps)
        print(steps.told(once))
    print(f"Peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024:.1f} GB")


if __name__ == "__main__":
    main()
