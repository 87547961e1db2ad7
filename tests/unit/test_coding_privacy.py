"""Pseudonyms: what leaves the machine names nobody, and what comes back stands in the note."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.privacy import leaks
from caseline.coding.coder import FoundCode, Reading
from caseline.coding.pseudonyms.identifiers import BIRTH, CONTACT, NUMBER
from caseline.coding.pseudonyms.privacy import Known, PrivateCoder, mask
from caseline.organization.skills import load_skill

MARIA = Known(
    client=frozenset({"Maria", "Lopez", "Maria Lopez", "Mari"}),
    others=(frozenset({"Diego", "Diego Lopez"}), frozenset({"Dana", "Whitfield", "Dana Whitfield"})),
    identifiers={"H-20331": NUMBER, "6245": NUMBER, "3/2/1985": BIRTH, "maria.l@mail.example": CONTACT},
)


@pytest.mark.parametrize(
    ("note", "sent"),
    [
        ("Maria Lopez is behind on rent.", "[CLIENT] is behind on rent."),
        ("MARIA says lopez' landlord called.", "[CLIENT] says [CLIENT]' landlord called."),
        ("Mari's son Diego was there.", "[CLIENT]'s son [PERSON 1] was there."),
        ("Per Dana Whitfield, DOB 3/2/1985, SSN ends 6245.", "Per [PERSON 2], DOB [BIRTH DATE], SSN ends [NUMBER]."),
        ("Text (206) 555-0143 or ana@x.example.", "Text [CONTACT] or [CONTACT]."),
        ("Moved to 1200 N Harbor St, Apt 4B on Monday.", "Moved to [ADDRESS] on Monday."),
        ("Aunt Xochi and Mr. Ade came; Xochi left.", "Aunt [STRANGER 1] and Mr. [STRANGER 2] came; [STRANGER 1] left."),
        ("Case number HR-204418 was closed.", "Case number [NUMBER] was closed."),
        ("She will look for work in May.", "She will look for work in May."),
        ("Client denies SI. Section 8 in June. I'm tired.", "Client denies SI. Section 8 in June. I'm tired."),
    ],
)  # fmt: skip
def test_who_somebody_is_becomes_a_word_in_brackets(note, sent):
    assert mask(note, MARIA).text == sent


NO = Known(
    client=frozenset({"Maria", "No", "Maria No", "No, Maria"}),
    others=(frozenset({"Simon", "Si", "Edward", "Ed"}), frozenset({"Lan", "Do", "An"}), frozenset({"Son", "De", "la"})),
)


@pytest.mark.parametrize(
    ("note", "sent"),
    [
        ("No SI. SI? No. no HI, do not call.", "No SI. SI? No. no HI, do not call."),
        ("Client in crisis, no plan. Maria no SI today.", "Client in crisis, no plan. [CLIENT] no SI today."),
        ("NO SI/HI, SENT TO ED. An aunt. Do call. He is an only son.",) * 2,
        ("Met with No today; mr. no was calm.", "Met with [CLIENT] today; mr. [CLIENT] was calm."),
        ("SI? No, Maria is well. Saw Maria No.", "SI? No, [CLIENT] is well. Saw [CLIENT]."),
        ("MARIA NO CALLED.", "[CLIENT] CALLED."),
        ("Do Lan came with Ed and Si.", "[PERSON 2] [PERSON 2] came with [PERSON 1] and [PERSON 1]."),
        ("De la casa a la calle. Met Son.", "De la casa a la calle. Met [PERSON 3]."),
    ],
)  # fmt: skip
def test_a_name_that_is_a_word_of_grammar_does_not_take_the_word_away(note, sent):
    assert mask(note, NO).text == sent


def test_a_person_is_the_same_word_in_every_note_of_the_client():
    one, other = mask("Diego cooked.", MARIA), mask("Dana and Diego met.", MARIA)
    assert (one.text, other.text) == ("[PERSON 1] cooked.", "[PERSON 2] and [PERSON 1] met.")


PIECES = st.lists(
    st.sampled_from(
        ["Maria", "Lopez", "6245", "206-555-0143", "is", "tired", ".", "\n", "12 Oak St", "Ms. Ng", "“ok”", "İß"]
    ),
    min_size=1, max_size=15,
)  # fmt: skip


@given(PIECES)
def test_every_stretch_comes_back_to_the_words_it_was_made_of(pieces):
    text = " ".join(pieces)
    masked = mask(text, MARIA)
    put_back, at = [], 0
    for start, end, first, last in masked.places:
        put_back += [masked.text[at:start], text[first:last]]
        assert masked.back(start, end) == (first, last)
        assert masked.back(start + 1, end - 1) == (first, last)
        at = end
    assert "".join([*put_back, masked.text[at:]]) == text
    assert masked.back(0, len(masked.text)) == (0, len(text))


class Quoter:
    """A coder that quotes the whole text it is told, and remembers it."""

    name = "quoter"

    def __init__(self):
        self.told = []

    def prompt_hash(self, skill):
        return "h"

    def read(self, texts, skill, progress=None):
        self.told += texts
        return [Reading((FoundCode("food", None, "present", text, 0, len(text), 1.0),)) for text in texts]


def test_a_quote_comes_back_in_the_words_of_the_note():
    quoter, note = Quoter(), "Maria Lopez ran out of food."
    coder = PrivateCoder(quoter, {note: MARIA})
    (reading,) = coder.read([note], load_skill("presenting-needs"))
    assert quoter.told == ["[CLIENT] ran out of food."]
    assert [(found.quote, found.start, found.end) for found in reading.codes] == [(note, 0, len(note))]
    assert coder.prompt_hash(load_skill("presenting-needs")) != quoter.prompt_hash(None)


def test_two_thousand_notes_with_planted_identifiers():
    planted, leaked = leaks(2000)
    of_the_record = {kind: leaked[kind] / planted[kind] for kind in planted if kind != "STRANGER"}
    assert max(of_the_record.values()) < 0.005, of_the_record
    assert leaked["STRANGER"] / planted["STRANGER"] < 0.03


@pytest.mark.parametrize("part", ["7", "a.", "Mr. ", "111111111\n"])
def test_a_long_note_takes_as_long_as_its_length(part):
    start = time.process_time()
    mask(part * (100_000 // len(part)))
    assert (
        time.process_time() - start < 10
    )  # some ten times what it takes; a note read anew at each place takes minutes
