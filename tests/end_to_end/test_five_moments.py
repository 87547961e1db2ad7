"""One client, five moments: intake with consent, goals and notes of the stay, a follow-up by link in a later year, and
the figure that rests on it. The clock is that of the data."""

import csv
import re
import shutil
from datetime import UTC, datetime

import pytest

from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from tests.end_to_end.conftest import Installation
from tests.end_to_end.test_application_browser import chromium, playwright  # noqa: F401
from tests.integration.loopback_application import serving

expect = playwright.expect
REPORT = """
id: followed
title: Followed up
funder: city_housing
period: {from: 2025-07-01, to: 2026-12-31}
questions:
  - id: again
    section: Outcomes
    ask: How many told us how they are?
    measure: assessed
    where: {stage: follow_up}
    count: clients
"""
CLIENTS = """
    select client.client_id, first_name, last_name, dob, phone, min(stay.entry_date)
    from record.client as client join record.enrollment as stay using (client_id)
    where client.client_id in (select unnest(?)) and client.dob is not null and client.phone is not null
        and client.client_id in (select client_id from record.goal)
        and client.client_id in (select client_id from record.case_note)
    group by all order by 1 limit 1
"""


def ask(own: Installation, sql: str, *values):
    with connect(own.published, read_only=True) as connection:
        return connection.execute(sql, values).fetchall()


@pytest.fixture(scope="module")
def own(sample, tmp_path_factory):
    """An organisation that has run, in a folder of its own."""
    folder = tmp_path_factory.mktemp("moments")
    made = Installation(
        shutil.copytree(sample.organization, folder / sample.organization.name),
        shutil.copytree(sample.output, folder / "output"),
    )
    (made.organization / "reports" / "followed.yml").write_text(REPORT, encoding="utf-8")
    return made


def test_one_client_five_moments(own, chromium, tmp_path):  # noqa: F811
    sheet = tmp_path / "links.csv"
    with serving(Workspace(own.organization, own.made)) as served:
        own.caseline("follow-up", "-o", str(own.organization), "--output", str(sheet), "--address", served.url)
        rows = csv.DictReader(sheet.read_text(encoding="utf-8-sig").splitlines())
        links = {row["client_id"]: row["link"] for row in rows}
        ((client, first, last, born, phone, entry),) = ask(own, CLIENTS, list(links))
        clients = ask(own, "select count(*) from record.client")
        page = chromium.new_context(viewport={"width": 320, "height": 640}, locale="en-US").new_page()

        served.made.forms.door.now = lambda: datetime(entry.year, entry.month, entry.day, 18, tzinfo=UTC)
        page.goto(f"{served.url}/forms/first_contact")
        for label, words in (("First name", first), ("Last name", last), ("Phone number", phone)):
            page.get_by_label(label).fill(words)
        page.get_by_label("Date of birth").fill(born.isoformat())
        page.get_by_label("Yes, share it with the agencies").check()
        page.get_by_label("Type your full name to sign").fill(f"{first} {last}")
        page.get_by_role("button", name="Send").click()
        expect(page.locator("h1")).to_have_text("Sent")

        served.made.forms.door.now = lambda: datetime.now(UTC)
        page.goto(links[client])
        page.get_by_label("Your date of birth").fill(born.isoformat())
        page.get_by_role("button", name="Continue").click()
        expect(page.locator("h1")).to_have_text("How are you doing?")
        assert last not in page.content() and client not in page.content()
        for question in page.get_by_role("group").all():
            question.get_by_role("radio").nth(3).check()
        page.get_by_role("button", name="Send").click()
        expect(page.locator("h1")).to_have_text("Sent")

    own.run()
    assert ask(own, "select count(*) from record.client") == clients
    own_forms = "select form from record.submission where client_id = ? and starts_with(form, 'online/') order by all"
    assert ask(own, own_forms, client) == [("online/first_contact",), ("online/how_are_you",)]
    consent = "select is_granted, given_on from record.consent where client_id = ? and source_file like '%/online/%'"
    ((granted, given_on),) = ask(own, consent, client)
    assert granted and given_on == entry
    moments = ask(own, "select event_type, event_date from record.client_timeline where client_id = ?", client)
    assert {"enrollment", "consent", "goal", "note", "exit", "assessment"} <= {kind for kind, _ in moments}
    last_stay, answered = max(day for kind, day in moments if kind == "exit"), max(day for _, day in moments)
    assert (answered - last_stay).days > 80
    left = """select 1 from reporting.missing where kind = 'follow_up_survey' and client_id = $1 and program_id in (
        select program_id from record.submission where client_id = $1 and form = 'online/how_are_you')"""
    assert not ask(own, left, client)
    traced = own.caseline("trace", "followed", "again", "-o", str(own.organization)).stdout
    assert client in traced and re.search(r"online/how_are_you-\d{4}-\d\d\.ndjson", traced)
