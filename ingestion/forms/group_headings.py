"""Rows of a report that are headings of the rows below them: 'Program: North House' alone on its line."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from ingestion.forms.submission import Answer, Submission

_HEADING = re.compile(r"([^\W\d_]+(?: [^\W\d_]+){0,2}): *(.*[^\W\d_].*)")
FEWEST_COLUMNS = 3
"""In a narrower table, a row of one cell is an ordinary row."""
MOST_NAMED = 8

Place = tuple[str, str]
"""The column that headings stand in, and their word."""


@dataclass
class GroupHeadings:
    """Learns from all rows of a file which are headings. A word is one where it stands alone on rows, with different
    values, and begins no cell of that column on a fuller row."""

    _alone: dict[Place, set[str]] = field(default_factory=dict)
    _within: set[Place] = field(default_factory=set)
    _lines: dict[str, list[int]] = field(default_factory=dict)

    def learn(self, row: Submission) -> None:
        """Take note of a row."""
        if row.answers and (found := _heading(row.answers[0])):
            place, value = found
            if len(row.answers) == 1:
                self._alone.setdefault(place, set()).add(value)
            else:
                self._within.add(place)

    def decide(self, columns: Collection[object]) -> None:
        """Decide which words are headings in a table of these columns, once all rows are learnt."""
        is_wide = len(columns) >= FEWEST_COLUMNS
        several = {place: values for place, values in self._alone.items() if is_wide and len(values) > 1}
        self._alone = {place: values for place, values in several.items() if place not in self._within}

    def takes(self, row: Submission) -> bool:
        """Whether a row is a heading; its line is kept to be told."""
        found = _heading(row.answers[0]) if len(row.answers) == 1 and not row.within else None
        if not found or found[0] not in self._alone:
            return False
        self._lines.setdefault(found[0][1], []).append(row.line)
        return True

    def told(self) -> Iterator[tuple[list[int], str, str]]:
        """The lines of headings, what is wrong, what to do. What they say is not repeated: it may be a name."""
        for word, lines in self._lines.items():
            named = ", ".join(f"{line:,}" for line in lines[:MOST_NAMED])
            more = f" and {len(lines) - MOST_NAMED:,} more" if len(lines) > MOST_NAMED else ""
            reason = (
                f"Lines {named}{more} look like headings of groups ('{word}: ...'): "
                "what they say is not given to the rows below."
            )
            yield lines, reason, f"Export again with '{word}' as a column of its own, so that every row says it."


def _heading(answer: Answer) -> tuple[Place, str] | None:
    found = None if answer.repeat_path else _HEADING.fullmatch(answer.value.strip())
    return ((answer.field, found[1]), found[2]) if found else None
