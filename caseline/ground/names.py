"""Names made of words that people wrote, and words as they are compared."""

import re

_WHOLE = re.compile(r"([0-9]+)[.]0+")


def slug(text: str) -> str:
    """Lower case, letters and digits joined by `_`; empty where the text has none."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def compared(word: str) -> str:
    """A code or a word of a map as it is compared: in lower case, a whole number without a point. The same rule as the
    macro `compared` of the models.
    """
    plain = word.strip().lower()
    whole = _WHOLE.fullmatch(plain)
    return whole[1] if whole else plain
