"""Links to one client over a real server: what they show, whom they let in, how often, and what is written down."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from application.intake.sheets import ask_all, ask_one, links_of, revoke_link
from caseline.audit import Act
from caseline.ground.errors import CaselineError
from caseline.ground.warehouse import connect
from ingestion.submissions.links import MOST_TRIES
from ingestion.submissions.store import Store
from tests.integration.intake_place import write_forms
from tests.integration.loopback_application import Browser, free_port, make_place, serving

KEY = re.compile(r"/ask/([A-Za-z0-9_-]+)")
BORN = "1984-05-06"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    place = make_place(tmp_path_factory.mktemp("asking"))
    write_forms(place.organization)
    with connect(place.published) as connection:
        connection.execute(f"update record.client set dob = date '{BORN}'")
    with serving(place) as running:
        yield running


@pytest.fixture
def client(served) -> str:
    with connect(served.place.published, read_only=True) as connection:
        return connection.execute(
            "select min(client_id) from record.client_link where source <> 'documents'"
        ).fetchone()[0]


def key_of(told: str) -> str:
    found = KEY.search(told)
    assert found, told
    return found[1]


def controls(page: str) -> list[str]:
    return re.findall(r'name="(q[0-9a-f]{10})"', page)


def sent(served):
    store = Store(served.place.submissions)
    return [kept.sent for part in store.parts(["eastside", "northgate"]) for kept in store.of(*part)]


def test_a_link_from_the_missing_page_asks_one_thing_and_is_answered_once(served):
    staff = served.browser()
    page = staff.get("/missing.html").text
    missing = re.search(r'name="missing_id" value="(exit_survey:[^"]+)"', page)[1]
    assert "Make a link that asks the client" in page
    told = staff.submit("/links", missing_id=missing, token=staff.token("/missing.html"), page="missing.html")
    key = key_of(told.text)
    assert key not in staff.get("/missing.html").text  # it is told once
    visitor = Browser(served)
    first = visitor.get(f"/ask/{key}")
    assert "Your date of birth" in first.text and not controls(first.text)
    assert visitor.submit(f"/ask/{key}", q0="high").status_code == 403
    asked = visitor.submit(f"/ask/{key}/confirm", known=BORN)
    names = sorted(set(controls(asked.text)))
    assert len(names) == 1 and "How steady" in asked.text and "Your phone number" not in asked.text
    assert visitor.submit(f"/ask/{key}", **{names[0]: "sideways"}).status_code == 422
    before = len(sent(served))
    for _ in range(2):  # the second is the first again, as after a lost answer
        done = visitor.submit(f"/ask/{key}", **{names[0]: "high"})
        assert done.status_code == 200 and "Thank you" in done.text
    assert visitor.submit(f"/ask/{key}", **{names[0]: "low"}).status_code == 410
    assert "answered, and in the record after the next run" in staff.get("/missing.html").text
    (answer,) = sent(served)[before:]
    assert answer.answers["Steady"] == "high" and answer.answers["Stage"] == "exit"
    source, affiliate = answer.answers["Client record is from"], answer.affiliate
    with connect(served.place.published, read_only=True) as connection:
        owner = connection.execute(
            "select client_id from record.client_link where source = ? and affiliate_id = ? and native_id = ?",
            [source, affiliate, answer.answers["Client record"]],
        ).fetchone()
        wanted = connection.execute(
            "select client_id from reporting.missing where missing_id = ?", [missing]
        ).fetchone()
    assert owner == wanted
    log = [line.entry for line in served.written() if line.entry.act is Act.link and line.entry.clients == wanted]
    assert log[0].about == f"a link made, form how_are_you, {missing}" and log[0].fields == ("Steady",)
    assert [entry.about.partition(": ")[2] for entry in log[1:]] == [
        "opened", "confirmed", "opened", "answered", "refused, it is answered",
    ]  # fmt: skip


def test_nothing_on_record_stands_in_a_link_or_on_its_pages(served, client):
    told = ask_one(served.place, client, ["Phone", "Steady"], 14, served.url)
    key = key_of(told)
    content = (served.place.links / "links.sqlite").read_bytes()
    assert client not in key and key.encode() not in content and client.encode() not in content
    with connect(served.place.published, read_only=True) as connection:
        names = connection.execute("select first_name, last_name from record.client where client_id = ?", [client])
        words = [word for word in names.fetchone() if word]
    visitor = Browser(served)
    pages = visitor.get(f"/ask/{key}").text + visitor.submit(f"/ask/{key}/confirm", known=BORN).text
    assert len(set(controls(pages))) == 2
    assert not [word for word in (client, *words) if word in pages]
    policy = visitor.get(f"/ask/{key}").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy


def test_tries_to_confirm_are_limited(served, client):
    key = key_of(ask_one(served.place, client, ["Steady"], 14, served.url))
    for left in range(MOST_TRIES - 1, 0, -1):
        wrong = Browser(served).submit(f"/ask/{key}/confirm", known="1990-01-01")
        assert wrong.status_code == 403 and f"Tries left: {left}." in wrong.text
    assert Browser(served).submit(f"/ask/{key}/confirm", known="1990-01-01").status_code == 410
    locked = Browser(served).submit(f"/ask/{key}/confirm", known=BORN)
    assert locked.status_code == 410 and "too many tries" in locked.text


def test_a_pass_opens_the_link_that_it_was_given_for_alone(served, client):
    first, second = (key_of(ask_one(served.place, client, [field], 14, served.url)) for field in ("Steady", "Phone"))
    visitor = Browser(served)
    visitor.submit(f"/ask/{first}/confirm", known=BORN)
    given = next(cookie for cookie in visitor.cookies if cookie.path == f"/ask/{first}")
    other = Browser(served)
    number = links_of(served.place).find(second).number
    other.cookies.set(f"caseline_ask_{number}", given.value, domain="127.0.0.1", path=f"/ask/{second}")
    assert "Your date of birth" in other.get(f"/ask/{second}").text


def test_a_link_ends_when_revoked_replaced_or_old_and_none_can_be_made_up(served, client):
    links, now = links_of(served.place), datetime.now(UTC)
    keys = [key_of(ask_one(served.place, client, ["Phone"], 14, served.url)) for _ in range(2)]
    assert Browser(served).get(f"/ask/{keys[0]}").status_code == 410  # the later stands in its place
    revoke_link(served.place, links.find(keys[1]).number)
    assert Browser(served).get(f"/ask/{keys[1]}").status_code == 410
    with pytest.raises(CaselineError, match="does not work any more"):
        revoke_link(served.place, links.find(keys[1]).number)
    old, key = links.make(links.find(keys[1]).purpose, 1, now - timedelta(days=2))
    assert old.state(now) == "expired" and Browser(served).get(f"/ask/{key}").status_code == 410
    for forged in (key[:-1] + ("A" if key[-1] != "A" else "B"), key.swapcase(), "x", "%00", "a" * 400):
        assert Browser(served).get(f"/ask/{forged}").status_code == 404


def test_who_wants_no_more_messages_is_on_no_sheet(served, tmp_path):
    count = ask_all(served.place, "exit_survey", 14, served.url, tmp_path / "first.csv").links
    lines = (tmp_path / "first.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == count + 1 > 2 and lines[0].startswith("client_id,email,phone,asks,link")
    visitor = Browser(served)
    key = key_of(lines[1])
    assert "You will get no more messages" in visitor.submit(f"/ask/{key}/stop", stop="yes").text
    again = ask_all(served.place, "exit_survey", 14, served.url, tmp_path / "second.csv")
    assert again.links < count and any("asked not to be written to" in one for one in again.left_out)


class Mails:
    """What a mail server took."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.taken.append(envelope.content)
        return "250 taken"


def test_links_go_out_by_mail_without_a_word_on_whom_they_are_for(tmp_path, monkeypatch):
    place, address = make_place(tmp_path), "https://help.example.org"
    write_forms(place.organization)
    with connect(place.published) as connection:
        connection.execute("update record.client set email = lower(client_id) || '@mail.example' where veteran")
        connection.execute("update record.client set email = 'x@y.example, z@y.example' where not veteran")
    mails = Mails()
    controller = Controller(mails, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        monkeypatch.setenv("CASELINE_SMTP", f"smtp://127.0.0.1:{controller.port}")
        with pytest.raises(CaselineError, match="CASELINE_MAIL_FROM"):
            ask_all(place, "exit_survey", 14, address, tmp_path / "none.csv", send=True)
        monkeypatch.setenv("CASELINE_MAIL_FROM", "Harbor <help@harbor.example>")
        made = ask_all(place, "exit_survey", 14, address, tmp_path / "rest.csv", send=True)
    finally:
        controller.stop()
    assert made.mailed == len(mails.taken) > 0 and made.links > 0
    read = [message_from_bytes(mail, policy=default) for mail in mails.taken]
    with connect(place.published, read_only=True) as connection:
        names = {
            name
            for row in connection.execute("select first_name, last_name from record.client").fetchall()
            for name in row
        }
    for mail in read:
        assert address + "/ask/" in mail.get_content() and "Do not write to me any more" in mail.get_content()
        assert not [name for name in names if name in mail.get_content() + mail["Subject"]]
    assert len({key_of(mail.get_content()) for mail in read}) == len(read)


def test_what_no_form_asks_is_said(served, client):
    with pytest.raises(CaselineError, match=r"No form asks 'Steadi'. Did you mean 'Steady'"):
        ask_one(served.place, client, ["Steadi"], 14, served.url)
    with pytest.raises(CaselineError, match="from 1 to 180 days"):
        ask_one(served.place, client, ["Steady"], 0, served.url)
