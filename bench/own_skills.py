"""How well codes are read that an organisation worded itself, by title and meaning alone: no phrases, no examples.

    python -m bench.own_skills CODES.json NOTES.jsonl [--reader rules] [--half a|b]

CODES.json lists {"skill", "title", "codes": [{"id", "title", "meaning"}]}; a line of NOTES.jsonl is {"id", "skill",
"text", "labels"}: the codes of that skill that are true of the client now. With --half only every other note is read,
by its id. Prints F1 of each skill and ratios with counts and 95% intervals (Wilson).
"""

import argparse
import json
import time
from pathlib import Path

from bench.strangers import in_half, raised, ratio
from caseline.coding.choosing import embedded_coder
from caseline.coding.measuring.agreement import agreements, macro_f1
from caseline.coding.pieces import read_notes
from caseline.organization.skills import Code, Skill


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("codes", type=Path)
    arguments.add_argument("notes", type=Path)
    arguments.add_argument("--reader", choices=("encoder", "rules"), default="encoder")
    arguments.add_argument("--half", choices=("a", "b"))
    asked = arguments.parse_args()
    coder = embedded_coder(asked.reader)
    lines = [json.loads(line) for line in asked.notes.read_text(encoding="utf-8").splitlines()]
    every, started = [], time.process_time()
    right = given = there = 0
    for worded in json.loads(asked.codes.read_text(encoding="utf-8")):
        codes = [Code(**code) for code in worded["codes"]]
        skill = Skill(name=worded["skill"], title=worded["title"], kind="codes", codes=codes, folder=Path())
        notes = [note for note in lines if note["skill"] == skill.name and in_half(note, asked.half)]
        machine = [raised(one, "present") for one in read_notes(coder, [note["text"] for note in notes], skill)]
        people = [set(note["labels"]) for note in notes]
        found = agreements(
            [(code.id, None) for code in codes],
            [frozenset((code, None) for code in own) for own in people],
            [frozenset((code, None) for code in own) for own in machine],
            [frozenset()] * len(notes),
        )
        every += [one.f1 or 0.0 for one in found.values() if one.support]
        both = sum(len(ours & theirs) for ours, theirs in zip(machine, people, strict=True))
        right, given, there = right + both, given + sum(map(len, machine)), there + sum(map(len, people))
        print(f"{skill.name:16} {len(notes)} notes, macro F1 {macro_f1(found) or 0:.2f}")
    print(f"{len(every)} codes, {coder.name}: macro F1 {sum(every) / len(every):.2f}")
    print(f"right {ratio(right, given)}; found {ratio(right, there)}; {time.process_time() - started:.0f} s of CPU")


if __name__ == "__main__":
    main()
