"""Tables and forms: KoboToolbox, ODK and any other CSV, XLSX or JSON, mapped by the data dictionary."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from caseline.organization.apis import Api
from caseline.organization.described_table import DictionaryTable
from caseline.organization.dictionary import NOTHING_DESCRIBED, Dictionary
from ingestion.api.asking import ask_systems
from ingestion.boundary import Problem, as_far_as_possible, attempt
from ingestion.csv_reading import BadRow, Head
from ingestion.files import FoundFile, affiliate_files, path_files
from ingestion.forms.fields import FormFields, mapping_digest
from ingestion.forms.landing_tables import SCHEMAS
from ingestion.forms.ndjson import is_ndjson, submissions_of_ndjson
from ingestion.forms.reading import BadRepeatRow, submissions_of_csv, submissions_of_json, submissions_of_xlsx
from ingestion.forms.recognition import Recognition
from ingestion.forms.rows import OfAnother, rows_of
from ingestion.forms.shapes import shape_of
from ingestion.forms.submission import Submission, SubmissionBatches
from ingestion.heads import head_of, packed
from ingestion.row_batches import break_off, hold_back
from ingestion.row_ids import Seen
from ingestion.source_run import Planned, Progress, Schemas, TableBatch, load_source, scan_source, set_apart
from ingestion.summary import HeldBack, LoadedFile, LoadSummary

Submissions = Callable[[], Iterator[Submission | BadRow]]


def load(
    files_root: Path,
    warehouse: Path,
    work_dir: Path,
    affiliates: Collection[str],
    dictionary: Dictionary = NOTHING_DESCRIBED,
    progress: Progress | None = None,
    apis: Sequence[Api] = (),
) -> LoadSummary:
    """Land what lies under `files_root/<affiliate>/forms/`, and in the folders of systems, in schema `forms`.

    Those of `apis` are brought up to date first. Raises CaselineError when a setting or a secret of one is missing.
    """
    refused = ask_systems(apis, files_root, work_dir, affiliates, "forms")
    source = FormsSource(dictionary)
    found = source.recognition.files(lambda folder: affiliate_files(files_root, folder, affiliates))
    found.refused += refused
    return load_source(source, found, affiliates, warehouse, work_dir, progress)


def load_path(path: Path, warehouse: Path, work_dir: Path, affiliate_id: str) -> LoadSummary:
    """Land one folder, zip or file of form exports given by hand, without a dictionary."""
    return load_source(FormsSource(), path_files(path, affiliate_id), [affiliate_id], warehouse, work_dir)


def scan_path(path: Path, affiliate_id: str) -> LoadSummary:
    """Read one folder, zip or file without loading it."""
    return scan_source(FormsSource(), path_files(path, affiliate_id))


class FormsSource:
    """Plans how form files are read: which form each holds, and which CSV files are repeats of another."""

    name = "forms"

    def __init__(self, dictionary: Dictionary = NOTHING_DESCRIBED) -> None:
        self.schemas: Schemas = SCHEMAS
        self.recognition = Recognition(dictionary)
        self._seen = Seen()

    def fingerprint(self, file: FoundFile) -> str:
        return f"{file.sha256()}:{mapping_digest(self.recognition.table_of(file))}"

    def plan(
        self, files: Sequence[FoundFile], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        heads: dict[FoundFile, Head] = {}
        for file in sorted(files, key=lambda file: file.label, reverse=True):  # names with dates: newest first
            if file.name.lower().endswith(".csv"):
                head = head_of(file)
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

    def _plan_file(self, file: FoundFile) -> Planned | Problem | str:
        kind = file.name.lower().rsplit(".", 1)[-1]
        if kind in {"xlsx", "xlsm"}:
            return self._planned(file, partial(submissions_of_xlsx, file))
        if kind == "json":
            return self._planned(file, partial(submissions_of_json, file))
        if is_ndjson(file.name):
            return self._planned(file, partial(submissions_of_ndjson, file))
        return packed(file) or _not_a_form(kind)

    def _plan_csv(
        self, heads: dict[FoundFile, Head], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        repeats: dict[FoundFile, list[tuple[str, FoundFile, Head]]] = {}
        for file, head in heads.items():
            top = _top_file(file, heads)
            children = repeats.setdefault(top, [])
            if top != file:
                children.append((file.name[len(_stem(top)) : -len(".csv")].lstrip("-_. "), file, head))
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
        planned = self._planned(file, partial(submissions_of_csv, file, head, children), head, outcomes)
        return [planned, *(Planned(outcomes[path], child) for path, child, _ in children)]

    def _planned(
        self,
        file: FoundFile,
        submissions: Submissions,
        head: Head | None = None,
        repeats: Mapping[str, LoadedFile] = MappingProxyType({}),
    ) -> Planned:
        entry = self.recognition.table_of(file)
        outcome = self._outcome(file, entry, file)
        notes = []
        if entry is None:
            notes.append("Not mapped: the data dictionary names no such file. Its answers are kept as they are.")
        if head and head.encoding.title != "UTF-8":
            notes.append(f"Read as {head.encoding.title}.")
        outcome.note = " ".join(notes) or None
        batches = SubmissionBatches(file.affiliate_id, file.label, FormFields(entry, file.name), self._seen)
        rows, shape = rows_of(entry), shape_of(entry)
        return Planned(outcome, file, partial(_read, lambda: shape(rows(submissions())), batches, repeats))

    def _outcome(self, file: FoundFile, entry: DictionaryTable | None, named_after: FoundFile) -> LoadedFile:
        form = FormFields(entry, named_after.name).form
        return LoadedFile(file.affiliate_id, self.name, file.label, "", form)


def _read(
    submissions: Submissions,
    batches: SubmissionBatches,
    repeats: Mapping[str, LoadedFile],
    outcome: LoadedFile,
    held_back: list[HeldBack],
) -> Iterator[TableBatch]:
    """Batches of one file's submissions. `repeats`: by path, what becomes of the files whose rows stand in them."""
    others: Counter[OfAnother] = Counter()
    for item in as_far_as_possible(submissions(), partial(break_off, outcome, held_back)):
        if isinstance(item, OfAnother):
            others[item] += 1
            continue
        bad = item if isinstance(item, BadRow) else batches.problem(item)
        if bad:
            of = repeats.get(bad.repeat, outcome) if isinstance(bad, BadRepeatRow) else outcome
            hold_back(of, held_back, bad.line, bad.reason, bad.fix)
            continue
        assert isinstance(item, Submission)
        outcome.line = item.line
        outcome.rows += item.lines
        outcome.twins += 0 if batches.add(item) else item.lines
        for path, _ in {(answer.repeat_path, answer.index) for answer in item.answers}:
            if repeat := repeats.get(path.rsplit("/", 1)[-1]):
                repeat.rows += 1
        if batches.is_full():
            yield from batches.batches()
    for of_another, count in others.items():
        hold_back(outcome, held_back, None, f"{count:,} {of_another.reason}", of_another.fix, rows=count)
    for name in sorted(batches.doubled):
        reason = f"Two columns give the answer to '{name}': the second was kept as '{name} (2)' and is not counted."
        hold_back(outcome, held_back, None, reason, "Remove or rename one of the two, and export again.", rows=0)
    yield from batches.batches()


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
    return "Not a CSV, XLSX, JSON or NDJSON file, so it is not a form export."
