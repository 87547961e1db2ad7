"""Which rules read notes where no language model does. They are code, so their version is a hash of that code."""

import hashlib
from functools import cache
from pathlib import Path

CODING = Path(__file__).parent
DECIDING = ("grammar/*.py", "by_rules/*.py", "by_meaning/*.py", "instructions.py")
"""Modules of which a change may change what a note is found to say."""


@cache
def rules_version() -> str:
    """Eight hex digits, others after any change to a module that decides."""
    content = hashlib.sha256()
    for path in sorted(path for pattern in DECIDING for path in CODING.glob(pattern)):
        content.update(path.relative_to(CODING).as_posix().encode() + b"\0" + path.read_bytes())
    return content.hexdigest()[:8]
