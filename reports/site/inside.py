"""Pages on request: the same pages, of what one reader may see, rendered when they are asked for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from caseline.access.gate import Gate
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.figures import load_reports
from reports.frozen import Comparison, compare, load_frozen
from reports.published import Published
from reports.site.assets import assets
from reports.site.audience import INSIDE
from reports.site.pages import (
    about,
    aggregate,
    attention,
    clients,
    code_review,
    codebook,
    dictionary,
    frozen,
    funder_reports,
    held_back,
    home,
    hud,
    identity,
    missing,
    trace,
    unusual,
)
from reports.site.site import Page, Site, Visit
from reports.trust import load_trust


class Named(Mapping[str, str]):
    """Names of clients, which remembers whose a page showed."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self.shown: set[str] = set()

    def __getitem__(self, client_id: str) -> str:
        name = self._names[client_id]
        self.shown.add(client_id)
        return name

    def __contains__(self, client_id: object) -> bool:
        return client_id in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True)
class Asked:
    """What a reader asks for: the path of a page, and what stands behind its question mark."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rendered:
    """A page, the clients it showed, and the fields about them that it may have shown."""

    html: str
    clients: tuple[str, ...]
    fields: tuple[str, ...]


Make = Callable[[Site, Asked], Page]


@dataclass(frozen=True)
class Kind:
    """A kind of page: how one is made, and the fields without which it says nothing."""

    make: Make
    needs: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    """The tables about clients that it shows."""


def _only(make: Callable[[Site], Page]) -> Make:
    """The one page of its kind."""
    return lambda site, asked: make(site)


def _each(make: Callable[[Site, str], Page]) -> Make:
    """One of several, told by its path."""
    return lambda site, asked: make(site, asked.path)


_NAMES = "reporting.client_list"
_RISK, _UNUSUAL, _LACKS = "reporting.open_risk", "reporting.unusual", "reporting.missing"
_ATTENTION = "reporting.needs_attention"
_FIGURE = ("reporting.figure.figure_id",)
_QUOTES = ("intelligence.code.quote", "record.case_note.note_text")
_WEEK = ("reporting.needs_attention.client_id", "reporting.needs_attention.reason", *_QUOTES)
_MISSING = ("reporting.missing.client_id",)
_CLIENT = ("record.client.client_id",)
_HUD = ("hud.hud_figure.value", "hud.hud_evidence.client_id")
_EVERYTHING = "record.identity_event.reason"
"""Who sees why clients were merged sees names, and no limit of place."""
KINDS = {
    "index.html": Kind(_only(home.page), tells=(_RISK, _UNUSUAL)),
    "comprehensive.html": Kind(_each(funder_reports.page), _FIGURE),
    "reports/": Kind(_each(funder_reports.page), _FIGURE),
    "aggregate.html": Kind(_only(aggregate.page), _FIGURE),
    "trace/": Kind(_each(trace.page), (*_FIGURE, "reporting.evidence.client_id"), (_NAMES, "reporting.evidence",)),
    "codebook.html": Kind(_only(codebook.page)),
    "measures.html": Kind(_only(dictionary.measures)),
    "dictionary.html": Kind(_only(dictionary.page)),
    "attention.html": Kind(_only(attention.page), _WEEK, (_NAMES, _RISK, _ATTENTION,)),
    "attention/": Kind(_each(attention.caseload_page), _WEEK, (_NAMES, _RISK, _ATTENTION,)),
    "missing.html": Kind(_only(missing.page), _MISSING, (_NAMES, _LACKS,)),
    "missing/": Kind(_each(missing.program_page), _MISSING, (_NAMES, _LACKS,)),
    "unusual.html": Kind(_only(unusual.page), ("reporting.unusual.client_id", "reporting.unusual.reason", *_QUOTES), (_NAMES, _UNUSUAL,)),
    "clients/index.html": Kind(lambda site, asked: clients.page(site, search_of(asked.query)), _CLIENT, ("record.client",)),
    "clients/": Kind(_each(clients.client_page), _CLIENT, clients.TABLES),
    "identity.html": Kind(_only(identity.page), ("intelligence.identity_review.last_name_l",), (_NAMES, "intelligence.identity_review",)),
    "code-review.html": Kind(_only(code_review.page), ("intelligence.code_review.quote", *_QUOTES), (_NAMES, "intelligence.code_review",)),
    "hud.html": Kind(_only(hud.page), _HUD, (_NAMES,)),
    "hud/": Kind(_each(hud.report_page), _HUD, (_NAMES, "hud.hud_evidence",)),
    "frozen.html": Kind(_only(frozen.page), (_EVERYTHING,)),
    "held-back.html": Kind(_only(held_back.page), ("intake.quarantine.reason",)),
    "about.html": Kind(_only(about.page), ("reporting.run_summary.item", "intake.load_file.file")),
}
"""By path; where it ends in a slash, by how the path begins."""


def search_of(query: Mapping[str, str]) -> clients.Search:
    number = query.get("page", "1")
    return clients.Search(
        query.get("search", "").strip()[:100],
        query.get("program", ""),
        max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1,
    )


class Inside:
    """Every page of a published warehouse for one reader. One may be used from several threads."""

    def __init__(self, gate: Gate, warehouse: Path, organization: Organization) -> None:
        self.gate = gate
        self._warehouse = warehouse
        published = Published(gate.connection)
        reports = load_reports(published)
        sees_everybody = gate.sees(_EVERYTHING)
        kept, problem = _kept(warehouse, organization) if sees_everybody else ([], "")
        is_named = gate.form("record.client.last_name") != "absent"
        self._site = Site(
            published,
            organization,
            INSIDE,
            reports,
            published.value("select as_of from record.as_of"),
            {row["program_id"]: row["name"] for row in published.rows("select * from record.program order by all")},
            {affiliate.id: affiliate.name for affiliate in organization.affiliates},
            load_trust(published, reports.values(), None),
            clients.names(published, is_named),
            published.value("select count(*) from record.client"),
            kept,
            problem,
            self.has,
            gate.sees,
        )

    def has(self, path: str) -> bool:
        """Whether the reader has a page at this path: its kind is theirs. A single one may still not be there."""
        kind = _kind(path)
        if kind is None or not self.gate.sees(*kind.needs):
            return False
        if path == "frozen.html":
            return bool(self._site.frozen or self._site.frozen_problem)
        return not path.startswith("hud") or self._site.has_hud

    def page(self, asked: Asked, visit: Visit | None = None) -> Rendered:
        """Raises KeyError where there is no such page for this reader."""
        kind = _kind(asked.path)
        if kind is None or not self.has(asked.path):
            raise KeyError(asked.path)
        names = Named(self._site.clients)
        site = replace(self._site, clients=names, visit=visit)
        html = site.render(kind.make(site, asked))
        return Rendered(html, tuple(sorted(names.shown)), self._told(kind.tells) if names.shown else ())

    def _told(self, tables: tuple[str, ...]) -> tuple[str, ...]:
        """The fields of tables that are more than open, and are not kept from the reader."""
        seen = [self.gate.sights[table] for table in tables if table in self.gate.sights]
        fields = {column.column for sight in seen for column in sight.columns if column.sensitivity != "open"}
        return tuple(sorted(fields))

    @cached_property
    def files(self) -> dict[str, str]:
        """Style, script and mark, by path."""
        return assets(self._site)

    @cached_property
    def charts(self) -> dict[str, str]:
        """The pictures of the aggregate report as SVG, by path."""
        return aggregate.charts(self._site)


def _kind(path: str) -> Kind | None:
    """The kind of the page at a path; a whole path is told before the start of one."""
    return KINDS.get(path) or KINDS.get(path.partition("/")[0] + "/")


def _kept(warehouse: Path, organization: Organization) -> tuple[list[Comparison], str]:
    """Kept reports beside today's; where one was altered, what is wrong instead: it is no reason to have no pages."""
    try:
        return [compare(warehouse, kept) for kept in load_frozen(organization)], ""
    except CaselineError as error:
        return [], str(error)
