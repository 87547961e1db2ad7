"""The swap test: notes about somebody else, and a coder that treats them otherwise."""

import pytest

from caseline.coding.by_rules.embedded import EmbeddedCoder
from caseline.coding.coder import FoundCode, Reading
from caseline.coding.measuring.swaps import Swapped, other_names, other_sex, swapped
from caseline.coding.pseudonyms.privacy import Known, PrivateCoder
from caseline.organization.skills import load_skill


@pytest.mark.parametrize(
    ("note", "other"),
    [
        ("She lost her job. HER son called her.", "He lost his job. HIS son called him."),
        ("Met with her at the shelter; Mr. Vale and his wife.", "Met with him at the shelter; Ms. Vale and her wife."),
        ("Told him that they help himself.", "Told her that they help herself."),
        ("The sheriff came there.", "The sheriff came there."),
    ],
)
def test_pronouns_and_titles_of_the_other_sex(note, other):
    assert other_sex(note) == other


def test_names_of_another_community_and_back():
    assert other_names("Emily met Jamal; Mariana did not.") == "Lakisha met Greg; Mariana did not."
    assert other_names(other_names("Emily met Jamal.")) == "Emily met Jamal."


class Prejudiced(EmbeddedCoder):
    """Finds a need in every note that says 'she'."""

    def read(self, texts, skill, progress=None):
        return [
            Reading((FoundCode("food", None, "present", text[:3], 0, 3, 1.0),) if text.startswith("She") else ())
            for text in texts
        ]


def about_somebody_else(coder, skill, notes):
    return swapped(coder, skill, dict(zip(notes, coder.read(notes, skill), strict=True)))


def test_a_coder_that_treats_people_otherwise_is_found_out():
    notes = ["She came by.", "He came by.", "Came by.", "Greg came by."]
    skill = load_skill("presenting-needs")
    found = about_somebody_else(Prejudiced(), skill, notes)
    assert (found.notes, found.flipped) == (3, 2)
    assert "2 of 3 notes get other codes (66.7%)" in found.sentence()
    assert about_somebody_else(EmbeddedCoder(), skill, ["She ran out of food.", "Came by."]).flipped == 0
    assert "nothing to read" in about_somebody_else(EmbeddedCoder(), skill, ["Came by."]).sentence()


def test_a_note_that_could_not_be_read_about_somebody_else_says_nothing():
    class Failing(Prejudiced):
        def read(self, texts, skill, progress=None):
            return [Reading(failed="HTTP 500") for _ in texts]

    skill, note = load_skill("presenting-needs"), "She came by."
    (reading,) = Prejudiced().read([note], skill)
    assert swapped(Failing(), skill, {note: reading}) == Swapped(0, 0)


class Listener:
    """A coder elsewhere: it remembers what it was told."""

    name, budget = "listener", None

    def __init__(self):
        self.told = []

    def read(self, texts, skill, progress=None):
        self.told += texts
        return [Reading() for _ in texts]


def test_whom_a_note_is_about_is_hidden_in_its_swapped_forms_too():
    note, listener = "met with emily quimby; Emily says she is fine. emily slept.", Listener()
    known = Known(frozenset({"Emily", "Quimby", "Emily Quimby"}))
    swapped(PrivateCoder(listener, {note: known}), load_skill("barriers"), {note: Reading()})
    assert listener.told == [
        "met with [CLIENT]; [CLIENT] says he is fine. [CLIENT] slept.",
        "met with [CLIENT]; [CLIENT] says she is fine. [CLIENT] slept.",
    ]
