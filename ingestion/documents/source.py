"""Documents beside the exports: PDF, Word, e-mail, plain text and transcripts."""

import hashlib
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from ingestion.boundary import Problem, attempt, mended
from ingestion.csv_reading import BadRow, Head
from ingestion.documents.apart import read_apart
from ingestion.documents.document import Document
from ingestion.documents.kinds import LARGEST_FILE, PICTURES, read_document
from ingestion.documents.landing_tables import DOCUMENT, INDEX_ROW, LINE, SCHEMAS, write_present_files
from ingestion.documents.note_text import NoteText, note_texts
from ingestion.documents.ocr import recogniser
from ingestion.documents.placing import index_rows, is_index, missing_columns, named_by_folder, unknown_columns
from ingestion.documents.sent import SentDocument, sent_documents
from ingestion.files import Found, FoundFile, affiliate_files, path_files
from ingestion.heads import head_of
from ingestion.row_batches import hold_back
from ingestion.source_run import Loader, Planned, Progress, Schemas, TableBatch, load_source, scan_source, set_apart
from ingestion.summary import HeldBack, LoadedFile, LoadSummary

READER = "documents-1"
"""Changes when documents are read otherwise than before, so that those that stand are read again."""
DEEPEST = 4
MOST_ATTACHMENTS = 200
MOST_SECONDS_OF_SENT = 600
"""Of one run, after which files that clients sent wait for the next."""
LATER = Problem(
    f"What clients sent took more than {MOST_SECONDS_OF_SENT // 60} minutes to read.",
    "Nothing to do: this file is read in the next run.",
    is_ours=True,
)
Row = dict[str, object]


def load(
    files_root: Path,
    warehouse: Path,
    affiliates: Collection[str],
    progress: Progress | None = None,
    submissions: Path | None = None,
    everyone: Collection[str] | None = None,
    by: Loader = load_source,
) -> LoadSummary:
    """Land the documents under `files_root/<affiliate>/documents/`, and those that clients sent to the folder
    `submissions`, in schema `documents`. `everyone`: all affiliates of the organisation, where these are some of
    them."""

    def find() -> Found:
        found = affiliate_files(files_root, "documents", affiliates, everyone)
        if submissions:
            found.files += sent_documents(submissions, affiliates)
        return found

    return by(DocumentsSource(), find, affiliates, warehouse, progress)


def load_path(path: Path, warehouse: Path, affiliate_id: str) -> LoadSummary:
    """Land one folder, zip or file of documents given by hand."""
    return load_source(DocumentsSource(), partial(path_files, path, affiliate_id), [affiliate_id], warehouse)


def scan(files_root: Path, affiliates: Collection[str], progress: Progress | None = None) -> LoadSummary:
    """Read the same documents without loading them; says also which of them no index and no folder names."""
    return _scan(affiliate_files(files_root, "documents", affiliates), progress)


def scan_path(path: Path, affiliate_id: str) -> LoadSummary:
    """Read one folder, zip or file without loading it."""
    return _scan(path_files(path, affiliate_id))


def _scan(found: Found, progress: Progress | None = None) -> LoadSummary:
    source = DocumentsSource()
    summary = scan_source(source, found, progress)
    for file in summary.files:
        key = (file.affiliate_id, file.file.lower())
        if file.table_name == "document" and file.rows and key not in source.named:
            reason = "Nothing here says whose document this is."
            hold_back(file, summary.held_back, None, reason, UNNAMED_FIX, rows=file.rows)
    present = {(file.affiliate_id, file.label.lower()) for file in found.files}
    for key, (label, line) in source.indexed.items():
        if key not in present:
            where = LoadedFile(key[0], source.name, label, "")
            hold_back(
                where, summary.held_back, line, "The file that this row names is not here.", "Mend its name, or add it."
            )
    return summary


UNNAMED_FIX = (
    "Add a row to documents.csv with its file, client id and system, or put it into a folder named for the client; "
    "it is also taken when a form or CRM row names it."
)


class DocumentsSource:
    """Plans how documents are read; an index is read beside them."""

    name = "documents"

    def __init__(self) -> None:
        self.schemas: Schemas = SCHEMAS
        self.named: set[tuple[str, str]] = set()
        self.indexed: dict[tuple[str, str], tuple[str, int]] = {}

    def fingerprint(self, file: FoundFile) -> str:
        """With the text recogniser where it may read the file: one newly installed reads scans again."""
        may_be_scanned = file.name.lower().rsplit(".", 1)[-1] in {"pdf", "eml", *PICTURES}
        return ":".join(filter(None, [file.sha256(), READER, recogniser() if may_be_scanned else None]))

    def plan(
        self, files: Sequence[FoundFile], is_new: Callable[[FoundFile], bool], held_back: list[HeldBack]
    ) -> Iterator[Planned]:
        of_sent = 0.0
        for file in sorted(filter(is_new, files), key=lambda file: file.label):
            if is_index(file):
                planned = attempt(partial(self._plan_index, file))
                yield planned if isinstance(planned, Planned) else set_apart(self.name, file, planned, held_back)
            elif file.name.lower() in ("thumbs.db", "desktop.ini") or file.name.lower().endswith(".example"):
                yield set_apart(self.name, file, "A file of the system or an example, not a document.", held_back)
            elif isinstance(file, SentDocument) and of_sent > MOST_SECONDS_OF_SENT:
                yield set_apart(self.name, file, LATER, held_back)
            else:
                if named_by_folder(file):
                    self.named.add((file.affiliate_id, file.label.lower()))
                outcome = LoadedFile(file.affiliate_id, self.name, file.label, "", "document")
                began = time.monotonic()
                yield Planned(outcome, file, partial(_read_file, file))
                of_sent += time.monotonic() - began if isinstance(file, SentDocument) else 0

    def records(self, table: str, batch: pa.Table) -> int:
        if table == "document":
            return batch["part"].to_pylist().count(1)
        return batch.num_rows if table == "index_row" else 0

    def landed(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Which contents lie in the folders now."""
        write_present_files(connection)

    def _plan_index(self, file: FoundFile) -> Planned | Problem:
        head = head_of(file)
        if isinstance(head, Problem):
            return head
        if missing := missing_columns(head):
            reason = f"This index lacks the column {', '.join(missing)}."
            fix = "Its first line names the columns: file, client_id, system, and, if known, date, author, program."
            return Problem(reason, fix)
        outcome = LoadedFile(file.affiliate_id, self.name, file.label, "", "index_row")
        if unknown := unknown_columns(head):
            outcome.note = f"Columns that an index does not have, not read: {', '.join(unknown)}."
        return Planned(outcome, file, partial(self._read_index, file, head))

    def _read_index(
        self, file: FoundFile, head: Head, outcome: LoadedFile, held_back: list[HeldBack]
    ) -> Iterator[TableBatch]:
        rows: dict[str, Row] = {}
        for row in index_rows(file, head):
            if isinstance(row, BadRow):
                hold_back(outcome, held_back, row.line, row.reason, row.fix)
                continue
            outcome.rows += 1
            key = (file.affiliate_id, row.file.lower())
            self.named.add(key)
            self.indexed.setdefault(key, (file.label, row.line))
            row_id = _digest(file.affiliate_id, file.label, row.file, row.system, row.client_id)
            outcome.twins += row_id in rows
            rows.setdefault(
                row_id,
                {
                    **_lineage(file, row_id, row.line),
                    "file_sha256": outcome.sha256,
                    "document_file": row.file,
                    "client_id": row.client_id,
                    "system": row.system,
                    "date": row.date or None,
                    "author": row.author or None,
                    "program": row.program or None,
                },
            )
        if rows:
            yield "index_row", pa.Table.from_pylist(list(rows.values()), schema=INDEX_ROW)


def _read_file(file: FoundFile, outcome: LoadedFile, held_back: list[HeldBack]) -> Iterator[TableBatch]:
    """Batches of one file: the document, and for an e-mail the files in it."""
    with file.open() as stream:
        content = stream.read(LARGEST_FILE + 1)
    rows = _Rows(file, outcome, held_back)
    rows.take(file.label, content, sent_at=file.sent_at if isinstance(file, SentDocument) else None)
    outcome.note = " ".join(dict.fromkeys(rows.notes)) or None
    if rows.documents:
        yield "document", pa.Table.from_pylist(rows.documents, schema=DOCUMENT)
        yield "line", pa.Table.from_pylist(rows.lines, schema=LINE)


class _Rows:
    """Landing rows of one file."""

    def __init__(self, file: FoundFile, outcome: LoadedFile, held_back: list[HeldBack]) -> None:
        self._file, self._outcome, self._held_back = file, outcome, held_back
        self.documents: list[Row] = []
        self.lines: list[Row] = []
        self.notes: list[str] = []

    def take(self, label: str, content: bytes, depth: int = 1, sent_at: str | None = None) -> None:
        """Read one document under the label people see, and what is attached to it.

        `sent_at`: when the e-mail or form was sent that it came with.
        """
        label = mended(label)
        read: Callable[[str, bytes], Document] = read_apart if isinstance(self._file, SentDocument) else read_document
        document = attempt(partial(read, label, content))
        if isinstance(document, Problem):
            self._hold_back(label, document.reason, document.fix)
            return
        document.written_at = document.written_at or sent_at
        texts = note_texts(document.lines)
        if texts:
            self._outcome.rows += 1
            for part, text in enumerate(texts, 1):
                self._add(label, document, part, text)
        for reason, fix in document.gaps:
            self._hold_back(label, reason, fix, rows=0)
        self.notes += document.remarks
        for at, attached in enumerate(document.attachments):
            inner = f"{label}/{attached.name}"
            if depth >= DEEPEST or at >= MOST_ATTACHMENTS:
                self._hold_back(
                    inner, "This mail holds more mails or files within it than are read.", "Save this file by itself."
                )
                continue
            self.take(inner, attached.content, depth + 1, document.written_at)

    def _hold_back(self, label: str, reason: str, fix: str, rows: int = 1) -> None:
        within = label.removeprefix(self._file.label).lstrip("/")
        words = f"Attachment {within}: {reason}" if within else reason
        hold_back(self._outcome, self._held_back, None, words, fix, rows=rows)
        if not within:
            self.notes.append(reason)

    def _add(self, label: str, document: Document, part: int, text: NoteText) -> None:
        row_id = _digest(self._file.affiliate_id, label, self._outcome.sha256, str(len(self.documents)))
        system, client_id = named_by_folder(self._file) or (None, None)
        self.documents.append(
            {
                **_lineage(self._file, row_id, text.places[0].line.number),
                "document_id": label,
                "file_sha256": self._outcome.sha256,
                "container": self._file.label if label != self._file.label else None,
                "part": part,
                "kind": document.kind,
                "title": mended(document.title or "") or None,
                "author": mended(document.author or "") or None,
                "written_at": mended(document.written_at or "") or None,
                "page_count": document.page_count,
                "words_sha256": hashlib.sha256(text.words.encode("utf-8", "surrogatepass")).hexdigest(),
                "document_text": mended(text.text),
                "named_system": system,
                "named_client_id": client_id,
                "remarks": " ".join(document.remarks) or None,
            }
        )
        for at, place in enumerate(text.places):
            self.lines.append(
                {
                    **_lineage(self._file, _digest(row_id, str(at)), place.line.number),
                    "document_row_id": row_id,
                    "line_start": place.start,
                    "page": place.line.page,
                    "speaker": mended(place.line.speaker or "") or None,
                    "said_at": place.line.said_at,
                }
            )


def _lineage(file: FoundFile, row_id: str, line: int) -> Row:
    return {
        "_row_id": row_id,
        "_affiliate": file.affiliate_id,
        "_source_file": file.label,
        "_source_line": line,
        "_exported_at": "",
    }


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
