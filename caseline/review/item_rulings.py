"""Decisions on what is missing and on whom to look at: lines of missing_rulings.csv and attention_rulings.csv."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import ClassVar

from caseline.review.docket import Docket, Signature
from caseline.review.tabs import Row

DONE, EXPLAINED, ASSIGNED, CLOSED = "done", "explained", "assigned", "closed"
DONE_STANDS_DAYS = 45
"""How long what was done is waited for in an export before it is missing again."""


@dataclass(frozen=True)
class MissingRuling:
    """One line of missing_rulings.csv: until that day the thing is not missing."""

    missing_id: str
    ruling: str
    until: str
    reason: str | None = None
    decided_by: str | None = None
    decided_on: str | None = None

    @property
    def subject(self) -> str:
        """What it is about."""
        return self.missing_id


@dataclass(frozen=True)
class AttentionRuling:
    """One line of attention_rulings.csv: a reason to look at a client was taken on by somebody, or is closed."""

    attention_id: str
    ruling: str
    assigned_to: str | None = None
    reason: str | None = None
    decided_by: str | None = None
    decided_on: str | None = None

    @property
    def subject(self) -> str:
        """What it is about."""
        return self.attention_id


class MissingDocket(Docket[MissingRuling]):
    """Which missing things were done, and which are explained until when."""

    table: ClassVar[str] = "missing_ruling"
    needed: ClassVar[tuple[str, ...]] = ("missing_id", "ruling")
    described: ClassVar[str] = "A sheet of missing things"
    same_subject: ClassVar[str] = "The same thing is"

    def read(self, row: Row) -> MissingRuling:
        more = (row.get(name) or None for name in ("reason", "decided_by", "decided_on"))
        return MissingRuling(row["missing_id"], row["ruling"], row["until"], *more)

    def known(self, row: Row, former: Mapping[Hashable, MissingRuling]) -> list[MissingRuling]:
        earlier = former.get(row["missing_id"])
        asked = (row["ruling"].lower(), row.get("reason", ""), row.get("until") or (earlier.until if earlier else ""))
        return [earlier] if earlier and (earlier.ruling, earlier.reason or "", earlier.until) == asked else []

    def check(self, line: int, row: Row, signature: Signature | None) -> list[MissingRuling]:
        if row["missing_id"] not in self._missing:
            self.refuse(line, f"missing_id is '{row['missing_id']}', and the last run knows no such thing", "Copy it.")
        if signature is None:
            return []
        until = row.get("until", "")
        if not until and signature.ruling == DONE:
            until = (date.fromisoformat(signature.decided_on) + timedelta(DONE_STANDS_DAYS)).isoformat()
        try:
            until = date.fromisoformat(until[:10]).isoformat()
        except ValueError:
            self.refuse(line, f"until is '{until}'", "Say until which day the explanation stands, as 2026-06-30.")
            return []
        said = (signature.reason, signature.decided_by, signature.decided_on)
        return [MissingRuling(row["missing_id"], signature.ruling, until, *said)]

    def clients(self) -> set[str]:
        return {self._missing[one.missing_id] for one in self.fresh if one.missing_id in self._missing}

    @cached_property
    def _missing(self) -> dict[str, str]:
        rows = self.connection.execute("select missing_id, client_id from reporting.missing").fetchall()
        return dict(rows)


class AttentionDocket(Docket[AttentionRuling]):
    """Which reasons to look at a client somebody took on, and which are closed."""

    table: ClassVar[str] = "attention_ruling"
    needed: ClassVar[tuple[str, ...]] = ("attention_id", "ruling")
    described: ClassVar[str] = "A sheet of reasons to look at somebody"
    same_subject: ClassVar[str] = "The same reason is"

    def read(self, row: Row) -> AttentionRuling:
        more = (row.get(name) or None for name in ("assigned_to", "reason", "decided_by", "decided_on"))
        return AttentionRuling(row["attention_id"], row["ruling"], *more)

    def known(self, row: Row, former: Mapping[Hashable, AttentionRuling]) -> list[AttentionRuling]:
        earlier = former.get(row["attention_id"])
        asked = (row["ruling"].lower(), row.get("reason", ""), row.get("assigned_to", ""))
        is_same = earlier and (earlier.ruling, earlier.reason or "", earlier.assigned_to or "") == asked
        return [earlier] if earlier and is_same else []

    def check(self, line: int, row: Row, signature: Signature | None) -> list[AttentionRuling]:
        if row["attention_id"] not in self._reasons:
            said = f"attention_id is '{row['attention_id']}', and the last run knows no such reason"
            self.refuse(line, said, "Copy it.")
        if signature is None:
            return []
        assigned_to = row.get("assigned_to") or None
        if signature.ruling == ASSIGNED and not assigned_to:
            self.refuse(line, "It does not say to whom it is assigned", "Fill assigned_to.")
        decided = (signature.reason, signature.decided_by, signature.decided_on)
        return [AttentionRuling(row["attention_id"], signature.ruling, assigned_to, *decided)]

    def clients(self) -> set[str]:
        return {self._reasons[one.attention_id] for one in self.fresh if one.attention_id in self._reasons}

    @cached_property
    def _reasons(self) -> dict[str, str]:
        rows = self.connection.execute("select attention_id, client_id from reporting.needs_attention").fetchall()
        return dict(rows)
