"""Whose, when and whether: what governs a phrase in its sentence, in the manner of the ConText algorithm.

A phrase may be denied, said of another person, past, conditional, planned or doubted. A governing word reaches
forward or backward until a word such as `but` or `reports` ends its reach.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from caseline.coding.grammar import context_words
from caseline.coding.grammar.cues import CueIndex, Hit
from caseline.coding.grammar.words import Sentence, split_words

DEFAULT_REACH = 30
BACKWARD_REACH = 4
FAMILY_REACH = 12
YEAR_REACH = 8
HEADING_REACH = 4
LIST_REACH = 14
LIST_ITEM = 5
TEENS = frozenset(map(str, range(13, 20)))


@dataclass(frozen=True, slots=True)
class Governor:
    """What a trigger phrase does: the circumstance it sets, which way it looks, and over how many words."""

    circumstance: str
    forward: bool
    reach: int


_NEUTRAL = Governor("", True, 0)
_END = Governor("end", True, 0)
_DOUBTED = Governor("doubt", False, BACKWARD_REACH)


@cache
def _triggers() -> CueIndex[Governor]:
    index: CueIndex[Governor] = CueIndex(widen=False)
    for table, forward in ((context_words.FORWARD, True), (context_words.BACKWARD, False)):
        for circumstance, phrases in table.items():
            for phrase in _phrases(phrases):
                reach = DEFAULT_REACH if forward else BACKWARD_REACH
                index.add(phrase, Governor(circumstance, forward, context_words.REACH.get(phrase, reach)))
    for phrase in _phrases(context_words.NEUTRAL):
        index.add(phrase, _NEUTRAL)
    for phrase in [*_phrases(context_words.TERMINATORS), ";", ".", "!"]:
        index.add(phrase, _END)
    return index


def _phrases(text: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in text.split(";") if phrase.strip()]


class Scope:
    """The governing words of one sentence. A cue is never governed by words inside a cue."""

    def __init__(self, sentence: Sentence, cue_hits: list[Hit]) -> None:
        self.sentence = sentence
        self.plain = [word.plain for word in sentence.words]
        hits = _triggers().hits(sentence)
        neutral = [hit for hit in hits if hit.label == _NEUTRAL]
        spans = [(hit.first, hit.last) for hit in cue_hits]
        self.ends = [
            hit.first
            for hit in hits
            if hit.label == _END
            and not _inside(hit, spans)
            and not (hit.first and self.plain[hit.first - 1] in context_words.SUBORDINATING)
        ]
        self.governors = [
            hit
            for hit in [*hits, *self._years()]
            if hit.label not in (_NEUTRAL, _END)
            and not any(_overlap(hit, other) and other.weight >= hit.weight for other in neutral)
            and not (hit.label == _DOUBTED and any(other.first == hit.first and other != hit for other in hits))
            and not _inside(hit, spans)
        ]

    def _years(self) -> list[Hit[Governor]]:
        """'in 2015' or 'from 2015' puts what stands beside it into the past, 'at 16' what stands before it."""
        found = []
        for at, (word, following) in enumerate(pairwise(self.plain)):
            if not following.isdecimal():
                continue
            if word in ("in", "from") and len(following) == 4 and following[:2] in ("19", "20"):
                found += [Hit(Governor("history", forward, YEAR_REACH), at, at + 2, 2) for forward in (True, False)]
            if word == "at" and following in TEENS and self.plain[at + 2 : at + 3] != [":"]:
                found.append(Hit(Governor("history", False, BACKWARD_REACH), at, at + 2, 2))
        return found

    def circumstances(self, first: int, last: int) -> frozenset[str]:
        """What governs the words from `first` up to `last`."""
        found = {hit.label.circumstance for hit in self.governors if self._governs(hit, first, last)}
        if self._said_of_another(first, last):
            found.add("family")
        if self._of_another_altogether(first):
            found.add("another")
        return frozenset(found | self._from_heading())

    def cut(self, first: int, last: int) -> frozenset[str]:
        """What governing phrases say of which only a part lies between `first` and `last`: 'longer homeless'."""
        return frozenset(
            hit.label.circumstance
            for hit in self.governors
            if hit.first < (first if hit.label.forward else last) < hit.last
        )

    def _governs(self, hit: Hit[Governor], first: int, last: int) -> bool:
        if hit.label.forward:
            between = range(hit.last, first)
            if hit.last > first or (len(between) > hit.label.reach and not self._is_closed_list(hit, first)):
                return False
        else:
            if hit.first < last or hit.first - last > hit.label.reach:
                return False
            between = range(last, hit.first)
        if any(end in between for end in self.ends):
            return False
        commas = [at for at in between if self.plain[at] == ","]
        return not commas or self._is_list(hit, commas, first)

    def _is_list(self, hit: Hit[Governor], commas: list[int], first: int) -> bool:
        """Whether commas between a governing word and the phrase part a list ('denies SI, HI') and no new clause."""
        if hit.label.circumstance not in context_words.LISTS or not hit.label.forward:
            return hit.label.circumstance in ("history", "doubt")
        trigger = self.plain[hit.first]
        if trigger in context_words.LONG_LISTS:
            return True
        if self._is_closed_list(hit, first):
            return True
        if hit.label.circumstance == "denial" and (
            trigger not in context_words.SHORT_LISTS or hit.last - hit.first > 1
        ):
            return False
        return all(right - left <= 4 for left, right in pairwise([*commas, first]))

    def _is_closed_list(self, hit: Hit[Governor], first: int) -> bool:
        """Whether a denial opens a list that `or` or `nor` closes and the phrase is an item of: 'not A, B or C'."""
        if hit.label.circumstance != "denial" or first - hit.last > LIST_REACH:
            return False
        joints = [at for at in range(hit.last, len(self.plain)) if self.plain[at] in ("or", "nor", ",", "/")]
        item = hit.last
        for at in joints:
            if at - item > LIST_ITEM:
                return False
            item = at + 1
            if self.plain[at] in ("or", "nor"):
                return first - at <= LIST_ITEM
        return False

    def _said_of_another(self, first: int, last: int) -> bool:
        """Whether a relative or friend is the one the phrase is about."""
        for at in range(first - 1, max(-1, first - FAMILY_REACH), -1):
            word = self.plain[at]
            if at in self.ends and word in {"but", "however", ";", "although", "though", "."}:
                return False
            if word in context_words.CLIENT and self._returns_to_client(at):
                return False
            if word in context_words.FAMILY and self.plain[at : at + 2] != ["ex", "-"]:
                return self._is_subject(at, first)
        return self._belongs_to_another(last)

    def _of_another_altogether(self, first: int) -> bool:
        """'her sister, whose husband beats her' is never about the client, whatever a skill lets count."""
        for at in range(max(0, first - FAMILY_REACH), first):
            if self.plain[at] in context_words.WHOSE and any(
                word in context_words.FAMILY for word in self.plain[max(0, at - 2) : at]
            ):
                return not any(word in context_words.CLIENT - {"she", "he", "they"} for word in self.plain[at:first])
        return False

    def _is_subject(self, at: int, first: int) -> bool:
        following = self.plain[at + 1]
        if following == "'s":
            return first - at <= 5
        before = self.plain[max(0, at - 4) : at]
        while before and before[-1] in context_words.BEFORE_A_RELATIVE:
            before.pop()
        if before and before[-1] in context_words.OF_ANOTHER:
            return False
        if following in {"of", "and"} and first - at <= 2:
            return False
        between = self.plain[at + 1 : first]
        return not any(word in context_words.SAYING for word in between) and "," not in between[:1]

    def _returns_to_client(self, at: int) -> bool:
        """Whether a pronoun or 'client' after a relative speaks of the client again."""
        earlier = [word for word in self.plain[max(0, at - FAMILY_REACH) : at] if word in context_words.FAMILY]
        word = self.plain[at]
        if not earlier or word not in {"he", "she", "they"}:
            return not (at + 1 < len(self.plain) and self.plain[at + 1] == "'s")
        other = earlier[-1]
        said = any(saying in self.plain[:at] for saying in context_words.SAYING)
        died = any(dying in self.plain[:at] for dying in context_words.DYING)
        opposite = (word == "he" and other in context_words.FEMALE) or (word == "she" and other in context_words.MALE)
        return said or died or opposite

    def _belongs_to_another(self, last: int) -> bool:
        """'... by her brother', 'eviction of his cousin': only the plain form `of` + relative counts."""
        after = [word for word in self.plain[last : last + 3] if word not in {"his", "her", "their", "my", "the"}]
        return len(after) > 1 and after[0] == "of" and after[1] in context_words.FAMILY

    def _from_heading(self) -> set[str]:
        heading = self.sentence.heading
        tables = {
            "family": context_words.FAMILY_HEADINGS,
            "history": context_words.HISTORY_HEADINGS,
            "plan": context_words.PLAN_HEADINGS,
        }
        found = {circumstance for circumstance, headings in tables.items() if heading in headings}
        return found | ({"denial"} if _is_denying(heading) else set())


@lru_cache(maxsize=256)
def _is_denying(heading: str) -> bool:
    """Whether a heading denies what stands under it: 'Client denies', 'Negative for the following'."""
    words = tuple(split_words(heading))
    hits = _triggers().hits(Sentence(words, 0, len(heading)))
    neutral = [hit for hit in hits if hit.label == _NEUTRAL]
    return any(
        hit.label.circumstance == "denial"
        and hit.label.forward
        and len(words) - hit.last <= HEADING_REACH
        and not any(_overlap(hit, other) for other in neutral)
        for hit in hits
    )


def _inside(hit: Hit, spans: list[tuple[int, int]]) -> bool:
    return any(first <= hit.first and hit.last <= last for first, last in spans)


def _overlap(hit: Hit, other: Hit) -> bool:
    return hit.first < other.last and other.first < hit.last
