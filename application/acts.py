"""What people do on pages: rulings, put into the organisation's files and taken back."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from caseline.ground.errors import CaselineError, ConfigurationErrors
from caseline.ground.warehouse import connect
from caseline.organization.transformation import FOLDER, RULINGS
from caseline.review.acting import Change, RuledMeanwhile, Told, mark, rule, standing, undo
from caseline.review.code_rulings import CodeDocket, note_version
from caseline.review.docket import Docket
from caseline.review.item_rulings import AttentionDocket, MissingDocket
from caseline.review.pair_rulings import PairDocket
from caseline.review.quote_rulings import QUOTABLE, QuoteDocket
from caseline.review.tabs import Row
from reports.published import Published
from reports.site.work import Work, work_of

KINDS: dict[str, type[Docket[Any]]] = {
    "pair": PairDocket, "code": CodeDocket, "missing": MissingDocket, "attention": AttentionDocket,
    "quote": QuoteDocket,
}  # fmt: skip
PAGES = {
    "pair": "identity.html", "code": "code-review.html", "missing": "missing.html", "attention": "attention.html",
    "quote": "clients/index.html",
}  # fmt: skip
NEEDS: dict[str, tuple[str, ...]] = {
    "quote": ("intelligence.code.quote", "record.consent.is_in_force", "record.consent.covers_network"),
}
"""What of the page somebody has to see to decide, besides the page itself."""
ON_THE_PAGE = {
    "pair": "Both records were read side by side on the page.",
    "code": "The words were read in the note on the page.",
    "quote": "The words were read in the note on the page.",
}
"""The reason of who gives none where the evidence stood before their eyes."""
NOTHING = "There is no such thing for you to decide."
LONGEST_REASON = 500
MOST_REMEMBERED = 5000


class NothingToDecide(CaselineError):
    """What a decision is about is not there for whoever sent it."""


@dataclass(frozen=True)
class Ruled:
    """What came of a decision: a sentence, and the marks by which the rulings are taken back."""

    sentence: str
    marks: tuple[str, ...]


@dataclass
class Acts:
    """The rulings of one organisation, and what each act on a page replaced, so that it can be taken back."""

    organization: Path
    published: Path
    _changes: OrderedDict[str, Change] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def transformation(self) -> Path:
        return self.organization / FOLDER

    def work(self, connection: duckdb.DuckDBPyConnection) -> Work:
        return work_of(self.transformation, connection)

    def rule(self, kind: str, form: dict[str, str], seen_by: Published, by: str, told: Told) -> Ruled:
        """Put the decision of a form into its file. `seen_by`: what whoever decides may see.

        Raises CaselineError with what is wrong, or that somebody else has ruled, in words for whoever sent it.
        """
        reason = form.get("reason", "").strip()[:LONGEST_REASON] or ON_THE_PAGE.get(kind, "")
        said = {"ruling": form.get("ruling", ""), "reason": reason, "decided_by": by, "decided_on": ""}
        rows = [row | said for row in _ROWS[kind](form, seen_by)]
        if not rows:
            raise NothingToDecide(NOTHING)
        with connect(self.published, read_only=True) as connection:
            try:
                change = rule(
                    KINDS[kind], rows, self.transformation, connection, by, date.today(),
                    form.get("seen", "").split(), told,
                )  # fmt: skip
            except ConfigurationErrors as error:
                raise CaselineError(" ".join(one.problem + ". " + (one.fix or "") for one in error.problems)) from None
        with self._lock:
            for ruling in change.after:
                self._changes[mark(ruling)] = change
            while len(self._changes) > MOST_REMEMBERED:
                self._changes.popitem(last=False)
        file = RULINGS[KINDS[kind].table].file
        sentence = f"{said['ruling'].capitalize()}. It is in {file}, and in force at the next run."
        return Ruled(sentence, tuple(map(mark, change.after)))

    def take_back(self, kind: str, marks: str, seen_by: Published, told: Told) -> str:
        """Put back what a ruling replaced; the ruling is named by its mark. `seen_by`: what whoever takes it back may
        see. Returns a sentence.

        Raises CaselineError where it does not stand any more, or is about what they do not see.
        """
        with connect(self.published, read_only=True) as connection:
            found = tuple(
                one for one in standing(KINDS[kind], self.transformation, connection) if mark(one) in marks.split()
            )
            if not found:
                raise RuledMeanwhile("This ruling was taken back or replaced already. Nothing was changed.")
            with self._lock:
                change = self._changes.get(mark(found[0])) or Change(KINDS[kind], (), found)
            if not all(_is_seen(kind, ruling, seen_by) for ruling in (*change.before, *change.after)):
                raise NothingToDecide(NOTHING)
            undo(change, self.transformation, connection, told)
        return "It was taken back."


def _pair(form: dict[str, str], seen_by: Published) -> list[Row]:
    keys = form.get("record_key_l", ""), form.get("record_key_r", "")
    query = "select 1 from intelligence.identity_review where record_key_l = ? and record_key_r = ?"
    return [{"record_key_a": keys[0], "record_key_b": keys[1]} for _ in seen_by.rows(query, *keys)]


def _code(form: dict[str, str], seen_by: Published) -> list[Row]:
    query = "select * from intelligence.code_review where question_id = ?"
    return [
        {name: str(row[name] or "") for name in ("note_id", "skill", "code", "value", "places")}
        | {"quote": "", "note_version": note_version(row["content_hash"])}
        for row in seen_by.rows(query, form.get("question_id", ""))
    ]


def _missing(form: dict[str, str], seen_by: Published) -> list[Row]:
    query = "select missing_id from reporting.missing where missing_id = ?"
    until = form.get("until", "")
    return [row | {"until": until} for row in seen_by.rows(query, form.get("missing_id", ""))]


def _attention(form: dict[str, str], seen_by: Published) -> list[Row]:
    query = """select attention_id from reporting.needs_attention
        where client_id = ? and case_manager is not distinct from ?"""
    assigned_to = form.get("assigned_to", "").strip()[:100]
    found = seen_by.rows(query, form.get("client_id", ""), form.get("case_manager") or None)
    return [row | {"assigned_to": assigned_to} for row in found]


def _quote(form: dict[str, str], seen_by: Published) -> list[Row]:
    query = """select note_id, quote_start, quote_end from intelligence.code
        where code_id = ? and quote is not null"""
    return [
        {
            "report": form.get("report", ""),
            "in_note": row["note_id"],
            "note_version": note_version(quotable["content_hash"]),
            "place": f"{row['quote_start']}..{row['quote_end']}",
        }
        for row in seen_by.rows(query, form.get("code_id", ""))
        for quotable in seen_by.rows(QUOTABLE, row["note_id"], row["quote_start"], row["quote_end"])[:1]
    ]


def _is_seen(kind: str, ruling: Any, seen_by: Published) -> bool:
    """Whether what a ruling is about is among what somebody may see."""
    query = _SUBJECTS[kind]
    subject = ruling.subject if isinstance(ruling.subject, tuple) else (ruling.subject,)
    return bool(seen_by.rows(query, *subject[: query.count("?")]))


_SUBJECTS = {
    "pair": """select 1 from intelligence.identity_review
        where list_sort([record_key_l, record_key_r]) = list_sort([?, ?])""",
    "code": """select 1 from intelligence.code_review
        where note_id = ? and skill = ? and code = ? and value is not distinct from ?""",
    "missing": "select 1 from reporting.missing where missing_id = ?",
    "attention": "select 1 from reporting.needs_attention where attention_id = ?",
    "quote": """select 1 from framework.report, record.case_note
        where report_id = ? and note_id = ? and note_text is not null""",
}
"""What the subject of a ruling is looked up with, of each kind."""
_ROWS: dict[str, Callable[[dict[str, str], Published], list[Row]]] = {
    "pair": _pair, "code": _code, "missing": _missing, "attention": _attention, "quote": _quote,
}  # fmt: skip
"""What a form is about, as rows of a sheet: looked up among what whoever sent it may see."""
