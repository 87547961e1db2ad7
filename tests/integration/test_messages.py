"""Links by text message and by mail: what goes out, who said STOP, what came back, and what follows from it."""

import csv
import re
import smtplib

import pytest
import requests

from application.intake import texting
from application.intake.bounces import take_down
from application.intake.mail import Mail
from application.intake.sheets import ask_all, links_of, messages_of
from application.intake.texting import START_WORDS, is_word
from caseline.ground.errors import CaselineError
from caseline.ground.settings import SMS, SMS_FROM
from caseline.ground.warehouse import connect
from caseline.organization.dictionary import load_dictionary
from caseline.organization.profile import load_organization
from ingestion.submissions.links import BOUNCED, MAILED, STOPPED, TEXTED, now
from tests.integration.intake_place import write_forms
from tests.integration.loopback_application import make_place, serving
from tests.integration.loopback_texts import provider, signature

NUMBER = "206-555-0{:03d}"
WANTED = "exit_survey"


@pytest.fixture
def place(tmp_path, monkeypatch):
    made = make_place(tmp_path)
    write_forms(made.organization)
    with connect(made.published) as connection:
        clients = [row[0] for row in connection.execute("select client_id from record.client order by 1").fetchall()]
        for at, client in enumerate(clients):
            connection.execute(
                "update record.client set email = null, phone = ? where client_id = ?", [NUMBER.format(at), client]
            )
    monkeypatch.setenv(SMS_FROM, "+12065550999")
    with provider() as texts:
        monkeypatch.setenv(SMS, texts.setting)
        yield made, texts


def sheet(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def reply(served, path, **fields):
    mark = signature(f"{served.url}{path}", fields)
    return requests.post(f"{served.url}{path}", data=fields, headers={"X-Twilio-Signature": mark}, timeout=30)


def test_texts_go_out_stop_is_honoured_and_bounces_are_known(place, tmp_path):
    place, texts = place
    before = ask_all(place, WANTED, 14, "http://127.0.0.1:1", tmp_path / "sheet.csv")
    some = [row["phone"] for row in sheet(tmp_path / "sheet.csv")]
    assert before.texted == 0 and len(some) > 3
    plain = {phone: "+1" + phone.replace("-", "") for phone in some}
    texts.refuses = {plain[some[0]]: 21610, plain[some[1]]: 21614}
    made = ask_all(place, WANTED, 14, "https://help.example.org", tmp_path / "rest.csv", send=True)
    assert (made.texted, made.mailed, made.links) == (len(some) - 2, 0, 2) and made.texted == len(texts.taken)
    assert [row["phone"] for row in sheet(tmp_path / "rest.csv")] == ["", ""]
    words = texts.taken[0]["Body"]
    assert re.search(r"https://help\.example\.org/ask/\S+ \(for you alone", words) and "Reply STOP" in words
    assert texts.taken[0]["StatusCallback"] == "https://help.example.org/messages/status"
    with connect(place.published, read_only=True) as connection:
        names = connection.execute("select first_name, last_name from record.client").fetchall()
    assert not [name for row in names for name in row if name and any(name in sent["Body"] for sent in texts.taken)]
    with serving(place) as served:
        assert reply(served, "/messages/received", From=texts.taken[0]["To"], Body="Stop.").status_code == 200
        assert reply(served, "/messages/received", From=texts.taken[2]["To"], Body="ok thanks").status_code == 200
        lost = {"MessageSid": f"SM{2:032d}", "MessageStatus": "undelivered"}
        assert reply(served, "/messages/status", **lost).status_code == 204
        forged = requests.post(
            f"{served.url}/messages/received", data={"From": texts.taken[2]["To"], "Body": "STOP"}, timeout=30
        )
        assert forged.status_code == 403
        told = [line.entry.about.partition(": ")[2] for line in served.written()]
        assert told[-3:-1] == ["wants no more messages, by text", "a text did not arrive"]
    events = [{what for _, what in link.events} for link in links_of(place).all()]
    assert [sum(what in each for each in events) for what in (TEXTED, STOPPED, BOUNCED)] == [made.texted, 1, 1]
    texts.taken.clear()
    again = ask_all(place, WANTED, 14, "https://help.example.org", tmp_path / "again.csv", send=True)
    assert again.texted == len(texts.taken) == made.texted - 2
    assert "1 without a link: They asked not to be written to." in again.left_out
    assert again.links == 3  # two whom the provider would not take, and whose text did not arrive: by hand, no number
    with serving(place) as served:
        assert reply(served, "/messages/received", From=plain[some[0]], Body="START").status_code == 200
    assert messages_of(place).may_go_to(some[0]) and not messages_of(place).may_go_to(some[1])


def test_a_server_that_hangs_up_is_said_and_nothing_goes_another_way_in_silence(place, tmp_path):
    place, texts = place
    ask_all(place, WANTED, 14, "http://127.0.0.1:1", tmp_path / "sheet.csv")
    link = links_of(place).all()[0]
    form = next(
        form for form in load_dictionary(place.organization / "data_dictionary").forms if form.id == link.purpose.form
    )
    organization = load_organization(place.organization)
    hung_up = Mail(smtplib.SMTP(), "help@harbor.example", organization)
    with pytest.raises(CaselineError, match="takes no more"):
        hung_up.send("a@mail.example", form, link, "https://help.example.org/ask/x")
    texts.is_busy = True
    with pytest.raises(CaselineError, match="takes no more"):
        texting.texts(organization, "https://help.example.org").send("+12065550100", form, link, "https://x")


def test_a_link_that_a_phone_number_confirms_is_not_texted_to_that_number(place, tmp_path):
    place, texts = place
    with connect(place.published) as connection:
        connection.execute("update record.client set dob = null")
    made = ask_all(place, WANTED, 14, "https://help.example.org", tmp_path / "sheet.csv", send=True)
    guarded = [link for link in links_of(place).all() if link.purpose.confirm == "phone"]
    assert made.links == len(guarded) > 0 == len(texts.taken)
    told = f"{made.links} not texted: they are confirmed by the phone number that the text would go to."
    assert told in made.left_out


def test_start_takes_back_what_that_number_said_and_nothing_else(place, tmp_path):
    place, _ = place
    ask_all(place, WANTED, 14, "http://127.0.0.1:1", tmp_path / "sheet.csv")
    links, messages = links_of(place), messages_of(place)
    by_text, by_page = links.all()[:2]
    for at, link in enumerate((by_text, by_page)):
        messages.sent(link, TEXTED, f"SM{at}", f"+1206555010{at}", now())
    messages.stop("+12065550100", now())
    links.stop(by_page.purpose.client_id, now())
    clients = [by_text.purpose.client_id, by_page.purpose.client_id]
    assert links.has_stopped(clients) == set(clients)
    for at in (0, 1):
        messages.start(f"+1206555010{at}")
    assert links.has_stopped(clients) == {by_page.purpose.client_id}
    assert not any(is_word(said, START_WORDS) for said in ("Yes", "sí", "si."))  # an answer to what a text asks


def test_a_mail_that_came_back_is_not_written_to_again(place, tmp_path):
    place, _ = place
    ask_all(place, WANTED, 14, "http://127.0.0.1:1", tmp_path / "sheet.csv")
    link, messages = links_of(place).all()[0], messages_of(place)
    messages.sent(link, MAILED, "<one@harbor.example>", "A@mail.example", now())
    for name, action, status, about in (
        ("a", "delayed", "4.2.2", "one"), ("b", "failed", "5.1.1", "one"), ("c", "failed", "5.1.1", "another"),
    ):  # fmt: skip
        (tmp_path / f"{name}.eml").write_text(
            "From: mailer@x\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
            f"--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: "
            f"dns; x\n\nFinal-Recipient: rfc822; a@mail.example\nAction: {action}\nStatus: {status}\n\n--b\n"
            "Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: quoted-printable\n\nSubject: x=3D1\n"
            f"Message-ID:\n <{about}=40harbor.example>\n\n--b--\n",
            encoding="utf-8",
        )
    assert take_down(place, tmp_path) == (2, 1)
    assert not messages.may_go_to("a@MAIL.example") and links_of(place).numbered(link.number).has(BOUNCED)
    with pytest.raises(CaselineError, match="no mailbox"):
        take_down(place, tmp_path / "none")


@pytest.mark.parametrize(("setting", "sender", "told"), [
    ("http://a:b@example.org/x", "+12065550100", "names no provider"),
    ("https://example.org/x", "+12065550100", "names no provider"),
    ("https://a:b@example.org/x", "Harbor", "says not whom texts are from"),
])  # fmt: skip
def test_a_provider_named_wrongly_is_said_before_a_link_is_made(place, tmp_path, monkeypatch, setting, sender, told):
    monkeypatch.setenv(SMS, setting)
    monkeypatch.setenv(SMS_FROM, sender)
    with pytest.raises(CaselineError, match=told):
        ask_all(place[0], WANTED, 14, "https://help.example.org", tmp_path / "none.csv", send=True)
    assert not links_of(place[0]).all()


def test_where_the_provider_refuses_us_the_sheet_has_all(place, tmp_path, monkeypatch):
    place, texts = place
    monkeypatch.setenv(SMS, f"http://AC01:wrong@127.0.0.1:{texts.server_port}/x")
    made = ask_all(place, WANTED, 14, "https://help.example.org", tmp_path / "rest.csv", send=True)
    assert made.links == len(links_of(place).all()) == len(sheet(tmp_path / "rest.csv")) > 0 == len(texts.taken)
    assert [one for one in made.left_out if "does not know us" in one] == made.left_out
