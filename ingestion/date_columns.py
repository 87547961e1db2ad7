"""The order of day, month and year in the columns of one file: what its values prove, else what was declared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingestion.moments import ISO, USUAL, Decided, Order, decide_order, read_moment
from ingestion.summary import Remark


@dataclass(frozen=True)
class DateRules:
    """What was declared: the order of this `table`'s dates, and that of the `organization`; None where nothing is."""

    table: Order | None = None
    organization: Order | None = None


@dataclass
class DateColumns:
    """Learns the values of columns, decides their orders, then reads. Columns in `past` hold births."""

    rules: DateRules
    past: frozenset[str] = frozenset()
    _values: dict[str, set[str]] = field(default_factory=dict)
    _orders: dict[str, Order | None] = field(default_factory=dict)
    _decided: dict[str, Decided] = field(default_factory=dict)
    _of_others: Order | None = None

    def learn(self, column: str, texts: Iterable[str]) -> None:
        """Take note of values of a column."""
        self._values.setdefault(column, set()).update(text for text in texts if not ISO.fullmatch(text))

    def decide(self) -> None:
        """Decide the order of every column, once all values are learnt."""
        self._decided = {column: decide_order(values) for column, values in self._values.items()}
        proven = {decided.order for decided in self._decided.values() if decided.order}
        self._of_others = next(iter(proven)) if len(proven) == 1 else None
        for column, decided in self._decided.items():
            order = self.rules.table or decided.order
            if order is None and decided.is_open:
                order = self._of_others or self.rules.organization or USUAL
            self._orders[column] = order
        self._values.clear()

    def read(self, column: str, text: str) -> str:
        """The moment in one form (`read_moment`); empty where it cannot be read or its order is in doubt."""
        read = read_moment(text, self._orders.get(column), column in self.past)
        return text if read and ISO.fullmatch(text) else read

    def remarks(self, where: str) -> list[Remark]:
        """What to say and to ask; `where` names the file in which the order can be declared."""
        return [] if self.rules.table else [*self._on_open(where), *self._on_mixed(where)]

    def _on_open(self, where: str) -> Iterable[Remark]:
        columns = sorted(column for column, decided in self._decided.items() if decided.is_open)
        if not columns:
            return
        order = self._of_others or self.rules.organization or USUAL
        begin = f"Dates of {listed(columns)} may be month first or day first: nothing in them says which."
        if self._of_others:
            yield Remark("remark", f"{begin} They are read {order}, as other dates of this file are.", declare(where))
        elif self.rules.organization:
            yield Remark("remark", f"{begin} They are read {order}, as organization.yml says.", declare(where))
        else:
            reason = f"{begin} They are read {order}, as is usual in the United States. Is that right?"
            yield Remark("question", reason, f"{declare(where)} In organization.yml it holds for all files.")

    def _on_mixed(self, where: str) -> Iterable[Remark]:
        columns = sorted(column for column, decided in self._decided.items() if decided.is_mixed)
        if columns:
            reason = f"Dates of {listed(columns)} are written month first in some rows and day first in others."
            yield Remark("question", f"{reason} Those that may be either are not read.", declare(where))


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names in quotation marks, the first of them if they are many."""
    shown = ", ".join(f"'{name[:60]}'" for name in names[:most])
    return f"{shown} and {len(names) - most:,} more" if len(names) > most else shown


def declare(where: str) -> str:
    return f"Write `date_order: month first` or `date_order: day first` into {where}."
