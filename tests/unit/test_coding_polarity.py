"""A quote that leaves out what governs it says something else than its note; altered quotes never count."""

import random

import pytest

from caseline.coding.citations import Citation, find_quote
from caseline.coding.endpoint import checked
from caseline.coding.gold import load_gold
from caseline.coding.polarity import left_out
from caseline.coding.prompt import Answer
from caseline.coding.skills import load_skill, load_skills
from caseline.coding.words import sentences


def _left_out(note, quote):
    citation = find_quote(note, quote)
    assert citation is not None
    return set(left_out(sentences(note), citation))


@pytest.mark.parametrize(
    ("note", "quote", "circumstance"),
    [
        ("Ct denies that she has thoughts of self-harm.", "has thoughts of self-harm", "denial"),
        ("No evidence of drug use at home.", "drug use at home", "denial"),
        ("Her mother is drinking again.", "is drinking again", "family"),
        ("History of eviction and shelter stays.", "eviction and shelter stays", "history"),
        ("He was homeless years ago.", "He was homeless", "history"),
        ("If she loses her job, she will be evicted.", "she loses her job", "condition"),
        ("Unclear if he has a place to sleep.", "he has a place to sleep", "doubt"),
    ],
)  # fmt: skip
def test_what_governs_a_quote_from_outside_is_found(note, quote, circumstance):
    assert circumstance in _left_out(note, quote)


@pytest.mark.parametrize(
    ("note", "quote"),
    [
        ("Ct denies that she has thoughts of self-harm.", "denies that she has thoughts of self-harm"),
        ("Her mother is drinking again.", "Her mother is drinking again."),
        ("He was homeless years ago.", "He was homeless years ago"),
        ("Denies SI, but reports she was evicted on Monday.", "reports she was evicted on Monday"),
        ("No longer homeless. Signed a lease on Friday.", "Signed a lease on Friday"),
        ("Lost her job in May and is behind on rent.", "is behind on rent"),
    ],
)
def test_a_quote_with_what_governs_it_or_that_nothing_governs_is_whole(note, quote):
    assert _left_out(note, quote) == set()


def _answer(quote, code="housing", status="present"):
    item = {"code": code, "value": None, "status": status, "quote": quote, "confidence": 0.9}
    return Answer.model_validate({"codes": [item], "instruction_in_note": False})


def test_the_first_place_where_a_quote_is_whole_is_cited():
    note = "Denies being evicted. Later says she was evicted from Oak Street, evicted without notice."
    reading = checked(note, load_skill("presenting-needs"), _answer("evicted"))
    (found,) = reading.codes
    assert found.start > note.index("Later")


def test_a_quote_under_a_denial_is_dropped_and_counted():
    reading = checked("She is not behind on rent.", load_skill("presenting-needs"), _answer("behind on rent"))
    assert (reading.codes, reading.dropped_quotes) == ((), 1)


@pytest.fixture(scope="module")
def honest():
    """Every quote that people gave in the gold sets, with its note."""
    return [
        (item.text, span.quote)
        for skill in load_skills()
        for item in load_gold(skill)
        if item.code and item.status == "present"
        for span in item.spans
    ]


def _altered(note, quote, others, chance):
    """The quote with a word swapped, 'not' put in, words stitched from elsewhere, or another note's quote."""
    words = quote.split()
    at = chance.randrange(len(words))
    kind = chance.choice(["swapped", "not", "stitched", "invented"])
    if kind == "swapped":
        return " ".join(
            [*words[:at], chance.choice(["unsafe", "stable", "never", "Tuesday", "refused"]), *words[at + 1 :]]
        )
    if kind == "not":
        return " ".join([*words[:at], "not", *words[at:]])
    if kind == "stitched":
        rest = note.split()
        return " ".join([*words, rest[chance.randrange(len(rest))], *words[:1]])
    return chance.choice(others)


def test_a_thousand_altered_quotes_and_none_is_accepted(honest):
    chance = random.Random(5)
    others = [quote for _, quote in honest]
    tried = 0
    while tried < 1000:
        note, quote = chance.choice(honest)
        altered = _altered(note, quote, others, chance)
        if " ".join(altered.split()).casefold() in " ".join(note.split()).casefold():
            continue  # the note does say so
        tried += 1
        assert find_quote(note, altered) is None


def test_every_honest_quote_is_found_and_whole_in_its_sentence(honest):
    """Where a person quoted a clause, the whole sentence, as a model is asked for, leaves nothing out."""
    assert len(honest) > 150
    for note, quote in honest:
        citation = find_quote(note, quote)
        assert citation is not None
        for sentence in sentences(note):
            if sentence.start <= citation.start < sentence.end:
                whole = Citation(note[sentence.start : sentence.end], sentence.start, sentence.end)
                assert left_out([sentence], whole) <= {"history", "family"}  # what the heading above it says
