"""Words that programs write where there is nothing: `NULL` of SQL Server, `\\N` of MySQL, `#N/A` of spreadsheets,
`---` of CommCare,
`N/A` of people."""

from collections import Counter
from collections.abc import Iterable, Sequence

WORDS = frozenset({"NULL", "null", "(null)", "<null>", "\\N", "#N/A", "NaN", "NaT", "<NA>", "---", "N/A", "n/a"})
_LEAST_COLUMNS = 2
_SAYS_NOTHING = {word.casefold() for word in WORDS} | {"", "-", "--", ".", "?", "na", "none", "nil"}


def null_words(rows: Iterable[Sequence[str]]) -> frozenset[str]:
    """The words that stand for nothing throughout a table, as its first rows show: in several columns. A person may be
    called one of them."""
    columns = Counter(word for word, _ in {(cell, at) for row in rows for at, cell in enumerate(row) if cell in WORDS})
    return frozenset(word for word, count in columns.items() if count >= _LEAST_COLUMNS)


def says_nothing(text: str) -> bool:
    """Whether what stands where a name or number should is none."""
    return text.strip().casefold() in _SAYS_NOTHING


def remark_on(words: frozenset[str]) -> str:
    """What to say of a file in which words stand for nothing."""
    return f"{' and '.join(sorted(words))} in it stands for nothing, and is read as empty."
