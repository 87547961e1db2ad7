"""Headers as a reader may rely on them: text, and each of them once."""

from collections.abc import Iterable


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
