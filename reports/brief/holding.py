"""Whether a sentence that a model worded says what the composed sentences say, and nothing else.

What carries a fact or turns it round (quotes, dates, numbers, names, denials, doubts) must be the same and in the same
order; every other word must be one of the composed sentences or one that only connects. That refuses good sentences
too. It is meant to: what is refused is said as it was composed.
"""

import re
from itertools import pairwise

from caseline.coding.grammar.context_words import BACKWARD, FORWARD
from caseline.coding.grammar.words import base_form, split_words
from reports.wording import MONTHS

NO_SUCH_CITATION = "it cites what there is not"
OTHER_CITATIONS = "its citations are not those of the sentences it words"
TWICE = "it words a sentence that another one words already"
OTHER_FACTS = "its quotes, dates, numbers or names are not those of its sources, or stand in another order"
OTHER_POLARITY = "a denial or a doubt was lost, moved or added"
OTHER_WORDS = "it has words that its sources do not have"

PSEUDONYM = re.compile(r"\[(?:CLIENT|(?:PERSON|STRANGER) \d+|NUMBER|CONTACT|ADDRESS|BIRTH DATE)\]")
_TOKEN = re.compile(
    rf"“[^”]*”|{PSEUDONYM.pattern}|\b\d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}}\b|\b\d+(?:[.,]\d+)*%?|\w[\w'’-]*|[^\s\w]"
)
_ENDS = frozenset(".!?:;")
_CONNECTING = frozenset({
    *("a", "an", "and", "as", "also", "are", "at", "be", "been", "both", "by", "each", "for", "from", "had", "has"),
    *("have", "in", "is", "it", "its", "of", "on", "or", "over", "s", "that", "the", "their", "they", "this"),
    *("those", "these", "to", "was", "were", "which", "while", "who", "whose", "with", "there"),
    *("client", "record", "say", "said", "show", "write", "wrote"),
})  # fmt: skip
"""Words that add nothing, in base form."""
_GOVERNING = ";".join((FORWARD["denial"], FORWARD["doubt"], FORWARD["condition"], BACKWARD["denial"]))
_TURNING = frozenset(base_form(phrase.strip()) for phrase in _GOVERNING.split(";") if phrase.strip().isalpha()) | {
    base_form(word) for word in ("nothing", "nowhere", "hardly", "unconfirmed", "confirmed", "sure", "lack", "missing")
}
"""Words that deny, or make it doubtful, what they govern."""


def fault(text: str, composed: str) -> str | None:
    """Why a worded sentence does not hold to the composed ones as the model saw them; None where it does.

    The reason holds no word of either.
    """
    names = {token.casefold() for token in _TOKEN.findall(composed) if _is_name(token)}
    if not text.strip() or _facts(text, names) != _facts(composed, names) or _new_names(text, names):
        return OTHER_FACTS
    if _facts(text, names, turning=True) != _facts(composed, names, turning=True):
        return OTHER_POLARITY
    if set(_words(text)) - set(_words(composed)) - _CONNECTING:
        return OTHER_WORDS
    return None


def _is_name(token: str) -> bool:
    """Whether a token is written with a capital and neither connects nor turns what is said."""
    return token[0].isupper() and not (_CONNECTING | _TURNING).issuperset(_words(token))


def _facts(text: str, names: set[str], turning: bool = False) -> list[str]:
    """Quotes, pseudonyms, dates, numbers and `names` in their order; with the words that turn what is said round, so
    that a denial stays with what it denies."""
    facts: list[str] = []
    for token in _TOKEN.findall(text):
        if token[0] in "“[" or token[0].isdigit():
            facts.append(token)
        elif token.casefold() in names:
            facts.append(token.casefold())
        elif turning:
            facts += [word for word in _words(token) if word in _TURNING]
    return facts


def _new_names(text: str, names: set[str]) -> bool:
    """Whether something within a sentence has a capital that the composed sentences do not write with one."""
    tokens = _TOKEN.findall(text)
    within = [token for before, token in pairwise(tokens) if before not in _ENDS and before[0] != "“"]
    return any(_is_name(token) and token.casefold() not in names for token in within)


def _words(text: str) -> list[str]:
    """Base forms of the words outside quotes and pseudonyms; n't is not."""
    outside = re.sub("“[^”]*”", " ", PSEUDONYM.sub(" ", text))
    return [word.plain for word in split_words(outside) if word.plain.isalpha()]
