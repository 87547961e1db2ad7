"""What a measurement says to somebody who has to decide whether to count with a skill: a verdict in words.

A verdict of trust rests on notes that others than the skill's authors coded, and on ten or more of them for each code.
What the authors wrote themselves can speak against a code, never for it.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from caseline.coding.measuring.agreement import Agreement, pooled
from caseline.coding.measuring.measured import Evaluation

Standing = Literal["count", "care", "do not count", "too few"]

GOOD, SURELY = 0.8, 0.6
"""A code counts where so many of what is given are right, and so many of what is there are found; and where, with 95%
confidence, either is at least the second."""
BAD = 0.5
FEWEST = 5
"""Notes from which on a code can be said to read badly."""
MOST_NAMED = 3


def standing(agreement: Agreement) -> Standing:
    """Whether a code can be counted, by notes that people coded."""
    wholes = (agreement.given, agreement.support)
    if max(wholes) < FEWEST:
        return "too few"
    if any(agreement.both <= BAD * whole for whole in wholes if whole >= FEWEST):
        return "do not count"
    ranges = (agreement.precision_interval, agreement.recall_interval)
    if all(agreement.both >= GOOD * whole for whole in wholes) and all(at and at[0] >= SURELY for at in ranges):
        return "count"
    return "care"


def verdict(result: Evaluation) -> str:
    """In a few plain sentences, which codes a director can count with, for which not, and on what that rests."""
    codes = {result.skill.title_of(label): agreement for label, agreement in result.by_label.items()}
    told = [*_told_by_authors(codes)] if result.is_by_authors else [*_told_by_people(codes)]
    return f"{result.skill.title}: {' '.join([_lead(result, codes), _basis(result), *told])}"


def _is_weak(agreement: Agreement) -> bool:
    """Whether a code falls short of what would count, on notes enough to say so."""
    return any(agreement.both < GOOD * whole for whole in (agreement.given, agreement.support) if whole >= FEWEST)


def _lead(result: Evaluation, codes: dict[str, Agreement]) -> str:
    if result.is_by_authors:
        return "not known yet whether you can count with it."
    by_standing = _by_standing(codes)
    if len(by_standing["too few"]) == len(codes):
        return "too few notes to say whether you can count with it."
    if not by_standing["count"]:
        return "do not count with it yet." if by_standing["do not count"] else "read it with care, do not count yet."
    whole = len(by_standing["count"]) == len(codes)
    return f"count with {'all of it' if whole else _named(by_standing['count'])}."


def _basis(result: Evaluation) -> str:
    together = pooled(result.by_label)
    flatters = ", which flatters," if result.is_by_authors else ","
    notes = f"{result.notes:,} note{'s' if result.notes != 1 else ''}"
    are = "is" if together.both == 1 else "are"
    right = f"of the codes that it gives {_part(together.both, together.given, '')} {are} right"
    return (
        f"On {notes} that {_who_coded(result)}{flatters} it finds {_part(together.both, together.support)} that they"
        f" gave, and {right if together.given else 'gives no other'}."
    )


def _told_by_people(codes: dict[str, Agreement]) -> Iterable[str]:
    by_standing = _by_standing(codes)
    if listed := by_standing["care"]:
        yield f"Read with care: {_with_reasons(codes, listed)}."
    if listed := by_standing["do not count"]:
        yield f"Do not count {_with_reasons(codes, listed)}."
    if (listed := by_standing["too few"]) and len(listed) < len(codes):
        yield f"Too few notes to say anything of {_named(listed)}."


def _told_by_authors(codes: dict[str, Agreement]) -> Iterable[str]:
    bad = _by_standing(codes)["do not count"]
    if bad:
        yield f"Even there it reads badly, so do not count {_with_reasons(codes, bad)}."
    if care := [title for title, agreement in codes.items() if title not in bad and _is_weak(agreement)]:
        yield f"Read with care: {_with_reasons(codes, care)}."
    yield "What its authors wrote says nothing of your notes: have some of yours coded before you count with it."


def _by_standing(codes: dict[str, Agreement]) -> dict[Standing, list[str]]:
    found: dict[Standing, list[str]] = {"count": [], "care": [], "do not count": [], "too few": []}
    for title, agreement in codes.items():
        found[standing(agreement)].append(title)
    return found


def _with_reasons(codes: dict[str, Agreement], titles: Sequence[str]) -> str:
    return "; ".join(f"“{title}” ({_reason(codes[title])})" for title in titles)


def _reason(agreement: Agreement) -> str:
    """The worse of what is right and what is found, as counts."""
    right = agreement.both / agreement.given if agreement.given else 1.0
    found = agreement.both / agreement.support if agreement.support else 1.0
    if right <= found:
        return f"right in {agreement.both:,} of {agreement.given:,}"
    return f"found in {agreement.both:,} of {agreement.support:,}"


def _who_coded(result: Evaluation) -> str:
    """'the skill's authors wrote and coded', 'ana and ben coded'."""
    if result.is_by_authors:
        return "the skill's authors wrote and coded"
    names = sorted(name for name in result.annotators if name.strip())
    if not names:
        return "somebody coded who is not named"
    if len(names) > MOST_NAMED:
        return f"{len(names)} people coded"
    return f"{_and(names)} coded"


def _part(some: int, whole: int, what: str = " codes") -> str:
    """'34 of the 38 codes (9 in 10)'; a few are not said as a share."""
    share = f" ({round(10 * some / whole)} in 10)" if whole >= FEWEST and some < whole else ""
    return f"{some:,} of {whole:,}{what}{share}"


def _named(titles: Sequence[str]) -> str:
    return _and([f"“{title}”" for title in titles])


def _and(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
