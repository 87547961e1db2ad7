"""Whether a sentence that a model worded says what the composed sentences say, and nothing else.

What carries a fact or turns it round (quotes, dates, numbers, names, denials, doubts) must be the same and in the same
order; every other word must be one of the composed sentences or one that only connects. That refuses good sentences
too. It is meant to: what is refused is said as it was composed.
"""

import re
from collections.abc import Iterator, Sequence

from caseline.brief.sentences import Sentence
from caseline.coding.by_rules.context_words import BACKWARD, FORWARD
from caseline.coding.by_rules.words import base_form, split_words
from reports.wording import MONTHS

NO_SUCH_CITATION = "it cites what there is not"
OTHER_CITATIONS = "its citations are not those of the sentences it words"
TWICE = "it words a sentence that another one words already"
OTHER_FACTS = "its quotes, dates, numbers or names are not those of its sources, or stand in another order"
OTHER_POLARITY = "a denial or a doubt was lost, moved or added"
OTHER_WORDS = "it has words that its sources do not have"

PSEUDONYM = re.compile(r"\[(?:CLIENT|(?:PERSON|STRANGER) \d+|NUMBER|CONTACT|ADDRESS|BIRTH DATE)\]")
_FACT = re.compile(
    rf"“[^”]*”|{PSEUDONYM.pattern}|\b\d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}}\b|\b\d+(?:[.,]\d+)*%?|\w[\w'’-]*|[^\s\w]"
)
_CONNECTING = frozenset(
    "a an and as also are at be been both by each for from had has have in is it its of on or over s that the their they "
    "this those these to was were which while who whose with client say said record show write wrote there".split()
)
_TURNING = frozenset(
    phrase.strip()
    for words in (FORWARD["denial"], FORWARD["doubt"], FORWARD["condition"], BACKWARD["denial"])
    for phrase in words.split(";")
    if phrase.strip().isalpha()
) | frozenset("nothing nowhere hardly barely if unless possible possibly unconfirmed confirmed sure lack lacks".split())


def fault(text: str, of: Sequence[Sentence], said: Sequence[str]) -> str | None:
    """Why a worded sentence does not hold to the composed ones (`said` is how they were shown), or None.

    The reason holds no word of either.
    """
    composed = " ".join(said)
    names = {word.casefold() for word in _tokens(composed) if word[:1].isupper()}
    if not of or not text.strip() or list(_facts(text, names)) != list(_facts(composed, names)):
        return OTHER_FACTS
    if [word for word in _turning(text)] != [word for word in _turning(composed)]:
        return OTHER_POLARITY
    if _order(text, names) != _order(composed, names):
        return OTHER_POLARITY
    if _plain_words(text) - _plain_words(composed) - _CONNECTING:
        return OTHER_WORDS
    return None


def _tokens(text: str) -> list[str]:
    return _FACT.findall(text)


def _facts(text: str, names: set[str]) -> Iterator[str]:
    """Quotes, pseudonyms, dates, numbers, and what the composed sentences write with a capital; each in its order."""
    for token in _tokens(text):
        if token[0] in "“[0123456789" or token.casefold() in names or token[:1].isupper():
            yield token.casefold()


def _turning(text: str) -> Iterator[str]:
    """The words outside quotes that turn round what is said or make it doubtful."""
    return (word for word in _words(text) if word in _TURNING)


def _order(text: str, names: set[str]) -> list[str]:
    """Facts and turning words in one order, so that a denial stays with what it denies."""
    order = []
    for token in _tokens(text):
        if token[0] in "“[0123456789" or token.casefold() in names:
            order.append(token.casefold())
        order += [word for word in _words(token) if word in _TURNING and token[0] != "“"]
    return order


def _words(text: str) -> list[str]:
    outside = re.sub("“[^”]*”", " ", text)
    return [word.plain for word in split_words(outside) if word.plain.isalpha()]


def _plain_words(text: str) -> set[str]:
    return {base_form(word) for word in _words(text)}
