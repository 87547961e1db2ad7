"""Every kind of page there is on request: where it is, what a reader must see for it to say something, and how it is
made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reports.site.pages import (
    about,
    aggregate,
    attention,
    clients,
    code_review,
    codebook,
    community,
    dictionary,
    find,
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
from reports.site.site import Page, Site


@dataclass(frozen=True)
class Asked:
    """What a reader asks for: the path of a page, what is searched for, and which page of a list."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)


Make = Callable[[Site, Asked], Page]


@dataclass(frozen=True)
class Kind:
    """A kind of page: how one is made, and the fields without which it says nothing."""

    make: Make
    needs: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    """The tables about clients that it shows."""
    is_narrowed: bool = False
    """Whether its lists are of the program and the days that a reader narrowed lists to."""


def _only(make: Callable[[Site], Page]) -> Make:
    """The one page of its kind."""
    return lambda site, asked: make(site)


def _listed(make: Callable[[Site, Mapping[str, str]], Page]) -> Make:
    """The one page of its kind, of which a part is asked for."""
    return lambda site, asked: make(site, asked.query)


def _each(make: Callable[[Site, str], Page]) -> Make:
    """One of several, told by its path."""
    return lambda site, asked: make(site, asked.path)


def _each_listed(make: Callable[[Site, str, Mapping[str, str]], Page]) -> Make:
    """One of several, told by its path, of which a part is asked for."""
    return lambda site, asked: make(site, asked.path, asked.query)


_NAMES = "reporting.client_list"
_RISK, _UNUSUAL, _LACKS = "reporting.open_risk", "reporting.unusual", "reporting.missing"
_ATTENTION = "reporting.needs_attention"
_FIGURE = ("reporting.figure.figure_id",)
_QUOTES = ("intelligence.code.quote", "record.case_note.note_text")
_WEEK = ("reporting.needs_attention.client_id", "reporting.needs_attention.reason", *_QUOTES)
_MISSING = ("reporting.missing.client_id",)
_CLIENT = ("record.client.client_id",)
_HUD = ("hud.hud_figure.value", "hud.hud_evidence.client_id")
EVERYTHING = "record.identity_event.reason"
"""Who sees why clients were merged sees names, and no limit of place."""
KINDS = {
    "index.html": Kind(_only(home.page), tells=(_RISK, _UNUSUAL)),
    "comprehensive.html": Kind(_each(funder_reports.page), _FIGURE),
    "reports/": Kind(_each(funder_reports.page), _FIGURE),
    "aggregate.html": Kind(_only(aggregate.page), _FIGURE),
    "trace/": Kind(
        _each_listed(trace.page),
        (*_FIGURE, "reporting.evidence.client_id"),
        (_NAMES, "reporting.evidence"),
        is_narrowed=True,
    ),
    "codebook.html": Kind(_only(codebook.page)),
    "measures.html": Kind(_only(dictionary.measures)),
    "dictionary.html": Kind(_only(dictionary.page)),
    "attention.html": Kind(_only(attention.page), _WEEK, (_NAMES, _RISK, _ATTENTION), is_narrowed=True),
    "attention/": Kind(_each(attention.caseload_page), _WEEK, (_NAMES, _RISK, _ATTENTION), is_narrowed=True),
    "missing.html": Kind(_only(missing.page), _MISSING, (_NAMES, _LACKS), is_narrowed=True),
    "missing/": Kind(_each_listed(missing.program_page), _MISSING, (_NAMES, _LACKS), is_narrowed=True),
    "unusual.html": Kind(
        _listed(unusual.page),
        ("reporting.unusual.client_id", "reporting.unusual.reason", *_QUOTES),
        (_NAMES, _UNUSUAL),
        is_narrowed=True,
    ),
    "clients/index.html": Kind(
        _listed(clients.page),
        _CLIENT,
        ("record.client", "record.source_person", "intelligence.identity_review", _NAMES),
        is_narrowed=True,
    ),
    "find.html": Kind(_listed(find.page), tells=("record.client", "record.source_person"), is_narrowed=True),
    "clients/": Kind(_each(clients.client_page), _CLIENT, clients.TABLES),
    "identity.html": Kind(
        _only(identity.page), ("intelligence.identity_review.last_name_l",), (_NAMES, "intelligence.identity_review")
    ),
    "code-review.html": Kind(
        _listed(code_review.page),
        ("intelligence.code_review.quote", *_QUOTES),
        (_NAMES, "intelligence.code_review"),
        is_narrowed=True,
    ),
    "community.html": Kind(_only(community.page), (*_HUD, *_CLIENT, "intake.load_file.rows_loaded")),
    "hud.html": Kind(_only(hud.page), _HUD, (_NAMES,)),
    "hud/": Kind(_each(hud.report_page), _HUD, (_NAMES, "hud.hud_evidence")),
    "frozen.html": Kind(_only(frozen.page), (EVERYTHING,)),
    "held-back.html": Kind(_only(held_back.page), ("intake.quarantine.reason",)),
    "about.html": Kind(_only(about.page), ("reporting.run_summary.item", "intake.load_file.rows_loaded")),
}
"""By path; where it ends in a slash, by how the path begins."""


def kind_of(path: str) -> Kind | None:
    """The kind of the page at a path; a whole path is told before the start of one."""
    return KINDS.get(path) or KINDS.get(path.partition("/")[0] + "/")
