"""How fast the embedded coder reads, and how well it reads wording it has never seen.

    python -m bench.coding [SDOH_NLI.csv [SDOH_NLI_TRAIN.csv]] [--reader rules]

Without a file it prints CPU seconds per 1,000 sentences for each skill, as a ratio to plain substring search measured
in the same run, and F1 of the rules beside that of phrases alone. With a CSV of premise, hypothesis, label it takes
each hypothesis as a code by its title alone and prints F1; with a second one it learns from ten examples a code drawn
from that, five times.
"""

import argparse
import csv
import json
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from caseline.coding.by_rules.embedded import EmbeddedCoder
from caseline.coding.choosing import embedded_coder
from caseline.coding.coder import Coder
from caseline.coding.gold import ENOUGH_EXAMPLES, gold_notes, load_gold
from caseline.coding.grammar.words import sentences
from caseline.coding.measuring.agreement import Agreement, agreements, macro_f1
from caseline.organization.skills import Code, Label, Skill, load_skills

SENTENCES = 5_000
COMMON = 5


def speed(coder: Coder) -> None:
    """CPU seconds per 1,000 sentences, each text read for the first time."""
    print(f"{'skill':20} {'s per 1,000 sentences':>22} {'times substring search':>24}")
    for skill in load_skills():
        base = [note.text for note in gold_notes(load_gold(skill))]
        per_round = sum(len(sentences(text)) for text in base)
        texts = [f"{text} Visit {n}." for n in range(SENTENCES // per_round + 1) for text in base]
        count = sum(len(sentences(text)) for text in texts)
        coder.read(base, skill)
        start = time.process_time()
        coder.read(texts, skill)
        spent = time.process_time() - start
        cues = [cue.lower() for code in skill.codes for cue in code.cues]
        start = time.process_time()
        for text in texts:
            lowered = text.lower()
            sum(cue in lowered for cue in cues)
        naive = time.process_time() - start
        print(f"{skill.name:20} {spent / count * 1000:22.3f} {spent / naive:24.1f}")


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


Labelled = dict[str, frozenset[str]]
"""Sentences with the statements that hold for them."""


def labelled(path: Path) -> Labelled:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    true: dict[str, set[str]] = {row["premise"]: set() for row in rows}
    for row in rows:
        if row["label"] == "True":
            true[row["premise"]].add(row["hypothesis"])
    return {text: frozenset(statements) for text, statements in true.items()}


def statements_skill(statements: list[str], folder: Path) -> Skill:
    codes = [Code(id=f"statement_{number}", title=statement) for number, statement in enumerate(statements)]
    return Skill(name="statements", title="Statements", kind="codes", codes=codes, folder=folder)


def compared(skill: Skill, labels: Labelled, coder: Coder) -> dict[Label, Agreement]:
    texts = sorted(labels)
    readings = coder.read(texts, skill)
    machine = [frozenset((f.code, f.value) for f in r.codes if f.status == "present") for r in readings]
    person = [frozenset((code.id, None) for code in skill.codes if code.title in labels[text]) for text in texts]
    return agreements([(code.id, None) for code in skill.codes], person, machine, [frozenset()] * len(texts))


def wording_alone(test: Labelled, coder: Coder) -> None:
    """Each statement is a code known by its title; nothing is learnt from the labels."""
    skill = statements_skill(sorted(set().union(*test.values())), Path())
    start = time.process_time()
    found = compared(skill, test, coder)
    count = sum(len(sentences(text)) for text in test)
    for code in skill.codes:
        agreement = found[code.id, None]
        print(f"{agreement.f1 or 0:6.2f}  of {agreement.support:4d}  {code.title}")
    print(f"macro F1 by wording alone: {_macro(found)}; micro {_micro(found):.3f}")
    print(f"{(time.process_time() - start) / count * 1000:.1f} s of CPU per 1,000 sentences")


def _macro(found: dict[Label, Agreement]) -> str:
    """One or two sentences that test a statement say little of it, so the common ones are given by themselves."""
    common = {label: agreement for label, agreement in found.items() if agreement.support >= COMMON}
    every = macro_f1(found) or 0
    return f"{every:.3f}; {macro_f1(common) or 0:.3f} over the {len(common)} with {COMMON} sentences or more"


def _micro(found: dict[Label, Agreement]) -> float:
    both = sum(one.both for one in found.values())
    apart = sum(one.machine_only + one.person_only for one in found.values())
    return 2 * both / (2 * both + apart) if both or apart else 0.0


def ten_examples(test: Labelled, train: Labelled, coder: Coder) -> None:
    """Statements with ten examples or more to draw from, learnt from ten, against their wording alone."""
    support = Counter(statement for statements in train.values() for statement in statements)
    tested = set().union(*test.values())
    statements = sorted(statement for statement in tested if support[statement] >= ENOUGH_EXAMPLES)
    alone = compared(statements_skill(statements, Path()), test, coder)
    print(f"\n{len(statements)} statements with ten examples; macro F1 by wording alone: {_macro(alone)}")
    for draw in range(5):
        with tempfile.TemporaryDirectory() as name:
            skill = statements_skill(statements, Path(name))
            texts = sorted(train)
            random.Random(draw).shuffle(texts)
            drawn = {t for s in statements for t in [t for t in texts if s in train[t]][:ENOUGH_EXAMPLES]}
            drawn |= set([text for text in texts if not train[text]][:30])
            write_gold(skill, {text: train[text] for text in sorted(drawn)})
            print(f"with ten examples each, draw {draw}: {_macro(compared(skill, test, coder))}")


def write_gold(skill: Skill, examples: Labelled) -> None:
    ids = {code.title: code.id for code in skill.codes}
    lines = []
    for number, (text, statements) in enumerate(examples.items()):
        common = {"note_id": f"n{number}", "text": text, "value": None, "annotator": "set", "split": "train"}
        held = [ids[statement] for statement in sorted(statements) if statement in ids]
        span = {"start": 0, "end": len(text), "quote": text}
        lines += [common | {"code": code, "status": "present", "spans": [span]} for code in held]
        lines += [] if held else [common | {"code": None, "status": "absent", "spans": []}]
    skill.gold_path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="*", type=Path)
    parser.add_argument("--reader", choices=["encoder", "rules"], default="encoder")
    asked = parser.parse_args()
    coder = embedded_coder(asked.reader)
    test, train, *_ = (*map(labelled, asked.sets), None, None)
    if test is None:
        speed(coder)
        against_keywords()
        return
    wording_alone(test, coder)
    if train is not None:
        ten_examples(test, train, coder)


if __name__ == "__main__":
    main()
