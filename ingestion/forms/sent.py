"""Submissions as the files that the intake of forms reads: one a form and month, which only grows."""

import io
import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from caseline.organization.intake_forms import IntakeForm
from caseline.organization.intake_forms.resolved import ID, SENT_AT, SENT_ON, SYSTEM
from ingestion.csv_reading import BadRow
from ingestion.files import FoundFile
from ingestion.forms.submission import Answer, Submission
from ingestion.submissions.store import Kept, Store

HELD_FIX = "Nothing, if it was a machine. If it was a person, ask them to fill in the form again."


@dataclass(frozen=True)
class SubmittedFile(FoundFile):
    """What was sent to one form in one month."""

    form: str = ""
    month: str = ""

    def kept(self) -> Iterator[Kept]:
        return Store(self.path.parent).of(self.affiliate_id, self.form, self.month)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        lines = (json.dumps([one.sent.id, one.sent_at.isoformat(), one.sent.answers]) for one in self.kept())
        yield io.BytesIO("\n".join(lines).encode())

    def submissions(self) -> Iterator[Submission | BadRow]:
        """Each as a row of the form's table; those that are held back with their reason."""
        for line, one in enumerate(self.kept(), 1):
            if one.sent.held:
                yield BadRow(line, one.sent.held, HELD_FIX)
                continue
            own = {ID: one.sent.id, SENT_AT: one.sent_at.isoformat(sep=" "), SENT_ON: one.sent_at.date().isoformat()}
            yield Submission(line, [Answer("", 0, name, value) for name, value in (one.sent.answers | own).items()])


def submitted_files(folder: Path, affiliates: Collection[str], forms: Sequence[IntakeForm]) -> list[FoundFile]:
    """A file for each form and month; what was sent to a form that is no more stays where it is."""
    store, tables = Store(folder), {form.id: form.table.full_name for form in forms}
    return [
        SubmittedFile(
            affiliate,
            f"{affiliate}/{SYSTEM}/{form}-{month}.ndjson ({tables[form]})",
            store.path,
            part=tables[form],
            form=form,
            month=month,
        )
        for affiliate, form, month in store.parts(sorted(affiliates))
        if form in tables
    ]
