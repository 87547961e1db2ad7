"""What people have ruled so far, as the files say now: what a run has seen, and what is in force at the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from caseline.identity.nights.rulings import Ruling
from caseline.review.acting import mark, standing
from caseline.review.code_rulings import CodeDocket, CodeRuling
from caseline.review.item_rulings import AttentionDocket, AttentionRuling, MissingDocket, MissingRuling
from caseline.review.pair_rulings import PairDocket
from caseline.review.quote_rulings import QuoteDocket, QuoteRuling
from reports.published import Row


@dataclass(frozen=True)
class Work:
    """Rulings by what they are about."""

    pairs: Mapping[tuple[str, str], Ruling] = field(default_factory=dict)
    codes: Mapping[tuple[str | None, ...], CodeRuling] = field(default_factory=dict)
    things: Mapping[str, MissingRuling] = field(default_factory=dict)
    reasons: Mapping[str, AttentionRuling] = field(default_factory=dict)
    quotes: Mapping[tuple[str, ...], QuoteRuling] = field(default_factory=dict)

    def pair(self, row: Row) -> Ruling | None:
        """The ruling on two records that no run has seen yet."""
        return _new(self._pair(row), row)

    def seen_pair(self, row: Row) -> str:
        """The mark of the ruling on two records that a run has seen, and a page shows with them."""
        return " ".join(mark(one) for one in (self._pair(row),) if one and not _new(one, row))

    def code(self, row: Row) -> CodeRuling | None:
        """The ruling on a code that no run has seen yet."""
        about = (row["note_id"], row["skill"], row["code"], row["value"])
        return _new(self.codes.get((*about, (row["words"] or "").strip())) or self.codes.get((*about, None)), row)

    def seen_code(self, row: Row) -> str:
        """The marks of the rulings on a code that a run has seen, and a page shows with it."""
        about = (row["note_id"], row["skill"], row["code"], row["value"])
        return " ".join(mark(one) for subject, one in self.codes.items() if subject[:4] == about and not _new(one, row))

    def missing(self, row: Row) -> MissingRuling | None:
        return self.things.get(row["missing_id"])

    def picked(self, code: Row) -> list[QuoteRuling]:
        """The reports that a code's words were picked for."""
        place = f"{code['quote_start']}..{code['quote_end']}"
        return [one for one in self.quotes.values() if one.is_about(code["note_id"], code["content_hash"], place)]

    def attention(self, rows: list[Row]) -> AttentionRuling | None:
        """The ruling on every reason to look at one client, where they are ruled alike."""
        found = [self.reasons.get(row["attention_id"]) for row in rows]
        return found[0] if all(found) and len({one.ruling for one in found if one}) == 1 else None

    def marks(self, rows: list[Row]) -> str:
        """The marks of the rulings on some reasons to look at a client."""
        return " ".join(mark(ruling) for row in rows if (ruling := self.reasons.get(row["attention_id"])))

    def _pair(self, row: Row) -> Ruling | None:
        a, b = sorted((row["record_key_l"], row["record_key_r"]))
        return self.pairs.get((a, b))

    @staticmethod
    def mark(ruling: Any) -> str:
        return mark(ruling) if ruling else ""


def _new(ruling: Any, row: Row) -> Any:
    return None if ruling is None or (ruling.ruling, ruling.reason) == (row["ruling"], row["reason"]) else ruling


def work_of(transformation: Path, connection: duckdb.DuckDBPyConnection) -> Work:
    """What the files in a folder of rulings say."""

    def by_subject(kind: Any) -> dict[Any, Any]:
        return {ruling.subject: ruling for ruling in standing(kind, transformation, connection)}

    return Work(*(by_subject(kind) for kind in (PairDocket, CodeDocket, MissingDocket, AttentionDocket, QuoteDocket)))
