"""One judgement of a person on one note, as a line of a gold set or a ruling says it."""

from typing import Literal

from pydantic import Field

from caseline.ground.yaml_files import Strict


class Span(Strict):
    """Where the words stand: `quote` is text[start:end], in code points."""

    start: int
    end: int
    quote: str


class GoldItem(Strict):
    """One judgement on one note. A note without any code has one line with code null.

    `is_alone`: nothing else in the note was judged, as with a ruling; otherwise what no line names is not there.
    """

    note_id: str
    text: str
    code: str | None
    value: str | None = None
    status: Literal["present", "absent", "unclear"]
    spans: list[Span] = Field(default_factory=list)
    annotator: str
    split: str
    is_alone: bool = False
