"""One client, five moments: intake with consent, signature, own words and a letter; goals and notes of the stay; a
follow-up by link in a later year; the figure that rests on it. All is read on arrival; the clock is the data's."""

import csv
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from tests.end_to_end.conftest import ROOT, Installation
from tests.end_to_end.drawing import draw_in
from tests.end_to_end.test_application_browser import check, chromium, playwright  # noqa: F401
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


DANGER = "He hit me again last night and said that he will kill me."
LETTER = "You have to leave the flat at 9 Alder Street by Friday."


def read_on_arrival(own: Installation) -> None:
    """What was sent is taken in by the process that stands beside the application, which then ends with it."""
    settings = {"CASELINE_OUTPUT": str(own.output), "CASELINE_ORGANIZATION": str(own.organization)}
    with subprocess.Popen(
        [sys.executable, "-m", "orchestration", "arrivals", str(own.organization)],
        cwd=ROOT, env=os.environ | settings, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as watching:  # fmt: skip
        assert watching.stdin and watching.stderr
        told = next((line for line in watching.stderr if "What was sent" in line), "")
        watching.stdin.close()
        watching.stderr.read()
    assert "is on the pages" in told and watching.returncode == 0, told


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
        rows = list(csv.DictReader(sheet.read_text(encoding="utf-8-sig").splitlines()))
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
        page.get_by_label("Is there anything you want to tell us?").fill(DANGER)
        page.get_by_label("A letter or paper").set_input_files(
            {"name": "notice.txt", "mimeType": "text/plain", "buffer": LETTER.encode()}
        )
        draw_in(page, page.get_by_role("img", name="Box to draw your name in"))
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

        read_on_arrival(own)
        page.set_viewport_size({"width": 1200, "height": 900})
        page.goto(served.link)
        page.goto(f"{served.url}/clients/{client}.html")
        expect(page.get_by_role("main")).to_contain_text(DANGER)
        expect(page.get_by_role("main")).to_contain_text(LETTER)
        consents = page.locator("section", has=page.get_by_role("heading", name="Consents on our own forms"))
        expect(consents).to_contain_text("Version 2026-11 of the text")
        expect(consents).to_contain_text(f"{entry} ")
        expect(consents.get_by_role("img", name="The signature as it was drawn")).to_be_visible()
        check(page, "the client's page")
        with page.expect_download() as downloaded:
            page.get_by_role("link", name=re.compile(r"file-\w+\.txt")).click()
        assert Path(downloaded.value.path()).read_text(encoding="utf-8") == LETTER

    assert ask(own, "select count(*) from record.client") == clients
    risks = "select distinct quote from intelligence.code where client_id = ? and is_risk and contains(?, quote)"
    assert ask(own, risks, client, DANGER)
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
    rates = """select sum(numerator), sum(denominator) from reporting.aggregate
        where question_id = 'answered_again' and column_key = 'all'"""
    ((answers, asked_again),) = ask(own, rates)
    assert answers == 1 and len(links) <= asked_again <= len(rows)
    traced = own.caseline("trace", "followed", "again", "-o", str(own.organization)).stdout
    assert client in traced and re.search(r"online/how_are_you-\d{4}-\d\d\.ndjson", traced)
