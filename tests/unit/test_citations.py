"""A quote counts only when it stands in the note."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseline.coding.citations import find_quote

NOTE = "Ct “denies” SI.  Landlord won’t\nrenew — housing is unstable. Née Müller, 2 kids."


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ('ct "denies" si.', "Ct “denies” SI."),
        ("Landlord won't renew - housing", "Landlord won’t\nrenew — housing"),
        (unicodedata.normalize("NFD", "Née Müller"), "Née Müller"),
        ("  unstable  ", "unstable"),
    ],
)
def test_form_is_forgiven_and_the_original_words_come_back(quote, stands):
    citation = find_quote(NOTE, quote)
    assert citation is not None
    assert citation.quote == stands == NOTE[citation.start : citation.end]


@pytest.mark.parametrize(
    "quote",
    ["stable", "housing is stable", "denies HI", "Landlord will renew", "SI. housing is unstable", "", " ", "—"],
)
def test_other_words_do_not_stand(quote):
    assert find_quote(NOTE, quote) is None


@pytest.mark.parametrize(
    ("note", "quote"),
    [
        ("She can't pay the rent.", "She can"),
        ("She can’t pay the rent.", "t pay the rent"),
        ("Non-compliant with meds.", "compliant with meds"),
        ("A drug-free home.", "A drug"),
        ("Owes $1,200 in back rent.", "Owes $1"),
        ("Slept 3.5 hours.", "Slept 3"),
        ("Slept 3.5 hours.", "5 hours"),
        ("Due 5/12.", "Due 5"),
        ("un\u200bstable housing", "stable housing"),
        ("un\u00adstable housing", "stable housing"),
        ("A flat of 5² feet", "52 feet"),
        ("½ a day of work", "1 a day of work"),
        ("Met with client's mother", "Met with client"),
    ],
)
def test_no_quote_cuts_a_word_or_a_number(note, quote):
    assert find_quote(note, quote) is None


@pytest.mark.parametrize(
    ("note", "quote"),
    [
        ("Rent is late—she lost her job.", "she lost her job"),
        ("Denies SI/HI today.", "HI today"),
        ("Said 'I ran out of food' twice.", "I ran out of food"),
        ("Call at 5. She slept.", "Call at 5"),
        ("Paid 300, owes 200", "Paid 300"),
        ("ﬁnally housed", "finally housed"),
    ],
)
def test_marks_between_words_cut_nothing(note, quote):
    assert find_quote(note, quote) is not None


TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)


@given(TEXT, st.data())
def test_what_is_found_stands_at_its_offsets(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    citation = find_quote(text, text[start:end])
    if citation:
        assert text[citation.start : citation.end] == citation.quote


WORDS = st.lists(st.text("abcdeéü", min_size=1, max_size=6), min_size=3, max_size=12)


@given(WORDS, st.data())
def test_every_honest_quote_is_accepted_whatever_its_form(words, data):
    text = " \n ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    for form in ("NFC", "NFD"):
        quote = unicodedata.normalize(form, " ".join(words[first:last]).upper())
        assert find_quote(text, quote) is not None


@given(WORDS, st.data())
def test_a_quote_with_a_word_put_in_is_never_accepted(words, data):
    at = data.draw(st.integers(1, len(words) - 1))
    altered = [*words[:at], "not", *words[at:]]
    assert find_quote(" ".join(words), " ".join(altered)) is None
