"""What a skill got wrong, why, and what it may lack; a phrase a person takes goes into the skill and nothing else."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from caseline.cli import app
from caseline.coding.by_rules.embedded import EmbeddedCoder
from caseline.coding.measuring.judged_notes import judged_in_gold
from caseline.coding.measuring.measured import compare
from caseline.coding.measuring.misses import misses
from caseline.coding.measuring.skill_edit import with_words
from caseline.coding.measuring.suggestions import Suggestion
from caseline.coding.measuring.trials import Effect, Trials
from caseline.coding.pieces import read_notes
from caseline.ground.errors import CaselineError
from caseline.organization.skills import SHIPPED_SKILLS, load_skill, load_skill_folder

PAGE = """---
name: pets
title: Pets at home
kind: codes
---
# Pets at home

### dog — A dog
A dog lives in the client's home.

Words to look for: her dog; puppy
Misleading words: dog tired

Examples:
- "Brought her beagle along"

### cat — A cat
A cat lives there.

Words to look for: her cat; kitten
"""
DOG, CAT = ("dog", None), ("cat", None)
NOTES = [
    ("n1", "Brought her dog.", "dog", "present", "her dog", "dev"),
    ("n2", "Walks the terrier at dawn.", "dog", "present", "the terrier at dawn", "dev"),
    ("n3", "A terrier at dawn met her at the door.", "dog", "present", "terrier at dawn", "test"),
    ("n4", "Her brother has a puppy.", "dog", "absent", "puppy", "dev"),
    ("n5", "The puppy love of her youth came up.", None, "absent", "", "dev"),
    ("n6", "Fed Marlene's tabby today.", "cat", "present", "Fed Marlene's tabby", "dev"),
    ("n7", "She denies having her cat any more.", "cat", "present", "her cat", "dev"),
    ("n8", "Nothing new.", None, "absent", "", "dev"),
]


def gold_line(note_id, text, code, status, quote, split, annotator="ana"):
    at = text.find(quote)
    spans = [{"start": at, "end": at + len(quote), "quote": quote}] if quote else []
    return json.dumps({
        "note_id": note_id, "text": text, "code": code, "value": None, "status": status, "spans": spans,
        "annotator": annotator, "split": split,
    })  # fmt: skip


@pytest.fixture
def pets(tmp_path):
    folder = tmp_path / "pets"
    folder.mkdir()
    (folder / "SKILL.md").write_text(PAGE, encoding="utf-8")
    (folder / "gold.jsonl").write_text("\n".join(gold_line(*note) for note in NOTES) + "\n", encoding="utf-8")
    return load_skill_folder(folder)


def trying(skill, organization=None):
    return Trials(skill, organization, EmbeddedCoder(), judged_in_gold(skill))


def wrong(skill):
    notes = judged_in_gold(skill)
    return misses(skill, EmbeddedCoder(), notes, read_notes(EmbeddedCoder(), [note.text for note in notes], skill))


def test_each_miss_is_the_sentence_with_what_was_expected_and_why(pets):
    told = {miss.note.note_id: (miss.expected, miss.found, miss.words, miss.why) for miss in wrong(pets)}
    assert told["n2"] == (DOG, None, "Walks the terrier at dawn.", "not in the codebook's words")
    assert told["n5"][:2] == (None, DOG) and told["n5"][3] == "“puppy” is among its words to look for"
    assert told["n7"][3] == "found, but read as denied"
    assert "n1" not in told and "n4" not in told and "n8" not in told


def test_a_level_beside_another_is_said_to_be_so(tmp_path):
    skill = load_skill("housing-stability")
    (note,) = [one for one in judged_in_gold(skill) if one.present][:1]
    text = note.text
    (reading,) = read_notes(EmbeddedCoder(), [text], skill)
    other = next(skill.values(code) for code in skill.codes if skill.values(code) not in note.present)
    (found,) = reading.codes
    (miss,) = misses(
        skill, EmbeddedCoder(), [note.__class__(text, frozenset({other}), frozenset(), spans=note.spans)], [reading]
    )
    assert (miss.expected, miss.found) == (other, (found.code, found.value))
    assert f"was read as level {found.value}" in miss.why


def test_phrases_come_from_misses_stand_in_no_other_note_and_name_nobody(pets):
    with trying(pets) as trials:
        offered = list(trials.offers())
    assert ("cues", DOG) in {(one.suggestion.part, one.suggestion.label) for one in offered}
    by_words = {one.suggestion.words: one for one in offered}
    assert all("marlene" not in words.casefold() for words in by_words)
    assert all(
        "terrier" in one.suggestion.words
        for one in offered
        if one.suggestion.label == DOG and one.suggestion.part == "cues"
    )
    best = next(one for one in offered if one.suggestion.label == DOG)
    assert best.effect == Effect(right=2, wrong=0) and len(best.suggestion.texts) == 1
    assert any(one.suggestion.part == "misleading" and one.suggestion.words.startswith("puppy love") for one in offered)


def test_a_phrase_of_the_half_that_measures_is_never_drawn(pets):
    lines = [gold_line(*note[:5], "test") for note in NOTES]
    pets.gold_path.write_text("\n".join(lines), encoding="utf-8")
    with trying(pets) as trials:
        assert list(trials.offers()) == []


def test_what_is_accepted_is_written_and_the_rest_stays(pets):
    page = pets.folder / "SKILL.md"
    with trying(pets) as trials:
        first = next(one for one in trials.offers() if one.suggestion.label == DOG)
        assert trials.accept(first.suggestion) == page
        assert all(one.suggestion.label != DOG or one.suggestion.part != "cues" for one in trials.offers())
    assert page.read_text(encoding="utf-8") == PAGE.replace(
        "her dog; puppy", f"her dog; puppy; {first.suggestion.words}"
    )
    assert {miss.note.note_id for miss in wrong(load_skill_folder(pets.folder))} == {"n5", "n6", "n7"}


def test_the_first_phrase_of_a_code_is_shown_with_what_it_takes_away(pets):
    """A code without phrases is read from its title; with the first phrase that ends, in every note."""
    page = pets.folder / "SKILL.md"
    page.write_text(PAGE.replace("Words to look for: her cat; kitten\n", ""), encoding="utf-8")
    lines = [*NOTES, ("n9", "A cat sat there.", "cat", "present", "cat", "dev")]
    pets.gold_path.write_text("\n".join(gold_line(*line) for line in lines), encoding="utf-8")
    skill = load_skill_folder(pets.folder)
    one = Suggestion(CAT, "cues", "marlene's tabby", frozenset())
    with trying(skill) as trials:
        changed, readings = trials._with(one)
    assert readings == read_notes(EmbeddedCoder(), [line[1] for line in lines], changed)
    assert not any(found.code == "cat" for found in readings[-1].codes)


def test_a_page_that_was_changed_meanwhile_is_left_alone(pets):
    page = pets.folder / "SKILL.md"
    with trying(pets) as trials:
        one = next(iter(trials.offers()))
        page.write_text(PAGE + "\n", encoding="utf-8")
        with pytest.raises(CaselineError, match="changed meanwhile"):
            trials.accept(one.suggestion)
    assert page.read_text(encoding="utf-8") == PAGE + "\n"


def test_a_shipped_skill_is_changed_in_the_organisations_copy_alone(tmp_path):
    shipped = load_skill("barriers")
    before = (shipped.folder / "SKILL.md").read_bytes()
    one = Suggestion(shipped.values(shipped.codes[0]), "cues", "blue wagon", frozenset())
    with Trials(shipped, None, EmbeddedCoder(), []) as trials, pytest.raises(CaselineError, match="-o ORGANISATION"):
        trials.accept(one)
    with Trials(shipped, tmp_path, EmbeddedCoder(), []) as trials:
        page = trials.accept(one)
    own = load_skill("barriers", tmp_path)
    assert own.folder == page.parent == tmp_path / "framework" / "skills" / "barriers"
    assert own.codes[0].cues == [*shipped.codes[0].cues, "blue wagon"] and own.codes[1:] == shipped.codes[1:]
    assert sorted(path.name for path in page.parent.iterdir()) == ["SKILL.md", "gold.jsonl"]
    assert (shipped.folder / "SKILL.md").read_bytes() == before


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("code", "part", "at", "added"),
    [
        ("dog", "cues", "her dog; puppy", "; on a lead"),
        ("dog", "misleading", "dog tired", "; on a lead"),
        ("dog", "examples", '- "Brought her beagle along"\n', '- "on a lead"\n'),
        ("cat", "misleading", "her cat; kitten\n", "Misleading words: on a lead\n"),
        ("cat", "examples", "her cat; kitten\n", '\nExamples:\n- "on a lead"\n'),
    ],
)
def test_words_go_to_the_right_place_and_all_else_stays_byte_for_byte(code, part, at, added, newline):
    wanted = PAGE.replace(at, at + added)
    assert with_words(PAGE.replace("\n", newline), code, part, "on a lead") == wanted.replace("\n", newline)


@pytest.mark.parametrize("name", ["risk-flags", "housing-stability"])
def test_every_code_of_a_shipped_skill_can_be_written_to(tmp_path, name):
    folder = tmp_path / name
    shutil.copytree(SHIPPED_SKILLS / name, folder, ignore=shutil.ignore_patterns("corpus"))
    page, skill = folder / "SKILL.md", load_skill_folder(folder)
    text = page.read_bytes().decode()
    for part in ("cues", "misleading", "examples"):
        for code in skill.codes:
            page.write_bytes(with_words(text, code.key, part, "blue wagon").encode())
            changed = load_skill_folder(folder)
            for old, new in zip(skill.codes, changed.codes, strict=True):
                added = ["blue wagon"] if old.key == code.key else []
                assert new == old.model_copy(update={part: [*getattr(old, part), *added]})


def test_a_code_that_is_not_there_is_said():
    with pytest.raises(CaselineError, match="no section '### bird"):
        with_words(PAGE, "bird", "cues", "a parrot")


def test_suggestions_are_only_listed_where_nobody_sits_at_the_keys(pets):
    found = CliRunner().invoke(app, ["evaluate", str(pets.folder), "--suggest"])
    assert found.exit_code == 0, found.output
    assert "tabby" in found.output and "puts 1 coded note right and 0 wrong" in found.output
    assert "Marlene" not in found.output, "sentences of notes go to a screen, or where --misses asks for them"
    assert (pets.folder / "SKILL.md").read_text(encoding="utf-8") == PAGE
    asked = CliRunner().invoke(app, ["evaluate", str(pets.folder), "--misses"]).output
    assert "Fed Marlene's tabby today." in asked and "(test half)" in asked


def test_keys_take_leave_and_stop(pets, monkeypatch):
    from caseline.cli import suggesting

    keys = iter("xnyq")
    monkeypatch.setattr(suggesting.typer, "getchar", lambda: next(keys))
    with trying(pets) as trials:
        offered = [one.suggestion.words for one in trials.offers()]
        suggesting._ask(trials)
    cues = load_skill_folder(pets.folder).codes[0].cues
    assert offered[0] not in cues and len(cues) == 3


def test_a_set_that_the_authors_had_a_hand_in_is_judged_by_the_notes_of_others(pets):
    lines = [gold_line(*note, annotator="caseline" if note[0] != "n1" else "ana") for note in NOTES]
    pets.gold_path.write_text("\n".join(lines), encoding="utf-8")
    told = " ".join(CliRunner().invoke(app, ["evaluate", str(pets.folder)]).output.split())
    assert told.startswith("Pets at home: too few notes to say whether you can count with it. On 1 note that ana coded")
    assert "its gold set, written by the skill's authors in 7 of its notes: 8 notes" in told
    assert "Walks" not in told


def test_a_verdict_on_a_few_notes_of_ones_own_counts_nothing(pets):
    notes = judged_in_gold(pets)
    result = compare(pets, "r", notes, read_notes(EmbeddedCoder(), [note.text for note in notes], pets), "gold")
    assert not result.is_by_authors and result.as_json()["gold"].startswith("coded by others")
