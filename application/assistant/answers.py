"""The answers of the tools: plain data of what one reader may see, and no number that is not a report's figure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from application.api.listing import plain
from application.api.served import Served
from application.desk import Desk
from application.people import Somebody
from caseline.audit import Act, AuditLog, Entry
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.brief import as_data, compose
from reports.frozen import compare, load_frozen
from reports.published import Published, Row, open_published
from reports.site.kinds import EVERYTHING
from reports.trace import EVIDENCE, EVIDENCE_ORDER, find_figure, find_report

MOST = 50
"""Rows an answer: an assistant asks for less, or by client."""
UNTRUSTED = "untrusted_text"
WRITTEN_BY_OTHERS = frozenset({"quote", "detail", "title", "reason", "what", "survey_item", "evidence"})
"""Columns that hold words of notes and forms."""
Answer = dict[str, Any]
_NOTHING = "Your role sees nothing about single people."


@dataclass(frozen=True)
class Answers:
    """What one reader is told. Whatever leads to a client is in the audit log before it is answered."""

    published: Path
    organization: Organization
    somebody: Somebody
    desk: Desk[Served]
    log: AuditLog
    source: str

    def list_measures(self) -> Answer:
        """What is measured, and the questions of each report that have figures for this reader."""
        look = self._look()
        questions = """select distinct report, question_id, question, measure from reporting.figure
            order by report, question_id"""
        return {
            "measures": look.rows("select measure, title, meaning from framework.measure order by measure"),
            "questions": look.rows(questions),
        }

    def figure(self, report: str, figure: str) -> Answer:
        """One figure with its sentence and trace id. Raises CaselineError with the candidates where it is several."""
        served = self._served()
        look = Published(served.gate.connection)
        figure_id = find_figure(look.connection.cursor(), find_report(look.connection.cursor(), report), figure)
        (row,) = look.rows(f"select * from ({served.query('reporting.figure')}) where figure_id = ?", figure_id)
        told = (
            "report", "question", "row_label", "column_label", "period_start", "period_end", "unit", "value",
            "numerator", "denominator", "sentence", "caution",
        )  # fmt: skip
        return {"trace_id": figure_id} | {name: plain(row[name]) for name in told if row.get(name) is not None}

    def trace(self, trace_id: str) -> Answer:
        """The records and quotes behind a figure, the counted ones first."""
        look = self._look("reporting.evidence.client_id")
        figure = look.rows("select figure_id, sentence from reporting.figure where figure_id = ?", trace_id)
        if not figure:
            raise CaselineError("There is no such figure for you.")
        order = f"case role when 'counted' then 0 when 'base' then 1 else 2 end, {EVIDENCE_ORDER}"
        rows = look.rows(
            f"select {', '.join(EVIDENCE)} from reporting.evidence where figure_id = ? order by {order}", trace_id
        )
        return {"sentence": figure[0]["sentence"], **self._told(Act.trace, "reporting.evidence", rows, trace_id)}

    def client_brief(self, client: str, since: date | None = None) -> Answer:
        """One client on a page: every sentence with its citations."""
        with open_published(self.published) as published:
            reader = self.somebody.reader
            brief = compose(published, self.organization, client, reader.role_name, since, reader.managers)
        fields = tuple(dict.fromkeys(section.title for section in brief.sections))
        self._write(Act.brief, (brief.client_id,), fields, "")
        data = as_data(brief)
        for section in data["sections"]:
            section["sentences"] = [
                {UNTRUSTED if _quotes(sentence, data) else "text": sentence["text"], "citations": sentence["citations"]}
                for sentence in section["sentences"]
            ]
        data["citations"] = {number: _marked(cited) for number, cited in data["citations"].items()}
        return data

    def missing(self, client: str | None = None, program: str | None = None) -> Answer:
        """What is missing or overdue, the longest overdue first."""
        order = "days_overdue desc nulls last, missing_id"
        return self._rows("reporting.missing", order, client_id=client, program_id=program)

    def this_week(self, case_manager: str | None = None) -> Answer:
        """Open risks, then reasons to look at a client this week, in the order of the page."""
        order = "case_manager, place, reason_number, attention_id"
        return {
            "open_risks": self._rows("reporting.open_risk", "place, risk_id", case_manager=case_manager),
            "needs_attention": self._rows("reporting.needs_attention", order, case_manager=case_manager),
        }

    def what_changed(self, client: str | None = None, since: date | None = None) -> Answer:
        """For a client what changed since a day; else what kept reports would say today, and why it differs."""
        if client is not None:
            brief = self.client_brief(client, since)
            return brief | {"sections": [one for one in brief["sections"] if one["title"].startswith("What changed")]}
        if not self._served().gate.sees(EVERYTHING):
            raise CaselineError("Your role does not compare kept reports. Name a client.")
        self._write(Act.look, (), (), "what changed in kept reports")
        return {
            "reports": [
                {
                    "name": compared.frozen.name, "summary": compared.summary, "around": compared.around,
                    "changes": [
                        {"trace_id": one.figure_id, "then": one.before, "now": one.now, UNTRUSTED: " ".join(one.why)}
                        for one in compared.changes[:MOST]
                    ],
                }
                for compared in (compare(self.published, kept) for kept in load_frozen(self.organization))
            ]
        }  # fmt: skip

    def _rows(self, table: str, order: str, **wanted: str | None) -> Answer:
        """Rows whose columns are as `wanted`; None wants nothing of a column."""
        look = self._look(f"{table}.client_id")
        given = {name: value for name, value in wanted.items() if value is not None}
        where = " and ".join(f"{name} = ?" for name in given) or "true"
        rows = look.rows(f"select * from {table} where {where} order by {order} limit {MOST + 1}", *given.values())
        return self._told(Act.look, table, rows)

    def _told(self, act: Act, table: str, rows: list[Row], about: str = "") -> Answer:
        """Rows as this reader sees them, once it is written down whose they are."""
        kept, columns = rows[:MOST], self._served().columns(table)
        fields = tuple(column.column for column in columns if column.sensitivity != "open")
        clients = tuple(sorted({row["client_id"] for row in kept if row["client_id"]}))
        if clients:
            self._write(act, clients, fields, about or f"mcp {table}")
        names = {column.column for column in columns}
        told = [_marked({name: plain(value) for name, value in row.items() if name in names}) for row in kept]
        return {"rows": told, "there_are_more": len(rows) > MOST}

    def _look(self, *needs: str) -> Published:
        """What the reader may see, where that is not nothing."""
        served = self._served()
        if not served.gate.sees(*needs):
            raise CaselineError(_NOTHING)
        return Published(served.gate.connection)

    def _served(self) -> Served:
        return self.desk.of(self.organization, self.somebody.reader)

    def _write(self, act: Act, clients: Collection[str], fields: tuple[str, ...], about: str) -> None:
        who, role = self.somebody.who, self.somebody.reader.role_name
        self.log.append(Entry(act, who, role, self.source, tuple(clients), fields, about))


def _quotes(sentence: dict[str, Any], data: dict[str, Any]) -> bool:
    """Whether a sentence holds words of a note or a form."""
    cited = [data["citations"][str(number)] for number in sentence["citations"]]
    return "“" in sentence["text"] or any(one["kind"] == "quote" for one in cited)


def _marked(row: dict[str, Any]) -> dict[str, Any]:
    """A row with what others wrote apart, under a name that says so."""
    others = {name: value for name, value in row.items() if name in WRITTEN_BY_OTHERS and value is not None}
    own = {name: value for name, value in row.items() if name not in others and value is not None}
    return own | {UNTRUSTED: others} if others else own
