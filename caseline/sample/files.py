"""Files written row by row, so that a million clients need no more memory than one, and byte for byte alike."""

import csv
import json
import shutil
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import xlsxwriter

_ZIP_DATE = (2026, 7, 1, 0, 0, 0)


class Table(Protocol):
    """Takes rows of one table; `close` finishes the file."""

    def row(self, values: Sequence[Any]) -> None: ...

    def close(self) -> None: ...


class CsvTable:
    """A CSV file. `quote_all` as Salesforce exports do; otherwise quotes only where needed, as survey tools do."""

    def __init__(self, path: Path, header: Sequence[str], quote_all: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(
            self._file, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL, lineterminator="\n"
        )
        self._writer.writerow(header)

    def row(self, values: Sequence[Any]) -> None:
        self._writer.writerow(values)

    def raw(self, line: str) -> None:
        """A line as it is, well-formed or not."""
        self._file.write(line)

    def close(self) -> None:
        self._file.close()


class XlsxTable:
    """An Excel workbook of one sheet; goes on in a next file after `most` rows. Dates are real Excel dates."""

    def __init__(self, path: Path, header: Sequence[str], sheet: str, most: int = 200_000) -> None:
        self._path, self._header, self._sheet, self._most = path, header, sheet, most
        self._part = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._open()

    def _open(self) -> None:
        self._part += 1
        name = self._path if self._part == 1 else self._path.with_stem(f"{self._path.stem}_{self._part}")
        self._book = xlsxwriter.Workbook(name, {"constant_memory": True, "strings_to_formulas": False})
        self._book.set_properties({"created": datetime(2026, 7, 1), "author": "Northgate Works"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._page = self._book.add_worksheet(self._sheet)
        self._page.write_row(0, 0, self._header)
        self._next = 1

    def row(self, values: Sequence[Any]) -> None:
        if self._next > self._most:
            self._book.close()
            self._open()
        for column, value in enumerate(values):
            if isinstance(value, date):
                self._page.write_datetime(self._next, column, datetime(value.year, value.month, value.day), self._day)
            elif isinstance(value, int):
                self._page.write_number(self._next, column, value)
            elif value:
                self._page.write_string(self._next, column, value)
        self._next += 1

    def close(self) -> None:
        self._book.close()


class JsonPages:
    """Submissions as KoboToolbox's API gives them, `most` to a page, one file a page."""

    def __init__(self, path: Path, most: int = 5_000) -> None:
        self._path, self._most = path, most
        self._page: list[dict[str, Any]] = []
        self._part = 0
        path.parent.mkdir(parents=True, exist_ok=True)

    def add(self, submission: dict[str, Any]) -> None:
        self._page.append(submission)
        if len(self._page) == self._most:
            self._write()

    def _write(self) -> None:
        self._part += 1
        name = self._path if self._part == 1 else self._path.with_stem(f"{self._path.stem}_{self._part}")
        lines = ",\n".join(json.dumps(submission, ensure_ascii=False) for submission in self._page)
        head = f'{{"count": {len(self._page)}, "next": null, "previous": null, "results": [\n'
        name.write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")
        self._page = []

    def close(self) -> None:
        if self._page or not self._part:
            self._write()


class Open:
    """Closes everything that was opened with it."""

    def __init__(self) -> None:
        self._things: list[Any] = []

    def add(self, thing: Any) -> Any:
        self._things.append(thing)
        return thing

    def __enter__(self) -> "Open":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for thing in self._things:
            thing.close()


def zip_folder(folder: Path, target: Path) -> None:
    """Pack the files of a folder, by name, with fixed dates; the folder goes away."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(path.name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            with packed.open(entry, "w") as inside, path.open("rb") as outside:
                shutil.copyfileobj(outside, inside, 1 << 20)
    shutil.rmtree(folder)
