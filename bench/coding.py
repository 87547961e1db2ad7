"""How fast the embedded coder reads, and how well it reads wording it has never seen.

    python -m bench.coding [SDOH_NLI.csv]

Prints CPU seconds per 1,000 sentences for each skill, as a ratio to plain substring search measured in the same run.
With a CSV of premise, hypothesis, label it also takes each hypothesis as a code by its title alone and prints F1.
"""

import csv
import sys
import time
from collections import Counter
from pathlib import Path

from caseline.coding.agreement import agreements, macro_f1
from caseline.coding.embedded import EmbeddedCoder
from caseline.coding.gold import gold_notes, load_gold
from caseline.coding.skills import Code, Skill, load_skills
from caseline.coding.words import sentences

SENTENCES = 5_000


def speed() -> None:
    """CPU seconds per 1,000 sentences, each text read for the first time."""
    print(f"{'skill':20} {'s per 1,000 sentences':>22} {'times substring search':>24}")
    for skill in load_skills():
        base = [note.text for note in gold_notes(load_gold(skill))]
        per_round = sum(len(sentences(text)) for text in base)
        texts = [f"{text} Visit {n}." for n in range(SENTENCES // per_round + 1) for text in base]
        count = sum(len(sentences(text)) for text in texts)
        EmbeddedCoder().read(base, skill)
        start = time.process_time()
        EmbeddedCoder().read(texts, skill)
        coder = time.process_time() - start
        cues = [cue.lower() for code in skill.codes for cue in code.cues]
        start = time.process_time()
        for text in texts:
            lowered = text.lower()
            sum(cue in lowered for cue in cues)
        naive = time.process_time() - start
        print(f"{skill.name:20} {coder / count * 1000:22.3f} {coder / naive:24.1f}")


def against_keywords() -> None:
    """F1 of the coder beside F1 of the same phrases without any rule of context."""
    print(f"\n{'skill':20} {'macro F1, coder':>16} {'macro F1, phrases alone':>24}")
    for skill in load_skills():
        notes = gold_notes(load_gold(skill))
        labels = [skill.values(code) for code in skill.codes]
        person, open_ = [note.present for note in notes], [note.unclear for note in notes]
        readings = EmbeddedCoder().read([note.text for note in notes], skill)
        coder = [frozenset((f.code, f.value) for f in r.codes if f.status == "present") for r in readings]
        plain = [
            frozenset(
                skill.values(code) for code in skill.codes if any(cue.lower() in note.text.lower() for cue in code.cues)
            )
            for note in notes
        ]
        ours, naive = (macro_f1(agreements(labels, person, machine, open_)) or 0 for machine in (coder, plain))
        print(f"{skill.name:20} {ours:16.3f} {naive:24.3f}")


def wording_alone(path: Path) -> None:
    """Each hypothesis is a code known by its title; nothing is learnt from the labels."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    titles = sorted({row["hypothesis"] for row in rows})
    ids = {title: f"statement_{number}" for number, title in enumerate(titles)}
    codes = [Code(id=ids[title], title=title) for title in titles]
    skill = Skill(name="statements", title="Statements", kind="codes", codes=codes, folder=Path())
    true = Counter((row["premise"], ids[row["hypothesis"]]) for row in rows if row["label"] == "True")
    texts = sorted({row["premise"] for row in rows})
    readings = EmbeddedCoder().read(texts, skill)
    machine = [frozenset((f.code, f.value) for f in r.codes if f.status == "present") for r in readings]
    person = [frozenset((code.id, None) for code in codes if (text, code.id) in true) for text in texts]
    found = agreements([(code.id, None) for code in codes], person, machine, [frozenset()] * len(texts))
    for code in codes:
        agreement = found[code.id, None]
        if agreement.support:
            print(f"{agreement.f1 or 0:6.2f}  of {agreement.support:4d}  {code.title}")
    print(f"macro F1 by wording alone: {macro_f1(found) or 0:.3f}")


if __name__ == "__main__":
    speed()
    against_keywords()
    if len(sys.argv) > 1:
        wording_alone(Path(sys.argv[1]))
