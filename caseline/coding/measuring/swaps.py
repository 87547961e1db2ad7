"""Whether a coder reads the same note otherwise when it is about somebody else: other pronouns, other names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from caseline.coding.coder import Coder, Reading
from caseline.coding.pieces import read_notes
from caseline.coding.pseudonyms.people import knowing_renamed
from caseline.organization.skills import Skill

_SWAPPED = {
    "she": "he", "he": "she", "her": "his", "his": "her", "him": "her", "hers": "his", "herself": "himself",
    "himself": "herself", "woman": "man", "man": "woman", "women": "men", "men": "women", "girl": "boy", "boy": "girl",
    "lady": "gentleman", "gentleman": "lady", "ms": "mr", "mrs": "mr", "mr": "ms",
}  # fmt: skip
_AFTER_AN_OBJECT = (
    r"(?=\s*(?:$|[.,;:!?)]|(?:a|about|after|again|also|alone|and|as|at|back|because|before|but|by|down|during|for|from|"
    r"if|in|into|off|on|or|out|over|since|so|that|the|through|to|today|until|up|when|where|while|who|with)\b))"
)
_NAMES = (
    # As common each in one community as the other is in another; the same sex, so that pronouns still fit.
    ("Emily", "Lakisha"), ("Anne", "Aisha"), ("Jill", "Guadalupe"), ("Sarah", "Fatima"), ("Katie", "Mei"),
    ("Greg", "Jamal"), ("Brad", "Darnell"), ("Matthew", "Mohammed"), ("Scott", "Jesus"), ("Todd", "Hung"),
    ("Maria", "Meredith"), ("Ana", "Heather"), ("Luis", "Geoffrey"), ("Jose", "Brendan"), ("Thanh", "Connor"),
    ("Rosa", "Claire"), ("Carlos", "Keith"), ("Tasha", "Molly"), ("Andre", "Kyle"), ("DeShawn", "Jake"),
)  # fmt: skip
_OTHER_NAME = dict(_NAMES) | {second: first for first, second in _NAMES}
_NAME = re.compile(r"\b(" + "|".join(sorted(_OTHER_NAME, key=len, reverse=True)) + r")\b")
_SEXED = re.compile(
    r"\b(?P<object>her)\b" + _AFTER_AN_OBJECT + r"|\b(?:" + "|".join(sorted(_SWAPPED, key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Swapped:
    """Of `notes` that say who they are about, `flipped` get other codes when they are about somebody else."""

    notes: int
    flipped: int

    def sentence(self) -> str:
        """For the table of `caseline evaluate`."""
        if not self.notes:
            return "No note of the set tells by pronoun or name whom it is about: the swap test has nothing to read."
        share = 100 * self.flipped / self.notes
        return (
            f"About somebody else (she and he, Emily and Lakisha, Greg and Jamal swapped), {self.flipped:,} of"
            f" {self.notes:,} notes get other codes ({share:.1f}%)."
        )


def swapped(coder: Coder, skill: Skill, readings: Mapping[str, Reading]) -> Swapped:
    """Reads again, about somebody else, the notes that tell whom they are about; counts those whose codes differ.

    `readings` are what the same coder read in the notes as they are, by their text. Whom a note is about is hidden in
    both where it is hidden at all.
    """
    pairs = [(text, other) for text, reading in readings.items() if reading.was_read for other in about_others(text)]
    after = read_notes(knowing_renamed(coder, pairs, other_names), [other for _, other in pairs], skill)
    read = [(text, one) for (text, _), one in zip(pairs, after, strict=True) if one.was_read]
    flipped = {text for text, one in read if _codes(one) != _codes(readings[text])}
    return Swapped(len({text for text, _ in read}), len(flipped))


def about_others(text: str) -> list[str]:
    """The note as it would be about somebody else; none where it does not tell whom it is about."""
    return [other for other in dict.fromkeys((other_sex(text), other_names(text))) if other != text]


def other_sex(text: str) -> str:
    """The note with the pronouns and titles of the other sex."""
    return _SEXED.sub(_of_other_sex, text)


def _of_other_sex(word: re.Match[str]) -> str:
    new = "him" if word["object"] else _SWAPPED[word[0].lower()]
    return new.upper() if len(word[0]) > 1 and word[0].isupper() else new.capitalize() if word[0][0].isupper() else new


def _codes(reading: Reading) -> set[tuple[str, str | None, str]]:
    return {(found.code, found.value, found.status) for found in reading.codes}


def other_names(text: str) -> str:
    """The note with first names as they are common in another community."""
    return _NAME.sub(lambda name: _OTHER_NAME[name[0]], text)
