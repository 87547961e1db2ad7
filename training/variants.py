"""The same sentence as another might have written it: of the other sex, in other letters."""

import random
import re

OTHER_SEX = {
    word: other
    for pair in (
        ("he", "she"), ("him", "her"), ("himself", "herself"), ("man", "woman"), ("boyfriend", "girlfriend"),
        ("husband", "wife"), ("son", "daughter"), ("mom", "dad"), ("mother", "father"), ("brother", "sister"),
    )
    for word, other in (pair, pair[::-1])
} | {"his": "her"}  # fmt: skip


def variant(text: str, before: str, chance: random.Random) -> tuple[str, str]:
    """The sentence about somebody of the other sex, sometimes in small or large letters."""
    text, before = (_of_other_sex(part) for part in (text, before))
    form = chance.random()
    if form < 0.25:
        return text.lower(), before.lower()
    if form < 0.30:
        return text.rstrip(".!"), before
    return (text.upper(), before) if form < 0.34 and len(text) < 160 else (text, before)


def _of_other_sex(text: str) -> str:
    def swapped(match: re.Match[str]) -> str:
        word = match[0]
        other = OTHER_SEX.get(word.lower())
        if other is None:
            return word
        return other.capitalize() if word[0].isupper() else other

    return re.sub(r"[A-Za-z]+", swapped, text)
