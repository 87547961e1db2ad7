"""What of an organisation a sentence mentions: by the words of its titles, those that few share weighing most."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
"""Words alone: a number that stands in a sentence is no name of anything."""
_ENDINGS = ("ing", "ies", "ed", "es", "al", "s", "y")
_EMPTY = frozenset(
    """
    a an and any are as at be been by can do does for from give had has have her his how i in into is it its
    like many more much must need no not of on or our out over own please put say should so some somebody than that
    the their them then there they this to too under until up us was we what when which who whose why will with
    would you your
    """.split()  # noqa: SIM905
)
"""Words that tell nothing of what a sentence is about."""
LEAST = 0.5
"""Of all that a title weighs, how much a sentence must say."""
WHOLLY = 0.99
APART = 0.15
"""By how much one must be ahead of the next."""


def stem(word: str) -> str:
    """A word without its ending, so that `evicted` and `eviction` may meet."""
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) - len(one) >= 3), "")
    kept = word[: len(word) - len(ending)] if ending else word
    return kept.removesuffix("ion") if len(kept) > 6 else kept


def stems(text: str) -> set[str]:
    return {
        stem(word) for word in _WORD.findall(text.lower().replace("_", " ").replace("-", " ")) if word not in _EMPTY
    }


def mentioned(text: str, things: Mapping[str, Iterable[str]], least: float = LEAST) -> str | None:
    """The one of these things that a text mentions; `things` by name, each with what it may be called.

    None where nothing is mentioned, or two things as much as each other.
    """
    said = stems(text)
    calls = [(name, stems(call)) for name, called in things.items() for call in called]
    shared = Counter(word for name in things for word in {w for other, words in calls if other == name for w in words})
    scores: dict[str, tuple[float, float]] = {}
    for name, words in calls:
        whole = sum(1 / shared[word] for word in words)
        met = sum(1 / shared[word] for word in words & said)
        if whole and met / whole >= least:
            scores[name] = max(scores.get(name, (0.0, 0.0)), (met / whole, met))
    best = sorted(scores.items(), key=lambda item: item[1], reverse=True)
    if not best or (len(best) > 1 and all(best[0][1][at] - best[1][1][at] < APART for at in (0, 1))):
        return None
    return best[0][0]
