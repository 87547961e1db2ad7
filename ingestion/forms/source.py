"""Form exports: KoboToolbox, ODK and any other CSV, XLSX or JSON, mapped by the data dictionary."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path

from ingestion.csv_reading import BadRow, Head, read_head
from ingestion.files import FoundFile, affiliate_files, path_files
from ingestion.forms.fields import DictionaryEntry, FormFields, mapping_digest
from ingestion.forms.landing_tables import SCHEMAS
from ingestion.forms.reading import NotAForm, submissions_of_csv, submissions_of_json, submissions_of_xlsx
from ingestion.forms.submission import Submission, SubmissionBatches
from ingestion.row_batches import UNREADABLE, hold_back
from ingestion.row_ids import Seen
from ingestion.source_run import Planned, Progress, Schemas, TableBatch, load_source, scan_source, set_apart
from ingestion.summary import HeldBack, LoadedFile, LoadSummary

Submissions = Callable[[], Iterator[Submission | BadRow]]


def load(
    files_root: Path,
    warehouse: Path,
    work_dir: Path,
    affiliates: Collection[str],
    dictionary: Sequence[DictionaryEntry] = (),
    progress: Progress | None = None,
) -> LoadSummary:
    """Land the form exports under `files_root/<affiliate>/forms/` in schema `forms`."""
    found = affiliate_files(files_root, "forms", affiliates)
    return load_source(FormsSource(dictionary), found, affiliates, warehouse, work_dir, progress)


def load_path(path: Path, warehouse: Path, work_dir: Path, affiliate_id: str) -> LoadSummary:
    """Land one folder, zip or file of form exports given by hand, without a dictionary."""
    return load_source(FormsSource(()), path_files(path, affiliate_id), [affiliate_id], warehouse, work_dir)


def scan(
    files_root: Path,
    affiliates: Collection[str],
    dictionary: Sequence[DictionaryEntry] = (),
    progress: Progress | None = None,
) -> LoadSummary:
    """Read the same exports without loading them."""
    return scan_source(FormsSource(dictionary), affiliate_files(files_root, "forms", affiliates), progress)


def scan_path(path: Path, affiliate_id: str) -> LoadSummary:
    """Read one folder, zip or file without loading it."""
    return scan_source(FormsSource(()), path_files(path, affiliate_id))


class FormsSource:
    """Plans how form files are read: which form each holds, and which CSV files are repeats of another."""

    name = "forms"
    is_live = False

    def __init__(self, dictionary: Sequence[DictionaryEntry]) -> None:
        self.schemas: Schemas = SCHEMAS
        self._dictionary = dictionary
        self._seen = Seen()

    def _entry(self, file: FoundFile) -> DictionaryEntry | None:
        return next((entry for entry in self._dictionary if entry.matches(file.name)), None)

    def fingerprint(self, file: FoundFile) -> str:
        return f"{file.sha256()}:{mapping_digest(self._entry(file))}"

    def plan(
        self, files: Sequence[FoundFile], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        heads: dict[FoundFile, Head] = {}
        for file in sorted(files, key=lambda file: file.label, reverse=True):  # names with dates: newest first
            kind = file.name.lower().rsplit(".", 1)[-1]
            if kind == "csv":
                try:
                    heads[file] = read_head(file)
                except UNREADABLE:
                    heads[file] = Head.empty()
            elif not is_new(file):
                continue
            elif kind in {"xlsx", "xlsm"}:
                yield self._planned(file, partial(submissions_of_xlsx, file))
            elif kind == "json":
                yield self._planned(file, partial(submissions_of_json, file))
            else:
                yield set_apart(self.name, file, *_not_a_form(kind), held_back)
        yield from self._plan_csv(heads, is_new, held_back)

    def _plan_csv(
        self, heads: dict[FoundFile, Head], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        repeats: dict[FoundFile, list[tuple[str, FoundFile, Head]]] = {file: [] for file in heads}
        for file, head in heads.items():
            if parent := _parent_file(file, head, heads):
                path = file.name[len(_stem(parent)) : -len(".csv")].lstrip("-_. ")
                repeats[parent].append((path, file, head))
                del repeats[file]
        for file, children in repeats.items():
            together = [file, *(child for _, child, _ in children)]
            if not any(is_new(each) for each in together):
                continue
            if not heads[file].headers:
                yield set_apart(self.name, file, "This file is empty: it has not even a header.", None, held_back)
                continue
            yield self._planned(file, partial(submissions_of_csv, file, heads[file], children), heads[file])
            for path, child, _ in children:
                outcome = self._outcome(child, self._entry(file), file)
                outcome.note = f"Read as the repeat '{path}' of {file.name}."
                yield Planned(outcome, child)

    def _planned(self, file: FoundFile, submissions: Submissions, head: Head | None = None) -> Planned:
        entry = self._entry(file)
        outcome = self._outcome(file, entry, file)
        notes = []
        if entry is None:
            notes.append("Not mapped: the data dictionary names no such file. Its answers are kept as they are.")
        if head and head.encoding.title != "UTF-8":
            notes.append(f"Read as {head.encoding.title}.")
        outcome.note = " ".join(notes) or None
        return Planned(outcome, file, partial(_read, file, FormFields(entry, file.name), submissions, self._seen))

    def _outcome(self, file: FoundFile, entry: DictionaryEntry | None, named_after: FoundFile) -> LoadedFile:
        form = FormFields(entry, named_after.name).form
        return LoadedFile(file.affiliate_id, self.name, file.label, "", form)


def _read(
    file: FoundFile,
    fields: FormFields,
    submissions: Submissions,
    seen: Seen,
    outcome: LoadedFile,
    held_back: list[HeldBack],
) -> Iterator[TableBatch]:
    batches = SubmissionBatches(file.affiliate_id, file.label, fields, seen)
    try:
        for item in submissions():
            if isinstance(item, BadRow):
                hold_back(outcome, held_back, item.line, item.reason, item.fix)
                continue
            outcome.rows += 1
            batches.add(item)
            if batches.is_full():
                yield from batches.batches()
    except NotAForm as error:
        hold_back(outcome, held_back, None, str(error), "Export the form again as CSV, XLSX or JSON.", rows=0)
        outcome.outcome, outcome.note = "held back", str(error)
    yield from batches.batches()


def _stem(file: FoundFile) -> str:
    return file.name.rsplit(".", 1)[0]


def _parent_file(file: FoundFile, head: Head, heads: dict[FoundFile, Head]) -> FoundFile | None:
    """The CSV in the same folder that holds the submissions of a repeat file (`a.csv` for `a-goals.csv`)."""
    if not {"parent_key", "_parent_index"} & {header.lower() for header in head.headers}:
        return None
    beside = [
        other
        for other in heads
        if other != file
        and (other.affiliate_id, other.folder) == (file.affiliate_id, file.folder)
        and file.name.startswith(_stem(other))
        and "parent_key" not in {header.lower() for header in heads[other].headers}
    ]
    return max(beside, key=lambda other: len(other.name), default=None)


def _not_a_form(kind: str) -> tuple[str, str | None]:
    if kind == "xls":
        return "This is an old Excel file (.xls), which is not read.", "Save it as .xlsx or CSV."
    if kind == "zip":
        return "This is a zip inside a zip, which is not opened.", "Unpack it here."
    return "Not a CSV, XLSX or JSON file, so it is not a form export.", None
