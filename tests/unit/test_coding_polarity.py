"""A quote that leaves out what governs it says something else than its note; altered quotes never count."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseline.coding.by_model.answers import checked
from caseline.coding.by_model.polarity import PolarityGuard
from caseline.coding.by_model.prompt import Answer
from caseline.coding.citations import Citation, find_quote
from caseline.coding.gold import load_gold
from caseline.coding.grammar.words import sentences
from caseline.organization.skills import load_skill, load_skills

NEEDS = load_skill("presenting-needs")


def _left_out(note, quote):
    citation = find_quote(note, quote)
    assert citation is not None
    return set(PolarityGuard(note).left_out(citation))


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
        ("He is no longer homeless.", "longer homeless", "denial"),
        ("Found no evidence of drug use.", "evidence of drug use", "denial"),
        ("He was homeless years ago.", "He was homeless years", "history"),
        ("Any thoughts of suicide? No.", "thoughts of suicide", "denial"),
        ("Thoughts of self-harm? Denies.", "Thoughts of self-harm", "denial"),
        ("Client denies:\n- suicidal ideation\n- drug use", "suicidal ideation", "denial"),
        ("[ ] Suicidal ideation [x] Housing", "Suicidal ideation", "denial"),
        ("Left with her kids w/o food or money.", "food or money", "denial"),
        ("Her sister, whose husband beats her, called.", "husband beats her", "another"),
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
        ("[ ] Suicidal ideation [x] Housing", "Housing"),
        ("Denies: SI, HI\nRan out of food.", "Ran out of food"),
        ("Any food at home? She ran out on Monday.", "She ran out on Monday"),
        ("Got cut from the port last week - no work lined up", "no work lined up"),
    ],
)
def test_a_quote_with_what_governs_it_or_that_nothing_governs_is_whole(note, quote):
    assert _left_out(note, quote) == set()


def _answer(quote, code="housing", status="present"):
    item = {"code": code, "value": None, "status": status, "quote": quote, "confidence": 0.9}
    return Answer.model_validate({"codes": [item], "instruction_in_note": False})


def test_the_first_place_where_a_quote_is_whole_is_cited():
    note = "Denies being evicted. Later says she is being evicted from Oak Street, evicted by Friday."
    reading = checked(note, NEEDS, _answer("evicted"))
    (found,) = reading.codes
    assert found.start > note.index("Later")


def test_a_quote_under_a_denial_is_dropped_and_counted():
    reading = checked("She is not behind on rent.", NEEDS, _answer("behind on rent"))
    assert (reading.codes, reading.dropped_quotes) == ((), 1)


@pytest.mark.parametrize(
    ("quote", "is_believed"),
    [
        ("If she were to lose the lease she would be on the street", False),
        ("Should the landlord evict them they would have nowhere to go", False),
        ("Plans to apply for an apartment this week", True),  # the skill counts plans, and no conditions
        ("They will be evicted on Friday", True),
    ],
)
def test_a_condition_inside_the_quote_is_no_plan(quote, is_believed):
    assert bool(checked(f"{quote}.", NEEDS, _answer(quote)).codes) == is_believed


@pytest.mark.parametrize(
    ("quote", "status"),
    [
        ("Denies any thoughts of killing herself", "absent"),
        ("No thoughts of killing herself", "absent"),
        ("Not one night passes without thoughts of killing herself", "unclear"),
        ("She took an overdose in 2009", "unclear"),
        ("She wants to die and has the pills counted out", "present"),
    ],
)
def test_a_risk_that_a_model_saw_is_taken_back_only_where_rules_see_the_denial_too(quote, status):
    answer = _answer(quote, code="suicidal_ideation")
    assert [found.status for found in checked(f"{quote}.", load_skill("risk-flags"), answer).codes] == [status]


@pytest.mark.parametrize(
    ("status", "note", "quote", "cited"),
    [
        ("absent", "Slept well. Denies being evicted.", "being evicted", "Denies being evicted."),
        ("unclear", "Not sure if she was evicted.", "she was evicted", "Not sure if she was evicted."),
        ("absent", "Her mother was never evicted.", "evicted", None),
        ("unclear", "She was not evicted.", "evicted", None),
    ],
)
def test_a_short_quote_that_its_status_agrees_with_grows_to_its_sentence(status, note, quote, cited):
    codes = checked(note, NEEDS, _answer(quote, status=status)).codes
    assert [found.quote for found in codes] == ([cited] if cited else [])
    assert all(note[found.start : found.end] == found.quote for found in codes)


GOVERNED = [
    "She denies {}.", "Client denies that {}.", "No evidence of {} at this time.", "Never {}, she says.",
    "Her mother {}.", "His brother {} last week.", "Her friend said her own sister {}.",
    "History of {}.", "{} as a child.", "{} in 2014.", "Previously {}.",
    "If {}, call 988.", "Asked about {}.", "Should she {}, staff will call.",
    "Possible {}.", "Unclear if {}.", "Suspected {}; will ask again.",
    "{}: denied.", "{}? No.", "Denies:\n- {}\n- other concerns",
]  # fmt: skip


def test_a_thousand_quotes_cut_out_of_what_governs_them_and_none_is_accepted():
    """'has thoughts of self-harm' out of 'denies that ...': every word stands, and the meaning is another."""
    chance = random.Random(11)
    words = sorted({cue for skill in load_skills() for code in skill.codes for cue in code.cues if " " in cue})
    plain = [cue for cue in words if not re.search(r"[.,;:?!'\d]|\b(?:no|not|is|was|has|had|are|he|she|they)\b", cue)]
    assert len(plain) > 500
    for _ in range(1000):
        quote = chance.choice(plain)
        note = f"Met at the office. {chance.choice(GOVERNED).format(quote)} Next visit on Friday."
        reading = checked(note, NEEDS, _answer(quote, code="legal"))
        assert (reading.codes, reading.dropped_quotes) == ((), 1), note


@given(st.text(max_size=120), st.data())
def test_whatever_is_accepted_stands_byte_for_byte(text, data):
    quote = data.draw(st.text(max_size=20) | st.sampled_from([text[at : at + 9] for at in range(len(text))] or [""]))
    status = data.draw(st.sampled_from(["present", "absent", "unclear"]))
    for found in checked(text, NEEDS, _answer(quote, status=status)).codes:
        assert text[found.start : found.end] == found.quote


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
        reading = checked(note, NEEDS, _answer(altered, code="legal"))
        assert (reading.codes, reading.dropped_quotes) == ((), 1)


def test_every_honest_quote_is_found_and_whole_in_its_sentence(honest):
    """Where a person quoted a clause, the whole sentence, as a model is asked for, leaves nothing out."""
    assert len(honest) > 150
    for note, quote in honest:
        citation = find_quote(note, quote)
        assert citation is not None
        guard = PolarityGuard(note)
        for sentence in sentences(note):
            if sentence.start <= citation.start < sentence.end:
                whole = Citation(note[sentence.start : sentence.end], sentence.start, sentence.end)
                assert guard.left_out(whole) <= {"history", "family"}  # what the heading above it says
