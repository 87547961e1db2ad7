"""The forms in a file that nothing describes: one in most, and one a sheet in a workbook."""

import glob
from functools import partial

from ingestion.boundary import Problem, Unreadable
from ingestion.files import FoundFile
from ingestion.forms.ndjson import is_ndjson, submissions_of_ndjson
from ingestion.forms.reading import CsvForm, Listed, submissions_of_json
from ingestion.forms.recognition import DELIMITED
from ingestion.forms.taking_in import FormFile
from ingestion.forms.workbook import SheetRules, WorkbookForm, is_workbook
from ingestion.heads import head_of


def form_files(file: FoundFile) -> list[tuple[str, FormFile]]:
    """The title of each form with the form; a title is a pattern of the sheet's in a workbook, else empty.

    Raises Unreadable.
    """
    kind = file.name.lower().rsplit(".", 1)[-1]
    if is_workbook(file.name):
        titles = [glob.escape(title) for title in WorkbookForm(file).titles]
        return [(title, WorkbookForm(file, rules=SheetRules([title]))) for title in titles]
    if kind in DELIMITED:
        head = head_of(file)
        if isinstance(head, Problem):
            raise Unreadable(head.reason, head.fix)
        return [("", CsvForm(file, head))]
    if kind == "json":
        return [("", Listed(partial(submissions_of_json, file)))]
    if is_ndjson(file.name):
        return [("", Listed(partial(submissions_of_ndjson, file)))]
    raise Unreadable("This kind of file is not read.", "Export it as CSV, XLSX or JSON.")
