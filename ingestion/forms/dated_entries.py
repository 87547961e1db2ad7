"""Cells of text that are a log of several entries, each begun with its date."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingestion.month_names import MONTH
from ingestion.summary import Remark

_ENTRY = re.compile(
    rf"(?:^|[\n.;!?])[ \t]*[\[(*-]?[ ]*(?:\d{{1,2}}([/.-])\d{{1,2}}\1\d{{2,4}}|\d{{1,2}}/\d{{1,2}}|"
    rf"\d{{4}}-\d{{2}}-\d{{2}}|(?:{MONTH})\.?[ ]\d{{1,2}})(?![\d/])",
    re.IGNORECASE,
)
_FEWEST_CELLS = 3


@dataclass
class DatedEntries:
    """Counts, column by column, how many entries stand in the cells that hold several."""

    _counts: dict[str, list[int]] = field(default_factory=dict)

    def learn(self, column: str, text: str) -> None:
        """Take note of a cell."""
        entries = sum(1 for _ in _ENTRY.finditer(text))
        if entries > 1:
            self._counts.setdefault(column, []).append(entries)

    def remarks(self) -> Iterator[Remark]:
        """What to say of columns in which it is no accident."""
        for column, counts in self._counts.items():
            if len(counts) >= _FEWEST_CELLS:
                reason = (
                    f"{len(counts):,} cells of '{column}' hold several dated entries, {sum(counts):,} in all. "
                    "Each cell becomes one note, with the one day of its row: the dates within it are not read."
                )
                fix = "Export the notes one on a row, each with its date in a column of its own."
                yield Remark("question", reason, fix)
