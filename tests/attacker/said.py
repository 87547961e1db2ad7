"""What one published cell says: a number, a bound, or nothing; and the numbers that its sentence holds besides."""

import functools
import math
import re
from dataclasses import dataclass, replace

DASHES = {"–", "-", "—", ""}
NUMBER = r"\d[\d,]*(?:\.\d+)?"


@dataclass(frozen=True)
class Said:
    """One statement of one publication about one cell of one question.

    `row` and `column` are labels, `Total` where the cell is of all; where a text names both at once, `part` holds it.
    `answer` is the text that stands in the cell. `numerator` and `denominator` are those of a share; `events` counts
    records and `clients` people; `records` are those that an answer says it was counted from. `likely` is the interval
    of a share, 0 to 1, and `rounding` by how much numbers of the file may be off, as the file says.
    """

    report: str
    question: str
    row: str
    column: str
    answer: str
    part: str = ""
    start: str = ""
    end: str = ""
    numerator: int | None = None
    denominator: int | None = None
    events: int | None = None
    clients: int | None = None
    records: int | None = None
    likely: tuple[tuple[float, float], tuple[float, float]] | None = None
    rounding: int = 0
    source: str = ""
    version: str = "current"

    def sent(self, source: str, version: str) -> "Said":
        return replace(self, source=source, version=version)

    @property
    def is_absent(self) -> bool:
        return self.answer in DASHES

    @property
    def is_withheld(self) -> bool:
        return self.answer.lower() == "withheld" or self.answer.startswith("<") or "fewer than" in self.answer.lower()

    @property
    def is_not_counted(self) -> bool:
        return self.answer.lower() == "not counted"


def whole(text: object) -> int | None:
    """A number without decimals, or nothing."""
    cleaned = str(text).replace(",", "").strip()
    if not re.fullmatch(r"-?\d+(?:\.0+)?", cleaned):
        return None
    return int(float(cleaned))


def bounds(answer: str, rounding: int = 0) -> tuple[int, int | None] | None:
    """The least and the greatest that a count can be: `33`, `<11`, `11-15`, `20 or more`, `20+`, `>20`."""
    text = answer.replace(",", "").strip().lower()
    if (number := whole(text)) is not None:
        return around(number, rounding)
    if found := re.fullmatch(r"(?:<|fewer than|under) ?(\d+)", text):
        return 1, int(found[1]) - 1
    if found := re.fullmatch(r"(\d+) ?(?:-|–|to) ?(\d+)", text):
        return int(found[1]), int(found[2])
    if found := re.fullmatch(r"(\d+) ?(?:\+|or more)|(?:≥|at least) ?(\d+)", text):
        return int(found[1] or found[2]), None
    if found := re.fullmatch(r"(?:>|more than|over) ?(\d+)", text):
        return int(found[1]) + 1, None
    return None


def around(number: int, rounding: int) -> tuple[int, int]:
    """What a count may be that was rounded by up to so many; only nobody becomes 0."""
    return (max(1, number - rounding), number + rounding) if number else (0, 0)


def share(answer: str) -> tuple[float, float] | None:
    """The shares, 0 to 1, that are written so: `57%` gives .565 to .575, `>95%` .95 to 1, `50-59%` .495 to .595."""
    text = answer.strip().removesuffix("%")
    if found := re.fullmatch(r"([<>≥≤])? ?(\d+(?:\.\d+)?)", text):
        half = _half(found[2])
        value = float(found[2])
        low, high = (value - half, value + half) if not found[1] else (0, value) if found[1] in "<≤" else (value, 100)
    elif found := re.fullmatch(r"(\d+(?:\.\d+)?)%? ?(?:-|–|to) ?(\d+(?:\.\d+)?)", text):
        low, high = float(found[1]) - _half(found[1]), float(found[2]) + _half(found[2])
    else:
        return None
    return max(0.0, low / 100), min(1.0, high / 100)


def _half(digits: str) -> float:
    """Half a unit of the last place."""
    return 0.5 * 10.0 ** -len(digits.partition(".")[2])


def rounding(text: str) -> int:
    """By how much numbers may be off where a text says that they are rounded; 0 where it does not."""
    words = {"three": 3, "five": 5, "ten": 10}
    found = re.search(r"rounded[^.]{0,40}?(nearest|multiples? of|base) (\d+|three|five|ten)", text, re.IGNORECASE)
    if not found:
        return 0
    base = words.get(found[2].lower()) or int(found[2])
    return base // 2 if found[1].lower() == "nearest" else base - 1


def with_sentence(said: Said, sentence: str) -> Said:
    """The same with the numbers of its sentence."""
    body = sentence.split(" Not counted", 1)[0].replace("About ", "").replace("about ", "")
    if between := re.search(r"between (\d+(?:\.\d+)?)% and (\d+(?:\.\d+)?)%", body):
        low, high = share(between[1]), share(between[2])
        if low and high:
            said = replace(said, likely=(low, high))
    if found := re.search(rf"({NUMBER}) of ({NUMBER}) clients", body):
        return replace(said, numerator=whole(found[1]), denominator=whole(found[2]))
    if found := re.search(rf"({NUMBER}) [a-z ]+?, of ({NUMBER}) clients?\.", body):
        return replace(said, events=whole(found[1]), clients=whole(found[2]))
    if found := re.search(rf"over ({NUMBER}) [a-z ]+? of ({NUMBER}) clients?\.", body):
        return replace(said, events=whole(found[1]), clients=whole(found[2]))
    if found := re.search(rf"(?:^|: )({NUMBER}) clients? ", body):
        return replace(said, clients=whole(found[1]))
    return said


@functools.lru_cache
def bases_of(
    shown: tuple[float, float], low: tuple[float, float], high: tuple[float, float], most: int = 500
) -> tuple[tuple[int, int], ...]:
    """Every numerator and base, up to `most`, whose share and Wilson interval round to what is printed."""
    z = 1.959964
    fitting = []
    for base in range(1, most + 1):
        for above in range(math.ceil(shown[0] * base), math.floor(shown[1] * base) + 1):
            p = above / base
            middle = (p + z * z / (2 * base)) / (1 + z * z / base)
            half = z / (1 + z * z / base) * math.sqrt(p * (1 - p) / base + z * z / (4 * base * base))
            if low[0] <= middle - half <= low[1] and high[0] <= middle + half <= high[1]:
                fitting.append((above, base))
    return tuple(fitting)
