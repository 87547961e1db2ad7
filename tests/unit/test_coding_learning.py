"""What the embedded coder learns from coded examples: what they teach better than the rules, nothing by heart."""

import json

import pytest

from caseline.coding.by_rules.embedded import EmbeddedCoder
from caseline.coding.by_rules.learning import sentence_features
from caseline.coding.gold import examples_of, gold_hash
from caseline.coding.grammar.words import sentences
from caseline.organization.skills import load_skill
from caseline.organization.skills.gold_items import GoldItem, Span

SKILL = """---
name: pets
title: Pets at home
kind: codes
{risk}---
# Pets at home

Whether somebody keeps a dog.

### dog — A dog

A dog lives in the home.

Words to look for: dog
"""
BREEDS = [
    "beagle",
    "terrier",
    "poodle",
    "collie",
    "boxer",
    "spaniel",
    "husky",
    "corgi",
    "hound",
    "pug",
    "setter",
    "mutt",
]
ERRANDS = [
    "library",
    "clinic",
    "bank",
    "court",
    "school",
    "pantry",
    "office",
    "market",
    "pool",
    "church",
    "park",
    "garage",
]


def _write(folder, risk=""):
    """People code 'walks the beagle', which no rule knows, and not 'hot dog', which the rules fall for."""
    folder.mkdir()
    (folder / "SKILL.md").write_text(SKILL.format(risk=risk), encoding="utf-8")
    lines = []
    for number, (breed, errand) in enumerate(zip(BREEDS, ERRANDS, strict=True)):
        with_dog, without = f"She walks the {breed} in the morning.", f"She ate a hot dog at the {errand}."
        span = {"start": 0, "end": len(with_dog), "quote": with_dog}
        common = {"value": None, "annotator": "ana", "split": "dev"}
        lines.append(
            common | {"note_id": f"y{number}", "text": with_dog, "code": "dog", "status": "present", "spans": [span]}
        )
        lines.append(common | {"note_id": f"n{number}", "text": without, "code": None, "status": "absent", "spans": []})
    (folder / "gold.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    return load_skill(folder)


def _codes(skill, *texts):
    return [[(found.code, found.status) for found in reading.codes] for reading in EmbeddedCoder().read(texts, skill)]


def test_examples_teach_what_no_phrase_says(tmp_path):
    skill = _write(tmp_path / "pets")
    assert _codes(skill, "He walks the labrador in the morning.", "He bought a hot dog at the station.") == [
        [("dog", "present")], [],
    ]  # fmt: skip


def test_without_examples_the_rules_alone_decide(tmp_path):
    skill = _write(tmp_path / "pets")
    skill.gold_path.unlink()
    assert _codes(skill, "He walks the labrador in the morning.", "He bought a hot dog.") == [[], [("dog", "present")]]


def test_a_risk_that_the_rules_found_is_never_taken_back(tmp_path):
    skill = _write(tmp_path / "pets", risk="risk: true\n")
    assert _codes(skill, "He walks the labrador in the morning.", "He bought a hot dog at the station.") == [
        [("dog", "present")], [("dog", "present")],
    ]  # fmt: skip


def test_a_coded_note_is_read_by_a_model_that_has_not_seen_it(tmp_path):
    """People coded one note against all others: known by heart it would be found, held out it is not."""
    skill = _write(tmp_path / "pets")
    odd = {
        "note_id": "odd", "text": "Zylophone quux.", "code": "dog", "value": None, "status": "present",
        "spans": [{"start": 0, "end": 15, "quote": "Zylophone quux."}], "annotator": "ana", "split": "dev",
    }  # fmt: skip
    with skill.gold_path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(odd) + "\n")
    assert _codes(skill, "Zylophone quux.", "Zylophone quux!") == [[], [("dog", "present")]]


def test_the_test_split_is_not_learnt_from(tmp_path):
    skill = _write(tmp_path / "pets")
    skill.gold_path.write_text(skill.gold_path.read_text(encoding="utf-8").replace('"dev"', '"test"'), encoding="utf-8")
    assert gold_hash(skill) == ""


def test_other_examples_read_the_notes_again(tmp_path):
    skill = _write(tmp_path / "pets")
    before = EmbeddedCoder().prompt_hash(skill)
    skill.gold_path.write_text(
        skill.gold_path.read_text(encoding="utf-8").replace("beagle", "borzoi"), encoding="utf-8"
    )
    assert before and EmbeddedCoder().prompt_hash(skill) not in ("", before)


@pytest.mark.parametrize(
    "note", ["He walks the labrador in the morning, then rests.", "Talked, walks the pug in the morning."]
)
def test_what_was_learnt_is_quoted_word_for_word(tmp_path, note):
    skill = _write(tmp_path / "pets")
    (reading,) = EmbeddedCoder().read([note], skill)
    (found,) = reading.codes
    assert note[found.start : found.end] == found.quote
    assert "walks the" in found.quote


def test_examples_teach_what_words_mean():
    """'Denies beer' and 'denies vodka' are alike to a model, 'drinks beer' is not."""

    def meant(text):
        return {feature for feature in sentence_features(sentences(text)[0]) if feature.startswith("=")}

    assert meant("He denies beer.") == meant("He denies vodka.") != meant("He drinks beer.")


def _ruled(number, text, status):
    span = Span(start=0, end=len(text), quote=text)
    return GoldItem(
        note_id=f"crm:{number}", text=text, code="dog", status=status, spans=[span], annotator="Kim", split="dev",
        is_alone=True,
    )  # fmt: skip


def test_rulings_teach_like_a_gold_set_and_read_again_only_when_they_have_doubled(tmp_path):
    skill = _write(tmp_path / "pets")
    skill.gold_path.unlink()
    pairs = [
        (_ruled(f"y{breed}", f"She walks the {breed} in the morning.", "present"),
         _ruled(f"n{breed}", f"She ate a hot dog at the {errand}.", "absent"))
        for breed, errand in zip(BREEDS, ERRANDS, strict=True)
    ]  # fmt: skip
    rulings = [item for pair in pairs for item in pair]
    after = {size: skill.model_copy(update={"ruled": tuple(rulings[:size])}) for size in (9, 10, 19, 20, 24)}
    assert {size: len(examples_of(skill)) for size, skill in after.items()} == {9: 0, 10: 10, 19: 10, 20: 20, 24: 20}
    assert skill.version == after[24].version
    assert gold_hash(after[19]) == "" and gold_hash(after[20]) == gold_hash(after[24]) != ""
    assert _codes(after[24], "He walks the labrador in the morning.", "He bought a hot dog at the station.") == [
        [("dog", "present")], [],
    ]  # fmt: skip


def test_a_ruling_says_nothing_of_the_rest_of_its_note(tmp_path):
    """Twenty rulings on one sentence of a note leave the sentence beside it open: it is no example against the code."""
    skill = _write(tmp_path / "pets")
    aside = GoldItem(
        note_id="crm:aside", text="Pasta. She walks the whippet in the morning.", code="dog", status="absent",
        spans=[Span(start=0, end=6, quote="Pasta.")], annotator="Kim", split="dev", is_alone=True,
    )  # fmt: skip
    ruled = tuple(aside.model_copy(update={"note_id": f"crm:{number}"}) for number in range(20))
    taught = skill.model_copy(update={"ruled": ruled})
    assert _codes(taught, "He walks the labrador in the morning.") == [[("dog", "present")]]
