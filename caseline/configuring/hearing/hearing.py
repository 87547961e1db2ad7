"""A sentence heard: the change it means, the values that it says, and what has to be asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from caseline.configuring.hearing.denial import routed
from caseline.configuring.hearing.mentions import stems
from caseline.configuring.hearing.patterns import LEAST_AIM, aims, hints
from caseline.configuring.hearing.values import READERS
from caseline.configuring.kinds import KINDS
from caseline.configuring.known import Known

MOST_OFFERED = 4
NEAREST = 3
LACKING = 1.5
"""How much speaks against a change for each thing that it asks and the sentence does not say."""
_AND_THEN = re.compile(
    r"(?:,? and|;|\.) (?=(?:add|count|change|rename|remove|drop|keep|delete|send|show|stop|make)\b)", re.I
)


@dataclass(frozen=True)
class Heard:
    """A change that a sentence means, with the values that it says by name; others have to be asked."""

    change: str
    given: Mapping[str, str]
    others: tuple[str, ...] = ()
    """Other changes that it may mean, the likeliest first."""

    @property
    def lacking(self) -> list[str]:
        return [
            name for name, field in KINDS[self.change].asked().items() if field.is_required() and name not in self.given
        ]

    @property
    def is_complete(self) -> bool:
        """Whether it says everything that the change asks, and that is more than one thing."""
        return not self.lacking and len(self.given) > 1


def hear(sentence: str, known: Known) -> list[Heard]:
    """What a sentence means, one change or several. Empty where it means none that there is."""
    parts = [part.strip() for part in _AND_THEN.split(sentence) if part.strip()]
    found = [_heard(part, known) for part in parts]
    if len(parts) > 1 and not all(found):
        found = [_heard(sentence, known)]
    return [one for one in found if one]


def nearest(sentence: str) -> list[str]:
    """The changes that a sentence which means none may be about, the likeliest first; at most three."""
    spoken = stems(sentence)
    hint = hints(sentence)
    about = {name: hint[name] + len(stems(kind.title) & spoken) for name, kind in KINDS.items()}
    likeliest = sorted((name for name in about if about[name] > 0), key=lambda name: -about[name])
    return likeliest[:NEAREST]


def _heard(text: str, known: Known) -> Heard | None:
    """The change that most speaks for: by its words, and by how much of what it asks is said."""
    weights = routed(text, aims(text))
    tried = [Heard(kind, _given(kind, text, known)) for kind in weights]
    tried = [one for one in tried if weights[one.change] >= LEAST_AIM or one.is_complete]
    tried.sort(key=lambda one: weights[one.change] - LACKING * len(one.lacking), reverse=True)
    if not tried:
        return None
    return replace(tried[0], others=tuple(one.change for one in tried[1:MOST_OFFERED]))


def _given(kind: str, text: str, known: Known) -> dict[str, str]:
    return {name: value for name, value in READERS[kind](text, known).items() if value}
