"""Why the embedded reader misses codes that others give, and gives codes that they do not.

    python -m bench.causes NOTES.jsonl [NOTES.jsonl ...] --half a

NOTES as in `bench.strangers`. A code that is missed: *not seen* by the encoder in any sentence (less than SEEN likely
to be spoken of at all), seen but taken for *something else* (denied, past, planned, somebody else's), *unsure* (under
the threshold), or sure, where a rubric gives a *lower level*. One that is given and not there: the encoder is *certain*
of it (CERTAIN), it is *less* so, or *phrases* brought it over the threshold. Look at the half that may be looked at.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.strangers import Note, in_half, raised
from caseline.coding.by_meaning.encoder import SAYINGS, encoder, in_context
from caseline.coding.by_meaning.evidence import known_codes
from caseline.coding.by_rules.embedded import sentences_to_read
from caseline.coding.choosing import embedded_coder
from caseline.coding.pieces import read_notes
from caseline.organization.skills import Skill, load_skill

SEEN, CERTAIN = 0.3, 0.9
PRESENT = SAYINGS.index("present")


def causes(skill: Skill, notes: Sequence[Note]) -> Counter[str]:
    """How many codes came out right, and how many wrong for each cause."""
    places = {skill.codes[number].key: place for number, place in known_codes(skill, encoder()).items()}
    readings = read_notes(embedded_coder("encoder"), [note["text"] for note in notes], skill)
    found: Counter[str] = Counter()
    for note, reading in zip(notes, readings, strict=True):
        labels = note["labels"].get(skill.name) or []
        said = {labels} if isinstance(labels, str) else set(labels)
        given = raised(reading, "present")
        found["right"] += len(said & given)
        found.update(_causes(note["text"], places, missed=said - given, false=given - said))
    return found


def _causes(text: str, places: dict[str, int], missed: set[str], false: set[str]) -> Iterator[str]:
    read = encoder().read(in_context(text, sentences_to_read(text)))
    for code in missed | false:
        likely = np.array([one.likely[places[code]] for one in read])
        best, spoken = likely[:, PRESENT].max(initial=0), (1 - likely[:, 0]).max(initial=0)
        known = encoder().manifest.codes[places[code]]
        if code in false:
            yield "false: phrases" if best < known.sure else "false: certain" if best >= CERTAIN else "false: less"
        elif best >= known.sure:
            yield "missed: lower level"
        else:
            yield "missed: not seen" if spoken < SEEN else "missed: something else" if best < SEEN else "missed: unsure"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("notes", nargs="+", type=Path)
    arguments.add_argument("--half", choices=("a", "b"), required=True)
    asked = arguments.parse_args()
    for path in asked.notes:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        notes = [note for note in lines if in_half(note, asked.half) and note.get("labels")]
        total: Counter[str] = Counter()
        for name in sorted({name for note in notes for name in note["labels"]}):
            own = causes(load_skill(name), notes)
            total += own
            print(f"{path.stem} {name:18} " + ", ".join(f"{cause} {count}" for cause, count in sorted(own.items())))
        print(f"{path.stem} {'all':18} " + ", ".join(f"{cause} {count}" for cause, count in sorted(total.items())))


if __name__ == "__main__":
    main()
