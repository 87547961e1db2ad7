"""A file that somebody unknown sent, read in a process of its own, which ends whatever the file does to its reader.

The process gets the file by standard input and no key. It gives the document as JSON, or why it is not read.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import PurePosixPath
from typing import Any

from ingestion.documents.document import Document, Line, NotRead
from ingestion.documents.kinds import read_document
from ingestion.documents.ocr import LANGUAGES_VARIABLE

SECONDS = 180
"""Until the process is ended, whatever it waits for."""
PASSED = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "LANG", "LC_ALL", LANGUAGES_VARIABLE)
"""What of the environment the process gets."""
FIX = "Ask the sender for another copy, or read it from the client's page."


@dataclass(frozen=True)
class Limits:
    """How much one file may take: seconds of a processor, bytes of memory, pages, characters."""

    seconds: int = 30
    memory: int = 1 << 30
    pages: int = 50
    characters: int = 5_000_000


LIMITS = Limits()


def read_apart(name: str, content: bytes, limits: Limits | None = None) -> Document:
    """Read one document as `read_document` does. Raises NotRead also where reading does not end, or ends its process.

    No e-mail is among the kinds that are sent, so that nothing is attached.
    """
    given = [f"file{PurePosixPath(name).suffix}", json.dumps(asdict(limits or LIMITS))]
    with subprocess.Popen(
        [sys.executable, "-m", "ingestion.documents.apart", *given],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        env={name: os.environ[name] for name in PASSED if name in os.environ},
    ) as process:  # fmt: skip
        try:
            said, _ = process.communicate(content, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise NotRead("Reading this file takes too long.", FIX) from None
        finally:
            if process.returncode is None:  # with the text recogniser that it started
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode == -signal.SIGXCPU:
        raise NotRead("Reading this file takes too long.", FIX)
    if process.returncode:
        raise NotRead("This file ended the program that reads it.", FIX)
    told = json.loads(said)
    if "reason" in told:
        raise NotRead(told["reason"], told["fix"])
    return Document(**told | {"lines": [Line(*line) for line in told["lines"]]})


def _told(name: str, content: bytes, limits: Limits) -> dict[str, Any]:
    try:
        document = read_document(name, content, limits.pages)
    except NotRead as problem:
        return {"reason": problem.reason, "fix": problem.fix}
    if sum(len(line.text) for line in document.lines) > limits.characters:
        return {"reason": f"This file holds more than {limits.characters:,} characters.", "fix": FIX}
    own = {field.name: getattr(document, field.name) for field in fields(document)}
    return own | {"lines": [list(asdict(line).values()) for line in document.lines]}


def main() -> int:
    name, given = sys.argv[1:]
    limits = Limits(**json.loads(given))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(_told(name, sys.stdin.buffer.read(), limits), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
