"""What a quote must not leave out: the denial, the other person, the past, the condition or the doubt that governs it.

"has thoughts of self-harm" stands in "denies that she has thoughts of self-harm", word for word, and says the
opposite. So a quote is held against its whole sentence, twice: by rules, which know what governs words from outside the
quote; and by a trained encoder, which reads what the quoted words themselves are said as, whether the denial stands
before them or among them. A quote for what is *present* that is not said so is rejected or, where it is a denial or a
doubt, becomes what it says: growing it would put a denial under a code that says present. A quote for what is
*absent* or *unclear* that leaves out just that denial or doubt is right, only short: it grows to its sentence.

A risk is not taken back by the encoder alone, which is wrong now and then: where rules do not see one plain denial,
what a model calls present stays possible and waits for a person.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from caseline.coding.by_meaning.encoder import Saying, encoder, in_context
from caseline.coding.citations import Citation
from caseline.coding.coder import Status
from caseline.coding.grammar.scope import Scope
from caseline.coding.grammar.words import Sentence, sentences

GUARDED = frozenset({"denial", "family", "another", "history", "condition", "doubt"})
_SAYS_THE_SAME: dict[Status, frozenset[str]] = {
    "present": frozenset(),
    "absent": frozenset({"denial"}),
    "unclear": frozenset({"doubt", "condition"}),
}
_SAID_AS: dict[Saying, str] = {
    "possible": "doubt", "denied": "denial", "past": "history", "other": "family", "plan": "plan",
}  # fmt: skip
_TURNED: dict[Saying, Status] = {"denied": "absent", "possible": "unclear"}
_UNQUOTED = str.maketrans(dict.fromkeys('"“”„«»', " "))
"""What somebody says in their own words is no doubt of the writer's, though the encoder often takes it for one."""
CLEARLY = 0.7
"""How likely words have to be said otherwise before a claim that they are present is not believed."""


class PolarityGuard:
    """One note, made ready for holding quotes against their sentences."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sentences = sentences(text)
        self._starts = [sentence.start for sentence in self._sentences]
        self._ends = [sentence.end for sentence in self._sentences]
        self._scopes: dict[int, Scope] = {}

    def judged(
        self, citation: Citation, status: Status, also_counts: frozenset[str], *, is_risk: bool
    ) -> tuple[Citation, Status] | None:
        """The citation with what governs it and what it says; None when it says something that is no status."""
        missing = self.left_out(citation) - also_counts
        if missing:
            return (self._grown(citation), status) if missing <= _SAYS_THE_SAME[status] else None
        if status != "present":
            return citation, status
        is_condition = "condition" in self._governing(citation)
        otherwise = {
            saying: chance
            for saying, chance in self.said(citation).items()
            if saying != "present" and _said_as(saying, is_condition) not in also_counts
        }
        if sum(otherwise.values()) < CLEARLY:
            return citation, status
        turned = _TURNED.get(max(otherwise, key=lambda saying: otherwise[saying]))
        if is_risk and not (turned == "absent" and self._is_plainly_denied(citation)):
            turned = "unclear"
        return (self._grown(citation), turned) if turned else None

    def said(self, citation: Citation) -> dict[Saying, float]:
        """What the quoted words are said as, by the encoder: the chance of each saying, over the sentences they
        touch.
        """
        read = encoder().read(in_context(self.text.translate(_UNQUOTED), self._sentences))
        told = [
            one
            for number in self._touched(citation)
            if (one := read[number].saying(*self._within(self._sentences[number], citation)))
        ]
        return {saying: sum(one[saying] for one in told) / len(told) for saying in told[0]} if told else {}

    def _within(self, sentence: Sentence, citation: Citation) -> tuple[int, int]:
        return max(citation.start, sentence.start) - sentence.start, min(citation.end, sentence.end) - sentence.start

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

    def _is_plainly_denied(self, citation: Citation) -> bool:
        """Whether the sentence where the quote ends holds one denial, and none that takes it back, and that governs the
        quote's last word.
        """
        number = self._touched(citation)[-1]
        sentence = self._sentences[number]
        ends = [at for at, word in enumerate(sentence.words) if word.plain.isalnum() and word.end <= citation.end]
        scope = self._scope(number, sentence)
        denials = [hit for hit in scope.governors if hit.label.circumstance == "denial"]
        return len(denials) == 1 and bool(ends) and "denial" in scope.circumstances(ends[-1], ends[-1] + 1)

    def _governing(self, citation: Citation) -> frozenset[str]:
        """The circumstances that any word of the sentences the quote touches may set, whatever it governs."""
        return frozenset(
            hit.label.circumstance
            for number in self._touched(citation)
            for hit in self._scope(number, self._sentences[number]).governors
        )

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


def _said_as(saying: Saying, is_condition: bool) -> str:
    """What the encoder tells apart, in the words that a skill lets count. It has one word for plans and conditions:
    what is said so where a condition stands is one, and counts only where the skill counts conditions.
    """
    return "condition" if saying == "plan" and is_condition else _SAID_AS[saying]
