"""Assets people read: the published copy of the warehouse, the site, the documents.

What makes each is imported where it is made: a night loads what it has to do.
"""

from collections.abc import Callable
from datetime import timedelta

import dagster as dg

from caseline.ground.warehouse import connect, publish
from caseline.organization.hud_reports import hud_reports
from orchestration.models import owners
from orchestration.night.doing import do_when_due
from orchestration.night.news import Due
from orchestration.night.plan import STEP
from orchestration.place import WAREHOUSE_POOL, organization, place
from orchestration.progress import now_and_then
from reports.night.raised import in_words

GROUP = "reporting"
HUD = hud_reports(organization())
"""What the organisation asks of HUD's reports."""
LSAS = [report for report in HUD if report.is_lsa]
OWNERS = owners(GROUP)
EVERY_NIGHT = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=50), warn_window=timedelta(hours=26))
"""What people read is looked through every night, also where nothing is new."""
WITH_THE_COPY = dg.AutomationCondition.eager()
"""Whoever materializes the copy by hand has the files made from it too, once the sensor for it is on."""
READ = (
    "figure", "evidence", "missing", "unusual", "open_risk", "needs_attention", "comprehensive", "aggregate",
    "run_summary",
)  # fmt: skip
FIGURES = [
    *(dg.AssetKey(["reporting", table]) for table in READ),
    *([dg.AssetKey(["hud", "hud_figure"])] if HUD else []),
    *([dg.AssetKey(["hud", "lsa"])] if LSAS else []),
]


@dg.asset(
    key=["hud", "lsa"],
    deps=[dg.AssetKey(["hud", "hud_figure"])],
    group_name=GROUP,
    kinds={"csv", "duckdb"},
    owners=OWNERS,
    pool=WAREHOUSE_POOL,
)
def lsa(context: dg.AssetExecutionContext) -> None:
    """Each LSA and HIC as files, and in one table for the community's page."""

    def make(_: Due) -> None:
        from reports.hud.lsa.night import make_lsas

        affiliates = organization().affiliate_ids
        context.log.info(make_lsas(place().warehouse, LSAS, affiliates, place().hud))

    from reports.hud.lsa.night import reads_of_lsa
    from reports.hud.tables import LSA_EVIDENCE, LSA_FIGURES, LSA_REPORTS

    writes = (LSA_REPORTS, LSA_FIGURES, LSA_EVIDENCE)
    do_when_due(context, make, writes, read=reads_of_lsa(place().warehouse))


@dg.asset(
    key=["reports", "published"],
    deps=FIGURES,
    group_name=GROUP,
    kinds={"duckdb"},
    owners=OWNERS,
    freshness_policy=EVERY_NIGHT,
    pool=WAREHOUSE_POOL,
)
def published(context: dg.AssetExecutionContext) -> None:
    """The copy of the warehouse that readers open, swapped in whole; the log says what risks the notes raised."""

    def copy(_: Due) -> None:
        publish(place().warehouse, place().published)
        with connect(place().published, read_only=True) as connection:
            context.log.info(in_words(connection, context.run_id))

    do_when_due(context, copy)


def written_by_night(name: str, *kinds: str) -> Callable[[Callable[..., None]], dg.AssetsDefinition]:
    """An asset of files that are made from the published copy."""
    return dg.asset(
        key=["reports", name],
        deps=[published],
        group_name=GROUP,
        kinds=set(kinds),
        owners=OWNERS,
        freshness_policy=EVERY_NIGHT,
        automation_condition=WITH_THE_COPY,
    )


@written_by_night("site", "html")
def site(context: dg.AssetExecutionContext) -> None:
    """Static pages of what is shared outside, a build an audience. Pages about people are rendered on request."""

    def build(_: Due) -> None:
        from reports.disclosure.cost import keep_costs
        from reports.site import audiences_of, build_site, clear_others

        clear_others(place().output / "site", audiences_of(organization()))
        for audience in audiences_of(organization()):
            folder = place().site(audience)
            context.log.info(
                str(build_site(place().published, organization(), folder, audience, progress=now_and_then(context)))
            )
        keep_costs(place().published, organization(), place().sharing_costs)

    do_when_due(context, build)


@written_by_night("documents", "pdf", "word", "excel")
def documents(context: dg.AssetExecutionContext) -> None:
    """Each funder report as files to send."""

    def write(_: Due) -> None:
        from reports.documents import write_documents

        context.log.info(str(write_documents(place().published, organization(), place().documents)))

    do_when_due(context, write)


class EvidenceConfig(dg.Config):
    """For which role of organization.yml the pages are."""

    role: str = "funder"


@dg.asset(key=["reports", "evidence"], deps=[published], group_name=GROUP, kinds={"evidence"}, owners=OWNERS)
def evidence(context: dg.AssetExecutionContext, config: EvidenceConfig) -> None:
    """Pages for analysts who work in Evidence. In no job: who wants them materializes them, and needs Node."""
    from reports.evidence import build_evidence

    folder = place().evidence(config.role)
    context.log.info(str(build_evidence(place().published, organization(), folder, config.role)))


@written_by_night("hud", "csv")
def hud_tables(context: dg.AssetExecutionContext) -> None:
    """HUD's tables as files: a folder a report, with the zip to upload and a workbook to read."""

    def write(_: Due) -> None:
        from reports.hud.write import write_reports

        tables = [report for report in HUD if not report.is_lsa]
        context.log.info(write_reports(place().published, tables, place().hud))

    do_when_due(context, write)


for_hud = tuple(one for one in (lsa, hud_tables) if STEP[one.op.name].is_wanted(place()))
"""Only where the organisation asks for a HUD report."""
