"""Telling: once for each thing, to whom `organization.yml` says. What was not sent is said, and sent the next time."""

import json
import os
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from caseline.ground.errors import CaselineError
from caseline.ground.extras import require_extra
from caseline.ground.written import write_whole
from caseline.organization.alerts import Alerts, AlertTo
from reports.alerts.news import News

_SCHEMES = {
    "mail": ("mailto", "mailtos"), "slack": ("slack", "https"), "teams": ("msteams", "workflows", "https"),
    "webhook": ("json", "jsons"),
}  # fmt: skip
"""How addresses of a kind begin, as Apprise writes them."""


class Memory:
    """What was told: hashes of held back files, and the Monday of the last digest."""

    def __init__(self, file: Path) -> None:
        self._file = file
        kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        self.files: set[str] = set(kept.get("files", []))
        self.digest: str = kept.get("digest", "")

    def digest_due(self, today: date) -> date | None:
        """The Monday of this week, where its digest has not been told yet."""
        monday = today - timedelta(today.weekday())
        return monday if monday.isoformat() > self.digest else None

    def keep(self, told: Iterable[News], today: date) -> None:
        for news in told:
            self.files |= set(news.files)
            if news.about == "monday digest":
                self.digest = (today - timedelta(today.weekday())).isoformat()
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = {"files": sorted(self.files), "digest": self.digest}
        write_whole(self._file, json.dumps(kept, indent=1).encode())


def tell(alerts: Alerts, organization: str, news: list[News], say: Callable[[str], object]) -> list[News]:
    """Send news to each place that wants to hear of it. Returns what nobody missed; `say` hears what went wrong, in a
    sentence without an address."""
    missed: set[int] = set()
    for to in alerts.to:
        wanted = [number for number, one in enumerate(news) if one.about in to.about]
        if not wanted:
            continue
        try:
            _send(to, organization, [news[number] for number in wanted], alerts.link)
        except CaselineError as error:
            say(str(error))
            missed |= set(wanted)
    return [one for number, one in enumerate(news) if number not in missed]


def _send(to: AlertTo, organization: str, news: list[News], link: str) -> None:
    """Raises CaselineError where it did not arrive."""
    require_extra("alerts", "apprise")
    import apprise

    address = os.environ.get(to.secret, "")
    if not address:
        raise CaselineError(f"An alert by {to.by} was not sent: {to.secret} is not set.")
    sending = apprise.Apprise()
    if urlsplit(address).scheme not in _SCHEMES[to.by] or not sending.add(address):
        raise CaselineError(f"An alert by {to.by} was not sent: {to.secret} holds no address of that kind.")
    title = f"{organization}: {', '.join(one.title for one in news)}"
    parts = [f"{one.title}\n{one.text}" for one in news]
    if not sending.notify(title=title, body="\n\n".join([*parts, *([link] if link else [])]), body_format="text"):
        raise CaselineError(f"An alert by {to.by} was not sent: what {to.secret} names does not take it.")
