"""Words that programs write where there is nothing: `NULL` of SQL Server, `\\N` of MySQL, `#N/A` of spreadsheets,
`---` of CommCare,
`N/A` of people."""

from collections import Counter
from collections.abc import Iterable, Sequence

WORDS = frozenset({"NULL", "null", "(null)", "<null>", "\\N", "#N/A", "NaN", "NaT", "<NA>", "---", "N/A", "n/a"})
ERROR_WORDS = frozenset(
    {
        "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#Div/0!", "#NAME?", "#Name?", "#NULL!", "#Null!", "#NUM!", "#Num!",
        "#ERROR!", "#Error", "#Error!", "#Deleted", "#DELETED", "#SPILL!", "#CALC!", "#Type!",
    }
)  # fmt: skip
"""What Access, Excel and Google Sheets write into a cell that was deleted or that they could not compute: no value."""
_LEAST_COLUMNS = 2
_SAYS_NOTHING = {word.casefold() for word in WORDS | ERROR_WORDS} | {"", "-", "--", ".", "?", "na", "none", "nil"}


def null_words(rows: Iterable[Sequence[str]]) -> frozenset[str]:
    """The words that stand for nothing throughout a table, as its first rows show: in several columns, for a person may
    be called one of them; and the errors of programs, wherever they stand."""
    rows = list(rows)
    errors = {cell for row in rows for cell in row if cell in ERROR_WORDS}
    columns = Counter(word for word, _ in {(cell, at) for row in rows for at, cell in enumerate(row) if cell in WORDS})
    return frozenset(word for word, count in columns.items() if count >= _LEAST_COLUMNS) | errors


def read_as_empty(rows: Iterable[Sequence[str]]) -> frozenset[str]:
    """What is empty in every row of a table of which `rows` are the first."""
    return null_words(rows) | ERROR_WORDS


def says_nothing(text: str) -> bool:
    """Whether what stands where a name or number should is none."""
    return text.strip().casefold() in _SAYS_NOTHING


def remark_on(words: frozenset[str]) -> str:
    """What to say of a file in which words stand for nothing."""
    return f"{' and '.join(sorted(words))} in it stands for nothing, and is read as empty."
