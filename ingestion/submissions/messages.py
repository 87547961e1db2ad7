"""Messages with links that went out: which address each went to, what came back, and who wants no more.

Beside the links themselves. An address is kept as a keyed hash; what somebody said about one stays when links go.
"""

import hmac
from datetime import datetime
from pathlib import Path

from caseline.ground.keys import Keys
from ingestion.submissions.database import Database
from ingestion.submissions.links import BOUNCED, FILE, STOPPED, Link, Links

_TABLES = """
create table if not exists address (hash text primary key, what text not null, at text not null);
"""


class Messages:
    """The messages of one organisation. Several processes may write."""

    def __init__(self, folder: Path, links: Links, keys: Keys) -> None:
        self._links, self._key = links, hmac.digest(keys.erasure, b"addresses of clients", "sha256")
        self._database = Database(folder / FILE, _TABLES)

    def sent(self, link: Link, how: str, message_id: str, address: str, now: datetime) -> None:
        """Writes down that a message with a link went to an address; `message_id` is by what replies name it."""
        with self._database.changing() as connection:
            connection.execute(
                "insert or replace into message values (?, ?, ?, ?)",
                [message_id, link.number, self._of(address), now.isoformat()],
            )
        self._links.note(link, how, now)

    def may_go_to(self, address: str) -> bool:
        """Whether nothing has come back from it, and nobody there asked for no more."""
        with self._database.reading() as connection:
            query = "select 1 from address where hash = ?"
            return connection is None or connection.execute(query, [self._of(address)]).fetchone() is None

    def refused(self, address: str, what: str, now: datetime) -> None:
        """The address takes no messages: it is none (BOUNCED), or whoever has it wants none (STOPPED)."""
        with self._database.changing() as connection:
            connection.execute(
                "insert or replace into address values (?, ?, ?)", [self._of(address), what, now.isoformat()]
            )

    def bounced(self, message_id: str, now: datetime) -> Link | None:
        """A message came back. Gives its link; None where no message of ours has this name."""
        with self._database.changing() as connection:
            found = connection.execute("select number, address from message where id = ?", [message_id]).fetchone()
            if found is None:
                return None
            connection.execute("insert or ignore into address values (?, ?, ?)", [found[1], BOUNCED, now.isoformat()])
        link = self._links.numbered(found[0])
        if link and not link.has(BOUNCED):
            self._links.note(link, BOUNCED, now)
        return link

    def stop(self, address: str, now: datetime) -> Link | None:
        """Whoever has the address wants no more messages, nor does the client of the last link that went there."""
        self.refused(address, STOPPED, now)
        link = self._last_to(address)
        if link:
            self._links.stop_from(self._of(address), link.purpose.client_id, now)
            self._links.note(link, STOPPED, now)
        return link

    def start(self, address: str) -> Link | None:
        """Whoever has the address wants messages again: what was said from there is taken back. Gives the last link."""
        with self._database.changing() as connection:
            connection.execute("delete from address where hash = ? and what = ?", [self._of(address), STOPPED])
        self._links.start_again(self._of(address))
        return self._last_to(address)

    def _last_to(self, address: str) -> Link | None:
        with self._database.reading() as connection:
            query = "select number from message where address = ? order by number desc limit 1"
            found = connection.execute(query, [self._of(address)]).fetchone() if connection else None
        return self._links.numbered(found[0]) if found else None

    def _of(self, address: str) -> str:
        return hmac.digest(self._key, _plain(address).encode(), "sha256").hex()


def _plain(address: str) -> str:
    """An address as it is compared: of a number its last ten digits, however it is written."""
    if "@" in address:
        return address.strip().lower()
    return "".join(filter(str.isdigit, address))[-10:]
