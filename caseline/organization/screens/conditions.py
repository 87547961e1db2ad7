"""Rules in words: `phq9_9 >= 1`, or `cssrs_2 = 1 and cssrs_6 = 0`."""

import re
from dataclasses import dataclass

_CONDITION = re.compile(r"^\s*([a-z][a-z0-9_]*)\s*(>=|<=|=|>|<)\s*(-?\d+(?:\.\d+)?)\s*$")


@dataclass(frozen=True)
class Condition:
    """The points of one item compared with a number."""

    item: str
    operator: str
    points: float


def parse_clause(text: str) -> list[Condition]:
    """Conditions joined by `and`, all of which must hold. Raises ValueError that names what is none."""
    found = []
    for part in re.split(r"\s+and\s+", text.strip()):
        match = _CONDITION.match(part)
        if match is None:
            raise ValueError(f"'{part}' is not a rule")
        found.append(Condition(match[1], match[2], float(match[3])))
    return found
