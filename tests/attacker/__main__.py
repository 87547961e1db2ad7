"""`python -m tests.attacker funder=FOLDER network=FOLDER funder@2026-03-31=FOLDER --asked REPORTS --output FILE`

Each folder is what an audience was given; `@` names a state of the data other than today's.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from tests.attacker.campaign import Findings, run
from tests.attacker.readers import Publication

STANDARD = Path(__file__).resolve().parents[2] / "caseline" / "organization" / "standard_reports"


def _publication(text: str) -> Publication:
    who, _, folder = text.partition("=")
    audience, _, version = who.partition("@")
    return Publication(audience, Path(folder), version or "current")


def record(found: Findings) -> dict[str, object]:
    """The findings as JSON may hold them."""
    kinds = Counter(verdict.kind for verdict in found.verdicts)
    return {
        "groups": len(found.facts.groups),
        "targets": len(found.program.targets),
        "pinned": len(found.pinned),
        "narrow": len(found.verdicts) - len(found.pinned),
        "by_kind": dict(sorted(kinds.items())),
        "statements_not_understood": found.facts.unread,
        "contradictions": found.facts.contradictions,
        "findings": [verdict.as_record() for verdict in found.verdicts],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.attacker", description=__doc__)
    parser.add_argument("publications", nargs="+", type=_publication, metavar="AUDIENCE[@VERSION]=FOLDER")
    parser.add_argument("--asked", action="append", type=Path, default=[], help="folder of an organisation's reports")
    parser.add_argument("--threshold", type=int, default=11)
    parser.add_argument("--seconds", type=float, default=20.0, help="limit of one question to the solver")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    found = run(options.publications, [STANDARD, *options.asked], options.threshold, options.seconds)
    for verdict in found.verdicts:
        size = str(verdict.low) if verdict.is_pinned else f"{verdict.low} to {verdict.high}"
        print(f"{verdict.kind}: {size}: {verdict.words}")
    nearly = len(found.verdicts) - len(found.pinned)
    print(f"{len(found.pinned)} of {len(found.program.targets)} groups are pinned, {nearly} nearly")
    if options.output:
        options.output.write_text(json.dumps(record(found), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
