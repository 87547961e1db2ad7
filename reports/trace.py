"""What stands behind one number: clients, records with file and line, and quotes with who coded them."""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from caseline.access.gate import Gate, Reader
from caseline.ground.errors import CaselineError
from caseline.ground.spreadsheets import write_csv
from caseline.ground.warehouse import connect

SHOWN = 20
EVIDENCE_ORDER = (
    "client_id, event_date, record_type, record_id, source_file, source_line, note_id, quote_start, code_id, "
    "program_id, affiliate_id, detail, value, quote"
)
"""Rows that tie in this order are the same on the page."""
CANDIDATES = 12
RECORD = (
    "role", "client_id", "program_id", "event_date", "record_type", "record_id", "detail", "source_file", "source_page",
    "source_line",
)  # fmt: skip
QUOTE = (
    "role", "client_id", "event_date", "quote", "code_title", "skill", "skill_version", "coder", "note_id",
    "source_file", "source_page", "source_line",
)  # fmt: skip
EVIDENCE = (
    *RECORD, "affiliate_id", "value", "note_id", "quote", "quote_start", "quote_end", "code_title", "skill",
    "skill_version", "coder", "review_status", "counts_outside",
)  # fmt: skip
Row = tuple[Any, ...]
Seen = Callable[[str, tuple[str, ...]], None]
"""Told which figure, and which clients are behind it."""


def trace(
    published: Path,
    report: str,
    figure: str,
    csv: Path | None = None,
    seen: Seen | None = None,
    reader: Reader | None = None,
) -> RenderableType:
    """The number, its sentence and its evidence, to print; with `csv`, all its evidence is saved there.

    `report` is a report's id or title; `figure` a figure's id, the id of its question (the total), or words of
    either (`improved housing`).
    `reader`: whose eyes it is for; left out, somebody's who sees everything. `seen` is told before anything is shown or
    saved. Raises CaselineError with the candidates when it could be several.
    """
    with _opened(published, reader) as connection:
        figure_id = find_figure(connection, find_report(connection, report), figure)
        ((question, sentence, caution, first, last, measure),) = connection.execute(
            """select question, sentence, caution, period_start, period_end, m.meaning
            from reporting.figure f left join framework.measure m on f.measure = m.measure where figure_id = ?""",
            [figure_id],
        ).fetchall()
        if seen:
            clients = "select distinct client_id from reporting.evidence where figure_id = ? order by all"
            seen(
                figure_id, tuple(client for (client,) in connection.execute(clients, [figure_id]).fetchall() if client)
            )
        if csv is not None:
            write_csv(csv, EVIDENCE, evidence(connection, figure_id, EVIDENCE))
        records = evidence(connection, figure_id, RECORD, "role in ('counted', 'base')")
        quotes = evidence(connection, figure_id, QUOTE, "quote is not null and role in ('counted', 'context')")
    head = Panel(
        f"[bold]{escape(sentence)}[/]\n{escape(caution + chr(10) if caution else '')}\n"
        f"{escape(question)}\n{escape(measure or '')}\n"
        f"{first} to {last}. {_behind(records, quotes)}",
        title=escape(figure_id),
        title_align="left",
    )
    counted = [row for row in records if row[0] == "counted"]
    clients_counted = {row[1] for row in counted}
    parts: list[RenderableType] = [
        head,
        *_quote_table("Quotes counted", [row for row in quotes if row[0] == "counted"]),
        *_quote_table("What notes of these clients say (not counted)", [row for row in quotes if row[0] == "context"]),
        *_record_table("Records counted", counted),
        *_record_table("Out of whom, counted or not", [row for row in records if row[0] == "base"], clients_counted),
    ]
    return Group(*parts, f"All the evidence is in {csv}" if csv else "[dim]--csv FILE saves all the evidence.[/]")


@contextmanager
def _opened(published: Path, reader: Reader | None) -> Iterator[duckdb.DuckDBPyConnection]:
    if reader is None:
        with connect(published, read_only=True) as connection:
            yield connection
        return
    gate = Gate(published, reader)
    try:
        yield gate.connection
    finally:
        gate.close()


def report_of(published: Path, report: str) -> str:
    """`find_report` of a published warehouse."""
    with connect(published, read_only=True) as connection:
        return find_report(connection, report)


def find_report(connection: duckdb.DuckDBPyConnection, report: str) -> str:
    """The id of the report that an id, a title, or a part of either means. Raises CaselineError."""
    known = connection.execute("select report_id, title from framework.report order by report_id").fetchall()
    exact = [report_id for report_id, title in known if report.lower() in (report_id, title.lower())]
    near = exact or [i for i, title in known if report.lower() in i or report.lower() in title.lower()]
    if len(near) == 1:
        return str(near[0])
    raise CaselineError(
        f"'{report}' is {'several reports' if near else 'no report'}. "
        f"Reports: {', '.join(report_id for report_id, _ in known) or 'none yet'}."
    )


def find_figure(connection: duckdb.DuckDBPyConnection, report: str, figure: str) -> str:
    """The id of the one figure of a report that these words mean. Raises CaselineError with the candidates."""
    known = connection.execute(
        """select figure_id, question_id, row_label, column_label from reporting.figure
        where report = ? order by sort_order""",
        [report],
    ).fetchall()
    for wanted in (figure, f"{report}:{figure}", f"{report}:{figure}:all", f"{report}:{figure}:all:all"):
        if any(figure_id == wanted for figure_id, *_ in known):
            return wanted
    words = [word for word in re.split(r"[\s:,]+", figure.lower()) if word]
    near = [row for row in known if all(word in " ".join(map(str, row)).lower() for word in words)]
    if len(near) == 1:
        return str(near[0][0])
    if not near:
        questions = list(dict.fromkeys(question_id for _, question_id, *_ in known))
        raise CaselineError(f"Nothing in '{report}' is like '{figure}'. Questions: {', '.join(questions) or 'none'}.")
    listed = "\n".join(f"  {figure_id.removeprefix(report + ':')}" for figure_id, *_ in near[:CANDIDATES])
    more = f"\n  ... and {len(near) - CANDIDATES} more" if len(near) > CANDIDATES else ""
    raise CaselineError(f"'{figure}' could be {len(near)} figures of '{report}'. Name one:\n{listed}{more}")


def evidence(
    connection: duckdb.DuckDBPyConnection, figure_id: str, columns: Sequence[str], where: str = "true"
) -> list[Row]:
    """Rows of reporting.evidence behind one figure, counted ones first."""
    listed = ", ".join(f'"{name}"' for name in columns)
    return connection.execute(
        f"""select {listed} from reporting.evidence where figure_id = ? and {where}
        order by case role when 'counted' then 0 when 'base' then 1 else 2 end, {EVIDENCE_ORDER}""",
        [figure_id],
    ).fetchall()


def _behind(records: list[Row], quotes: list[Row]) -> str:
    counted = [row for row in records if row[0] == "counted"]
    parts = [
        f"{len({row[1] for row in counted})} clients",
        f"{len({(row[4], row[5]) for row in counted})} records",
        f"{len({row[8] for row in quotes})} quoted notes",
    ]
    return f"Behind it: {', '.join(parts)}."


def source_place(file: str | None, page: int | None, line: int | None) -> str:
    """Where a record stands: 'crm/Case_Note__c.csv:12', 'documents/letter.pdf, page 2, line 7'."""
    if file and page:
        return f"{file}, page {page}, line {line}"
    return f"{file}:{line}" if file and line else file or ""


def _record_table(title: str, rows: list[Row], counted: Container[str] | None = None) -> list[RenderableType]:
    """`counted`: the clients that are, where others stand in the table too."""
    if not rows:
        return []
    table = _table(title, "Client", "Date", "Record, and where it stands")
    for _, client, program, day, kind, record, detail, *place in rows[:SHOWN]:
        what = f"{kind.capitalize()}, {program}" if program else kind.capitalize()
        if counted is not None:
            what += ": counted" if client in counted else ": not counted"
        lines = [what, *([detail] if detail else []), f"{source_place(*place)}  {record}"]
        table.add_row(client, str(day or ""), escape("\n".join(lines)))
    return [table, *_left(rows)]


def _quote_table(title: str, rows: list[Row]) -> list[RenderableType]:
    if not rows:
        return []
    table = _table(title, "Client", "Date", "Quote, and who coded it")
    for _, client, day, quote, code, skill, version, coder, note, *place in rows[:SHOWN]:
        by = f"{code or ''}, by {skill} {version}, {coder}" if skill else code or ""
        lines = [f"“{' '.join(quote.split())}”", by, f"note {note}", source_place(*place)]
        table.add_row(client, str(day or ""), escape("\n".join(line for line in lines if line)))
    return [table, *_left(rows)]


def _table(title: str, *heads: str) -> Table:
    table = Table(title=title, title_justify="left", expand=False, show_lines=True)
    for head in heads:
        table.add_column(head, overflow="fold", no_wrap=head in ("Client", "Date"))
    return table


def _left(rows: list[Row]) -> list[RenderableType]:
    return [f"[dim]... and {len(rows) - SHOWN:,} more[/]"] if len(rows) > SHOWN else []
