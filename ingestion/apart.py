"""Reading the exports of each affiliate apart, in a process of its own, and landing together what they gave.

What is read becomes rows in a file of the affiliate's own, which is thrown away once it has landed; so whatever
stands, stands in the warehouse alone, and a file that is left over means nothing.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from caseline.ground.warehouse import connect, kept_open, let_go
from ingestion.counting import Given
from ingestion.erased import Erased
from ingestion.files import Found
from ingestion.landing import ROWS_PER_BATCH, Landing
from ingestion.ledger import Ledger
from ingestion.source_run import Progress, Source, SourceRun, TableBatch, land
from ingestion.summary import HeldBack, LoadSummary

FIX = (
    "What of this affiliate stood before still stands, and the others were taken in. It is read again in the next run. "
    "If this comes back, take the file that is named out of the folder and tell whoever looks after Caseline."
)


@dataclass
class ReadApart:
    """What was read of one affiliate. `rows` is the file with what is to be landed; the landing tables are as in the
    warehouse."""

    summary: LoadSummary
    rows: Path
    has_news: bool = False
    given: list[Given] = field(default_factory=list)
    standing: list[tuple[str, str, str]] = field(default_factory=list)
    """The files that have not changed, as the ledger knows them."""
    otherwise: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)

    def read_otherwise(self, ledger: Ledger) -> list[str]:
        """As the process that read found them."""
        return self.otherwise

    def batches(self) -> Iterator[TableBatch]:
        """The rows in the order in which they were read, table by table."""
        with connect(self.rows, read_only=True) as connection:
            for table in self.tables:  # as the process that read made them
                found = connection.execute(f"select * exclude (_load_id) from {self.summary.source}.{table}")
                for batch in found.to_arrow_reader(ROWS_PER_BATCH):
                    yield table, pa.Table.from_batches([batch])


@dataclass(frozen=True)
class NotRead:
    """An affiliate whose reading ended badly: in words, and where it was."""

    affiliate_id: str
    words: str
    file: str = ""
    line: int | None = None


@dataclass
class Aside:
    """A loader that reads and does not land: its rows go to the file `rows`."""

    rows: Path
    memory: str
    """What the database of that file may use before it spills to disk."""
    read: ReadApart | None = None
    run: SourceRun | None = None

    def __call__(
        self,
        source: Source,
        find: Callable[[], Found],
        affiliates: Collection[str],
        warehouse: Path,
        progress: Progress | None = None,
    ) -> LoadSummary:
        ledger = Ledger(*Landing(source.name, warehouse).former(), affiliates)
        self.run = run = SourceRun(source, find(), progress, ledger.stands, Erased.of(warehouse))
        self.read = read = ReadApart(run.summary, self.rows, run.has_news, run.given, ledger.standing)
        if run.has_news:
            read.otherwise = run.read_otherwise(ledger)
            with kept_open(self.rows), connect(self.rows) as connection:
                connection.execute("set memory_limit = $1", [self.memory])
                Landing(source.name, self.rows).load(source.schemas, run.batches)
            read.tables = list(source.schemas)
        return run.summary


@dataclass(frozen=True)
class LandedTogether:
    """A loader that lands what `read` gives for each of some affiliates, all of them in one step.

    While it reads, other processes may open the warehouse for reading.
    """

    read: Callable[[Sequence[str]], Sequence[ReadApart | NotRead]]

    def __call__(
        self,
        source: Source,
        find: Callable[[], Found],
        affiliates: Collection[str],
        warehouse: Path,
        progress: Progress | None = None,
    ) -> LoadSummary:
        with let_go(warehouse):
            found = self.read(sorted(affiliates))
        whole = [one for one in found if isinstance(one, ReadApart)]
        failed = [one for one in found if isinstance(one, NotRead)]
        faults = [_held_back(source.name, one) for one in failed]
        with kept_open(warehouse):
            files, held_back = Landing(source.name, warehouse).former()
            read = set(affiliates) - {one.affiliate_id for one in failed}
            ledger = Ledger(files, [item for item in held_back if item not in faults], read)
            for key in (key for one in whole for key in one.standing):
                ledger.stands(*key)
            told = ReadApart(LoadSummary(source.name, held_back=faults, is_whole=not faults), Path())
            return land(source, [*whole, told], ledger, warehouse)


def _held_back(source: str, failed: NotRead) -> HeldBack:
    where = f", line {failed.line:,} of it" if failed.line else ""
    what = f" while it read {failed.file}{where}" if failed.file else " before it read a file"
    reason = f"The reading of the exports of {failed.affiliate_id} ended{what}: {failed.words}."
    return HeldBack(source, failed.affiliate_id, failed.file, failed.line, reason, FIX, row_count=0)
