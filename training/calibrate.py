"""From which probability on a code counts, and how often that is right, on passages of authors who were not learnt
from.

Usage: python -m training.calibrate WORK
"""

import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from caseline.coding.by_meaning.encoder import SAYINGS
from caseline.organization.skills import load_skill
from training.batches import Fed, in_batches
from training.corpus import HELD_OUT, ORDINARY, Key, Passage, codebook, first_reading, passages, units
from training.model import Reader, tokens

PRESENT, POSSIBLE = SAYINGS.index("present"), SAYINGS.index("possible")
STEPS = [round(0.04 + 0.02 * step, 2) for step in range(47)]
WHOLE_NOTE = 4
"""Sentences from which on a passage is a note: thresholds come from those, for single sentences are picked to be
hard.
"""
SURE_LEAST, SURE_MOST = 0.5, 0.8
RISK_RIGHT = 0.8
"""A risk is sure where four of five such flags are right, both on passages and, all risks together, on ordinary
notes.
"""
RISK_FOUND = 0.93
RISK_POSSIBLE_LEAST, AT_ONCE_POSSIBLE_LEAST = 0.14, 0.06
"""A risk is possible from where on 93 of 100 are found, and from one in seven at the least: what is raised more often
is read less. Where somebody must look at once it is possible from one in sixteen, for to overlook it costs most."""


@dataclass(frozen=True)
class Judged:
    """What the reader makes of a code in a passage, at most over its sentences, and what people say of it."""

    sure: float
    possible: float
    said: str
    is_note: bool
    is_ordinary: bool
    """Of a day as it is, and not written to hold codes: what a flag is worth is counted on these."""


def likely(reader: Reader, fed: Sequence[Fed]) -> Tensor:
    """Probabilities of all sayings of all codes: shape (sentences, codes, sayings)."""
    reader.eval()
    return in_batches(fed, lambda batch: reader.heads(reader(*batch), batch.own)[0].float().softmax(-1))


def judged(reader: Reader, tokenizer: Tokenizer, held_out: Sequence[Passage]) -> dict[Key, list[Judged]]:
    codes = list(codebook())
    read = [(passage, unit) for passage in held_out for unit in units(passage)]
    numbers = likely(reader, [tokens(tokenizer, unit.text, unit.before) for _, unit in read])
    rows: dict[str, list[int]] = defaultdict(list)
    for row, (passage, _) in enumerate(read):
        rows[passage.id].append(row)
    found: dict[Key, list[Judged]] = {code: [] for code in codes}
    for passage in held_out:
        own = numbers[rows[passage.id]]
        said = first_reading(passage.marks)
        for place, code in enumerate(codes):
            if code in passage.labelled - passage.open:
                sure = float(own[:, place, PRESENT].max())
                possible = float((own[:, place, PRESENT] + own[:, place, POSSIBLE]).max())
                found[code].append(
                    Judged(sure, possible, said.get(code, "none"), len(own) >= WHOLE_NOTE, passage.author in ORDINARY)
                )
    return found


def f1(rows: Sequence[Judged], at: float) -> float:
    flagged = [row for row in rows if row.sure >= at and row.said != "possible"]
    right, there = sum(row.said == "present" for row in flagged), sum(row.said == "present" for row in rows)
    return 2 * right / (len(flagged) + there) if flagged or there else 0.0


def sure_of_skill(rows: Sequence[Sequence[Judged]]) -> float:
    """One threshold for the codes of a skill, by the mean F1 over them on whole notes."""
    notes = [[row for row in own if row.is_note] for own in rows]

    def mean(at: float) -> float:
        return sum(f1(own, at) for own in notes) / len(notes)

    steps = [step for step in STEPS if SURE_LEAST <= step <= SURE_MOST]
    return max(steps, key=lambda step: (round(sum(mean(step + by) for by in (-0.04, 0, 0.04)), 4), step))


def sure_of_risk(rows: Sequence[Judged], least: float) -> float:
    def is_right(at: float) -> bool:
        flagged = [row for row in rows if row.sure >= at]
        right = sum(row.said in ("present", "possible") for row in flagged)
        return (right + 1) / (len(flagged) + 2) >= RISK_RIGHT

    return _first([step for step in STEPS if step >= least], is_right, otherwise=STEPS[-1])


def possible_of_risk(rows: Sequence[Judged], sure: float, is_at_once: bool) -> float:
    there = [row for row in rows if row.said == "present"]

    def finds_enough(at: float) -> bool:
        return sum(row.possible >= at for row in there) >= RISK_FOUND * len(there)

    least = AT_ONCE_POSSIBLE_LEAST if is_at_once else RISK_POSSIBLE_LEAST
    return _first([step for step in reversed(STEPS) if least <= step <= sure], finds_enough, otherwise=least)


def _first(steps: Sequence[float], holds: Callable[[float], bool], otherwise: float) -> float:
    return next((step for step in steps if holds(step)), otherwise)


def calibrated(found: dict[Key, list[Judged]]) -> list[dict]:
    """A row a code: thresholds, and what they gave on the held-out authors."""
    table = []
    for skill in sorted({skill for skill, _ in found}):
        own = {code: rows for code, rows in found.items() if code[0] == skill}
        is_risk = load_skill(skill).risk
        ordinary = [row for rows in own.values() for row in rows if row.is_ordinary]
        of_skill = (
            sure_of_risk(ordinary, SURE_LEAST) if is_risk else sure_of_skill([rows for rows in own.values() if rows])
        )
        for code, rows in own.items():
            sure = sure_of_risk(rows, of_skill) if is_risk else of_skill
            possible = possible_of_risk(rows, sure, codebook()[code].danger == "at once") if is_risk else sure
            there = [row for row in rows if row.said == "present"]
            table.append(
                {
                    "skill": skill, "code": code[1], "sure": sure, "possible": possible,
                    **_flags(rows, sure, possible, is_risk),
                    "there": len(there), "found": sum(row.sure >= sure for row in there),
                    "found_possible": sum(row.sure >= sure or row.possible >= possible for row in there),
                    "f1": round(f1(rows, sure), 3),
                }
            )  # fmt: skip
        if is_risk:
            _of_ordinary_notes(own, [row for row in table if row["skill"] == skill])
    return table


def _flags(rows: Sequence[Judged], sure: float, possible: float, is_risk: bool) -> dict[str, int]:
    """How many flags of each tier are raised, and how many of them are right."""
    ok = ("present", "possible") if is_risk else ("present",)
    flagged = [row for row in rows if row.sure >= sure]
    maybe = [row for row in rows if row.sure < sure and row.possible >= possible] if is_risk else []
    return {
        "flagged": len(flagged), "right": sum(row.said in ok for row in flagged),
        "possible_flagged": len(maybe), "possible_right": sum(row.said in ok for row in maybe),
    }  # fmt: skip


def _of_ordinary_notes(found: dict[Key, list[Judged]], table: Sequence[dict]) -> None:
    """What a flag of a risk is worth is counted on ordinary notes, which hold few: all risks together."""
    totals: Counter[str] = Counter()
    for row in table:
        rows = [own for own in found[row["skill"], row["code"]] if own.is_ordinary]
        totals.update(_flags(rows, row["sure"], row["possible"], is_risk=True))
    for row in table:
        row.update(totals)


def main() -> None:
    work = Path(sys.argv[1])
    torch.set_num_threads(os.cpu_count() or 1)
    reader = Reader(work / "base", len(codebook()))
    reader.load_state_dict(torch.load(work / "reader.pt"))
    tokenizer = Tokenizer.from_file(str(work / "base" / "tokenizer.json"))
    table = calibrated(judged(reader, tokenizer, [own for own in passages() if own.author in HELD_OUT]))
    (work / "calibration.json").write_text(json.dumps(table, indent=1), encoding="utf-8")
    for row in table:
        print(
            f"{row['skill']:18} {row['code']:26} from {row['sure']:.2f}: F1 {row['f1']:.2f}, "
            f"{row['right']} of {row['flagged']} right, {row['found']} of {row['there']} found"
            + (
                f"; from {row['possible']:.2f}: {row['possible_right']} of {row['possible_flagged']}, "
                f"{row['found_possible']} found"
                if row["possible"] < row["sure"]
                else ""
            )
        )


if __name__ == "__main__":
    main()
