"""Whether the guard of a model's quotes believes what it should and nothing else, on cuts that somebody else made.

    python -m bench.cuts CUTS.jsonl [--half a|b]

A line is {"id", "note", "code", "quote", "right": "accept" or "refuse", "kind"}: a model claims that the code is
present and quotes these words. Prints, by kind, how many claims came out right, with counts and 95% intervals (Wilson).
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

from bench.strangers import in_half, ratio
from caseline.coding.by_model.polarity import PolarityGuard
from caseline.coding.citations import find_quote
from caseline.organization.skills import load_skills


def believed(cut: dict, counts: dict[str, frozenset[str]]) -> bool:
    """Whether the claim that the code is present is kept."""
    place = find_quote(cut["note"], cut["quote"])
    if place is None:
        raise SystemExit(f"{cut['id']}: the quote does not stand in its note")
    also_counts = counts.get(cut["code"], frozenset())
    judged = PolarityGuard(cut["note"]).judged(place, "present", also_counts, is_risk=False)
    return judged is not None and judged[1] == "present"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("cuts", type=Path)
    arguments.add_argument("--half", choices=("a", "b"))
    asked = arguments.parse_args()
    skills = [skill for skill in load_skills() if skill.name in ("presenting-needs", "risk-flags")]
    counts = {code.key: frozenset[str](code.also_counts) for skill in skills for code in skill.codes}
    cuts = [json.loads(line) for line in asked.cuts.read_text(encoding="utf-8").splitlines() if line.strip()]
    right: dict[str, list[bool]] = defaultdict(list)
    for cut in cuts:
        if in_half(cut, asked.half):
            is_right = believed(cut, counts) == (cut["right"] == "accept")
            right[cut["kind"]].append(is_right)
            right["all to " + cut["right"]].append(is_right)
    for kind, own in sorted(right.items()):
        print(f"{kind:20} {ratio(sum(own), len(own))}")


if __name__ == "__main__":
    main()
