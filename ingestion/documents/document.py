"""A document as it was read: its lines with their places, and what could not be read of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingestion.boundary import Unreadable


class NotRead(Unreadable):
    """A document that cannot be read. `reason` and `fix` are sentences for people, without what it holds."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason, fix)
        self.reason, self.fix = reason, fix


@dataclass(frozen=True)
class Line:
    """One line of a document. `page` counts from 1, None where there are no pages; `number` from 1 within the page.

    Lines of a file that is not laid out on pages keep the number that an editor shows; in a Word file a line is a
    paragraph or a row of a table. `is_wrapped` when the next line may continue this one, `goes_on` when it does.
    """

    text: str
    page: int | None
    number: int
    speaker: str | None = None
    said_at: str | None = None
    is_wrapped: bool = False
    goes_on: bool = False


@dataclass(frozen=True)
class Attachment:
    """A file within an e-mail."""

    name: str
    content: bytes


@dataclass
class Document:
    """What one document holds. `gaps` are (reason, fix) about pages that could not be read, when others could."""

    kind: str
    lines: Sequence[Line]
    title: str | None = None
    author: str | None = None
    written_at: str | None = None
    page_count: int | None = None
    gaps: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


def page_list(pages: Sequence[int]) -> str:
    """'Page 3' or 'Pages 1 to 4, 7'."""
    spans: list[list[int]] = []
    for page in sorted(pages):
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    words = ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in spans)
    return f"Page{'s' if len(pages) > 1 else ''} {words}"
