"""The boundary around a file: whatever goes wrong within becomes a sentence, so that no file stops another.

No exception is named here to be caught: all are. Names only decide how a problem is worded.
"""

import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from caseline.ground.errors import CaselineError

T = TypeVar("T")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_OF_A_DAMAGED_FILE = (
    OSError,
    EOFError,
    UnicodeError,
    SyntaxError,  # of XML within a workbook
    NotImplementedError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
)


@dataclass(frozen=True)
class Problem:
    """Why a file, or the rest of one, is not taken in, and what to do. Holds nothing of its content.

    `is_ours` when Caseline is at fault and not the file, so that it is worth reading again.
    """

    reason: str
    fix: str
    is_ours: bool = False


class Unreadable(ValueError):
    """A file that cannot be read, in words for people."""

    def __init__(self, reason: str, fix: str = "Export the file again.") -> None:
        super().__init__(reason)
        self.problem = Problem(reason, fix)


def attempt(work: Callable[[], T]) -> T | Problem:
    """What `work` on one file gives, or why it gives nothing. CaselineError passes: it is about more than a file."""
    try:
        return work()
    except CaselineError:
        raise
    except Exception as error:
        return problem_of(error)


def as_far_as_possible(items: Iterable[T], broke_off: Callable[[Problem], None]) -> Iterator[T]:
    """Items of one file until it breaks off; why it did goes to `broke_off`. CaselineError passes."""
    try:
        yield from items
    except CaselineError:
        raise
    except Exception as error:
        broke_off(problem_of(error))


def problem_of(error: Exception) -> Problem:
    """An exception in words, without its message, which may hold content."""
    if isinstance(error, Unreadable):
        return error.problem
    if isinstance(error, _OF_A_DAMAGED_FILE):
        return Problem("This file cannot be read: it is damaged, cut off or may not be opened.", "Export it again.")
    return Problem(
        f"A fault in Caseline itself ({type(error).__name__}) stopped the reading of this file.",
        "Tell whoever looks after Caseline the name of this file, the line and the word in brackets. Every other file "
        "was read; this one is read again in the next run.",
        is_ours=True,
    )


def mended(text: str) -> str:
    """The text with a mark in place of each half character."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def has_lone_surrogate(texts: Iterable[str]) -> bool:
    """Whether any text holds half a character, which no warehouse takes."""
    return any(_LONE_SURROGATE.search(text) for text in texts)
