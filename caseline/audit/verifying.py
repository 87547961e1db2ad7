"""Whether the log is as it was written: each line by its own hash, each after the one it names, up to the anchor."""

import json
from dataclasses import dataclass, field

from caseline.audit.chain import START, AuditLog
from caseline.audit.entry import Act


@dataclass
class Verdict:
    """How many lines the log has, the hash of the last, and what is wrong, each in a sentence."""

    lines: int = 0
    last: str = START
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.problems


def verify(log: AuditLog) -> Verdict:
    """Reads the whole log. An edited, cut, added or reordered line is found, and lines cut from the end."""
    found = Verdict()
    with log.locked():
        anchor, at_anchor = log.anchored(), START
        for expected, file in enumerate(log.files(), 1):
            if file != expected:
                found.problems.append(f"{log.path(expected).name} is missing.")
            with log.path(file).open("rb") as lines:
                for place, raw in enumerate(lines, 1):
                    _check(log, raw, f"{log.path(file).name}:{place}", found)
                    if anchor and found.lines == anchor.number:
                        at_anchor = found.last
    if anchor is None:
        if found.lines:
            found.problems.append("The anchor is gone or was changed: lines may be missing at the end.")
    elif found.lines < anchor.number:
        found.problems.append(f"Lines {found.lines + 1:,} to {anchor.number:,} are missing at the end.")
    elif at_anchor != anchor.hash:
        found.problems.append(f"Line {anchor.number:,} is not the one that was last written.")
    return found


def _check(log: AuditLog, raw: bytes, where: str, found: Verdict) -> None:
    due = found.lines + 1
    own = log.hash_of(raw, due, found.last)
    if own is None:
        try:
            read = json.loads(raw)
            number, claimed, own = int(read["n"]), str(read["hash"]), log.hash_of(raw, read["n"], read["before"])
        except (ValueError, KeyError, TypeError):
            number, claimed = due, found.last
        if own is None:
            found.problems.append(f"{where} was changed.")
            found.lines, found.last = due, claimed
            return
        found.problems.append(f"{where} is line {number:,} where line {due:,} is due: cut, added or reordered.")
        due = number
    found.lines, found.last = due, own
    if json.loads(raw)["act"] == Act.unanchored.value:
        found.problems.append(f"Before {where} the anchor was gone or changed: lines may be missing there.")
