"""What each reader has open of the last run, opened when first asked for and anew when a run has published."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from caseline.access.gate import Reader
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization

MOST_OPEN = 24
Opened = TypeVar("Opened")


class Desk(Generic[Opened]):
    """What was opened, by reader. What nobody has asked for in a while is closed when the last look ends."""

    def __init__(self, published: Path, opening: Callable[[Organization, Reader], Opened]) -> None:
        self._published, self._opening = published, opening
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[object, ...], Opened] = OrderedDict()

    def of(self, organization: Organization, reader: Reader) -> Opened:
        """Raises CaselineError where no run has published yet."""
        try:
            state = self._published.stat()
        except FileNotFoundError:
            raise CaselineError("There are no pages yet. Make them with: caseline run") from None
        version = (state.st_ino, state.st_mtime_ns, id(organization))
        key = (version, reader.role_name, reader.managers, reader.opened)
        with self._lock:
            if key not in self._open:
                for former in [one for one in self._open if one[0] != version]:
                    del self._open[former]
                self._open[key] = self._opening(organization, reader)
                if len(self._open) > MOST_OPEN:
                    self._open.popitem(last=False)
            self._open.move_to_end(key)
            return self._open[key]
