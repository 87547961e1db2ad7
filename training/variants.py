"""The same sentence as another might have written it: of the other sex, in other letters."""

import random
import re

from caseline.coding.measuring.swaps import other_sex

KIN = {
    word: other
    for pair in (
        ("boyfriend", "girlfriend"), ("husband", "wife"), ("son", "daughter"), ("mom", "dad"), ("mother", "father"),
        ("brother", "sister"),
    )
    for word, other in (pair, pair[::-1])
}  # fmt: skip
_KIN = re.compile(rf"\b({'|'.join(KIN)})\b", re.IGNORECASE)


def variant(text: str, before: str, chance: random.Random) -> tuple[str, str]:
    """The sentence about somebody of the other sex, sometimes in small or large letters."""
    text, before = (_other_kin(other_sex(part)) for part in (text, before))
    form = chance.random()
    if form < 0.25:
        return text.lower(), before.lower()
    if form < 0.30:
        return text.rstrip(".!"), before
    return (text.upper(), before) if form < 0.34 and len(text) < 160 else (text, before)


def _other_kin(text: str) -> str:
    def swapped(match: re.Match[str]) -> str:
        other = KIN[match[0].lower()]
        return other.capitalize() if match[0][0].isupper() else other

    return _KIN.sub(swapped, text)
