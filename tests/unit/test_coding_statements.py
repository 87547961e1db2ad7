"""Codes known by their title alone: what ended, what never was, what stands for what, and what is all of a title."""

import pytest

from caseline.coding.by_rules.embedded import EmbeddedCoder
from caseline.coding.by_rules.topics import borrows, lender_version
from caseline.coding.rules_version import rules_version
from caseline.organization.skills import Code, Skill, load_skill

SMOKES = "The person is currently a smoker."
SMOKES_NOT = "The person is currently not a smoker."
SMOKED = "The person was a smoker in the past."
SMOKED_NEVER = "The person wasn't a smoker in the past."


def skill_of(tmp_path, *codes):
    numbered = [Code(id=f"c{number}", title=title, meaning=meaning) for number, (title, meaning) in enumerate(codes)]
    return Skill(name="own", title="Own", kind="codes", codes=numbered, folder=tmp_path)


def present(tmp_path, note, *titles):
    """The titles that are found to hold."""
    skill = skill_of(tmp_path, *((title, "") for title in titles))
    found = EmbeddedCoder().read([note], skill)[0].codes
    assert all(note[code.start : code.end] == code.quote for code in found)
    held = {code.code for code in found if code.status == "present"}
    return {code.title for code in skill.codes if code.id in held}


@pytest.mark.parametrize(
    ("note", "held"),
    [
        ("Smokes a pack a day.", {SMOKES}),
        ("Denies tobacco.", {SMOKES_NOT}),
        ("She quit smoking in May.", {SMOKES_NOT, SMOKED}),
        ("Smoked for ten years but quit.", {SMOKES_NOT, SMOKED}),
        ("Former smoker.", {SMOKES_NOT, SMOKED}),
        ("He is an ex-smoker.", {SMOKES_NOT, SMOKED}),
        ("Never smoked.", {SMOKES_NOT, SMOKED_NEVER}),
        ("Lifelong nonsmoker.", {SMOKES_NOT, SMOKED_NEVER}),
        ("He is a non-smoker.", {SMOKES_NOT}),
        ("No history of tobacco use.", {SMOKES_NOT, SMOKED_NEVER}),
        ("Smokes and wants to quit.", {SMOKES}),
        ("Quit smoking, started again in May.", {SMOKES}),
        ("Social History: smokes a pack a day.", {SMOKES}),
        ("Her brother smokes.", set()),
    ],
)
def test_a_title_says_whether_and_when(tmp_path, note, held):
    assert present(tmp_path, note, SMOKES, SMOKES_NOT, SMOKED, SMOKED_NEVER) == held


@pytest.mark.parametrize(
    ("note", "title", "holds"),
    [
        ("He is unemployed.", "The person is not employed.", True),
        ("He is unemployed.", "The person is employed.", False),
        ("Laid off in May.", "The person is not employed.", True),
        ("Works as a cook.", "The person is employed.", True),
        ("Retired mechanic.", "The person is employed.", False),
        ("Works at a bank.", "The person is employed part time.", False),
        ("Works part time at a bank.", "The person is employed part time.", True),
        ("Lives with her parents.", "The person lives in their own or their family's home.", True),
        ("Lives in a nursing home.", "The person lives in their own or their family's home.", False),
        ("Lives in a nursing home.", "The person lives in a housing facility.", True),
        ("Works as a school nurse.", "The person is a student.", False),
        ("Likes caring for her cats.", "The person has access to transportation.", False),
        ("Denies drug use.", "The person does not use cocaine.", True),
        ("Uses cocaine.", "The person is a drug user.", True),
        ("Stays at a shelter.", "Or homeless", True),
        ("Needs food and rent.", "Own or food or rent", True),
        ("Rents a room.", "Own or rent", True),
        ("Hungry since Monday.", "Food and/or legal need", True),
    ],
)
def test_what_stands_for_a_title(tmp_path, note, title, holds):
    assert present(tmp_path, note, title) == ({title} if holds else set())


def test_a_quote_for_what_is_not_holds_the_denial(tmp_path):
    skill = skill_of(tmp_path, ("The person currently does not drink alcohol.", ""))
    (found,) = EmbeddedCoder().read(["Denies tobacco, alcohol and drugs. Lives alone."], skill)[0].codes
    assert found.quote == "Denies tobacco, alcohol and drugs."


def test_a_word_that_a_meaning_names_is_not_its_opposite(tmp_path):
    skill = skill_of(tmp_path, ("Job insecurity", "Includes unemployment and fear of losing the job."))
    (found,) = EmbeddedCoder().read(["Currently unemployed, looking."], skill)[0].codes
    assert found.status == "present"


def test_a_need_in_a_title_borrows_the_phrases_of_that_need(tmp_path):
    note = "Two months behind on rent."
    needs, wish = skill_of(tmp_path, ("Housing insecurity", "")), skill_of(tmp_path, ("Stable housing", ""))
    assert [code.status for code in EmbeddedCoder().read([note], needs)[0].codes] == ["present"]
    assert EmbeddedCoder().read([note], wish)[0].codes == ()
    assert [lender.id for _, lender in borrows(needs)] == ["housing"]


@pytest.mark.parametrize(
    ("title", "lender"),
    [
        ("Homelessness", ["housing"]),
        ("Social isolation", ["social_support"]),
        ("Substance abuse", ["substance_use"]),
        ("Financial hardship", ["income"]),
        ("Psychiatric symptoms", ["mental_health"]),
        ("Employment", []),
        ("Difficulties", []),
        ("The person is not a drug user.", []),
    ],
)
def test_which_titles_name_a_need(tmp_path, title, lender):
    assert [code.id for _, code in borrows(skill_of(tmp_path, (title, "")))] == lender


def test_what_lends_phrases_is_part_of_the_record(tmp_path):
    needs = skill_of(tmp_path, ("Food insecurity", ""))
    assert lender_version(needs) == load_skill("presenting-needs").version
    assert EmbeddedCoder().prompt_hash(needs) == f"{rules_version()}-{lender_version(needs)}"
    assert EmbeddedCoder().prompt_hash(skill_of(tmp_path, ("A dog", ""))) == rules_version()
