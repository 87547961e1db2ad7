"""What one source read: the files, the rows, and what was held back and why."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["held back", "left out", "remark", "question"]
"""What is said: rows or a file wait to be mended; rows are none of the table (a footer); it was kept, but look."""


@dataclass(frozen=True)
class Remark:
    """What to know, or to answer, about a file that is read."""

    kind: Kind
    reason: str
    fix: str


@dataclass(frozen=True)
class HeldBack:
    """A row, file or zip that was not loaded, or a remark on one that was. `reason` and `fix` are sentences without any
    of its content.

    `line` is the 1-based line or sheet row; None when it is about the whole file. `row_count` is how many rows
    are held back by it (0 when the file could not be read at all, or nothing was).
    """

    source: str
    affiliate_id: str
    file: str
    line: int | None
    reason: str
    fix: str
    row_count: int = 1
    kind: Kind = "held back"

    @property
    def is_kept(self) -> bool:
        """Whether what it is about was loaded all the same."""
        return self.kind in ("remark", "question")


@dataclass
class LoadedFile:
    """What became of one file. `outcome` is 'loaded', 'ignored' or 'held back'; `note` says why in words.

    `twins` are rows that stand in another file of the same run as well, and are counted there too; `line` is where
    the reading is.
    """

    affiliate_id: str
    source: str
    file: str
    sha256: str
    table_name: str | None = None
    version: str | None = None
    rows: int = 0
    held_back: int = 0
    outcome: str = "loaded"
    note: str | None = None
    twins: int = 0
    line: int | None = None


@dataclass
class LoadSummary:
    """Everything one load or scan of one source found. `unchanged` counts files that were only hashed."""

    source: str
    files: list[LoadedFile] = field(default_factory=list)
    held_back: list[HeldBack] = field(default_factory=list)
    unchanged: int = 0
    is_whole: bool = True
    """False where not all that was to be read could be: it is tried again in the next run."""

    def add(self, other: "LoadSummary") -> None:
        """What another reading of the source found."""
        self.files += other.files
        self.held_back += other.held_back
        self.unchanged += other.unchanged
        self.is_whole = self.is_whole and other.is_whole

    @property
    def rows(self) -> int:
        """Rows of the files that were read this time."""
        return sum(file.rows for file in self.files)

    @property
    def rows_held_back(self) -> int:
        return sum(item.row_count for item in self.held_back)

    def outcomes(self) -> Counter[str]:
        """How many files were loaded, ignored and held back."""
        return Counter(file.outcome for file in self.files)

    def __str__(self) -> str:
        outcomes = self.outcomes()
        parts = [f"{self.rows:,} rows from {outcomes['loaded']:,} new or changed files"]
        if self.unchanged:
            parts.append(f"{self.unchanged:,} files unchanged")
        if outcomes["ignored"]:
            parts.append(f"{outcomes['ignored']:,} files ignored")
        if held := [item for item in self.held_back if not item.is_kept]:
            parts.append(f"{len(held):,} held back ({self.rows_held_back:,} rows)")
        if remarks := len(self.held_back) - len(held):
            parts.append(f"{remarks:,} remarks")
        return ", ".join(parts) + "."
