"""How true the last run of the sample is: its clients against the people its generator knows.

python -m bench.sample
"""

import csv

from bench.identity import score
from caseline.ground.settings import DEFAULT_ORGANIZATION, workspace
from caseline.ground.warehouse import connect


def main() -> None:
    place = workspace(DEFAULT_ORGANIZATION)
    with (place.organization / "truth" / "people.csv").open(encoding="utf-8", newline="") as file:
        truth = {row["record_key"]: row["person_id"] for row in csv.DictReader(file)}
    with connect(place.published, read_only=True) as connection:
        found = dict(connection.execute("select record_key, client_id from record.client_link").fetchall())
    known = {record: person for record, person in truth.items() if record in found}
    result = score(found, known)
    print(
        f"{len(known)} records of {result.people} people became {len({found[record] for record in known})} clients: "
        f"{result.over_merged} people share an ID, {result.split} are split; "
        f"pairwise precision {result.precision:.4f}, recall {result.recall:.4f}, F1 {result.f1:.4f}"
    )


if __name__ == "__main__":
    main()
