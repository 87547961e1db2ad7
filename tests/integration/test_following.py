"""Clients who left three years ago are asked again and their answers count; how many answered is seen inside alone."""

import re
from dataclasses import replace

import pytest

from application.intake import following
from application.intake.asking import Wanted
from application.intake.sheets import asking_of, links_of, write_sheet
from caseline.ground.warehouse import connect
from ingestion.submissions.asked_again import write_asked_again
from ingestion.submissions.links import now
from ingestion.submissions.store import Store
from tests.integration.intake_place import write_forms
from tests.integration.loopback_application import Browser, make_place, serving

BORN = "1984-05-06"
ROLES = {
    "director": {"sees": "identifier"},
    "elsewhere": {"sees": "identifier", "affiliates": ["northgate"]},
}
RATES = "How many of those who were asked again answered?"


@pytest.fixture
def place(tmp_path):
    """An organisation where one stay at Eastside ended three years and three days before the day the data end."""
    made = make_place(tmp_path, roles=ROLES)
    write_forms(made.organization)
    with connect(made.published) as connection:
        connection.execute(f"update record.client set dob = date '{BORN}'")
        connection.execute("alter table record.submission add column stage text")
        connection.execute("alter table record.submission add column submitted_on date")
        connection.execute(
            "create table framework.outcome as select 'housing_stability' as item, '[]' as program_ids_json"
        )
        connection.execute("update record.enrollment set exit_date = date '1999-01-01'")
        connection.execute(
            """update record.enrollment set
                entry_date = date '2019-01-01',
                exit_date = (select as_of from record.as_of) - to_months(36) - to_days(3)
            where enrollment_id = (
                select min(enrollment_id) from record.enrollment join record.client_link using (client_id)
                where client_link.source <> 'documents' and enrollment.affiliate_id = 'eastside'
                    and client_link.affiliate_id = 'eastside')"""
        )
    return made


def answered_on_paper(place, days_before: int) -> None:
    """Whoever left three years ago has a follow-up on record, so many days before the data end."""
    with connect(place.published) as connection:
        connection.execute("delete from record.submission")
        connection.execute(
            """insert into record.submission by name
            select
                'forms:eastside:paper' as submission_id, client_id, affiliate_id, program_id, 'follow_up' as stage,
                cast((select as_of from record.as_of) - to_days(?) as date) as submitted_on
            from record.enrollment where year(exit_date) > 1999""",
            [days_before],
        )


def test_whoever_is_another_client_since_is_neither_asked_again_nor_after_stop(place, tmp_path):
    assert following.follow_up(place, "http://127.0.0.1", tmp_path / "first.csv").links == 1
    (link,) = links_of(place).all()
    former = link.purpose.client_id
    with connect(place.published) as connection:
        for table in ("client", "enrollment", "client_link"):
            connection.execute(f"update record.{table} set client_id = 'C-NEW' where client_id = ?", [former])
        connection.execute("delete from record.identity_alias where old_client_id = ?", [former])
        connection.execute(
            "insert into record.identity_alias by name select ? as old_client_id, 'C-NEW' as client_id", [former]
        )
    assert following.follow_up(place, "http://127.0.0.1", tmp_path / "again.csv").links == 0
    purpose = replace(link.purpose, client_id="C-NEW")
    links_of(place).make(purpose, 14, now())  # a reminder
    links_of(place).stop(former, now())
    assert [(rate.asked, rate.stopped) for rate in following.rates(place)] == [(1, 0)]
    with connect(tmp_path / "warehouse.duckdb") as connection:
        write_asked_again(connection, links_of(place).all())
        asked = connection.execute("select about, first_link from forms.asked_again").fetchall()
    assert asked == [(purpose.about, link.number)]
    with asking_of(place) as (asking, published):
        wanted = iter([Wanted("C-NEW", ("Steady",))])
        made = write_sheet(asking, published, place, wanted, 14, "http://127.0.0.1", tmp_path / "sheet.csv", send=False)
    assert made.left_out == ["1 without a link: They asked not to be written to."]


def test_three_years_after_they_left(place, tmp_path):
    answered_on_paper(place, 10)
    assert following.follow_up(place, "http://127.0.0.1", tmp_path / "none.csv").links == 0
    answered_on_paper(place, 730)  # that of the first year is not that of the third
    with serving(place) as served:
        following.follow_up(place, served.url, tmp_path / "links.csv")
        (line,) = (tmp_path / "links.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
        key = re.search(r"/ask/([A-Za-z0-9_-]+)", line)[1]
        visitor = Browser(served)
        page = visitor.submit(f"/ask/{key}/confirm", known=BORN).text
        (control, *_) = re.findall(r'name="(q[0-9a-f]{10})"', page)
        (asked,) = following.rates(place)
        assert (asked.months, asked.asked, asked.opened, asked.answered) == (36, 1, 1, 0)
        visitor.submit(f"/ask/{key}", **{control: "high"})
        (answered,) = following.rates(place)
        assert (answered.answered, answered.percent) == (1, 100)
        assert following.follow_up(place, served.url, tmp_path / "again.csv").links == 0  # nobody is asked twice
        page = served.browser().get("/aggregate.html").text
        assert RATES in page and '<td class="n">100%</td>' in page
    with serving(place, "elsewhere") as served:
        assert RATES not in served.browser().get("/aggregate.html").text
    ((sent,),) = [Store(place.submissions).of(*part) for part in Store(place.submissions).parts(["eastside"])]
    assert sent.sent.answers["Stage"] == "follow_up" and sent.sent.answers["Program of the form"] == asked.program
