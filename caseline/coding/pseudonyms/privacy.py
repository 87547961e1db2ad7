"""Pseudonyms: what a note says about who somebody is does not leave the machine.

Names and identifiers that the record knows of the client and the people around them, and what has the form of one
(telephone numbers, addresses, numbers, names after a title or a relative), become words in square brackets. The client
and the people of the household are the same word in every note of the client; strangers, and who wrote the note, only
within it. Quotes come back in the words of the note.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from caseline.coding.budget import Budget
from caseline.coding.coder import Coder, FoundCode, Reading
from caseline.coding.pseudonyms.identifiers import GRAMMAR_NAMES, PERSON, SHORT_NAMES, WORD_NAMES, identifiers
from caseline.organization.skills import Skill

CLIENT = "CLIENT"
_CLIENT_BEFORE = re.compile(r"(?<!\w)(?:ct|pt|cl|client|patient|resident|mr|mrs|ms|miss|mx)\.?\s+$", re.IGNORECASE)
_TITLE_BEFORE = re.compile(r"(?<!\w)(?:mr|mrs|ms|miss|mx|dr|sra?|srta)\.?\s+$", re.IGNORECASE)
_IN_A_SENTENCE = re.compile(r"[a-zà-öø-ÿ'’] $")
_WORD_BEFORE, _WORD_AFTER = re.compile(r"([^\W\d_][\w'’-]*) $"), re.compile(r" ([^\W\d_][\w'’-]*)")
_AROUND = 40
"""Characters on either side of a name that may tell whether it is one."""


@dataclass(frozen=True)
class Known:
    """What the record knows of the people of a note: names of the client, names of each person around them (in a
    lasting order), and identifiers (numbers, addresses, days of birth as they may be written)."""

    client: frozenset[str] = frozenset()
    others: tuple[frozenset[str], ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)
    """Each identifier with the kind it is: NUMBER, CONTACT, ADDRESS or BIRTH DATE."""

    def renamed(self, change: Callable[[str], str]) -> "Known":
        """The same people where a text may have their names as they are or as `change` makes them."""
        client, *others = (one | frozenset(map(change, one)) for one in (self.client, *self.others))
        identifiers = {change(each): kind for each, kind in self.identifiers.items()}
        return Known(client, tuple(others), {**identifiers, **self.identifiers})


@dataclass(frozen=True)
class Masked:
    """A text with pseudonyms, and where each stood: (start, end) in it, (start, end) in the original."""

    text: str
    original: str
    places: tuple[tuple[int, int, int, int], ...]

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the original for offsets of the masked text; a pseudonym comes back whole."""
        return self._back(start, first=True), self._back(end, first=False)

    def _back(self, offset: int, first: bool) -> int:
        moved = 0
        for masked_start, masked_end, start, end in self.places:
            if offset <= masked_start:
                break
            if offset < masked_end:
                return start if first else end
            moved = end - masked_end
        return offset + moved


def mask(text: str, known: Known | None = None) -> Masked:
    """The text with every identifier that is known or has the form of one replaced by a pseudonym."""
    spans = _without_overlaps(_found(text, known or Known()))
    strangers: dict[str, str] = {}
    parts: list[str] = []
    places = []
    at = length = 0
    for start, end, word in spans:
        if word == PERSON:
            name = strangers.setdefault(text[start:end].casefold().split()[0], f"STRANGER {len(strangers) + 1}")
        else:
            name = word
        parts += [text[at:start], f"[{name}]"]
        length += start - at
        places.append((length, length + len(name) + 2, start, end))
        length += len(name) + 2
        at = end
    return Masked("".join([*parts, text[at:]]), text, tuple(places))


@dataclass(frozen=True)
class PrivateCoder:
    """A coder that is told pseudonyms; its readings are of the original text."""

    inner: Coder
    known: Mapping[str, Known] = field(default_factory=dict)
    """What the record knows, by text."""

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def budget(self) -> Budget | None:
        return self.inner.budget

    @property
    def at_once(self) -> Coder:
        return replace(self, inner=self.inner.at_once)

    def prompt_hash(self, skill: Skill) -> str:
        """Another than without pseudonyms: a model told other words may answer otherwise."""
        return f"{self.inner.prompt_hash(skill)}p"

    def read(self, texts: Sequence[str], skill: Skill, progress: Callable[[int], None] | None = None) -> list[Reading]:
        masked = [mask(text, self.known.get(text)) for text in texts]
        readings = self.inner.read([one.text for one in masked], skill, progress)
        return [
            replace(reading, codes=tuple(_in_original(found, one) for found in reading.codes))
            for reading, one in zip(readings, masked, strict=True)
        ]


def _in_original(found: FoundCode, masked: Masked) -> FoundCode:
    start, end = masked.back(found.start, found.end)
    return replace(found, start=start, end=end, quote=masked.original[start:end])


def _found(text: str, known: Known) -> Iterator[tuple[int, int, str]]:
    """(start, end, pseudonym); what the record knows first, so that it wins where two overlap."""
    for word, names in [(CLIENT, known.client), *((f"{PERSON} {n}", one) for n, one in enumerate(known.others, 1))]:
        if names:
            found = _names_pattern(names).finditer(text)
            yield from ((*match.span(), word) for match in found if _is_name(match, names))
    for identifier, kind in known.identifiers.items():
        pattern = re.compile(rf"(?<!\w){re.escape(identifier)}(?!\w)", re.IGNORECASE)
        yield from ((*match.span(), kind) for match in pattern.finditer(text))
    yield from identifiers(text)


@cache
def _names_pattern(names: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(filter(_names_somebody, names), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_as_written, longest_first))})(?!\w)", re.IGNORECASE)


def _names_somebody(name: str) -> bool:
    """Not "No, Maria", which answers a question as well."""
    first, comma, _ = name.partition(",")
    return not (comma and first.casefold() in GRAMMAR_NAMES)


def _as_written(name: str) -> str:
    """A pattern for a name in any case; but "Maria no" is not Maria No."""
    parts = re.split(r"([\s,]+)", name)
    written = [re.escape(part) for part in parts]
    for at in {0, len(parts) - 1} if len(parts) > 1 else ():
        if parts[at].casefold() in GRAMMAR_NAMES:
            written[at] = f"(?-i:{re.escape(parts[at].capitalize())}|{re.escape(parts[at].upper())})"
    return "".join(written)


def _is_name(found: re.Match[str], names: frozenset[str]) -> bool:
    """Whether a known name stands for the person: one that is a word too does where a capital or a title says so."""
    word, plain = found[0], found[0].casefold()
    before = found.string[max(0, found.start() - _AROUND) : found.start()]
    if plain in GRAMMAR_NAMES | SHORT_NAMES:
        if _TITLE_BEFORE.search(before):
            return True
        is_within = plain in SHORT_NAMES or bool(_IN_A_SENTENCE.search(before))
        return word.istitle() and (is_within or _is_beside_a_name(found, before, names))
    return plain not in WORD_NAMES or word[0].isupper() or bool(_CLIENT_BEFORE.search(before))


def _is_beside_a_name(found: re.Match[str], before: str, names: frozenset[str]) -> bool:
    """Whether the word before or behind is another name of the person: "Do Lan"."""
    beside = _WORD_BEFORE.search(before), _WORD_AFTER.match(found.string, found.end(), found.end() + _AROUND)
    others = {name.casefold() for name in names} - GRAMMAR_NAMES
    return any(word is not None and word[1].casefold() in others for word in beside)


def _without_overlaps(found: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """By position; of those that overlap the kind found first stays, stretched over all."""
    kept: list[tuple[int, int, tuple[int, str]]] = []
    for start, end, kind in sorted((start, end, (order, word)) for order, (start, end, word) in enumerate(found)):
        if kept and start < kept[-1][1]:
            before = kept.pop()
            kept.append((before[0], max(before[1], end), min(before[2], kind)))
        else:
            kept.append((start, end, kind))
    return [(start, end, word) for start, end, (_, word) in kept]
