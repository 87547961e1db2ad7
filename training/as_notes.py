"""What authors wrote as notes to measure a reader by, where both of their readers agree.

    python -m training.as_notes days-11 days-12 > NOTES.jsonl
    python -m bench.strangers NOTES.jsonl

Only of authors whom the reader has not learnt from does that say anything. A code on which the two readers differ is
left out of the labels; a risk on which they differ is unclear.
"""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from training.corpus import Passage, first_reading, passages

RISKS, RUBRIC = "risk-flags", "housing-stability"


def note(passage: Passage) -> dict[str, Any]:
    """A line as `bench.strangers` reads it."""
    present = {code for code, status in first_reading(passage.marks).items() if status == "present"} - passage.open
    labels: dict[str, Any] = {
        skill: sorted(key for name, key in present if name == skill)
        for skill in {name for name, _ in passage.labelled} - {RISKS}
    }
    if RUBRIC in labels:
        labels[RUBRIC] = labels[RUBRIC][0] if len(labels[RUBRIC]) == 1 else None
    risks = [{"code": key, "status": "present"} for name, key in sorted(present) if name == RISKS]
    unclear = [{"code": key, "status": "unclear"} for name, key in sorted(passage.open) if name == RISKS]
    kind = "present" if risks else "unclear" if unclear else "none"
    return {"id": passage.id, "text": passage.text, "kind": kind, "codes": risks + unclear, "labels": labels}


def notes(authors: set[str]) -> Iterator[dict[str, Any]]:
    return (note(passage) for passage in passages() if passage.author in authors)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("authors", nargs="+")
    for one in notes(set(arguments.parse_args().authors)):
        print(json.dumps(one, ensure_ascii=False))


if __name__ == "__main__":
    main()
