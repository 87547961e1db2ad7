"""How well notes are read that somebody else wrote and labelled, who had never seen the skills.

    python -m bench.strangers NOTES.jsonl [NOTES.jsonl ...] [--reader rules] [--half a|b]

A line of NOTES.jsonl is {"id", "text"} with "codes" (risks: code, status present, absent or unclear; and "kind", what
the note holds of risk) or "labels" (skill -> codes, or a rubric's level, that are true of the client now). With
--half only every other note is read, by its id, so that one half stays untouched while the reader is worked on.
Prints ratios with counts and 95% intervals (Wilson).
"""

import argparse
import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from caseline.coding.choosing import embedded_coder
from caseline.coding.coder import Coder, Reading
from caseline.coding.measuring.agreement import Agreement
from caseline.coding.pieces import read_notes
from caseline.organization.skills import load_skill

RISKS = "risk-flags"
GRAVEST = {"suicidal_ideation", "self_harm", "child_safety"}
INNOCENT = ("lookalike", "denied", "past", "other_person", "none")

Note = dict[str, Any]


def ratio(right: int, of: int) -> str:
    """A share with its counts and interval."""
    if not of:
        return "no case"
    interval = Agreement(right, 0, of - right, 0).recall_interval  # none of fewer than ten
    return f"{right / of:.2f} ({right} of {of}{', {:.2f} to {:.2f}'.format(*interval) if interval else ''})"


def raised(reading: Reading, *statuses: str) -> set[str]:
    return {found.value or found.code for found in reading.codes if found.status in statuses}


def risks(notes: Sequence[Note], coder: Coder) -> None:
    readings = read_notes(coder, [note["text"] for note in notes], load_skill(RISKS))
    there = [{code["code"] for code in note["codes"] if code["status"] == "present"} for note in notes]
    worth = [{code["code"] for code in note["codes"] if code["status"] in ("present", "unclear")} for note in notes]
    sure = [raised(reading, "present") for reading in readings]
    any_ = [raised(reading, "present", "unclear") for reading in readings]
    pairs = [(number, code) for number, own in enumerate(there) for code in sorted(own)]
    grave = [(number, code) for number, code in pairs if code in GRAVEST]
    flags = [(number, code) for number, own in enumerate(sure) for code in sorted(own)]
    maybe = [(number, code) for number, own in enumerate(any_) for code in sorted(own - sure[number])]
    print(f"risks in {len(notes)} notes")
    print("  found, sure or possible     ", ratio(sum(code in any_[n] for n, code in pairs), len(pairs)))
    print("  found as sure               ", ratio(sum(code in sure[n] for n, code in pairs), len(pairs)))
    print("  the gravest, sure or possible", ratio(sum(code in any_[n] for n, code in grave), len(grave)))
    print("  sure and right              ", ratio(sum(code in worth[n] for n, code in flags), len(flags)))
    print("  possible and right          ", ratio(sum(code in worth[n] for n, code in maybe), len(maybe)))
    for kind in INNOCENT:
        some = [number for number, note in enumerate(notes) if note.get("kind") == kind]
        print(f"  flagged sure: {kind:14}", ratio(sum(bool(sure[n] - worth[n]) for n in some), len(some)))


def codes(skill_name: str, notes: Sequence[Note], coder: Coder) -> None:
    skill = load_skill(skill_name)
    readings = read_notes(coder, [note["text"] for note in notes], skill)
    given = [raised(reading, "present") for reading in readings]
    if skill.kind == "rubric":
        levels(skill_name, [note["labels"].get(skill_name) for note in notes], given)
        return
    said = [set(note["labels"].get(skill_name) or ()) for note in notes]
    all_ = [Agreement(*_counts(said, given, code.key)) for code in skill.codes]
    f1 = [own.f1 for own in all_ if own.support and own.f1 is not None]
    whole = Agreement(
        sum(own.both for own in all_), sum(own.machine_only for own in all_), sum(own.person_only for own in all_), 0
    )
    print(
        f"{skill_name:18} macro F1 {sum(f1) / max(1, len(f1)):.2f}, micro {whole.f1 or 0:.2f}; right "
        f"{ratio(whole.both, whole.both + whole.machine_only)}; found {ratio(whole.both, whole.support)}"
    )


def levels(skill_name: str, said: Sequence[str | None], given: Sequence[set[str]]) -> None:
    rated = [(int(level), {int(one) for one in own}) for level, own in zip(said, given, strict=True) if level]
    scored = [(level, min(own)) for level, own in rated if own]
    beside = sum(bool(own) for level, own in zip(said, given, strict=True) if not level)
    print(
        f"{skill_name:18} scored {ratio(len(scored), len(rated))}; of those exact "
        f"{ratio(sum(a == b for a, b in scored), len(scored))}, within one "
        f"{ratio(sum(abs(a - b) <= 1 for a, b in scored), len(scored))}; scored where nobody would: {beside}"
    )


def _counts(said: Iterable[set[str]], given: Iterable[set[str]], code: str) -> tuple[int, int, int, int]:
    pairs = [(code in people, code in machine) for people, machine in zip(said, given, strict=True)]
    return (
        pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False)), pairs.count((False, False)),
    )  # fmt: skip


def in_half(note: Note, half: str | None) -> bool:
    return half is None or (hashlib.sha256(note["id"].encode()).digest()[0] % 2 == 0) == (half == "a")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("notes", nargs="+", type=Path)
    arguments.add_argument("--reader", choices=("encoder", "rules"), default="encoder")
    arguments.add_argument("--half", choices=("a", "b"))
    asked = arguments.parse_args()
    coder = embedded_coder(asked.reader)
    for path in asked.notes:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        notes = [note for note in lines if in_half(note, asked.half)]
        print(f"\n{path.name}, {coder.name}{f', half {asked.half}' if asked.half else ''}: {len(notes)} notes")
        start = time.process_time()
        if any(note.get("codes") for note in notes):
            risks(notes, coder)
        for skill in sorted({skill for note in notes for skill in note.get("labels") or {}}):
            codes(skill, notes, coder)
        print(f"{time.process_time() - start:.0f} s of CPU")


if __name__ == "__main__":
    main()
