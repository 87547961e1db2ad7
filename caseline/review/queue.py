"""`caseline review`: what waits for a person as a sheet, pairs of records and codes beside each other."""

from dataclasses import dataclass
from pathlib import Path

from caseline.errors import CaselineError
from caseline.review import code_queue, pair_queue
from caseline.spreadsheets import Sheet, write_csv, write_workbook
from caseline.warehouse import connect


@dataclass(frozen=True)
class Written:
    """How many questions were written, and to which files."""

    pairs: int
    codes: int
    files: tuple[Path, ...]

    def __str__(self) -> str:
        return f"{self.pairs:,} questions on who is who and {self.codes:,} on codes"


def write_queue(published: Path, path: Path, affiliate: str | None = None) -> Written:
    """Writes both queues: an .xlsx has a tab for each; beside a .csv of pairs the codes lie in NAME-codes.csv.

    Raises CaselineError when there is no published warehouse yet, or the file's name ends in something else.
    """
    if path.suffix not in (".csv", ".xlsx"):
        raise CaselineError(f"{path.name} must end in .csv or .xlsx: that says which kind of file to write.")
    with connect(published, read_only=True) as connection:
        pairs = [pair_queue.pair_row(question) for question in pair_queue.read_pairs(connection, affiliate)]
        codes = [code_queue.code_row(question) for question in code_queue.read_codes(connection, affiliate)]
    sheets = (Sheet("review", pair_queue.COLUMNS, pairs), Sheet("codes", code_queue.COLUMNS, codes))
    if path.suffix == ".xlsx":
        write_workbook(path, sheets)
        return Written(len(pairs), len(codes), (path,))
    files = (path, path.with_name(f"{path.stem}-codes.csv"))
    for file, sheet in zip(files, sheets, strict=True):
        write_csv(file, [column.name for column in sheet.columns], sheet.rows)
    return Written(len(pairs), len(codes), files)
