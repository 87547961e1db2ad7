"""What the headers of a table say together, by which each of them is read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caseline.onboarding.draft.known_words import common_prefix, known_words
from ingestion.header_words import words_of

_EXPLAINED = re.compile(r"\((?:[^()\s]+\s+){2,}[^()]*\)|\[(?:[^\[\]\s]+\s+){2,}[^\[\]]*\]")
_OF_A_NAME = frozenset({"first", "last", "middle", "full", "name", "initial", "suffix"})


@dataclass(frozen=True)
class HeaderContext:
    """`prefix`: words that most headers begin with, which say nothing. `of_children`: whether its clients are children,
    so that *child* in a header is no other person.
    """

    prefix: tuple[str, ...] = ()
    of_children: bool = False

    def words(self, header: str) -> tuple[str, ...]:
        """The words of a header, without those that only say that it is the client's."""
        words = words_of(header)
        if not self.of_children:
            return words
        own = known_words().children
        return tuple(word for word in words if word not in own) or words

    def without_explanation(self, header: str) -> tuple[str, ...]:
        """The words of a header without what it explains in brackets, such as '(check all that apply)'."""
        return self.words(_EXPLAINED.sub(" ", header)) or self.words(header)


def context_of(headers: Sequence[str]) -> HeaderContext:
    """How the headers of a table are to be read."""
    return HeaderContext(common_prefix(headers), _are_of_children(headers))


def _are_of_children(headers: Iterable[str]) -> bool:
    """Whether the only names that a table holds beside those of parents and others are children's."""
    named = [set(words) for header in headers if _OF_A_NAME & set(words := words_of(header))]
    owners = [words - _OF_A_NAME for words in named]
    own, people = known_words().children, known_words().people
    return any(owner and owner <= own for owner in owners) and not any(
        not owner or (owner <= people and not owner & own) for owner in owners
    )
