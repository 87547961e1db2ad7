"""Whether a sentence denies what it names: `do not include`, `stop alerts`, `may not see`."""

import re

_ASKED = (
    r"add|make|creat|start|open|track|includ|put|fil(?:e|ing)|belong|count|look|search|watch|send|tell|told|alert|notif|"
    r"warn|mail|post|keep|kept|hold|stor|delet|eras|destroy|purg|remov|drop|take|renam|call|chang|treat|mean|measur|"
    r"see|let|allow|show|report|give|invit"
)
_DO = r"\b(?:do|does|should|must|may|can|could|would|is|are)"
_DENIED = re.compile(
    r"(?<!who )(?<!that )(?<!people )(?<!clients )(?<!they )(?<!why )"
    rf"(?:{_DO}(?: not\b|n't\b)|\bcannot\b|\bnever\b|\bno longer\b|\bstop\b|\bquit\b) (?:\w+ ){{0,2}}?(?:{_ASKED})\w*",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|no longer|cannot)\b|n't\b", re.IGNORECASE)
_NOT_SO = re.compile(r"(?:\b(?:not|never|no longer|instead of|rather than)\b|n't\b)[^,;:.]*", re.IGNORECASE)
_AROUND_NOT = re.compile(rf"{_DO}(?: not\b|n't\b) ?|\b(?:never|no longer|cannot) ", re.IGNORECASE)

OPPOSITES = {
    "include_in_code": "exclude_from_code", "add_phrases": "add_misleading", "add_question": "remove_question",
}  # fmt: skip
"""What a change is where the sentence denies it."""
_SAID_BY_DENYING = frozenset((*OPPOSITES.values(), "show_field", "set_danger"))
_FEW = re.compile(r"\b(?:fewer|less|smaller|below|under)\b", re.IGNORECASE)


def says_not(text: str) -> bool:
    """Whether anything in it is denied."""
    return bool(_NOT.search(_plain(text)))


def without_denied(text: str) -> str:
    """A sentence without what it says is not so: `within a week, not right away` is `within a week`."""
    return _NOT_SO.sub(" ", _plain(text))


def affirmed(text: str) -> str:
    """The sentence that is denied."""
    return _AROUND_NOT.sub("", _plain(text))


def routed(text: str, weights: dict[str, float]) -> dict[str, float]:
    """What speaks for each change. Where a sentence denies what it asks for it speaks for the opposite, or for none, so
    that it is asked; that a client `has not been heard from` denies nothing that is asked for.
    """
    if not _DENIED.search(_plain(text)):
        return weights
    kept = _SAID_BY_DENYING | {"set_number"} if _FEW.search(text) else _SAID_BY_DENYING
    found = {kind: weight for kind, weight in weights.items() if kind in kept}
    for kind, opposite in OPPOSITES.items():
        if kind in weights:
            found[opposite] = max(found.get(opposite, 0.0), weights[kind])
    return found


def _plain(text: str) -> str:
    return text.replace("’", "'")
