"""A wording that agrees less with people than what they accepted: its codes wait, and nothing that stood is lost."""

import json

import pytest

from caseline.coding.by_rules.embedded import EmbeddedCoder
from caseline.coding.coder import FoundCode, Reading
from caseline.coding.measuring.accepted import keep_accepted
from caseline.coding.nights.canary import examine
from caseline.coding.nights.engine import code_notes, pending_partitions
from caseline.organization.skills import load_skill_folder
from tests.integration.note_warehouse import note_warehouse, put, rows

SKILL = """---
name: pets
title: Pets
kind: codes
---
# Pets

Animals that live with the client.

### dog — Dog
The client has a dog.

Words to look for: {words}
"""
GOLD = [("Brought her dog.", "dog"), ("A puppy came along.", "dog"), ("The dog barks.", "dog"), ("All is well.", None)]


def skill(folder, words):
    own = folder / "pets"
    own.mkdir(exist_ok=True)
    (own / "SKILL.md").write_text(SKILL.format(words=words))
    lines = [
        {
            "note_id": f"g{number}", "text": text, "code": code, "status": "present" if code else "absent",
            "annotator": "ana", "split": "test",
        }
        for number, (text, code) in enumerate(GOLD)
    ]  # fmt: skip
    (own / "gold.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return load_skill_folder(own)


@pytest.fixture
def notes(tmp_path):
    with note_warehouse(tmp_path / "warehouse.duckdb") as connection:
        put(connection, "n1", "east", "2026-01", "Her dog is ill.")
        yield connection


def night(connection, *skills, coder=None, organization=None):
    coder = coder or EmbeddedCoder()
    examined = examine(connection, skills, coder, "run", may_drop=0.05, organization=organization)
    partitions = pending_partitions(connection, list(skills), coder)[1]
    return examined, code_notes(connection, partitions, examined.readable, coder, "run")


def wordings(connection):
    return rows(connection, "select standing, notes from intelligence.skill_wording order by sequence")


def test_each_wording_is_measured_once_and_its_agreement_is_kept(notes, tmp_path):
    pets = skill(tmp_path, "dog; puppy")
    examined, summary = night(notes, pets)
    assert (examined.held_back, examined.told, summary.readings) == ([], [], 1)
    assert wordings(notes) == [("stands", 4)]
    assert rows(notes, "select swapped, flipped, is_own_gold from intelligence.skill_wording") == [(1, 0, True)]
    kept = "select code, notes, support, f1, kappa, precision_low from intelligence.skill_agreement"
    assert rows(notes, kept) == [("dog", 4, 3, 1.0, None, None)]

    class Unasked(EmbeddedCoder):
        def read(self, texts, skill, progress=None):
            raise AssertionError("nothing is new")

    night(notes, pets, coder=Unasked())


def test_a_fall_holds_new_codes_back_and_leaves_old_ones_in_force(notes, tmp_path):
    night(notes, skill(tmp_path, "dog; puppy"))
    worse = skill(tmp_path, "puppy")
    put(notes, "n2", "east", "2026-01", "He feeds a puppy.")
    examined, summary = night(notes, worse)
    assert examined.held_back == ["pets"] and "caseline evaluate pets" in examined.told[0]
    assert "0.50" in examined.told[0] and "1.00" in examined.told[0]
    assert wordings(notes) == [("stands", 4), ("held back", 4)]
    assert summary.readings == 1, "what somebody has read keeps its codes; a new note is read for a person to look at"
    read = "select note_id, skill_version from intelligence.note_coding where note_id = 'n2'"
    assert rows(notes, read) == [("n2", worse.version)]
    assert night(notes, worse)[1].readings == 0


def test_a_fall_that_is_accepted_counts_from_the_next_night_on(notes, tmp_path):
    organization = tmp_path / "house"
    night(notes, skill(tmp_path, "dog; puppy"), organization=organization)
    worse = skill(tmp_path, "puppy")
    night(notes, worse, organization=organization)
    keep_accepted(worse, {"macro_f1": 0.5}, organization)
    examined, summary = night(notes, worse, organization=organization)
    assert (examined.held_back, summary.readings) == ([], 1)
    assert wordings(notes) == [("stands", 4), ("stands", 4)]


def test_going_back_to_a_former_wording_puts_it_in_force_again_without_reading(notes, tmp_path):
    first = skill(tmp_path, "dog; puppy")
    night(notes, first)
    night(notes, skill(tmp_path, "dog; puppy; hound"))
    assert night(notes, skill(tmp_path, "dog; puppy"))[1].readings == 0
    last = "select skill_version from intelligence.skill_wording order by sequence desc limit 1"
    assert rows(notes, last) == [(first.version,)]


class Down(EmbeddedCoder):
    """Another coder, whose endpoint does not answer."""

    name = "down"

    def read(self, texts, skill, progress=None):
        return [Reading(failed="HTTP 500") for _ in texts]


def test_an_endpoint_that_is_down_is_no_skill_gone_bad(notes, tmp_path):
    pets = skill(tmp_path, "dog; puppy")
    night(notes, pets)
    put(notes, "n2", "east", "2026-01", "He feeds a puppy.")
    examined, summary = night(notes, pets, coder=Down("down"))
    assert examined.readable == [] and "HTTP 500" in examined.told[0]
    assert summary.readings == 0 and wordings(notes) == [("stands", 4)]


class Silent(EmbeddedCoder):
    """Another coder, which finds what is not asked about."""

    def read(self, texts, skill, progress=None):
        return [Reading((FoundCode("dog", None, "present", text[:1], 0, 1, 0.9),)) for text in texts]


def test_another_coder_is_measured_too(notes, tmp_path):
    pets = skill(tmp_path, "dog; puppy")
    night(notes, pets)
    examined, _ = night(notes, pets, coder=Silent("silent"))
    assert examined.held_back == ["pets"], "precision fell from 1 to 3 in 4"


def test_what_came_with_a_skill_is_a_measure_for_another_coder_but_not_for_other_words(notes, tmp_path):
    pets = skill(tmp_path, "dog; puppy")
    keep_accepted(pets, {"skill_version": pets.version, "macro_f1": 1.0})
    assert night(notes, pets, coder=Silent("silent"))[0].held_back == ["pets"]
    notes.execute("delete from intelligence.skill_wording")
    assert night(notes, skill(tmp_path, "puppy"))[0].held_back == []


def test_a_skill_that_falls_little_by_little_is_held_back_all_the_same(notes, tmp_path):
    night(notes, skill(tmp_path, "dog; puppy"))
    known = (
        "insert into intelligence.skill_wording (skill, skill_version, coder, prompt_hash, sequence, gold, macro_f1, "
    )
    notes.execute(known + "standing) values ('pets', 'v2', 'embedded-rules-2', '', 2, '', 0.52, 'stands')")
    assert night(notes, skill(tmp_path, "puppy"))[0].held_back == ["pets"]


def test_a_skill_without_a_gold_set_reads_and_is_not_measured(notes, tmp_path):
    pets = skill(tmp_path, "dog")
    pets.gold_path.unlink()
    examined, summary = night(notes, pets)
    assert examined.told == [] and summary.readings == 1
    assert rows(notes, "select standing, notes, macro_f1 from intelligence.skill_wording") == [("stands", 0, None)]
