"""`caseline review`: what waits for a person as a sheet, pairs of records and codes beside each other."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.ground.spreadsheets import Sheet, write_csv, write_workbook
from caseline.ground.warehouse import connect
from caseline.review import code_queue, pair_queue

MOST = 1000
"""Questions of a kind that a sheet holds: more than anybody answers before the next night asks again."""


@dataclass(frozen=True)
class Written:
    """How many questions were written, and to which files; how many more wait."""

    pairs: int
    codes: int
    files: tuple[Path, ...]
    more_pairs: int = 0
    more_codes: int = 0

    def __str__(self) -> str:
        return f"{self.pairs:,} questions on who is who and {self.codes:,} on codes"

    @property
    def more(self) -> str:
        """What the sheet left out, in a sentence; '' where it holds everything."""
        if not self.more_pairs and not self.more_codes:
            return ""
        return f"{self.more_pairs:,} more on who is who and {self.more_codes:,} on codes wait; these come first."


def write_queue(
    published: Path,
    path: Path,
    affiliate: str | None = None,
    most: int = MOST,
    seen: Callable[[tuple[str, ...]], None] | None = None,
) -> Written:
    """Writes both queues: an .xlsx has a tab for each; beside a .csv of pairs the codes lie in NAME-codes.csv.

    Of each kind the first `most` questions, and pairs that hang together with the last. `seen` is told of which
    clients, before anything is written.
    Raises CaselineError when there is no published warehouse yet, or the file's name ends in something else.
    """
    if path.suffix not in (".csv", ".xlsx"):
        raise CaselineError(f"{path.name} must end in .csv or .xlsx: that says which kind of file to write.")
    with connect(published, read_only=True) as connection:
        pairs = pair_queue.read_pairs(connection, affiliate, most)
        codes = code_queue.read_codes(connection, affiliate, most)
    if seen:
        sides = [pair[name] for pair in pairs for name in ("client_id_l", "client_id_r")]
        seen(tuple(sorted({client for client in (*sides, *(code["client_id"] for code in codes)) if client})))
    sheets = (
        Sheet("review", pair_queue.COLUMNS, [pair_queue.pair_row(question) for question in pairs]),
        Sheet("codes", code_queue.COLUMNS, [code_queue.code_row(question) for question in codes]),
    )
    files: tuple[Path, ...] = (path,)
    if path.suffix == ".xlsx":
        write_workbook(path, sheets)
    else:
        files = (path, path.with_name(f"{path.stem}-codes.csv"))
        for file, sheet in zip(files, sheets, strict=True):
            write_csv(file, [column.name for column in sheet.columns], sheet.rows)
    more_pairs, more_codes = (asked[0]["waiting"] - len(asked) if asked else 0 for asked in (pairs, codes))
    return Written(len(pairs), len(codes), files, more_pairs, more_codes)
