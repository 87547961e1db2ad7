"""What the title of a code states, of now or of before, held or denied, and whether words of a note say the same.

Only codes that are read by their wording have a statement: 'does not drink', 'was a smoker in the past'. Who quit has
smoked in the past and is no smoker now; who never smoked is no smoker now and was none in the past.
"""

from dataclasses import dataclass
from functools import cache

from caseline.coding.coder import Status
from caseline.coding.grammar.context_words import CLIENT
from caseline.coding.grammar.cues import CueIndex, Hit
from caseline.coding.grammar.scope import Scope
from caseline.coding.grammar.words import Sentence, bases

NOW = frozenset({"be", "currently", "now", "current", "presently"})
_TIMES = frozenset({"denial", "history", "ended", "ever", "then", "resumed"})
_BEFORE_A_PAST_VERB = CLIENT | {"who", "have", "previously"}


@dataclass(frozen=True)
class Statement:
    """`denied`: it holds where the words are denied; `past`: it speaks of before; `now`: of now and not before."""

    denied: bool = False
    past: bool = False
    now: bool = False

    def status(self, governed: frozenset[str], also_counts: frozenset[str]) -> Status | None:
        """What words are worth to the statement under what governs them; None when they say nothing to it."""
        if "resumed" in governed:
            governed -= {"denial", "ended"}
        ended = "ended" in governed
        denied = "denial" in governed and not ended
        before = ended or "history" in governed or ((self.past or self.now) and "then" in governed)
        if others := governed - _TIMES - also_counts:
            return "unclear" if others == {"doubt"} and denied == self.denied else None
        if self.denied and self.past:
            return "present" if denied and (before or "ever" in governed) else None
        if self.denied:
            return "present" if denied or ended else None
        if self.past:
            return "present" if before and not denied else None
        if before and "history" not in also_counts:
            return None
        return "absent" if denied and "denial" not in also_counts else "present"


def status_of_cue(left: frozenset[str]) -> Status | None:
    """What a phrase that a skill lists is worth under what governs it and does not count; None for nothing."""
    if not left:
        return "present"
    if left == {"denial"}:
        return "absent"
    return "unclear" if left == {"doubt"} else None


def stated(title: Sentence, first: int) -> Statement:
    """What a title states of its word at `first`."""
    governed = Scope(title, []).circumstances(first, first + 1)
    past = "history" in governed
    return Statement("denial" in governed, past, not past and any(word.plain in NOW for word in title.words))


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: str
    forward: bool
    reach: int


_MARKS = {
    _Mark("ended", True, 4): "quit; stopped; gave up; given up; former; formerly; used to; no longer; ex -",
    _Mark("history", True, 4): "retired",
    _Mark("ended", False, 16): "quit; stopped; gave up; given up; not anymore; not any more; any longer; dry for;"
    " until ... ago",
    _Mark("lasting", False, 20): "for the past; for the last",
    _Mark("resumed", False, 20): "started again; resumed; relapsed; restarted",
    _Mark("ever", True, 8): "never; ever; lifelong; lifetime; life long; life - long",
    _Mark("ever", False, 8): "never; ever",
    _Mark("then", False, 1): "history; hx",
    _Mark("then", False, 12): "from age; until; in his 20s; in his 30s; in her twenties; in her thirties",
}
_AFTER_QUITTING = bases(
    """
    in at on about approximately around over since last when this a an one two three four five six seven eight nine ten
    several many few some entirely altogether completely totally only recently prior for due because after before cold
    more greater less and but then as with by long earlier
    """
)


@cache
def _marks() -> CueIndex[_Mark]:
    index: CueIndex[_Mark] = CueIndex(widen=False)
    for mark, phrases in _MARKS.items():
        for phrase in phrases.split(";"):
            index.add(phrase.strip(), mark)
    return index


class Times:
    """The words of one sentence that say when something was: that it ended, never was, or was then."""

    def __init__(self, sentence: Sentence) -> None:
        self.words = sentence.words
        self.hits = [
            hit for hit in _marks().hits(sentence) if not (self._has_its_own_object(hit) or self._is_only_meant(hit))
        ]

    def of(self, first: int, last: int) -> frozenset[str]:
        """What they say of the words from `first` up to `last`."""
        found = {hit.label.kind for hit in self.hits if self._tells(hit, first, last)}
        word = self.words[first]
        if word.past and first and self.words[first - 1].plain in _BEFORE_A_PAST_VERB:
            found.add("then")
        return frozenset(found - {"then", "lasting"} if "lasting" in found else found)

    def _tells(self, hit: Hit[_Mark], first: int, last: int) -> bool:
        between = range(hit.last, first) if hit.label.forward else range(last, hit.first)
        stands_there = hit.last <= first if hit.label.forward else hit.first >= last
        breaks = {".", ";", ","} if hit.label.forward else {"."}
        return (
            stands_there
            and len(between) <= hit.label.reach
            and not any(self.words[at].plain in breaks for at in between)
        )

    def _has_its_own_object(self, hit: Hit[_Mark]) -> bool:
        """Whether what ended stands behind the word ('quit smoking'), so that it says nothing of what came before."""
        if hit.label.forward or hit.last >= len(self.words):
            return False
        following = self.words[hit.last].plain
        return following.isalpha() and following not in _AFTER_QUITTING

    def _is_only_meant(self, hit: Hit[_Mark]) -> bool:
        """'wants to quit', 'working on quitting'."""
        before = self.words[hit.first - 1].plain if hit.first else ""
        return before == "to" or (self.words[hit.first].ing and before in ("on", "of"))
