"""A form submission, whatever file it came from, as landing rows: one submission and one row an answer."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from ingestion.boundary import has_lone_surrogate
from ingestion.csv_reading import BadRow
from ingestion.forms.fields import FormFields
from ingestion.forms.landing_tables import ANSWER, SUBMISSION
from ingestion.forms.readings import Readings
from ingestion.headers import free_name
from ingestion.landing import ROWS_PER_BATCH
from ingestion.row_ids import Seen
from ingestion.source_run import TableBatch

_LIKE_A_REPEAT = re.compile(r"#(?=.+/\d+$)")
"""The sign that parts a submission's id from the repeat within it, in an id that would look like both."""


@dataclass(frozen=True)
class Answer:
    """One value that is not empty. `repeat_path` is '' at the top; `index` counts from 1 within a repeat.

    `parent_index` is the row of the repeat around this one, where repeats are nested.
    """

    repeat_path: str
    index: int
    field: str
    value: str
    parent_index: int | None = None


@dataclass
class Submission:
    """All answers of one filled-in form. `line` is the line, sheet row or place in the list it came from."""

    line: int
    answers: list[Answer] = field(default_factory=list)

    def top(self) -> dict[str, str]:
        """Answers outside repeats, by field."""
        return {answer.field: answer.value for answer in self.answers if not answer.repeat_path}


class SubmissionBatches:
    """Collects submissions of one file and gives them as Arrow batches of the two tables."""

    def __init__(self, affiliate_id: str, file: str, fields: FormFields, readings: Readings, seen: Seen) -> None:
        self._affiliate_id, self._file, self._fields, self._seen = affiliate_id, file, fields, seen
        self._readings = readings
        self._in_file: Counter[str] = Counter()
        self.doubled: set[str] = set()
        self._clear()

    def _clear(self) -> None:
        self._submissions: list[dict[str, object]] = []
        self._answers: list[dict[str, object]] = []

    @staticmethod
    def problem(submission: Submission) -> BadRow | None:
        """Why a submission cannot be kept, if it cannot."""
        if has_lone_surrogate(part for a in submission.answers for part in (a.repeat_path, a.field, a.value)):
            reason = "This submission holds characters that are broken."
            return BadRow(submission.line, reason, "Mend the answer in the source, and export again.")
        return None

    def add(self, submission: Submission) -> bool:
        """Take one submission, unless it stood in another file of this run already: whether it was taken."""
        form, top = self._fields.form, submission.top()
        native_id = self._fields.submission_id(top)
        content = [[a.repeat_path, a.index, a.field, a.value] for a in submission.answers]
        identity = [self._affiliate_id, native_id or form, sorted(content)]
        row_id = _digest(json.dumps(identity, ensure_ascii=False))
        self._in_file[row_id] += 1
        if self._in_file[row_id] > 1:  # the very same answers again are another person's, not a copy
            row_id = _digest(f"{row_id}#{self._in_file[row_id]}")
        if not self._seen.add(bytes.fromhex(row_id)):
            return False
        submission_id = _LIKE_A_REPEAT.sub("%23", native_id) if native_id else row_id[:16]
        shared: dict[str, object] = {
            "_affiliate": self._affiliate_id,
            "_source_file": self._file,
            "_source_line": submission.line,
            "_exported_at": "",
            "submission_key": f"{form}/{submission_id}",
            "form": form,
        }
        self._submissions.append(
            {
                **shared,
                "_row_id": row_id,
                "submission_id": submission_id,
                "submitted_at": self._submitted_at(top),
                "is_mapped": self._fields.is_mapped,
            }
        )
        taken: dict[tuple[str, int], tuple[set[str], set[str]]] = {}
        for answer in submission.answers:
            given, spelt = taken.setdefault((answer.repeat_path, answer.index), (set(), set()))
            field = free_name(answer.field, given)
            known = self._fields.name_of(answer.repeat_path, field)
            described = self._fields.described(answer.repeat_path, field)
            name = free_name(known, spelt)
            if name != known:
                self.doubled.add(known)
                described = None
            place = f"{answer.repeat_path}\x1f{answer.index}\x1f{field}"
            parent = {"parent_index": answer.parent_index} if answer.parent_index else None
            self._answers.append(
                {
                    **shared,
                    "_row_id": _digest(f"{row_id}\x1f{place}"),
                    "submission_row_id": row_id,
                    "repeat_path": answer.repeat_path,
                    "repeat_index": answer.index,
                    "field": name,
                    "described": described,
                    "value": answer.value,
                    "reading": self._readings.read(described, answer.value) if described else None,
                    "_extra": json.dumps(parent) if parent else None,
                }
            )
        return True

    def _submitted_at(self, top: Mapping[str, str]) -> str | None:
        """When the submission was last changed or sent, in one form; as it stands where it cannot be read."""
        sent = self._fields.submitted_at(top)
        return (self._readings.dates.read(sent[0], sent[1].strip()) or sent[1]) if sent else None

    def is_full(self) -> bool:
        """Whether it is time to take batches."""
        return len(self._answers) >= ROWS_PER_BATCH

    def batches(self) -> Iterator[TableBatch]:
        """What was taken since the last time."""
        if self._submissions:
            yield "submission", pa.Table.from_pylist(self._submissions, schema=SUBMISSION)
        if self._answers:
            yield "answer", pa.Table.from_pylist(self._answers, schema=ANSWER)
        self._clear()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
