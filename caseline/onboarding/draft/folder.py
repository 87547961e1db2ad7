"""An organisation's folder with what was drafted: exports put in place, tables described, programs proposed."""

import csv
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from caseline.ground.names import slug
from caseline.ground.yaml_files import line_of
from caseline.onboarding.draft.drafted import DraftedTable
from caseline.onboarding.draft.standard_keys import StandardTable
from caseline.onboarding.draft.values import Column
from caseline.onboarding.draft.writing import quoted, table_yaml
from ingestion.files import FoundFile
from ingestion.moments import sortable_moment

MOST_PROGRAMS = 30
_FULL = 0.2
"""How many of the days of the fullest year one has that a report is about."""


def put_in_place(folder: Path, files: Mapping[str, Sequence[FoundFile]]) -> None:
    """Copy the exports below `data/`, by the folder of the source that reads them. A zip is copied whole; of files with
    one name the others keep the folder they lay in."""
    copied: dict[Path, Path] = {}
    for source, found in files.items():
        target = folder / "data" / source
        target.mkdir(parents=True, exist_ok=True)
        for file in found:
            place = target / file.path.name
            if source == "hmis" and file.member is None:
                place = target / file.path.parent.name / file.path.name
                place.parent.mkdir(exist_ok=True)
            if copied.setdefault(place, file.path) != file.path:
                place = target / file.path.parent.name / file.path.name
                place.parent.mkdir(exist_ok=True)
            if not place.exists():
                shutil.copyfile(file.path, place)


def describe(folder: Path, tables: Sequence[DraftedTable], beside: Sequence[StandardTable]) -> None:
    """Write a file of the data dictionary for each table. `beside`: tables that they may lead to."""
    names = {id(table.raw): table.name for table in tables}
    names |= {id(each.raw): f"{each.name}, system: {each.system}" for each in beside}
    for table in tables:
        path = folder / "data_dictionary" / f"{table.name}.yml"
        path.write_text(table_yaml(table, names), encoding="utf-8")


def propose_programs(folder: Path, named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Put the programs (source, name) into organization.yml and transformation/program_map.csv, each as one of its own.

    Returns id to name; none where there are too many to be programs.
    """
    rows = list(dict.fromkeys(named))
    programs: dict[str, str] = {}
    for _, name in rows:
        programs.setdefault(_id(name), name)
    if not programs or len(programs) > MOST_PROGRAMS:
        return {}
    path = folder / "organization.yml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = line_of(path, ("programs",)) - 1
    listed = [f"  - {{id: {program}, name: {quoted(name)}}}\n" for program, name in programs.items()]
    note = "  # found in your exports; give those that are one the same id in transformation/program_map.csv\n"
    path.write_text("".join([*lines[:at], "programs:", note, *listed, *lines[at + 1 :]]), encoding="utf-8")
    with (folder / "transformation" / "program_map.csv").open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["source", "source_program", "program_id"])
        writer.writerows([source, name, _id(name)] for source, name in rows)
    return programs


def write_first_report(folder: Path, days: Iterable[Column]) -> int | None:
    """Put the template's report into force, for the newest year of these columns of days; gives the year.

    A year of hardly any days is taken for one of misspelt dates, or has only begun. None, and no report, where there is
    no day.
    """
    years: Counter[str] = Counter()
    for value, times in (counted for column in days for counted in column.values.items()):
        if (day := sortable_moment(value)) and "1990" < day[:4] <= str(date.today().year):
            years[day[:4]] += times
    if not years:
        return None
    year = max(year for year, times in years.items() if times >= _FULL * max(years.values()))
    text = (folder / "reports" / "annual.yml.example").read_text(encoding="utf-8")
    period = f"period: {{from: {year}-01-01, to: {year}-12-31}}  # likely: the newest year of your exports"
    drafted = re.sub(r"^period:.*$", period, text, flags=re.MULTILINE)
    (folder / "reports" / "annual.yml").write_text(drafted, encoding="utf-8")
    return int(year)


def _id(program: str) -> str:
    made = slug(program)
    return made if made[:1].isalpha() else f"program_{made}"
