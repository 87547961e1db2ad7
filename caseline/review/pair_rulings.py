"""Decisions on pairs of records: lines of identity_rulings.csv."""

from collections.abc import Hashable, Mapping
from functools import cached_property
from typing import ClassVar

from caseline.identity.nights.rulings import DIFFERENT, SAME, Ruling
from caseline.review.docket import Docket, Signature
from caseline.review.tabs import Row


class PairDocket(Docket[Ruling]):
    """Which records are the same person, which are not, and of which somebody could not tell."""

    table: ClassVar[str] = "identity_ruling"
    needed: ClassVar[tuple[str, ...]] = ("record_key_a", "record_key_b", "ruling")
    described: ClassVar[str] = "A sheet of pairs"
    same_subject: ClassVar[str] = "The same two records are"

    def read(self, row: Row) -> Ruling:
        more = (row.get(name) or None for name in ("reason", "decided_by", "decided_on"))
        return Ruling(row["record_key_a"], row["record_key_b"], row["ruling"], *more)

    def known(self, row: Row, former: Mapping[Hashable, Ruling]) -> list[Ruling]:
        earlier = former.get(tuple(sorted((row["record_key_a"], row["record_key_b"]))))
        repeats = earlier and (earlier.ruling, earlier.reason or "") == (row["ruling"].lower(), row.get("reason", ""))
        return [earlier] if earlier and repeats else []

    def check(self, line: int, row: Row, signature: Signature | None) -> list[Ruling]:
        a, b = row["record_key_a"], row["record_key_b"]
        for name, key in (("record_key_a", a), ("record_key_b", b)):
            if key not in self._records:
                fix = "Copy the key from the sheet that `caseline review` writes, such as hmis:eastside:10023."
                self.refuse(line, f"{name} is '{key}', and the last run knows no such record", fix)
        if a and a == b:
            self.refuse(line, "Both keys name the same record", "A ruling is about two records.")
        a, b = sorted((a, b))
        said = signature and (signature.ruling, signature.reason, signature.decided_by, signature.decided_on)
        return [Ruling(a, b, *said)] if said else []

    def clients(self) -> set[str]:
        keys = [key for ruling in self.fresh for key in ruling.pair]
        of_keys = "select client_id from record.client_link where record_key in (select unnest(?))"
        return {client for (client,) in self.connection.execute(of_keys, [keys]).fetchall()}

    def refuse_contradictions(self, lines: Mapping[Hashable, int]) -> None:
        """Two records ruled different must not be one through a chain of records ruled the same."""
        leader: dict[str, str] = {}

        def lead(key: str) -> str:
            while leader.get(key, key) != key:
                key = leader[key]
            return key

        by_pair = sorted(self.result, key=lambda ruling: ruling.pair)
        for ruling in by_pair:
            if ruling.ruling == SAME:
                a, b = sorted(map(lead, ruling.pair))
                leader[b] = a
        of_person: dict[str, list[int]] = {}
        for ruling in by_pair:
            if ruling.pair in lines:
                of_person.setdefault(lead(ruling.pair[0]), []).append(lines[ruling.pair])
        for ruling in by_pair:
            one, other = ruling.pair
            if ruling.ruling == DIFFERENT and lead(one) == lead(other) and lead(one) in of_person:
                self.refuse(
                    lines.get(ruling.pair, of_person[lead(one)][0]),
                    f"{one} and {other} are ruled different, but other rulings make them one person",
                    "Change one of the rulings on these records, here or in identity_rulings.csv.",
                )

    @cached_property
    def _records(self) -> set[str]:
        return {key for (key,) in self.connection.execute("select record_key from record.source_person").fetchall()}
