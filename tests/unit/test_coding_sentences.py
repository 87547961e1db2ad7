"""A note cut into sentences, each under the heading that it stands under."""

import pytest

from caseline.coding.by_rules.embedded import EmbeddedCoder
from caseline.coding.grammar.words import sentences
from caseline.organization.skills import load_skill

NOTES = [
    ("Met client.\n\nFamily history:\nMother was suicidal.", ["", "family history"]),
    ("Met client.\n\nClient denies:\nSI\nHI\n\nSlept well.", ["", "client denies", "client denies", ""]),
    ("Plan:\nCall her.\n \nSlept well.", ["plan", ""]),
    ("Plan:\n\nSlept well.", [""]),
    ("History: drank.\nWas hit.\n\nSlept well.", ["history", "history", ""]),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("note", "headings"), NOTES)
def test_a_heading_is_that_of_what_follows_until_a_blank_line(note, headings, newline):
    assert [sentence.heading for sentence in sentences(note.replace("\n", newline))] == headings


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_stands_under_a_denying_heading_in_the_middle_of_a_note_is_denied(newline):
    note = newline.join(["Met client.", "", "Client denies:", "SI", "HI", "", "Slept well."])
    (reading,) = EmbeddedCoder().read([note], load_skill("risk-flags"))
    found = [(one.status, note[one.start : one.end]) for one in reading.codes if one.code == "suicidal_ideation"]
    assert found == [("absent", "SI")]


@pytest.mark.parametrize(
    ("note", "cut"),
    [
        ("La Sra. Lopez llamó. El Sr. Ruiz no.", ["La Sra. Lopez llamó.", "El Sr. Ruiz no."]),
        ("Vio a la Dra. Gil. Habló con la Srta. Paz.", ["Vio a la Dra. Gil.", "Habló con la Srta. Paz."]),
        ("Saw Prof. Lee and Rev. Moss.", ["Saw Prof. Lee and Rev. Moss."]),
        ("Came at 9 a.m. Left soon.", ["Came at 9 a.m.", "Left soon."]),
    ],
)
def test_a_title_ends_no_sentence(note, cut):
    assert [note[sentence.start : sentence.end] for sentence in sentences(note)] == cut
