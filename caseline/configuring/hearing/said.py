"""What a sentence says besides names: quotes, numbers, days, addresses, what follows a word."""

import re
from datetime import date

_QUOTED = re.compile(r"[\"“]([^\"”]+)[\"”]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_LONG_DAY = re.compile(r"\b([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b", re.IGNORECASE)
_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip
_NUMBER = r"(\d+(?:\.\d+)?|" + "|".join(_WORDS) + r")"
_SPAN = re.compile(rf"\b{_NUMBER}[ -](day|week|month|year)s?\b", re.IGNORECASE)
_BARE = re.compile(rf"\b{_NUMBER}\b", re.IGNORECASE)
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_INSTEAD = re.compile(r"\b(instead of|rather than|not just|from \d+)\b.*$", re.IGNORECASE)


def quotes(text: str) -> list[str]:
    return [one.strip() for one in _QUOTED.findall(text)]


def without_quotes(text: str) -> str:
    return _QUOTED.sub(" ", text)


def email(text: str) -> str | None:
    found = _EMAIL.search(text)
    return found[0] if found else None


def dates(text: str, month_first: bool = True) -> list[date]:
    """Days in the order in which they stand; one that is in no calendar is none. `month_first`: how 3/4/2026 is
    meant."""
    found = [(one.start(), int(one[1]), int(one[2]), int(one[3])) for one in _ISO.finditer(text)]
    for one in _LONG_DAY.finditer(text):
        if one[1].lower() in _MONTHS:
            found.append((one.start(), int(one[3]), _MONTHS.index(one[1].lower()) + 1, int(one[2])))
    for one in _SLASHED.finditer(text):
        month, day = (int(one[1]), int(one[2])) if month_first else (int(one[2]), int(one[1]))
        found.append((one.start(), int(one[3]), month, day))
    days = []
    for _, year, month, day in sorted(found):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return days


def days(text: str) -> int | None:
    """A span in days; what stands after `instead of` is how it was."""
    found = _SPAN.search(_INSTEAD.sub("", text))
    return int(_value(found[1]) * _DAYS[found[2].lower()]) if found else None


def period(text: str) -> str | None:
    """A span as retention writes it: 7 years."""
    found = _SPAN.search(_INSTEAD.sub("", text))
    if not found or found[2].lower() == "week":
        return None
    number, unit = int(_value(found[1])), found[2].lower()
    return f"{number} {unit}{'' if number == 1 else 's'}"


def number(text: str) -> float | None:
    """The last number that is said, in digits or as a word."""
    plain = [one for one in _BARE.findall(_INSTEAD.sub("", text)) if one.lower() not in ("a", "an", "one")]
    return _value(plain[-1]) if plain else None


def after(text: str, *words: str) -> str | None:
    """What follows the first of these words that is there, up to a comma or the end."""
    for word in words:
        found = re.search(rf"\b{word}\b:?\s+(.+?)(?:[,;.]\s|[,;.]?$)", text, re.IGNORECASE)
        if found:
            return found[1].strip().strip("\"“”'") or None
    return None


def _value(word: str) -> float:
    return float(_WORDS.get(word.lower(), 0) or word)
