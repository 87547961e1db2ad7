"""Who has seen a client, in words."""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby

from caseline.audit.chain import AuditLog, Line
from caseline.audit.entry import EVERYONE, Act

_SEEING = {
    Act.look: "looked at",
    Act.search: "had found by a search",
    Act.trace: "traced a number to",
    Act.brief: "made the brief of",
    Act.export: "exported",
    Act.review: "wrote a sheet for review with",
    Act.freeze: "kept a report with",
    Act.ruling: "decided about",
    Act.erase: "erased",
    Act.disclose: "wrote out the whole record of",
    Act.link: "had to do with a link for",
    Act.refusal: "was refused",
}
MOST_FIELDS = 8


def who_saw(log: AuditLog, clients: Collection[str]) -> list[str]:
    """A sentence for each person, day and kind of look at any of these IDs of one client, newest first."""
    seen = [line for line in log.read(clients) if line.entry.act in _SEEING]
    grouped = groupby(sorted(seen, key=_told_together), key=_told_together)
    return [
        sentence
        for _, sentence in sorted(((_newest(lines), _sentence(lines)) for lines in map(_listed, grouped)), reverse=True)
    ]


def _told_together(line: Line) -> tuple[str, ...]:
    entry = line.entry
    everyone = "everyone" if set(EVERYONE) & set(entry.clients) else ""
    return (
        line.at.date().isoformat(), entry.who, entry.role, entry.act.value, entry.source, entry.about, everyone,
        entry.why or "",
    )  # fmt: skip


def _listed(group: tuple[object, Iterable[Line]]) -> list[Line]:
    return list(group[1])


def _newest(lines: list[Line]) -> str:
    return max(line.at for line in lines).isoformat()


def _sentence(lines: list[Line]) -> str:
    entry, first, last = lines[0].entry, min(line.at for line in lines), max(line.at for line in lines)
    whom = "every client, this one among them" if set(EVERYONE) & set(entry.clients) else "this client"
    role = f" ({entry.role})" if entry.role else ""
    when = f"{_day(first.date())}, {first:%H:%M}" + (f" to {last:%H:%M}, {len(lines)} times" if len(lines) > 1 else "")
    sentence = f"{when} UTC: {entry.who}{role} {_SEEING[entry.act]} {whom}"
    if fields := list(dict.fromkeys(name for line in lines for name in line.entry.fields)):
        more = f" and {len(fields) - MOST_FIELDS} more" if len(fields) > MOST_FIELDS else ""
        sentence += f": {', '.join(fields[:MOST_FIELDS])}{more}"
    sentence += f" [{entry.about}]" if entry.about else ""
    sentence += f", from {entry.source}" if entry.source else ""
    return sentence + (f". Reason given: {entry.why}" if entry.why else "") + "."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
