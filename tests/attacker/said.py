"""What one published cell says: a number, a bound, or nothing; and the numbers that its sentence holds besides."""

import re
from dataclasses import dataclass, replace

DASHES = {"–", "-", "—", ""}
NUMBER = r"\d[\d,]*(?:\.\d+)?"


@dataclass(frozen=True)
class Said:
    """One statement of one publication about one cell of one question.

    `answer` is the text that stands in the cell. `numerator` and `denominator` are those of a share; `events` counts
    records and `clients` people. `share_low` and `share_high` bound a share between 0 and 1 whose parts are not said.
    """

    source: str
    audience: str
    version: str
    report: str
    question: str
    row: str
    column: str
    answer: str
    start: str = ""
    end: str = ""
    numerator: int | None = None
    denominator: int | None = None
    events: int | None = None
    clients: int | None = None
    share_low: float | None = None
    share_high: float | None = None

    @property
    def is_absent(self) -> bool:
        return self.answer in DASHES

    @property
    def fewer_than(self) -> int | None:
        """`<11` and `fewer than 11` give 11."""
        found = re.fullmatch(r"(?:<|fewer than )\s*(\d+)", self.answer, re.IGNORECASE)
        return int(found[1]) if found else None

    @property
    def is_withheld(self) -> bool:
        return self.fewer_than is not None or self.answer.lower() == "withheld"

    @property
    def is_not_counted(self) -> bool:
        return self.answer.lower() == "not counted"


def whole(text: object) -> int | None:
    """A number without decimals, or nothing."""
    cleaned = str(text).replace(",", "").strip()
    if not re.fullmatch(r"-?\d+(?:\.0+)?", cleaned):
        return None
    return int(float(cleaned))


def rounded_share(text: str) -> tuple[float, float] | None:
    """The shares, 0 to 1, that are written so: `57%` gives .565 to .575."""
    found = re.fullmatch(r"(\d+)(?:\.(\d+))?%", text.strip())
    if not found:
        return None
    half = 0.5 * 10.0 ** -len(found[2] or "")
    value = float(text.strip()[:-1])
    return max(0.0, (value - half) / 100), min(1.0, (value + half) / 100)


def with_sentence(said: Said, sentence: str) -> Said:
    """The same with the numbers of its sentence."""
    body = sentence.split(" Not counted", 1)[0]
    share = re.search(rf"({NUMBER}) of ({NUMBER}) clients", body)
    if share:
        return replace(said, numerator=whole(share[1]), denominator=whole(share[2]))
    things = re.search(rf"({NUMBER}) [a-z ]+?, of ({NUMBER}) clients?\.", body)
    if things:
        return replace(said, events=whole(things[1]), clients=whole(things[2]))
    mean = re.search(rf"over ({NUMBER}) [a-z ]+? of ({NUMBER}) clients?\.", body)
    if mean:
        return replace(said, events=whole(mean[1]), clients=whole(mean[2]))
    people = re.search(rf"(?:^|: )({NUMBER}) clients? ", body)
    if people:
        return replace(said, clients=whole(people[1]))
    return said
