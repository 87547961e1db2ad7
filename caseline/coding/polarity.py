"""What a quote must not leave out: the denial, the other person, the past, the condition or the doubt that governs it.

"has thoughts of self-harm" stands in "denies that she has thoughts of self-harm", word for word, and says the
opposite. So a quote is held against its whole sentence.
"""

from collections.abc import Iterable

from caseline.coding.citations import Citation
from caseline.coding.scope import Scope
from caseline.coding.words import Sentence

GUARDED = frozenset({"denial", "family", "another", "history", "condition", "doubt"})


def left_out(note: Iterable[Sentence], citation: Citation) -> frozenset[str]:
    """The circumstances that govern the quoted words from outside the quote, in each sentence it touches."""
    governed: set[str] = set()
    for sentence in note:
        inside = [
            at
            for at, word in enumerate(sentence.words)
            if citation.start <= word.start and word.end <= citation.end and word.plain.isalnum()
        ]
        if inside:
            governed |= Scope(sentence, []).circumstances(inside[0], inside[-1] + 1)
    return frozenset(governed & GUARDED)
