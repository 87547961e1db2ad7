"""When a file waits for a person instead of being loaded."""

from dataclasses import dataclass

LOST_ROWS_PERCENT = 20
FEWEST_LOST_ROWS = 5
CODE_DIGITS = 12


@dataclass(frozen=True)
class Caution:
    """How many of a file's former rows may be gone before it waits, and the contents that a person accepted.

    `lost_rows_percent` 0 to 100, where 100 never waits; `accepted` holds content codes, as `content_code` gives them.
    """

    lost_rows_percent: int = LOST_ROWS_PERCENT
    accepted: frozenset[str] = frozenset()

    def is_too_much(self, lost: int, former: int) -> bool:
        """Whether so many rows gone, of so many there were, want a person."""
        return lost >= FEWEST_LOST_ROWS and lost * 100 > self.lost_rows_percent * former

    def is_accepted(self, sha256: str) -> bool:
        return content_code(sha256) in self.accepted


CAREFUL = Caution()


def content_code(sha256: str) -> str:
    """A name for a content, short enough to copy; with a letter first, so that no spreadsheet takes it for a number."""
    return f"f-{sha256[:CODE_DIGITS].lower()}"
