"""The forms of an organisation as its files say now; while these cannot be read, as they last could be."""

import threading
from contextlib import suppress
from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.organization.dictionary import load_dictionary
from caseline.organization.intake_forms import FOLDER, IntakeForm

DICTIONARY = "data_dictionary"
State = tuple[tuple[str, int, int], ...]


class FormsOnFile:
    """Raises CaselineError, when made, for forms that do not fit the data dictionary."""

    def __init__(self, organization: Path) -> None:
        self._folder, self._lock = organization, threading.Lock()
        self._state = self._seen()
        self._forms = self._read()

    def __call__(self) -> dict[str, IntakeForm]:
        """By name."""
        state = self._seen()
        with self._lock:
            if state != self._state:
                self._state = state
                with suppress(CaselineError):  # whoever edits them is told by `caseline check`
                    self._forms = self._read()
            return self._forms

    def _read(self) -> dict[str, IntakeForm]:
        return {form.id: form for form in load_dictionary(self._folder / DICTIONARY).forms}

    def _seen(self) -> State:
        paths = sorted(path for name in (FOLDER, DICTIONARY) for path in (self._folder / name).glob("*.yml"))
        return tuple((path.name, (stat := path.stat()).st_mtime_ns, stat.st_size) for path in paths)
