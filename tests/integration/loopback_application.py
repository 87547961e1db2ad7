"""The application on loopback, over a small published warehouse with invented people."""

import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import yaml

from application.app import Application
from application.monitoring import Monitored
from application.place import Listening
from application.serving import application, server
from caseline.audit import Line, audit_log
from caseline.ground.keys import keys_of_workspace
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from tests.unit.site_people import AFFILIATES, PROGRAMS
from tests.unit.site_warehouse import make_warehouse

SETTINGS = {
    "id": "harbor", "name": "Harbor & Hearth <Test>",
    "affiliates": [{"id": key, "name": name} for key, name in AFFILIATES.items()],
    "programs": [{"id": key, "name": name} for key, name in PROGRAMS.items()],
}  # fmt: skip
TOKEN = re.compile(r'name="token" value="([^"]+)"')


def make_place(folder: Path, **settings: Any) -> Workspace:
    """An organisation with pages to show; `settings` go into its organization.yml."""
    place = Workspace(folder / "harbor", folder / "output" / "harbor")
    place.organization.mkdir(parents=True)
    (place.organization / "organization.yml").write_text(yaml.safe_dump(SETTINGS | settings), encoding="utf-8")
    keys_of_workspace(place)
    make_warehouse(place.published)
    with connect(place.published) as connection:
        # what a ruling names must be on record
        connection.execute("update record.case_note set content_hash = sha256(note_text)")
        connection.execute(
            "update intelligence.code_review as question set content_hash = note.content_hash "
            "from record.case_note as note where question.note_id = note.note_id"
        )
        for side, one in (("l", "min"), ("r", "max")):
            connection.execute(
                f"""update intelligence.identity_review set record_key_{side} = (
                select {one}(record_key) from record.client_link where client_id = client_id_{side})"""
            )
    return place


def place_over(folder: Path, warehouse: Path, **settings: Any) -> Workspace:
    """An organisation that has published a copy of a warehouse; `settings` go into its organization.yml."""
    place = Workspace(folder / "harbor", folder / "output" / "harbor")
    place.organization.mkdir(parents=True)
    place.published.parent.mkdir(parents=True)
    (place.organization / "organization.yml").write_text(yaml.safe_dump(SETTINGS | settings), encoding="utf-8")
    shutil.copyfile(warehouse, place.published)
    return place


@dataclass
class Served:
    """A running application, and what it told in the terminal."""

    place: Workspace
    listening: Listening
    told: list[str] = field(default_factory=list)
    made: Application | None = None

    @property
    def url(self) -> str:
        return self.listening.origin

    @property
    def link(self) -> str:
        """The newest one-time link."""
        return self.told[-1].removeprefix("Open ")

    def browser(self, email: str = "") -> "Browser":
        """Somebody's browser; signed in by the terminal's link unless an email says who is to sign in."""
        browser = Browser(self)
        if not email:
            assert browser.get(self.link).status_code == 200
        return browser

    def written(self) -> list[Line]:
        return list(audit_log(self.place).read())


class Browser(requests.Session):
    """What a browser sends of itself."""

    def __init__(self, served: Served) -> None:
        super().__init__()
        self.served = served
        self.trust_env = False

    def get(self, path: str | bytes, **more: Any) -> requests.Response:  # type: ignore[override]
        address = str(path)
        return super().get(address if address.startswith("http") else f"{self.served.url}{address}", timeout=30, **more)

    def send(self, *arguments: Any, **more: Any) -> requests.Response:
        return super().send(*arguments, **more)

    def submit(self, path: str, origin: str | None = "", **fields: str) -> requests.Response:
        """Send a form; `origin` is the page's own unless told, None sends none."""
        headers = {} if origin is None else {"Origin": origin or self.served.url}
        return self.post(f"{self.served.url}{path}", data=fields, headers=headers, timeout=30)

    def token(self, path: str = "/") -> str:
        found = TOKEN.search(self.get(path).text)
        assert found, path
        return found[1]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(place: Workspace, role: str = "director", **where: Any) -> Iterator[Served]:
    """The application of a place, until the end of the block."""
    served = Served(place, Listening(port=free_port(), **where))
    served.made = application(place, served.listening, role, served.told.append)
    running = server(Monitored(served.made.asgi, place), served.listening)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield served
    finally:
        running.should_exit = True
        thread.join(timeout=10)
