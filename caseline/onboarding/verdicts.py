"""What would become of each file, in words: the last thing that `caseline check` says."""

from dataclasses import dataclass, replace

import duckdb
from rich.console import Console

from ingestion.ledger import GONE, REPLACED

SOURCES = ("hmis", "crm", "forms", "documents")
_MADE_BY = {
    "service": ("service.",), "attendance": ("service.",), "note": ("note.text",), "goal": ("goal.",),
    "plan": ("plan.", "goal."), "assessment": ("assessment.",), "consent": ("consent.",),
    "stay": ("enrollment.entry_date",),
}  # fmt: skip
"""What a column has to become so that a row of a table of a kind is what it is described as."""


@dataclass(frozen=True)
class Verdict:
    """One file: rows taken in, held back and left out (footers and such, which are no rows), remarks and questions."""

    file: str
    table: str | None
    outcome: str
    note: str | None
    rows: int
    held_back: int
    left_out: int
    remarks: int
    questions: int
    lacks: str | None = None
    """What no column of its table becomes, so that its rows are not what they are described as."""

    def __str__(self) -> str:
        note = f" {self.note}" if self.note else ""
        if self.outcome == "ignored":
            return f"{self.file}: ignored.{note}"
        if self.outcome == "held back" and not self.rows:
            return f"{self.file}: held back, nothing of it is taken in.{note}"
        told = [f"{self.rows:,} rows taken in{f' as {self.table}' if self.table else ''}"]
        told += [
            f"{count:,} {words}"
            for count, words in (
                (self.held_back, "held back"),
                (self.left_out, "left out as no rows of it"),
                (self.questions, "questions to answer" if self.questions > 1 else "question to answer"),
                (self.remarks, "remarks" if self.remarks > 1 else "remark"),
            )
            if count
        ]
        good = "" if self.held_back or self.questions or self.remarks or self.lacks else " Fine."
        if self.lacks:
            good = f" Nothing comes of it but its rows: {self.lacks}"
        return f"{self.file}: {', '.join(told)}.{good}{note}"


def verdicts(connection: duckdb.DuckDBPyConnection) -> list[Verdict]:
    """A verdict for each file that is there now; the warehouse holds the landing tables and `intake.quarantine`."""
    found = []
    for source in SOURCES:
        found += connection.execute(
            f"""
            with said as (
                select
                    affiliate_id, file, sum(row_count) filter (where kind = 'left out') as left_out,
                    count(*) filter (where kind = 'question') as questions
                from {source}.quarantine
                group by all
            ), told as (
                select
                    affiliate_id, file, sum(row_count) filter (where not is_kept) as held_back,
                    count(*) filter (where is_kept) as kept
                from intake.quarantine
                where source = '{source}'
                group by all
            )
            select
                files.file, files.table_name, files.outcome, files.note, files.rows,
                coalesce(told.held_back, 0) - coalesce(said.left_out, 0), coalesce(said.left_out, 0),
                coalesce(told.kept, 0) - coalesce(said.questions, 0), coalesce(said.questions, 0)
            from {source}.load_file as files
            left join said on files._affiliate = said.affiliate_id and files.file = said.file
            left join told on files._affiliate = told.affiliate_id and files.file = told.file
            where coalesce(files.note, '') not in (?, ?)
            order by files.file
            """,
            [GONE, REPLACED],
        ).fetchall()
    idle = tables_without_effect(connection)
    return [replace(verdict, lacks=idle.get(verdict.table or "")) for verdict in (Verdict(*row) for row in found)]


def tables_without_effect(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Tables that have rows and are described as services, goals and the like, of which none comes: why, by their name.

    Reads the dictionary in schema framework and intake.form_submission.
    """
    found = connection.execute(
        """
        select described.table_name, described.kind, list(distinct field.maps_to)
        from framework.dictionary_table as described
        semi join intake.form_submission as form on form.form = described.table_name
        left join framework.dictionary_field as field
            on field.source = 'forms' and described.table_name = field.table_name
        group by all
        """
    ).fetchall()
    return {
        table: f"it is described as {kind}, and no column becomes {' or '.join(map(_in_words, made_by))}."
        for table, kind, targets in found
        if (made_by := _MADE_BY.get(kind)) and not any((target or "").startswith(made_by) for target in targets or ())
    }


def _in_words(target: str) -> str:
    return f"{target}*" if target.endswith(".") else target


def tell_verdicts(console: Console, connection: duckdb.DuckDBPyConnection) -> int:
    """Print a sentence for each file. Returns of how many nothing comes that they are described as."""
    console.print("[bold]What becomes of each file[/]")
    told = verdicts(connection)
    for verdict in told:
        console.print(f"  {verdict}", markup=False, highlight=False)
    return sum(verdict.lacks is not None for verdict in told)
