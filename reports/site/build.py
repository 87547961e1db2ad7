"""Building the pages that are shared outside: every page into a fresh folder, swapped in whole."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from caseline.ground.progress import ProgressCallback
from caseline.organization.profile import Organization
from reports.as_of import as_of
from reports.disclosure import rule_of, shared_reports
from reports.published import Published, open_published
from reports.site.assets import assets
from reports.site.audience import Audience
from reports.site.audience import audience as audience_named
from reports.site.pages import aggregate, codebook, dictionary, funder_reports, home, sharing, trace
from reports.site.site import Page, Site
from reports.trust import load_trust

FOR_EVERYBODY: tuple[tuple[str, Callable[[Site], Iterator[Page]]], ...] = (
    ("Home", lambda site: iter([home.page(site)])),
    ("Reports", funder_reports.pages),
    ("Aggregate", lambda site: iter([aggregate.page(site)])),
    ("Behind the numbers", trace.pages),
    ("Codebook", lambda site: iter([codebook.page(site)])),
    ("Measures and data dictionary", lambda site: iter([dictionary.measures(site), dictionary.page(site)])),
)
FOR_NETWORKS: tuple[tuple[str, Callable[[Site], Iterator[Page]]], ...] = (
    ("What affiliates share", lambda site: iter([sharing.page(site)])),
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
    audience: str,
    progress: ProgressCallback | None = None,
) -> BuiltSite:
    """Build the pages one audience outside may see from a published warehouse, replacing what was in `output`.

    Readers keep the former site until the new one is whole. The same warehouse gives the same bytes.
    Raises CaselineError for an unknown audience or when there is no warehouse.
    """
    chosen = audience_named(audience)
    fresh = output.with_name(output.name + ".fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    steps = FOR_EVERYBODY + (FOR_NETWORKS if chosen.name == "network" else ())
    written = 0
    with open_published(warehouse) as published:
        site = _opened(published, organization, chosen)
        for path, text in (assets(site) | aggregate.charts(site)).items():
            _write(fresh / path, text)
        for number, (what, pages) in enumerate(steps):
            if progress:
                progress(what, number, len(steps))
            for page in pages(site):
                _write(fresh / page.path, site.render(page))
                written += 1
    if progress:
        progress("Site", len(steps), len(steps))
    _swap(fresh, output)
    size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    return BuiltSite(output, chosen.name, written, size)


def clear_others(folder: Path, audiences: list[str]) -> None:
    """Remove sets of pages that nobody is meant to have any more from the folder in which each lies under its name."""
    for made in folder.iterdir() if folder.exists() else ():
        if made.is_dir() and made.name not in audiences:
            shutil.rmtree(made)


def _opened(published: Published, organization: Organization, chosen: Audience) -> Site:
    rule = rule_of(organization, chosen.name)
    reports = chosen.gets(shared_reports(published, organization, rule))
    today = as_of(published)
    return Site(
        published,
        organization,
        chosen,
        reports,
        today.day,
        {row["program_id"]: row["name"] for row in published.rows("select * from record.program order by program_id")},
        {affiliate.id: affiliate.name for affiliate in organization.affiliates},
        load_trust(published, reports.values(), rule.threshold),
        client_count=published.value("select count(*) from record.client"),
        has=chosen.has,
        as_of_source=today.source_outside,
        rule=rule,
    )


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def _swap(fresh: Path, output: Path) -> None:
    former = output.with_name(output.name + ".former")
    shutil.rmtree(former, ignore_errors=True)
    if output.exists():
        output.rename(former)
    fresh.rename(output)
    shutil.rmtree(former, ignore_errors=True)
