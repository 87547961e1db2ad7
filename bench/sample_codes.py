"""How well a skill's codes are read in the sample's notes, against the sample's truth.

    python -m bench.sample_codes SKILL [ORGANIZATION] [--show]

Takes the notes from a finished run and reads them with the embedded coder as it is now. Prints, code by code, how many
notes were given the code and how many of those have it, with 95% intervals (Wilson); with --show the words of each that
does not.
"""

import argparse
import csv
from collections import defaultdict

from bench.strangers import ratio
from caseline.coding.choosing import embedded_coder
from caseline.coding.pieces import read_notes
from caseline.ground.settings import workspace
from caseline.ground.warehouse import connect
from caseline.organization.skills import load_skill


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("skill")
    arguments.add_argument("organization", nargs="?")
    arguments.add_argument("--show", action="store_true")
    asked = arguments.parse_args()
    place, skill = workspace(asked.organization), load_skill(asked.skill)
    with connect(place.published, read_only=True) as connection:
        notes = connection.execute("select note_id, note_text from record.case_note order by note_id").fetchall()
    there: dict[str, set[str]] = defaultdict(set)
    with (place.organization / "truth" / "codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["skill"] == skill.name and row["status"] == "present":
                there[row["value"] or row["code"]].add(row["note_id"])
    given: dict[str, dict[str, str]] = defaultdict(dict)
    for (note_id, _), reading in zip(
        notes, read_notes(embedded_coder(), [text for _, text in notes], skill), strict=True
    ):
        for found in reading.codes:
            if found.status == "present":
                given[found.value or found.code].setdefault(note_id, found.quote)
    ids = {note_id for note_id, _ in notes}
    pairs = {(code, note_id) for code, own in there.items() for note_id in own & ids}
    raised = {(code, note_id) for code, own in given.items() for note_id in own}
    for code in [*sorted({code for code, _ in pairs | raised}), ""]:
        own, flags = ({one for one in some if code in ("", one[0])} for some in (pairs, raised))
        right = len(own & flags)
        print(f"{code or 'all':24} right {ratio(right, len(flags))}; found {ratio(right, len(own))}")
    for code, note_id in sorted(raised - pairs) if asked.show else []:
        print(f"  {code:24} {given[code][note_id]}")


if __name__ == "__main__":
    main()
