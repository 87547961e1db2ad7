"""Documents that clients sent by the organisation's own forms, as files in a folder named for the submission."""

import io
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from caseline.organization.intake_forms.resolved import SYSTEM
from ingestion.documents.kinds import PICTURES
from ingestion.documents.ocr import recogniser
from ingestion.files import FoundFile
from ingestion.submissions.store import Store


@dataclass(frozen=True)
class SentDocument(FoundFile):
    """One file of a submission, which is decrypted where it is read."""

    submission: str = ""
    digest: str = ""
    sent_at: str = ""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        content = Store(self.path.parent).content(self.submission, self.name)
        if content is None:
            raise FileNotFoundError(self.label)
        yield io.BytesIO(content)

    def sha256(self) -> str:
        return self.digest


def sent_documents(folder: Path, affiliates: Collection[str]) -> list[FoundFile]:
    """Those that have words. A picture has some where a text recogniser is installed; else it is kept and shown, and is
    no document."""
    store = Store(folder)
    return [
        SentDocument(
            sent.affiliate,
            f"{sent.affiliate}/documents/forms/{SYSTEM}/{sent.form}/{sent.id}/{upload.name}",
            store.path,
            submission=sent.id,
            digest=upload.sha256,
            sent_at=upload.submission.sent_at.isoformat(),
        )
        for upload in store.uploads(sorted(affiliates))
        if (sent := upload.submission.sent) and (_ending(upload.name) not in PICTURES or recogniser())
    ]


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")
