"""What a quote must not leave out: the denial, the other person, the past, the condition or the doubt that governs it.

"has thoughts of self-harm" stands in "denies that she has thoughts of self-harm", word for word, and says the
opposite. So a quote is held against its whole sentence. A quote for what is *present* that leaves something out is
rejected: growing it would put a denial under a code that says present. A quote for what is *absent* or *unclear* that
leaves out just that denial or doubt is right, only short: it grows to its sentence.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from caseline.coding.by_rules.scope import Scope
from caseline.coding.by_rules.words import Sentence, sentences
from caseline.coding.citations import Citation
from caseline.coding.coders import Status

GUARDED = frozenset({"denial", "family", "another", "history", "condition", "doubt"})
_SAYS_THE_SAME: dict[Status, frozenset[str]] = {
    "present": frozenset(),
    "absent": frozenset({"denial"}),
    "unclear": frozenset({"doubt", "condition"}),
}


class PolarityGuard:
    """One note, made ready for holding quotes against their sentences."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sentences = sentences(text)
        self._starts = [sentence.start for sentence in self._sentences]
        self._ends = [sentence.end for sentence in self._sentences]
        self._scopes: dict[int, Scope] = {}

    def whole(self, citation: Citation, status: Status, also_counts: frozenset[str]) -> Citation | None:
        """The citation with what governs it, or None when it says something else than its note."""
        missing = self.left_out(citation) - also_counts
        if not missing:
            return citation
        return self._grown(citation) if missing <= _SAYS_THE_SAME[status] else None

    def left_out(self, citation: Citation) -> frozenset[str]:
        """The circumstances that govern the quoted words from outside the quote, in each sentence it touches."""
        governed: set[str] = set()
        for number in self._touched(citation):
            sentence = self._sentences[number]
            inside = [
                at
                for at, word in enumerate(sentence.words)
                if citation.start <= word.start and word.end <= citation.end and word.plain.isalnum()
            ]
            if inside:
                first, last = inside[0], inside[-1] + 1
                scope = self._scope(number, sentence)
                governed |= scope.circumstances(first, last) | scope.cut(first, last)
        return frozenset(governed & GUARDED)

    def shares_a_sentence(self, citation: Citation, spans: Iterable[tuple[int, int]]) -> bool:
        """Whether one of the sentences the quote touches holds something of `spans`."""
        return any(
            start < self._sentences[number].end and self._sentences[number].start < end
            for number in self._touched(citation)
            for start, end in spans
        )

    def _touched(self, citation: Citation) -> range:
        return range(bisect_right(self._ends, citation.start), bisect_left(self._starts, citation.end))

    def _scope(self, number: int, sentence: Sentence) -> Scope:
        if number not in self._scopes:
            self._scopes[number] = Scope(sentence, [])
        return self._scopes[number]

    def _grown(self, citation: Citation) -> Citation:
        touched = [self._sentences[number] for number in self._touched(citation)]
        start, end = min(citation.start, touched[0].start), max(citation.end, touched[-1].end)
        return Citation(self.text[start:end], start, end)
