"""Tables and forms: KoboToolbox, ODK and any other CSV, XLSX or JSON, mapped by the data dictionary."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from caseline.organization.apis import Api
from caseline.organization.caution import CAREFUL, Caution
from caseline.organization.described_table import DictionaryTable
from caseline.organization.dictionary import NOTHING_DESCRIBED, Dictionary
from ingestion.boundary import Problem, as_far_as_possible, attempt
from ingestion.csv_reading import Head
from ingestion.date_columns import DateRules
from ingestion.files import Found, FoundFile, Refused, affiliate_files, path_files
from ingestion.forms.fields import FormFields, mapping_digest
from ingestion.forms.landing_tables import SCHEMAS
from ingestion.forms.ndjson import is_ndjson, submissions_of_ndjson
from ingestion.forms.reading import CsvForm, Listed, submissions_of_json
from ingestion.forms.readings import Readings
from ingestion.forms.recognition import DELIMITED, Recognition
from ingestion.forms.rows import rows_of
from ingestion.forms.sent import SubmittedFile, submitted_files
from ingestion.forms.shapes import shape_of
from ingestion.forms.snapshots import Age, Judged, Rows, judged
from ingestion.forms.submission import Submission, SubmissionBatches, landed_id, own_id
from ingestion.forms.taking_in import FormFile, Shape, take_in
from ingestion.forms.workbook import SheetRules, WorkbookForm, is_workbook
from ingestion.header_rows import Known
from ingestion.heads import head_of, packed
from ingestion.moments import Order
from ingestion.row_batches import remark
from ingestion.row_ids import Seen
from ingestion.source_run import READER, Loader, Planned, Progress, Schemas, load_source, scan_source, set_apart
from ingestion.submissions.asked_again import write_asked_again
from ingestion.submissions.links import Link
from ingestion.summary import HeldBack, LoadedFile, LoadSummary
from ingestion.waiting import wait_for_a_person


def load(
    files_root: Path,
    warehouse: Path,
    work_dir: Path,
    affiliates: Collection[str],
    dictionary: Dictionary = NOTHING_DESCRIBED,
    progress: Progress | None = None,
    date_order: Order | None = None,
    apis: Sequence[Api] = (),
    submissions: Path | None = None,
    links: Sequence[Link] = (),
    caution: Caution = CAREFUL,
    everyone: Collection[str] | None = None,
    by: Loader = load_source,
) -> LoadSummary:
    """Land what lies under `files_root/<affiliate>/forms/`, in the folders of systems, and what was sent by the
    organisation's own forms to the folder `submissions`, in schema `forms`; beside it whom `links` asked again.

    `date_order` is how the organisation writes dates where neither their column nor the dictionary says. Those of
    `apis` are brought up to date first. `everyone`: all affiliates of the organisation, where these are some of them.
    Raises CaselineError when a setting or a secret of a system is missing.
    """
    source = FormsSource(dictionary, date_order, warehouse, caution, links)

    def find() -> Found:
        refused: list[Refused] = []
        if apis:
            from ingestion.api.asking import ask_systems  # with the client of APIs, which takes a second to load

            refused = ask_systems(apis, files_root, work_dir, affiliates, "forms", everyone)
        found = source.recognition.files(lambda folder: affiliate_files(files_root, folder, affiliates, everyone))
        found.refused += refused
        if submissions:
            found.files += submitted_files(submissions, affiliates, dictionary.forms)
        return found

    return by(source, find, affiliates, warehouse, progress)


def load_path(path: Path, warehouse: Path, affiliate_id: str) -> LoadSummary:
    """Land one folder, zip or file of form exports given by hand, without a dictionary."""
    return load_source(FormsSource(), partial(path_files, path, affiliate_id), [affiliate_id], warehouse)


def scan_path(path: Path, affiliate_id: str) -> LoadSummary:
    """Read one folder, zip or file without loading it."""
    return scan_source(FormsSource(), path_files(path, affiliate_id))


class FormsSource:
    """Plans how form files are read: which form each holds, and which CSV files are repeats of another.

    Files of a snapshot that lack many of the rows that stand in `warehouse` wait for a person.
    """

    name = "forms"

    def __init__(
        self,
        dictionary: Dictionary = NOTHING_DESCRIBED,
        date_order: Order | None = None,
        warehouse: Path | None = None,
        caution: Caution = CAREFUL,
        links: Sequence[Link] = (),
    ) -> None:
        self._links = links
        self.schemas: Schemas = SCHEMAS
        self.recognition = Recognition(dictionary)
        self._date_order = date_order
        self._age = Age(date_order)
        self._warehouse, self._caution = warehouse, caution
        self._seen = Seen()

    def _known(self, file: FoundFile) -> Known | None:
        """Counts headers that are described; None where nothing is, or where the file's questions are no headers."""
        entry = self.recognition.table_of(file)
        return None if entry is None or entry.long or entry.wide else FormFields(entry, file.name).known

    def fingerprint(self, file: FoundFile) -> str:
        return f"{file.sha256()}:{READER}:{mapping_digest(self.recognition.table_of(file), self._date_order)}"

    def plan(
        self, files: Sequence[FoundFile], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        snapshots = self._snapshots(filter(is_new, files))
        for planned in self._plans(files, is_new, held_back):
            yield self._decided(planned, snapshots, held_back)

    def _plans(
        self, files: Sequence[FoundFile], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        heads: dict[FoundFile, Head] = {}
        for file in sorted(files, key=self._age, reverse=True):  # a row of several files is one of the newest
            if self._is_delimited(file):
                head = self._head(file)
                if isinstance(head, Head):
                    heads[file] = head
                elif is_new(file):
                    yield set_apart(self.name, file, head, held_back)
            elif is_new(file):
                planned = attempt(partial(self._plan_file, file))
                yield planned if isinstance(planned, Planned) else set_apart(self.name, file, planned, held_back)
        yield from self._plan_csv(heads, is_new, held_back)

    def records(self, table: str, batch: pa.Table) -> int:
        return int(pc.sum(batch["lines"]).as_py()) if table == "submission" else 0

    def landed(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Whom links asked again."""
        write_asked_again(connection, self._links)

    def _is_delimited(self, file: FoundFile) -> bool:
        """Whether it is a text of rows and columns: one that is only text where a table has its name."""
        kind = file.name.lower().rsplit(".", 1)[-1]
        return kind in DELIMITED or (kind == "txt" and self.recognition.table_of(file) is not None)

    def _head(self, file: FoundFile) -> Head | Problem:
        entry = self.recognition.table_of(file)
        return head_of(file, self._known(file), entry.header_row if entry else None)

    def _snapshots(self, files: Iterable[FoundFile]) -> Judged:
        """What is to be said of files that replace those before."""
        tables = ((file, self.recognition.table_of(file)) for file in files)
        of_snapshots = {file: table for file, table in tables if table and table.holds == "snapshot"}
        return judged(of_snapshots, self._age, self._rows_in, self.fingerprint, self._warehouse, self._caution)

    def _rows_in(self, file: FoundFile) -> Rows:
        """The rows of a file, as far as it can be read."""
        entry, found = self.recognition.table_of(file), Rows()
        fields = FormFields(entry, file.name)
        form = attempt(partial(self._form_of, file))
        if isinstance(form, Problem | str):
            return found
        for item in as_far_as_possible(_shaped(entry)(form.submissions()), lambda problem: None):
            if isinstance(item, Submission):
                found.lines += item.lines
                if own := own_id(item, fields):
                    found.keys.add(landed_id(own))
        return found

    def _decided(self, planned: Planned, snapshots: Judged, held_back: list[HeldBack]) -> Planned:
        """How a file is read, or that it waits for a person."""
        if planned.file and planned.read and (lacking := snapshots.lacking.get(planned.file)):
            planned.read = None
            wait_for_a_person(
                planned.outcome,
                held_back,
                self._caution,
                lost=lacking.lost,
                former=lacking.former,
                rows=lacking.rows,
                of=lacking.table,
                sha256=planned.file.sha256(),
                otherwise=lacking.otherwise,
            )
        elif planned.file and planned.read and (said := snapshots.remarks.get(planned.file)):
            remark(planned.outcome, held_back, [said])
        return planned

    def _plan_file(self, file: FoundFile) -> Planned | Problem | str:
        form = self._form_of(file)
        return form if isinstance(form, Problem | str) else self._planned(file, form)

    def _form_of(self, file: FoundFile) -> FormFile | Problem | str:
        """The file as submissions, a CSV without its repeats; or why it is none."""
        if isinstance(file, SubmittedFile):
            entry = self.recognition.table_of(file)
            columns = [("", field.name) for field in entry.fields] if entry else []
            return Listed(file.submissions, columns)
        kind = file.name.lower().rsplit(".", 1)[-1]
        if is_workbook(file.name):
            entry = self.recognition.table_of(file)
            rules = (
                SheetRules(entry.sheets, entry.header_row, self.recognition.sheets_elsewhere(file))
                if entry
                else SheetRules()
            )
            return WorkbookForm(file, self._known(file), rules)
        if self._is_delimited(file):
            head = self._head(file)
            return head if isinstance(head, Problem) else CsvForm(file, head, known=self._known(file))
        if kind == "json":
            return Listed(partial(submissions_of_json, file))
        if is_ndjson(file.name):
            return Listed(partial(submissions_of_ndjson, file))
        return packed(file) or _not_a_form(kind)

    def _plan_csv(
        self, heads: dict[FoundFile, Head], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        tops = {file: _top_file(file, heads) for file in heads}
        repeats: dict[FoundFile, list[tuple[str, FoundFile, Head]]] = {
            file: [] for file, top in tops.items() if top == file
        }
        for file, head in heads.items():
            if (top := tops[file]) != file:
                repeats[top].append((_stem(file)[len(_stem(top)) :].lstrip("-_. "), file, head))
        for file, children in repeats.items():
            together = [file, *(child for _, child, _ in children)]
            if any(map(is_new, together)):
                planned = attempt(partial(self._plan_together, file, heads[file], children))
                if isinstance(planned, Problem):
                    planned = [set_apart(self.name, each, planned, held_back) for each in together]
                yield from planned

    def _plan_together(self, file: FoundFile, head: Head, children: list[tuple[str, FoundFile, Head]]) -> list[Planned]:
        """The file of the submissions, which reads those of its repeats as well, and after it these."""
        outcomes = {path: self._outcome(child, self.recognition.table_of(file), file) for path, child, _ in children}
        for path, outcome in outcomes.items():
            outcome.note = f"Read as the repeat '{path}' of {file.name}."
        form = CsvForm(file, head, children, self._known(file))
        planned = self._planned(file, form, head, outcomes)
        return [planned, *(Planned(outcomes[path], child) for path, child, _ in children)]

    def _planned(
        self,
        file: FoundFile,
        form: FormFile,
        head: Head | None = None,
        repeats: Mapping[str, LoadedFile] = MappingProxyType({}),
    ) -> Planned:
        entry = self.recognition.table_of(file)
        outcome = self._outcome(file, entry, file)
        notes = []
        if entry is None:
            notes.append("Not mapped: the data dictionary names no such file. Its answers are kept as they are.")
        if head:
            notes += head.notes
        outcome.note = " ".join(notes) or None
        fields = FormFields(entry, file.name)
        rules = DateRules(entry.date_order if entry else None, self._date_order)
        readings = Readings.of(entry.answered if entry else (), rules)
        batches = SubmissionBatches(file.affiliate_id, file.label, fields, readings, self._seen)
        return Planned(outcome, file, partial(take_in, form, _shaped(entry), fields, readings, batches, repeats))

    def _outcome(self, file: FoundFile, entry: DictionaryTable | None, named_after: FoundFile) -> LoadedFile:
        form = FormFields(entry, named_after.name).form
        return LoadedFile(file.affiliate_id, self.name, file.label, "", form)


def _shaped(table: DictionaryTable | None) -> Shape:
    """How the rows of a file become submissions of its table."""
    rows, shape = rows_of(table), shape_of(table)
    return lambda given: shape(rows(given))


def _stem(file: FoundFile) -> str:
    return file.name.rsplit(".", 1)[0]


def _top_file(file: FoundFile, heads: Mapping[FoundFile, Head]) -> FoundFile:
    """The CSV that holds the submissions of a file: of a repeat the one in its folder that it is named after (`a.csv`
    for `a-goals.csv` and for `a-goals-steps.csv`), else itself."""
    if not {"parent_key", "_parent_index"} & _folded(heads[file]):
        return file
    beside = [
        other
        for other in heads
        if (other.affiliate_id, other.folder) == (file.affiliate_id, file.folder)
        and file.name.startswith(_stem(other))
        and not {"parent_key", "_parent_index"} & _folded(heads[other])
    ]
    return max(beside, key=lambda other: len(other.name), default=file)


def _folded(head: Head) -> set[str]:
    return {header.lower() for header in head.headers}


def _not_a_form(kind: str) -> Problem | str:
    if kind == "xls":
        return Problem("This is an old Excel file (.xls), which is not read.", "Save it as .xlsx or CSV.")
    return "Not a CSV, TSV, XLSX, JSON or NDJSON file, so it is not a form export."
