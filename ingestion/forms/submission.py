"""A form submission, whatever file it came from, as landing rows: one submission and one row an answer."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from ingestion.boundary import has_lone_surrogate
from ingestion.csv_reading import BadRow
from ingestion.forms.fields import FormFields
from ingestion.forms.header_days import day_in_name
from ingestion.forms.landing_tables import ANSWER, REFERENCE, SUBMISSION
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

    `parent_index` is the row of the repeat around this one, where repeats are nested; `part` counts the values of one
    field, where it has several.
    """

    repeat_path: str
    index: int
    field: str
    value: str
    parent_index: int | None = None
    part: int = 1


@dataclass
class Submission:
    """All answers of one filled-in form. `line` is the line, sheet row or place in the list it came from.

    `lines` is how many lines of the file it is; where it is but one cell of a line that is another submission, none,
    and `within` says which cell.
    """

    line: int
    answers: list[Answer] = field(default_factory=list)
    lines: int = 1
    within: str = ""

    def top(self) -> dict[str, str]:
        """Answers outside repeats, by field."""
        return {answer.field: answer.value for answer in self.answers if not answer.repeat_path and answer.part == 1}


class SubmissionBatches:
    """Collects submissions of one file and gives them as Arrow batches of the three tables."""

    def __init__(self, affiliate_id: str, file: str, fields: FormFields, readings: Readings, seen: Seen) -> None:
        self._affiliate_id, self._file, self._fields, self._seen = affiliate_id, file, fields, seen
        self._readings = readings
        self._exported_at = day_in_name(file.rsplit("/", 1)[-1], readings.dates.rules.organization)
        self._in_file: Counter[str] = Counter()
        self._alike: Counter[str] = Counter()
        self.doubled: set[str] = set()
        self._clear()

    def _clear(self) -> None:
        self._submissions: list[dict[str, object]] = []
        self._answers: list[dict[str, object]] = []
        self._references: list[dict[str, object]] = []

    def problem(self, submission: Submission) -> BadRow | None:
        """Why a submission cannot be kept, if it cannot."""
        if has_lone_surrogate(part for a in submission.answers for part in (a.repeat_path, a.field, a.value)):
            reason = "This submission holds characters that are broken."
            return BadRow(submission.line, reason, "Mend the answer in the source, and export again.")
        if not self._fields.has_key:
            return None
        native_id = own_id(submission, self._fields)
        if native_id is None and self._fields.needs_key:
            reason = f"This row has no {self._fields.key_in_words}, so it cannot be told from other rows."
            return BadRow(submission.line, reason, "Fill it in in the source system, and export again.")
        if native_id and self._in_file[self._identity(submission, native_id)]:
            reason = "This row is on another line of the file too, word for word and with the same ID: it counts once."
            return BadRow(submission.line, reason, "Remove the doubled row in the source, and export again.")
        return None

    def _identity(self, submission: Submission, native_id: str | None) -> str:
        """A digest of all that is answered, and by whose ID."""
        content = [[a.repeat_path, a.index, a.field, a.value] for a in submission.answers]
        identity = [self._affiliate_id, native_id or self._fields.form, sorted(content)]
        return _digest(json.dumps(identity, ensure_ascii=False))

    def add(self, submission: Submission) -> bool:
        """Take one submission, unless it stood in another file of this run already: whether it was taken."""
        form, native_id = self._fields.form, own_id(submission, self._fields)
        content = None if native_id or not self._fields.is_mapped else self._content(submission)
        row_id = self._identity(submission, native_id)
        self._in_file[row_id] += 1
        if self._in_file[row_id] > 1:  # the very same answers again are another person's, not a copy
            row_id = _digest(f"{row_id}#{self._in_file[row_id]}")
        if not self._seen.add(bytes.fromhex(row_id)):
            return False
        submission_id = landed_id(native_id) if native_id else row_id[:16]
        top = submission.top()
        person_key = self._fields.person_key(top)
        shared: dict[str, object] = {
            "_affiliate": self._affiliate_id,
            "_source_file": self._file,
            "_source_line": submission.line,
            "_exported_at": self._exported_at,
            "submission_key": f"{form}/{submission_id}",
            "form": form,
        }
        self._submissions.append(
            {
                **shared,
                "_row_id": row_id,
                "submission_id": submission_id,
                "person_key": f"{form}/{person_key}" if person_key else None,
                "submitted_at": self._moment(self._fields.submitted_at(top)),
                "changed_at": self._moment(self._fields.changed_at(top)),
                "is_mapped": self._fields.is_mapped,
                "lines": submission.lines,
                "content": content,
            }
        )
        self._references += [
            {
                **shared,
                "_row_id": _digest(f"{row_id}\x1freference\x1f{reference.position}"),
                "submission_row_id": row_id,
                "position": reference.position,
                "to_table": reference.to_table,
                "to_key": reference.to_key,
            }
            for reference in self._fields.references(top)
        ]
        self._add_answers(submission, row_id, shared)
        return True

    def _content(self, submission: Submission) -> str:
        """A digest of what it says, however dates and numbers are written, and of how many before it in its file say
        the same.
        """
        said = []
        for answer in submission.answers:
            described = self._fields.described(answer.repeat_path, answer.field)
            reading = self._readings.alike(described, answer.value) if described else None
            name = described or answer.field
            said.append([answer.repeat_path, answer.index, name, reading or " ".join(answer.value.split())])
        content = _digest(json.dumps([self._fields.form, submission.within, sorted(said)], ensure_ascii=False))
        self._alike[content] += 1
        return _digest(f"{content}#{self._alike[content]}")

    def _add_answers(self, submission: Submission, row_id: str, shared: dict[str, object]) -> None:
        taken: dict[tuple[str, int, int], tuple[set[str], set[str]]] = {}
        for answer in submission.answers:
            given, spelt = taken.setdefault((answer.repeat_path, answer.index, answer.part), (set(), set()))
            field = free_name(answer.field, given)
            known = self._fields.name_of(answer.repeat_path, field)
            described = self._fields.described(answer.repeat_path, field)
            name = free_name(known, spelt)
            if name != known:
                self.doubled.add(known)
                described = None
            place = f"{answer.repeat_path}\x1f{answer.index}\x1f{field}"
            parent = {"parent_index": answer.parent_index} if answer.parent_index else None
            for part, value in enumerate(self._fields.values_of(answer.repeat_path, name, answer.value), answer.part):
                self._answers.append(
                    {
                        **shared,
                        "_row_id": _digest(f"{row_id}\x1f{place}" + (f"\x1f{part}" if part > 1 else "")),
                        "submission_row_id": row_id,
                        "repeat_path": answer.repeat_path,
                        "repeat_index": answer.index,
                        "field": name,
                        "part": part,
                        "described": described,
                        "value": value,
                        "reading": self._readings.read(described, value) if described else None,
                        "_extra": json.dumps(parent) if parent else None,
                    }
                )

    def _moment(self, said: tuple[str, str] | None) -> str | None:
        """What a column says of a moment, in one form; as it stands where it cannot be read."""
        return (self._readings.dates.read(*said) or said[1]) if said else None

    def is_full(self) -> bool:
        """Whether it is time to take batches."""
        return len(self._answers) >= ROWS_PER_BATCH

    def batches(self) -> Iterator[TableBatch]:
        """What was taken since the last time."""
        if self._submissions:
            yield "submission", pa.Table.from_pylist(self._submissions, schema=SUBMISSION)
        if self._answers:
            yield "answer", pa.Table.from_pylist(self._answers, schema=ANSWER)
        if self._references:
            yield "reference", pa.Table.from_pylist(self._references, schema=REFERENCE)
        self._clear()


def own_id(submission: Submission, fields: FormFields) -> str | None:
    """A submission's own id, with the day of the cell that it is, where it is one."""
    own = fields.submission_id(submission.top())
    return f"{own}|{submission.within}" if own and submission.within else own


def landed_id(own: str) -> str:
    """An own id as it lands."""
    return _LIKE_A_REPEAT.sub("%23", own)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
