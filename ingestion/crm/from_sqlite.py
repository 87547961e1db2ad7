"""Turn a Salesforce data set kept as an SQLite script (CumulusCI) into CSV: `python -m ingestion.crm.from_sqlite`."""

import argparse
import csv
import sqlite3
from contextlib import closing
from pathlib import Path


def csv_of_sqlite(script: Path, folder: Path) -> list[Path]:
    """Write every table of an SQLite script as `<table>.csv`. Raises sqlite3.Error when it is not one."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(script.read_text(encoding="utf-8"))
        tables = connection.execute("select name from sqlite_master where type = 'table' order by name").fetchall()
        for (table,) in tables:
            rows = connection.execute(f'select * from "{table}" order by rowid')
            path = folder / f"{table}.csv"
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(column[0] for column in rows.description)
                writer.writerows(rows)
            written.append(path)
    return written


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m ingestion.crm.from_sqlite", description=__doc__)
    parser.add_argument("script", type=Path, help="SQLite script, such as a CumulusCI sample.sql")
    parser.add_argument("folder", type=Path, help="folder to write the CSV files to")
    options = parser.parse_args()
    print(f"Wrote {len(csv_of_sqlite(options.script, options.folder))} CSV files to {options.folder}")
