"""What loading an HMIS export costs, beside DuckDB's own `read_csv` of the same file in the same run.

    python -m bench.intake [1000000] [--accept]

Makes an export with so many services, reads it with `read_csv` into a table, loads it, loads it again, and loads a
quarter of it for the memory. Each run is a process of its own; what a process costs that only imports the same is
taken off, as it follows no file. Ends with 1 where a figure is more than a tenth past the last accepted one
(`intake.json`, which `--accept` writes), or where none is; those are for a million rows.
"""

import argparse
import json
import tempfile
from pathlib import Path

import duckdb

from bench.scale import timed
from ingestion.hmis.standard import standard_files

ROWS = 1_000_000
ACCEPTED = Path(__file__).with_suffix(".json")
SLACK = 1.1

_EXPORT = """\
ExportID,SourceType,ExportDate,ExportStartDate,ExportEndDate,CSVVersion
E1,1,2024-07-01,2020-10-01,2024-06-30,2024 v1.5
"""
_CELLS = {
    "ServicesID": "md5('service' || n)",
    "EnrollmentID": "md5('enrollment' || n // 7)",
    "PersonalID": "md5('person' || n // 9)",
    "DateProvided": "day",
    "RecordType": "144",
    "TypeProvided": "1 + hash(n) % 14",
    "OtherTypeProvided": "if(hash(n) % 10 = 0, 'bus pass, for a day', '')",
    "FAAmount": "if(hash(n) % 5 = 0, (hash(n) % 900)::varchar || '.00', '')",
    "DateCreated": "day + interval 9 hour",
    "DateUpdated": "day + interval 10 hour",
    "UserID": "'U' || hash(n) % 300",
    "ExportID": "'E1'",
}
_EMPTY = "''"
_READ_CSV = "import duckdb; duckdb.connect({warehouse!r}).execute(\"create table services as from '{file}'\")"


def main(rows: int, accept: bool) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export, quarter = write_export(folder / "all", rows), write_export(folder / "quarter", rows // 4)
        plain = _READ_CSV.format(warehouse=f"{folder}/plain.duckdb", file=f"{export}/Services.csv")
        read_csv = timed(["-c", plain])
        start_duckdb, start = timed(["-c", "import duckdb"]), timed(["-c", "import ingestion.hmis.source"])
        load = ["-m", "ingestion.hmis", str(export), "--warehouse", f"{folder}/caseline.duckdb"]
        first, again = timed(load), timed(load)
        small = timed(["-m", "ingestion.hmis", str(quarter), "--warehouse", f"{folder}/quarter.duckdb"])
        with duckdb.connect(f"{folder}/caseline.duckdb", read_only=True) as connection:
            assert connection.execute("select count(*) from hmis.services").fetchone() == (rows,)
    print(f"{'run':28} {'wall s':>8} {'CPU s':>8} {'peak MB':>8}")
    runs = {"duckdb alone": start_duckdb, "read_csv": read_csv, "ingestion alone": start}
    runs |= {"load": first, "load again": again, "load a quarter": small}
    for run, (wall, cpu, peak, _) in runs.items():
        print(f"{run:28} {wall:8.1f} {cpu:8.1f} {1000 * peak:8.0f}")
    figures = {
        "CPU, times read_csv": (first[1] - start[1]) / (read_csv[1] - start_duckdb[1]),
        "CPU of loading again, part of loading": (again[1] - start[1]) / (first[1] - start[1]),
        "peak memory, times that of a quarter": first[2] / small[2],
    }
    return _judge(figures, rows, accept)


def _judge(figures: dict[str, float], rows: int, accept: bool) -> int:
    if accept and rows == ROWS:
        ACCEPTED.write_text(json.dumps({name: round(figure, 3) for name, figure in figures.items()}, indent=2) + "\n")
    accepted: dict[str, float] = json.loads(ACCEPTED.read_text()) if ACCEPTED.exists() else {}
    for name, figure in figures.items():
        print(f"{name:40} {figure:6.2f}   last accepted {accepted.get(name, 'none')}")
    if rows != ROWS:
        return 0
    return int(any(figure > SLACK * accepted.get(name, 0) for name, figure in figures.items()))


def write_export(folder: Path, rows: int) -> Path:
    """An FY2024 export with so many services of two and a half years, the same every time."""
    folder.mkdir()
    (folder / "Export.csv").write_text(_EXPORT)
    services = standard_files()["services"]
    headers = [services.headers[header] for header, versions in services.versions.items() if "2024" in versions]
    cells = ", ".join(f'{_CELLS.get(header, _EMPTY)} as "{header}"' for header in headers)
    days = f"select range as n, date '2022-01-01' + (range % 900)::integer as day from range({rows})"
    duckdb.sql(f"copy (select {cells} from ({days})) to '{folder}/Services.csv' (header)")
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.intake", description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=ROWS)
    parser.add_argument("--accept", action="store_true", help="keep these figures as the accepted ones")
    options = parser.parse_args()
    raise SystemExit(main(options.rows, options.accept))
