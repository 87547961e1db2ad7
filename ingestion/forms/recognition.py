"""Which described table a file holds: by the folder it lies in and its name, else by its headers."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import islice

from caseline.organization.described_table import DictionaryTable
from caseline.organization.dictionary import Dictionary
from ingestion.boundary import Problem, attempt
from ingestion.csv_reading import read_head
from ingestion.files import Found, FoundFile
from ingestion.forms.ndjson import headers_of_ndjson, is_ndjson
from ingestion.forms.reading import submissions_of_json
from ingestion.forms.submission import Submission
from ingestion.forms.workbook import WorkbookForm, is_workbook

FORMS = "forms"
READ_BY_ANOTHER = ("hmis", "crm")
"""Folders that a source of its own reads, but for files that a table of the organisation names."""
DELIMITED = ("csv", "tsv", "tab")
_ROWS_LOOKED_AT = 200


class Recognition:
    """Tells the table of each file: in `forms/` one of the organisation's own by its file name, in the folder of a
    system one of that system; and where no name says it, the one of which most headers are there."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._own, self._tables = list(dictionary.own), dictionary.tables
        self._headers = cache(_headers)

    @property
    def folders(self) -> list[str]:
        """The folders in which files of tables may lie."""
        return list(dict.fromkeys([FORMS, *(table.system for table in self._tables if table.system)]))

    def files(self, found_in: Callable[[str], Found]) -> Found:
        """Every file of those folders, with what was refused there."""
        found = Found()
        for folder in self.folders:
            here = found_in(folder)
            if folder in READ_BY_ANOTHER:
                found.files += [file for file in here.files if self.table_of(file)]
            else:
                found.files += [part for file in here.files for part in self._parts(file)]
                found.refused += here.refused
        return found

    def table_of(self, file: FoundFile) -> DictionaryTable | None:
        """The table that a file holds; None where nothing describes it."""
        if file.part:
            return next(table for table in self._tables if table.full_name == file.part)
        folder = _folder(file)
        if folder in self.folders and folder != FORMS:
            here = [table for table in self._tables if table.system == folder]
            return _by_name(here, file) or (None if folder in READ_BY_ANOTHER else self._by_headers(here, file))
        return _by_name(self._own, file) or self._by_headers(self._tables, file)

    def sheets_elsewhere(self, file: FoundFile) -> Sequence[str]:
        """Patterns of a workbook's sheets that are read as another table, or told of with the first one."""
        parts = [table for table in self._own if table.matches(file.name)] if file.part else []
        if parts and parts[0].full_name != file.part:
            return ["*"]
        return [pattern for table in parts[1:] for pattern in table.sheets]

    def _parts(self, file: FoundFile) -> list[FoundFile]:
        """The file, or one for each table of the organisation's own that names sheets of it."""
        tables = [table for table in self._own if table.matches(file.name)]
        if len(tables) > 1 and all(table.sheets for table in tables) and is_workbook(file.name):
            return [file.part_of(table.full_name) for table in tables]
        return [file]

    def headers_of(self, file: FoundFile) -> frozenset[str]:
        """The headers of a file, as far as it can be read."""
        return self._headers(file)

    def _by_headers(self, tables: Iterable[DictionaryTable], file: FoundFile) -> DictionaryTable | None:
        """The one table of which most headers are there; None where two have as many."""
        told = [table for table in tables if table.recognized_by]
        if not told:
            return None
        headers = self._headers(file)
        fitting = [table for table in told if table.is_recognized(headers)]
        most = max((len(table.recognized_by) for table in fitting), default=0)
        best = [table for table in fitting if len(table.recognized_by) == most]
        return best[0] if len(best) == 1 else None


def _folder(file: FoundFile) -> str:
    """The folder below that of the affiliate, which says whose export it is."""
    first, *rest = file.label.split("/")
    return rest[0] if first == file.affiliate_id and rest else first


def _by_name(tables: Iterable[DictionaryTable], file: FoundFile) -> DictionaryTable | None:
    return next((table for table in tables if table.matches(file.name)), None)


def _headers(file: FoundFile) -> frozenset[str]:
    """The headers of a file, as far as it can be read."""
    kind = "ndjson" if is_ndjson(file.name) else file.name.lower().rsplit(".", 1)[-1]
    readers: dict[str, Callable[[], Iterable[str]]] = {
        **dict.fromkeys(DELIMITED, lambda: read_head(file).headers),
        "xlsx": lambda: _of_workbook(file),
        "xlsm": lambda: _of_workbook(file),
        "json": lambda: _fields(submissions_of_json(file)),
        "ndjson": lambda: headers_of_ndjson(file),
    }
    headers = attempt(lambda: frozenset(readers[kind]())) if kind in readers else frozenset[str]()
    return frozenset() if isinstance(headers, Problem) else headers


def _fields(submissions: Iterable[object]) -> set[str]:
    first = islice((each for each in submissions if isinstance(each, Submission)), _ROWS_LOOKED_AT)
    return {answer.field for submission in first for answer in submission.answers if not answer.repeat_path}


def _of_workbook(file: FoundFile) -> set[str]:
    return {header for repeat, header in WorkbookForm(file).columns if not repeat}
