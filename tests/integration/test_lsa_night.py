"""An organisation's own LSA: made from its record, on the community's page, kept as it was sent, traced."""

import shutil
from datetime import date

import duckdb
import pytest

from caseline.organization.hud_reports import hud_reports
from caseline.organization.profile import Organization
from reports.hud.kept import keep_hud, load_kept_hud
from reports.hud.lsa.files import lsa_files
from reports.hud.lsa.night import make_lsas
from reports.hud.lsa.summary import ROWS
from reports.hud.since import changed_since
from reports.hud.trace import trace_cell
from reports.published import open_published
from reports.site.audience import INSIDE
from reports.site.inside import sent_beside_today
from reports.site.pages import community as community_page
from reports.site.site import Site

AFFILIATES = ["es_nbn", "es_with_ce", "psh", "rrh", "rrh_2", "th"]


@pytest.fixture(scope="module")
def place(kit_warehouse, tmp_path_factory):
    """A warehouse with HMIS of one Continuum of Care, its organisation, and the files of its LSA."""
    folder = tmp_path_factory.mktemp("community")
    warehouse = folder / "published.duckdb"
    shutil.copyfile(kit_warehouse, warehouse)
    organization = Organization.model_validate(
        {"id": "community", "name": "The Continuum", "affiliates": [{"id": one, "name": one} for one in AFFILIATES]}
    )
    organization._folder = folder / "community"
    (organization.folder / "reports" / "hud").mkdir(parents=True)
    (organization.folder / "reports" / "hud" / "lsa.yml").write_text(
        "id: our_lsa\nkind: lsa\ntitle: Our LSA\nperiod: {from: 2020-10-01, to: 2021-09-30}\ncoc: XX-500\n"
    )
    make_lsas(warehouse, hud_reports(organization), organization.affiliate_ids, folder / "hud")
    return warehouse, organization, folder / "hud"


def cells(warehouse, letter):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select row_number, value from hud.lsa_figure where report_id = 'our_lsa' and column_letter = ?", [letter]
        )
        return dict(rows.fetchall())


def test_its_table_says_what_its_files_say(place):
    warehouse, _, files = place
    assert {path.stem for path in (files / "our_lsa").glob("*.csv")} >= {file.name for file in lsa_files()}
    with duckdb.connect() as connection:
        sent = connection.execute(
            f"select hhtype, sum(rowtotal) from read_csv('{files / 'our_lsa' / 'LSAHousehold.csv'}') group by all"
        ).fetchall()
        left = connection.execute(
            f"select coalesce(sum(rowtotal), 0) from read_csv('{files / 'our_lsa' / 'LSAExit.csv'}') where cohort = -1"
        ).fetchone()[0]
        days = connection.execute(
            f"select value from read_csv('{files / 'our_lsa' / 'LSACalculated.csv'}') "
            "where reportrow = 7 and hhtype = 0 and population = 0 and systempath = -1"
        ).fetchone()[0]
    served = cells(warehouse, "B")
    by_type = dict(sent)
    assert served[1] == sum(by_type.values()) > 0
    assert [served[line] for line in (2, 3, 4, 5)] == [by_type.get(kind, 0) for kind in (1, 2, 3, 99)]
    assert (cells(warehouse, "F")[1], cells(warehouse, "C")[1]) == (left, days)
    assert len(served) == len(ROWS)


def test_each_count_is_of_the_households_behind_it(place):
    warehouse, _, _ = place
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        differing = connection.execute(
            """select figure.cell from hud.lsa_figure as figure left join hud.lsa_evidence as own
                on own.report_id = figure.report_id and own.cell = figure.cell
            where figure.counts = 'clients' and figure.value < 1.5 group by figure.cell, figure.value
            having count(distinct own.client_id) <> figure.value"""
        ).fetchall()
    assert differing == []


def test_it_stands_on_the_page_and_can_be_kept_and_traced(place):
    warehouse, organization, files = place
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "create view record.client_link as select *, 'hmis' as source, "
            "split_part(record_key, ':', 2) as affiliate_id from record.identity_link"
        )
        connection.execute(
            "create table intake.load_file as select 'th' as affiliate_id, 'hmis' as source, "
            "'export' as table_name, 99 as rows_loaded, 'loaded' as outcome"
        )
    with open_published(warehouse) as published:
        site = Site(
            published, organization, INSIDE, {}, date(2021, 10, 5), {}, {one: one for one in AFFILIATES},
            load_sent=lambda: sent_beside_today(warehouse, organization), has=lambda path: path.startswith("hud"),
        )  # fmt: skip
        assert site.has_hud
        text = site.render(community_page.page(site))
    assert "Our LSA" in text and "Parenting youth of 18 to 24" in text and ">XX-500<" in text
    kept = keep_hud(warehouse, organization, "our_lsa", files)
    assert [path.name for path in (kept.folder / "sent").iterdir()] == ["lsa.zip"]
    trace_cell(warehouse, "our_lsa", "L1.B2")
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "create temp table one as select client_id, record_id from hud.lsa_evidence where cell = 'B2' limit 1"
        )
        connection.execute(
            "delete from hud.lsa_evidence where cell = 'B2' and client_id in (select client_id from one)"
        )
        connection.execute(
            "update hud.lsa_figure set value = value - 1, text_value = cast(cast(value - 1 as integer) as text) "
            "where cell = 'B2'"
        )
        connection.execute(
            "update intake.hmis_enrollment set date_updated = timestamp '2026-12-24' where "
            "'hmis_enrollment:' || affiliate_id || ':' || enrollment_id in (select record_id from one)"
        )
    (sent,) = load_kept_hud(organization)
    (change,) = changed_since(warehouse, sent).changes
    assert (change.cell, " ".join(change.why)[:11]) == ("B2", "Correction:")
