"""Whether every client's brief of a finished run holds to its sources, and how much of it there is.

    python -m bench.brief [ORGANIZATION] [ROLE ...]

Composes the brief of every client for each role and looks at it from outside (bench.brief_check): each citation, date,
number, quote and name against the warehouse. Exits with 1 where anything is wrong.
"""

import json
import sys
from collections import Counter

from bench.brief_check import check
from caseline.ground.settings import workspace
from caseline.organization.profile import load_organization
from reports.brief import as_data, compose
from reports.published import open_published

SHOWN = 20


def main(organization: str | None = None, *roles: str) -> int:
    """Prints counts and the first faults; returns how many faults there are."""
    place = workspace(organization)
    loaded = load_organization(place.organization)
    faults = 0
    with open_published(place.published) as published:
        clients = [row["client_id"] for row in published.rows("select client_id from record.client order by client_id")]
        for role in roles or ("director",):
            counts: Counter[str] = Counter()
            wrong: list[tuple[str, str, str]] = []
            for client in clients:
                data = json.loads(json.dumps(as_data(compose(published, loaded, client, role))))
                checked = check(data, published.connection)
                counts += checked.counts
                wrong += [(client, *fault) for fault in checked.faults]
            print(
                f"{role}: {len(clients)} briefs, " + ", ".join(f"{n:,} {what}s" for what, n in sorted(counts.items()))
            )
            print(f"{len(wrong)} faults")
            for client, where, what in wrong[:SHOWN]:
                print(f"  {client}  {where}  {what}")
            faults += len(wrong)
    return faults


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
