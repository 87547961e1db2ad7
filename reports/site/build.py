"""Building a site: read the published warehouse, write every page into a fresh folder, swap it in."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.ground.progress import ProgressCallback
from caseline.organization.profile import Organization
from reports.disclosure import rule_of, shared_reports
from reports.figures import load_reports
from reports.frozen import Comparison, compare, load_frozen
from reports.look.colours import brand
from reports.look.environment import HERE
from reports.published import Published, open_published
from reports.site.audience import Audience
from reports.site.audience import audience as audience_named
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
    sharing,
    trace,
    unusual,
)  # fmt: skip
from reports.site.site import Site
from reports.trust import load_trust

FOR_EVERYBODY: tuple[tuple[str, Callable[[Site], None]], ...] = (
    ("Home", home.write),
    ("Reports", funder_reports.write),
    ("Aggregate", aggregate.write),
    ("Behind the numbers", trace.write),
    ("Codebook", codebook.write),
    ("Measures and data dictionary", dictionary.write),
)
FOR_NETWORKS: tuple[tuple[str, Callable[[Site], None]], ...] = (("What affiliates share", sharing.write),)
WITH_CLIENTS: tuple[tuple[str, Callable[[Site], None]], ...] = (
    ("This week", attention.write),
    ("Missing", missing.write),
    ("Unusual", unusual.write),
    ("Clients", clients.write),
    ("Identity", identity.write),
    ("Codes to decide", code_review.write),
    ("HUD reports", hud.write),
    ("Kept reports", frozen.write),
    ("Held back", held_back.write),
    ("About this run", about.write),
)


@dataclass(frozen=True)
class BuiltSite:
    folder: Path
    audience: str
    pages: int
    bytes: int

    def __str__(self) -> str:
        return f"{self.pages:,} pages, {self.bytes / 1e6:.1f} MB, for the audience '{self.audience}'"


def build_site(
    warehouse: Path,
    organization: Organization,
    output: Path,
    audience: str = "director",
    progress: ProgressCallback | None = None,
) -> BuiltSite:
    """Build the pages one audience may see from a published warehouse, replacing what was in `output`.

    Readers keep the former site until the new one is whole. The same warehouse gives the same bytes.
    Raises CaselineError for an unknown audience or when there is no warehouse.
    """
    chosen = audience_named(audience)
    fresh = output.with_name(output.name + ".fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    own = {"director": WITH_CLIENTS, "network": FOR_NETWORKS}
    steps = FOR_EVERYBODY + own.get(chosen.name, ())
    with open_published(warehouse) as published:
        site = _opened(published, organization, chosen, fresh)
        if chosen.sees_clients:
            site.frozen, site.frozen_problem = _kept(warehouse, organization)
        _assets(site)
        for number, (what, write) in enumerate(steps):
            if progress:
                progress(what, number, len(steps))
            write(site)
    if progress:
        progress("Site", len(steps), len(steps))
    _swap(fresh, output)
    size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    return BuiltSite(output, chosen.name, site.written, size)


def _opened(published: Published, organization: Organization, chosen: Audience, folder: Path) -> Site:
    if chosen.sees_clients:
        rule, reports = None, load_reports(published)
    else:
        rule = rule_of(organization, chosen.name)
        reports = chosen.gets(shared_reports(published, organization, rule))
    return Site(
        published,
        organization,
        chosen,
        folder,
        reports,
        published.value("select as_of from record.as_of"),
        {row["program_id"]: row["name"] for row in published.rows("select * from record.program order by program_id")},
        {affiliate.id: affiliate.name for affiliate in organization.affiliates},
        load_trust(published, reports.values(), rule.threshold if rule else None),
        clients.with_pages(published) if chosen.sees_clients else {},
        published.value("select count(*) from record.client"),
        rule,
    )


def _kept(warehouse: Path, organization: Organization) -> tuple[list[Comparison], str]:
    """Kept reports beside today's; where one was altered, what is wrong instead: it is no reason to have no pages."""
    try:
        return [compare(warehouse, kept) for kept in load_frozen(organization)], ""
    except CaselineError as error:
        return [], str(error)


def _assets(site: Site) -> None:
    for asset in sorted((HERE / "assets").iterdir()):
        site.file(f"assets/{asset.name}", asset.read_text(encoding="utf-8"))
    site.file("assets/brand.css", brand(site.accent))


def _swap(fresh: Path, output: Path) -> None:
    former = output.with_name(output.name + ".former")
    shutil.rmtree(former, ignore_errors=True)
    if output.exists():
        output.rename(former)
    fresh.rename(output)
    shutil.rmtree(former, ignore_errors=True)
