"""What is sent by a form: its fields and its files, which are held in memory alone: no disk has them as they are."""

import threading
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager

from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from application.guard import FILES, LARGEST_FORM, is_of_kind, pairs_of
from caseline.organization.intake_forms.sent_files import MOST_BYTES

MOST_FIELDS = 600
MOST_FILES = 20
LARGEST_BODY = MOST_BYTES + 2 * LARGEST_FORM
MOST_AT_ONCE = 16
MOST_OF_ADDRESS = 4


class Given(dict[str, list[str]]):
    """The fields of a form by name of control, and its files."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, bytes] = {}


class Uploading:
    """How many send files at once: each may take as much memory as the largest body."""

    def __init__(self) -> None:
        self._lock, self._of_address = threading.Lock(), Counter[str]()

    @contextmanager
    def taking(self, address: str) -> Iterator[bool]:
        """Whether there is room for one more of this address."""
        with self._lock:
            has_room = self._of_address.total() < MOST_AT_ONCE and self._of_address[address] < MOST_OF_ADDRESS
            self._of_address[address] += has_room
        try:
            yield has_room
        finally:
            with self._lock:
                self._of_address[address] -= has_room
                self._of_address += Counter()  # leaves out who has none


class _InMemory(MultiPartParser):
    spool_max_size = LARGEST_BODY + 1


class _TooLarge(Exception):
    pass


def has_files(request: Request) -> bool:
    return is_of_kind(request.headers.get("content-type", ""), FILES)


async def given_by(request: Request) -> Given | None:
    """None where it is too large, or no form."""
    given = Given()
    if not has_files(request):
        pairs = await pairs_of(request, MOST_FIELDS)
        for name, value in pairs or []:
            given.setdefault(name, []).append(value)
        return None if pairs is None else given
    parser = _InMemory(
        request.headers, _limited(request), max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LARGEST_FORM
    )
    try:
        sent = await parser.parse()
    except (_TooLarge, MultiPartException, ValueError, LookupError):
        return None
    try:
        for name, part in sent.multi_items():
            if isinstance(part, str):
                given.setdefault(name, []).append(part)
            elif part.filename:
                given.files.setdefault(name, await part.read())
    finally:
        await sent.close()
    return given


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise _TooLarge
        yield part
