"""What a measurement says to a director: never trust in what a skill's authors wrote themselves, never a bare few."""

from itertools import product
from pathlib import Path

import pytest
from rich.console import Console

from caseline.coding.measuring.agreement import Agreement
from caseline.coding.measuring.evaluation_table import table
from caseline.coding.measuring.measured import Evaluation
from caseline.coding.measuring.verdict import standing, verdict
from caseline.organization.skills import Code, Skill

PETS = Skill(
    name="pets",
    title="Pets at home",
    kind="codes",
    codes=[Code(id="dog", title="A dog"), Code(id="cat", title="A cat"), Code(id="bird", title="A bird")],
    folder=Path("pets"),
)
DOG, CAT, BIRD = ("dog", None), ("cat", None), ("bird", None)
GOOD, BAD, FEW = Agreement(19, 1, 1, 30), Agreement(2, 4, 3, 42), Agreement(1, 0, 0, 50)
COUNTS = (0, 1, 6, 30)


def measured(by_label, annotators=("ana",), notes=51):
    return Evaluation(PETS, "embedded-rules-2", "its gold set", notes, by_label, 0, 0, frozenset(annotators))


def test_a_director_reads_what_to_count_and_what_not():
    assert verdict(measured({DOG: GOOD, CAT: BAD, BIRD: FEW})) == (
        "Pets at home: count with “A dog”. On 51 notes that ana coded, it finds 22 of 26 codes (8 in 10) that they "
        "gave, and of the codes that it gives 22 of 27 (8 in 10) are right. Do not count “A cat” (right in 2 of 6). "
        "Too few notes to say anything of “A bird”."
    )


def test_few_notes_say_nothing():
    told = verdict(measured({DOG: FEW, CAT: FEW}, notes=1))
    assert told.startswith("Pets at home: too few notes to say whether you can count with it. On 1 note that ana")
    assert "in 10" not in told and "“" not in told


def test_what_the_authors_wrote_speaks_against_a_code_and_never_for_it():
    told = verdict(measured({DOG: GOOD, CAT: BAD, BIRD: FEW}, ["caseline"]))
    assert told.startswith(
        "Pets at home: not known yet whether you can count with it. On 51 notes that the skill's authors wrote and "
        "coded, which flatters, it finds 22 of 26 codes"
    )
    assert "do not count “A cat” (right in 2 of 6)." in told and "A dog" not in told


@pytest.mark.parametrize("annotators", [["caseline"], ["ana", "caseline"], ["Caseline "]])
def test_no_trust_is_ever_claimed_from_what_the_authors_wrote(annotators):
    for counts in product(COUNTS, repeat=4):
        told = verdict(measured({DOG: Agreement(*counts), CAT: GOOD}, annotators))
        assert "not known yet whether you can count with it" in told
        assert "count with “" not in told and "count with all" not in told


def test_a_code_counts_only_on_ten_notes_that_people_coded_and_with_both_shares_good():
    for counts in product(COUNTS, repeat=4):
        agreement = Agreement(*counts)
        if standing(agreement) == "count":
            assert agreement.support >= 10 and agreement.given >= 10
            assert agreement.precision >= 0.8 and agreement.recall >= 0.8
    assert [standing(one) for one in (GOOD, BAD, FEW, Agreement(7, 2, 2, 40))] == [
        "count", "do not count", "too few", "care",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("annotators", "words"),
    [
        (["ben", "ana"], "that ana and ben coded"),
        (["a", "b", "c", "d"], "that 4 people coded"),
        ([""], "that somebody coded who is not named"),
    ],
)
def test_who_coded_is_said(annotators, words):
    assert words in verdict(measured({DOG: GOOD}, annotators))


def test_one_note_is_said_as_a_count_and_has_no_interval():
    console = Console(width=160, record=True)
    console.print(table(measured({BIRD: FEW}), None))
    row = next(line for line in console.export_text().splitlines() if "bird" in line)
    assert row.split() == ["bird", "1", "1", "of", "1", "1", "of", "1", "1.000", "-"]
    assert "–" not in console.export_text()
