"""What every page needs to know, and the one way a page is rendered."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from caseline.organization.profile import Organization
from reports.disclosure import Rule
from reports.disclosure.cost import KeptCosts, no_costs
from reports.figures import STANDARD, Figure, Report
from reports.frozen import Comparison
from reports.hud.since import Since
from reports.look.colours import readable_accent
from reports.look.environment import environment
from reports.published import Published, Row
from reports.site.audience import Audience
from reports.site.narrowing import Narrowing
from reports.site.work import Work
from reports.trust import Trust

LOOK_TODAY = 3
"""The urgency of a reason to look at somebody today."""
DANGER_TODAY = 2
"""Up to this rank somebody must have looked at a risk by today."""


@dataclass(frozen=True)
class Page:
    """A page to render, and what its template is told."""

    path: str
    template: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Visit:
    """Who looks at a page on request: `name` and role, what guards what they send, and what they may do."""

    name: str
    role: str
    token: str
    acts: tuple[str, ...] = ()
    work: Work | None = None
    """What was ruled so far, for whoever may rule."""
    told: str = ""
    """What came of what they last sent."""
    asks: Callable[[str | None], bool] = lambda lacks: False
    """Whether a client can be asked for what is lacking, by a link."""
    asked: Mapping[str, str] = field(default_factory=dict)
    """What became of the last link, by the thing that it asks for."""
    narrowing: Narrowing = field(default_factory=Narrowing)
    """What they narrowed lists to."""
    at_terminal: bool = False
    """Whether they can run commands where this is served."""
    rates: Sequence[Row] = ()
    """How many of those who were asked again answered, as far as the reader sees them."""


@dataclass(frozen=True)
class Kept:
    """Reports as they were sent, beside today's; where they cannot be compared, why."""

    reports: Sequence[Comparison] = ()
    problem: str = ""


@dataclass(frozen=True)
class Sent:
    """Reports as they were sent to HUD, beside today's; of each that cannot be compared, why."""

    reports: Sequence[Since] = ()
    problems: Sequence[str] = ()


TODAY = f"""select count(distinct client_id) from (
    select client_id from reporting.needs_attention where urgency = {LOOK_TODAY}
    union all select client_id from reporting.open_risk where danger_rank <= {DANGER_TODAY})"""


def every_page(path: str) -> bool:
    return True


@dataclass
class Site:
    """The pages of a published warehouse for one audience."""

    published: Published
    organization: Organization
    audience: Audience
    reports: dict[str, Report]
    as_of: date
    programs: dict[str, str]
    affiliates: dict[str, str]
    trust: dict[str, Trust] = field(default_factory=dict)
    """By report, of those that rest on codes of notes."""
    clients: Mapping[str, str] = field(default_factory=dict)
    """Names of the clients who have a page here, by id."""
    client_count: int = 0
    load_kept: Callable[[], Kept] = Kept
    load_sent: Callable[[], Sent] = Sent
    has: Callable[[str], bool] = every_page
    """Whether the reader has the page at a path. Links lead only to those."""
    sees: Callable[[str], bool] = every_page
    """Whether the reader sees a field, `schema.table.column`."""
    visit: Visit | None = None
    """Who looks; nobody is known where pages lie on disk."""
    costs: Callable[[], KeptCosts | None] = no_costs
    """What protecting counts costs each report, for whoever may know of all of them."""
    as_of_source: str = ""
    """What says that `as_of` is the day, in words."""
    is_narrowed: bool = False
    """Whether the lists of the page that is made are those that the reader narrowed lists to."""
    rule: Rule | None = None
    """How counts are rounded here; None inside the organisation."""

    _worked_out: dict[str, Any] = field(default_factory=dict)
    """What is the same on every request: those of one reader share it, as long as nothing is published anew."""

    def once(self, name: str, work: Callable[[], Any]) -> Any:
        """What `work` gives, done the first time that it is asked for."""
        if name not in self._worked_out:
            self._worked_out[name] = work()
        return self._worked_out[name]

    @property
    def kept(self) -> Kept:
        return self.once("kept", self.load_kept)

    @property
    def sent(self) -> Sent:
        return self.once("sent", self.load_sent)

    @property
    def narrowing(self) -> Narrowing:
        return self.visit.narrowing if self.visit else Narrowing()

    @property
    def at_terminal(self) -> bool:
        """Whether a command of the terminal is of use to whoever looks."""
        return bool(self.visit and self.visit.at_terminal)

    @property
    def about(self) -> str:
        """What stands before a rounded count."""
        return "about " if self.rule and self.rule.is_rounded else ""

    @property
    def accent(self) -> str:
        return readable_accent(self.organization.branding.accent)

    @property
    def funder_reports(self) -> list[Report]:
        """The comprehensive report and every funder's own."""
        standard = [self.reports[name] for name in STANDARD if name == "comprehensive" and name in self.reports]
        return standard + [report for name, report in self.reports.items() if name not in STANDARD]

    @cached_property
    def today(self) -> int | None:
        """How many people somebody should look at today; None where the reader has no such list."""
        return self.published.value(TODAY) if self.has("attention.html") else None

    @cached_property
    def has_hud(self) -> bool:
        """Whether HUD reports were made, or an LSA."""
        made = "select table_name from information_schema.tables where table_schema = 'hud' and table_name = ?"
        return any(
            self.published.value(made, table) and self.published.value(f"select count(*) from hud.{table}")
            for table in ("hud_project", "lsa_report")
        )

    def page(self, path: str, template: str, **content: Any) -> Page:
        """A page of this site. `path` is relative to it, with forward slashes."""
        return Page(path, template, content)

    def render(self, page: Page) -> str:
        """The HTML of a page."""
        return (
            environment()
            .get_template(page.template)
            .render(site=self, path=page.path, root="../" * page.path.count("/"), Figure=Figure, **page.content)
        )

    def trace(self, figure: Figure) -> str:
        """Where the page behind a figure is."""
        return f"trace/{page_name(figure.figure_id)}.html"

    def report_page(self, report_id: str) -> str:
        return f"{report_id}.html" if report_id in STANDARD else f"reports/{page_name(report_id)}.html"

    def program(self, program_id: str | None) -> str:
        return self.programs.get(program_id or "", program_id or "No program")

    def affiliate(self, affiliate_id: str | None) -> str:
        return self.affiliates.get(affiliate_id or "", affiliate_id or "No affiliate")


def page_name(identifier: str) -> str:
    """A file name for an id: readable, safe in every file system, and its own."""
    readable = re.sub(r"[^a-z0-9]+", "-", identifier.lower()).strip("-")[:60]
    return f"{readable}-{hashlib.sha256(identifier.encode()).hexdigest()[:8]}"
