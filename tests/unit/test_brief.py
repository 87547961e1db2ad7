"""What a brief is made of, and when a model's sentence holds."""

import pytest

from reports.brief.holding import OTHER_FACTS, OTHER_POLARITY, OTHER_WORDS, fault
from reports.brief.sentences import Sentence
from reports.brief.words import quoted


def test_a_sentence_without_a_citation_cannot_be():
    with pytest.raises(ValueError, match="at least one citation"):
        Sentence("He is well.", ())  # type: ignore[arg-type]


def test_words_of_a_source_stand_on_one_line_between_marks_of_their_own():
    assert quoted("Said “no”\n twice.") == '“Said "no" twice.”'
    assert quoted("keys in hand") == "“keys in hand”."


COMPOSED = "Possible, read in a note and confirmed by nobody: Self-harm. Kim Lee wrote on 3 May 2026: “No cuts.”"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Possible, confirmed by nobody (read in a note): Self-harm. Kim Lee wrote on 3 May 2026: “No cuts.”", None),
        ("Read in a note and confirmed: Self-harm. Kim Lee wrote on 3 May 2026: “No cuts.”", OTHER_POLARITY),
        ("Possible, confirmed by nobody: Self-harm. On 3 May 2026 Kim Lee wrote: “No cuts.”", OTHER_FACTS),
        ("Possible, confirmed by nobody: Self-harm. Kim Lee wrote on 3 May 2026: “Cuts.”", OTHER_FACTS),
        ("Possible, confirmed by nobody: Self-harm. Kim Lee wrote on 3 May 2026, in hospital: “No cuts.”", OTHER_WORDS),
        ("", OTHER_FACTS),
    ],
)  # fmt: skip
def test_a_worded_sentence_keeps_facts_in_order_denials_where_they_were_and_words(text, why):
    assert fault(text, COMPOSED) == why
