"""Agreement numbers, the table of `caseline evaluate`, and `caseline code` on files."""

import csv
import json
import shutil
from itertools import product

import numpy as np
import pytest
from rich.console import Console

from caseline.coding.files import code_file
from caseline.coding.measuring.agreement import ENOUGH_NOTES, Agreement, agreements, macro_f1
from caseline.coding.measuring.evaluation import evaluate
from caseline.ground.errors import CaselineError
from caseline.organization.skills import SHIPPED_SKILLS, load_skill

A, B = ("a", None), ("b", None)


def test_precision_recall_f1_and_kappa_by_hand():
    agreement = Agreement(both=20, machine_only=5, person_only=10, neither=15)
    assert agreement.precision == 0.8
    assert agreement.recall == pytest.approx(2 / 3)
    assert agreement.f1 == pytest.approx(40 / 55)
    assert agreement.kappa == pytest.approx(0.4)
    assert agreement.precision_interval == pytest.approx((0.6087, 0.9114), abs=1e-4)
    assert agreement.recall_interval == pytest.approx((0.4878, 0.8077), abs=1e-4)
    # 35 of 50 agree: Wilson's 0.5625 to 0.8090, against 0.5 by chance
    assert agreement.kappa_interval == pytest.approx((0.1249, 0.6179), abs=1e-4)
    assert Agreement(both=10, machine_only=0, person_only=0, neither=30).kappa_interval == pytest.approx(
        (0.7663, 1), abs=1e-4
    )


def test_there_is_no_interval_of_fewer_notes_than_say_anything():
    for both, machine_only, person_only, neither in product((0, 1, 9, 30), repeat=4):
        agreement = Agreement(both, machine_only, person_only, neither)
        assert (agreement.precision_interval is None) == (both + machine_only < ENOUGH_NOTES)
        assert (agreement.recall_interval is None) == (both + person_only < ENOUGH_NOTES)
        differing = machine_only + person_only
        few = both + differing < ENOUGH_NOTES or neither + differing < ENOUGH_NOTES
        assert (agreement.kappa is None) == few
        assert (agreement.kappa_interval is None) == few


def test_the_interval_of_kappa_holds_the_true_kappa_19_times_in_20():
    """200 notes, a code that people give every tenth, a coder that finds 90% of them and errs on 2% of the others."""
    both, machine_only, person_only, neither = chances = 0.09, 0.018, 0.01, 0.882
    by_chance = (both + machine_only) * (both + person_only) + (person_only + neither) * (machine_only + neither)
    kappa = (both + neither - by_chance) / (1 - by_chance)
    drawn = [Agreement(*map(int, counts)) for counts in np.random.default_rng(1).multinomial(200, chances, 2000)]
    intervals = [interval for agreement in drawn if (interval := agreement.kappa_interval)]
    assert sum(low <= kappa <= high for low, high in intervals) / len(intervals) == pytest.approx(0.95, abs=0.01)


def test_what_a_person_left_open_counts_neither_way():
    person = [frozenset({A}), frozenset(), frozenset()]
    machine = [frozenset({A}), frozenset({B}), frozenset({A})]
    undecided = [frozenset(), frozenset(), frozenset({A})]
    found = agreements([A, B], person, machine, undecided)
    assert found[A] == Agreement(both=1, machine_only=0, person_only=0, neither=1)
    assert found[B].f1 == 0
    assert macro_f1(found) == 1.0


def test_evaluate_prints_a_table_and_accepting_shows_drift(tmp_path):
    folder = tmp_path / "risk-flags"
    shutil.copytree(SHIPPED_SKILLS / "risk-flags", folder)
    (folder / "evaluation.json").unlink(missing_ok=True)
    console = Console(width=160, record=True)
    console.print(evaluate(folder, accept=True))
    text = console.export_text()
    assert "suicidal_ideation" in text and "Kappa" in text and "Drift" not in text
    accepted = json.loads((folder / "evaluation.json").read_text())
    assert accepted["skill_version"] == load_skill(folder).version
    assert accepted["gold"] == "written by the skill's authors"
    console.print(evaluate(folder, against="embedded"))
    text = console.export_text()
    assert "+0.000" in text and "embedded-encoder-1 (second)" in text and "About somebody else" in text


@pytest.mark.parametrize("name", sorted(path.parent.name for path in SHIPPED_SKILLS.glob("*/SKILL.md")))
def test_a_shipped_skill_has_not_fallen_below_what_was_accepted(name):
    skill = load_skill(name)
    accepted = json.loads(skill.evaluation_path.read_text())
    assert accepted["skill_version"] == skill.version, f"run: caseline evaluate {name} --accept"


def test_code_file_offsets_index_the_text_as_given(tmp_path):
    notes, output = tmp_path / "notes.csv", tmp_path / "codes.csv"
    texts = {"1": "Intro…\r\nShe has no food, and the “landlord” filed.", "2": "", "3": "=She has no food."}
    with notes.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerows([("note_id", "text"), *texts.items()])
    code_file(notes, "presenting-needs", output)
    with output.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["code"] for row in rows} >= {"food"}
    for row in rows:
        assert texts[row["note_id"]][int(row["start"]) : int(row["end"])] == row["quote"]
    assert rows[-1]["quote"] == "She has no food.", "no spreadsheet takes it for a formula, and it is verbatim"
    again = tmp_path / "again.csv"
    code_file(notes, "presenting-needs", again)
    assert again.read_bytes() == output.read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [("id,text\n1,a\n", "note_id"), ("note_id,text\n,a\n", "no note_id"), ("", "note_id"), ("note_id,note\n", "text")],
)
def test_a_file_that_cannot_be_used_is_answered_in_a_sentence(tmp_path, content, words):
    notes = tmp_path / "notes.csv"
    notes.write_text(content)
    with pytest.raises(CaselineError, match=words):
        code_file(notes, "risk-flags", tmp_path / "codes.csv")
