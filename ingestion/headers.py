"""Headers as a reader may rely on them: text, and each of them once."""

import re
from collections.abc import Iterable
from functools import lru_cache

_SPACES = re.compile(r"[\s\u00a0\u200b\u202f\u2060\ufeff]+")


@lru_cache(maxsize=1 << 14)
def folded(header: str) -> str:
    """What two headers have in common that differ in case and white space only (no-break spaces are some)."""
    return _SPACES.sub(" ", header).strip().casefold()


def squeezed(header: str) -> str:
    """A header of a standard, in lower case and without any white space."""
    return folded(header).replace(" ", "")


def unique_headers(headers: Iterable[object]) -> list[str]:
    """Headers as text; one that comes again gets a number: `Other`, `Other (2)`."""
    taken: set[str] = set()
    return [
        free_name(str(header).strip() if header not in (None, "") else f"column {at}", taken)
        for at, header in enumerate(headers, 1)
    ]


def free_name(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken already. Takes it."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free)
    return free
