"""The pages of the last run for each reader, opened when first asked for and anew when a run has published."""

import threading
from collections import OrderedDict
from pathlib import Path

from caseline.access.gate import Gate, Reader
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.site.inside import Inside

MOST_OPEN = 24


class Desk:
    """Opened gates by reader. A reader that nobody has asked for in a while is closed when the last look ends."""

    def __init__(self, published: Path) -> None:
        self._published = published
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[object, ...], Inside] = OrderedDict()

    def inside(self, organization: Organization, reader: Reader) -> Inside:
        """Raises CaselineError where no run has published yet."""
        try:
            state = self._published.stat()
        except FileNotFoundError:
            raise CaselineError("There are no pages yet. Make them with: caseline run") from None
        version = (state.st_ino, state.st_mtime_ns, id(organization))
        key = (version, reader.role_name, reader.role.model_dump_json(), reader.managers)
        with self._lock:
            if key not in self._open:
                for former in [one for one in self._open if one[0] != version]:
                    del self._open[former]
                self._open[key] = Inside(Gate(self._published, reader), self._published, organization)
                if len(self._open) > MOST_OPEN:
                    self._open.popitem(last=False)
            self._open.move_to_end(key)
            return self._open[key]
