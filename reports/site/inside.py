"""Pages on request: the same pages, of what one reader may see, rendered when they are asked for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from caseline.access.gate import Gate
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.as_of import as_of
from reports.disclosure.cost import KeptCosts, no_costs
from reports.figures import load_reports
from reports.frozen import compare, is_any_kept, load_frozen
from reports.hud.kept import kept_hud_names, load_kept_hud
from reports.hud.since import changed_since
from reports.published import Published
from reports.site.assets import assets
from reports.site.audience import INSIDE
from reports.site.kinds import EVERYTHING, Asked, kind_of
from reports.site.pages import aggregate, clients
from reports.site.site import Kept, Sent, Site, Visit
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
class Rendered:
    """A page, the clients it showed, the fields about them that it may have shown; others of their household, and what
    it may have shown of those."""

    html: str
    clients: tuple[str, ...]
    fields: tuple[str, ...]
    named: tuple[str, ...] = ()
    named_fields: tuple[str, ...] = ()


class Inside:
    """Every page of a published warehouse for one reader. One may be used from several threads."""

    def __init__(
        self, gate: Gate, warehouse: Path, organization: Organization, costs: Callable[[], KeptCosts | None] = no_costs
    ) -> None:
        """`costs`: what protecting counts costs each funder's report."""
        self.gate = gate
        self._organization = organization
        published = Published(gate.connection)
        reports = load_reports(published)
        today = as_of(published)
        is_named = gate.form("record.client.last_name") != "absent"
        self._site = Site(
            published,
            organization,
            INSIDE,
            reports,
            today.day,
            {row["program_id"]: row["name"] for row in published.rows("select * from record.program order by all")},
            {affiliate.id: affiliate.name for affiliate in organization.affiliates},
            load_trust(published, reports.values(), None),
            clients.names(published, is_named),
            published.value("select count(*) from record.client"),
            has=self.has,
            sees=gate.sees,
            load_kept=(lambda: _kept(warehouse, organization)) if gate.sees(EVERYTHING) else Kept,
            load_sent=(lambda: sent_beside_today(warehouse, organization)) if gate.sees(EVERYTHING) else Sent,
            costs=no_costs if gate.reader.role.is_limited else costs,
            as_of_source=today.source_for(gate.reader.role),
        )

    @property
    def programs(self) -> Mapping[str, str]:
        """Names of the programs that the reader knows of, by id."""
        return self._site.programs

    def has(self, path: str) -> bool:
        """Whether the reader has a page at this path: its kind is theirs. A single one may still not be there."""
        kind = kind_of(path)
        if kind is None or not self.gate.sees(*kind.needs):
            return False
        if path == "frozen.html":
            return is_any_kept(self._organization)
        if self.gate.reader.role.is_limited:
            # there are numbers, and it may be that none is about the reader's places alone
            if path == "comprehensive.html":
                return bool(self._site.funder_reports)
            if path == "aggregate.html":
                return "aggregate" in self._site.reports
        return not path.startswith(("hud", "community")) or self._site.has_hud

    def page(self, asked: Asked, visit: Visit | None = None) -> Rendered:
        """Raises KeyError where there is no such page for this reader."""
        kind = kind_of(asked.path)
        if kind is None or not self.has(asked.path):
            raise KeyError(asked.path)
        names = Named(self._site.clients)
        site = replace(self._site, clients=names, visit=visit, is_narrowed=kind.is_narrowed)
        html = site.render(kind.make(site, asked))
        told = self._told(kind.tells) if names.shown else ()
        subject = clients.subject_of(asked.path)
        if subject is None:
            return Rendered(html, tuple(sorted(names.shown)), told)
        named = tuple(sorted(names.shown - {subject}))
        return Rendered(
            html,
            (subject,),
            told,
            named,
            tuple(name.rpartition(".")[2] for name in clients.NAME if self.gate.sees(name)),
        )

    def beside(self, path: str, template: str, visit: Visit, **content: Any) -> str:
        """The HTML of a page that is about the application itself, in the frame of the others."""
        site = replace(self._site, visit=visit)
        return site.render(site.page(path, template, **content))

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


def _kept(warehouse: Path, organization: Organization) -> Kept:
    """It is no reason to have no pages where one was altered."""
    try:
        return Kept([compare(warehouse, kept) for kept in load_frozen(organization)])
    except CaselineError as error:
        return Kept(problem=str(error))


def sent_beside_today(warehouse: Path, organization: Organization) -> Sent:
    """One that was altered, or is not made any more, keeps no other from being compared."""
    reports, problems = [], []
    for name in kept_hud_names(organization):
        try:
            (kept,) = load_kept_hud(organization, name)
            reports.append(changed_since(warehouse, kept))
        except CaselineError as error:
            problems.append(str(error))
    return Sent(reports, problems)
