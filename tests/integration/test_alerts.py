"""Alerts against a real mail server and a real web server on loopback: what arrives, once, and that nobody is named."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from caseline.ground.warehouse import connect
from caseline.organization.alerts import Alerts
from reports.alerts import Memory, News, news_of_run, stopped, tell
from tests.integration.loopback_application import free_port
from tests.unit.site_people import FIRST, LAST

LINK = "https://cases.example.org"
EVERY = ["new risks", "failed checks", "held back files", "monday digest"]
MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


class Mails:
    """What a mail server took."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        message = message_from_bytes(envelope.content)
        parts = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
        self.taken.append(str(message["Subject"]) + "\n" + b"\n".join(parts).decode())
        return "250 OK"


@contextmanager
def web_server() -> Iterator[tuple[str, list[dict[str, str]]]]:
    taken: list[dict[str, str]] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/", taken
    finally:
        server.shutdown()


@pytest.fixture
def news(reported_warehouse: Path) -> list[News]:
    with connect(reported_warehouse, read_only=True) as connection:
        ((run_id,),) = connection.execute("select any_value(run_id) from intelligence.risk").fetchall()
        connection.execute("select 1")
        return news_of_run(connection, run_id or "r", {"record.client": 2}, (), MONDAY)


def test_a_night_is_told_by_mail_and_webhook_and_names_nobody(news, monkeypatch):
    mails = Mails()
    controller = Controller(mails, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with web_server() as (address, taken):
            mail = (
                f"mailto://127.0.0.1:{controller.port}?from=caseline@harbor.example&to=ana@harbor.example&mode=insecure"
            )
            monkeypatch.setenv("ALERTS_MAIL", mail)
            monkeypatch.setenv("ALERTS_WEB", address)
            alerts = Alerts.model_validate(
                {"link": LINK, "to": [{"by": "mail", "secret": "ALERTS_MAIL"},
                                      {"by": "webhook", "secret": "ALERTS_WEB", "about": ["failed checks"]}]}
            )  # fmt: skip
            said: list[str] = []
            assert tell(alerts, "Harbor", news, said.append) == news and said == []
    finally:
        controller.stop()
    (mail_text,), (posted,) = mails.taken, taken
    assert LINK in mail_text and "record.client: 2 promises broken" in mail_text and "week of 30 November" in mail_text
    assert "record.client: 2 promises broken" in posted["message"] and "week of" not in posted["message"]
    for text in (mail_text, json.dumps(posted)):
        assert not any(name in text for name in (*FIRST, *LAST, "Ana", "C-0"))


def test_what_is_not_sent_is_said_without_its_address_and_told_the_next_time(news, monkeypatch, tmp_path):
    monkeypatch.setenv("ALERTS_WEB", f"json://user:hidden@127.0.0.1:{free_port()}/")
    monkeypatch.setenv("ALERTS_SLACK", "json://127.0.0.1/")
    places = [{"by": "webhook", "secret": "ALERTS_WEB"}, {"by": "mail", "secret": "ALERTS_NONE"},
              {"by": "slack", "secret": "ALERTS_SLACK"}]  # fmt: skip
    said: list[str] = []
    assert tell(Alerts.model_validate({"to": places}), "Harbor", news, said.append) == []
    assert len(said) == 3 and "hidden" not in "".join(said)
    assert "ALERTS_NONE is not set" in said[1] and "holds no address of that kind" in said[2]
    memory = Memory(tmp_path / "told.json")
    assert memory.digest_due(TUESDAY) == MONDAY
    memory.keep(news, TUESDAY)
    again = Memory(tmp_path / "told.json")
    assert again.digest_due(TUESDAY) is None and again.digest_due(date(2026, 12, 7)) == date(2026, 12, 7)


def test_a_held_back_file_is_told_once(reported_warehouse, tmp_path):
    with connect(reported_warehouse, read_only=True) as connection:
        held = connection.execute("select sha256 from intake.load_file where outcome = 'held back'").fetchall()
        hashes = {sha for (sha,) in held}
        first = [one for one in news_of_run(connection, "none", {}, (), None) if one.about == "held back files"]
        assert {sha for one in first for sha in one.files} == hashes
        assert not [one for one in news_of_run(connection, "none", {}, hashes, None) if one.files]


def test_a_run_that_stopped_is_told():
    titles = [one.title for one in stopped({"record.client": 1})]
    assert titles == ["A run stopped", "1 failed check"]
