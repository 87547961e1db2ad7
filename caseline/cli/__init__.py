"""The `caseline` command. Each command is a page of words around one function of the kernel."""

# The order is that of `caseline --help`.
from caseline.cli import (  # isort: skip
    runs, drafts, configuring, matching, reading, numbers, briefs, readers, asking, auditing, tokens, keeping,
)  # fmt: skip
from caseline.cli.app import app

__all__ = [
    "app", "asking", "auditing", "briefs", "configuring", "drafts", "keeping", "matching", "numbers", "readers",
    "reading", "runs", "tokens",
]  # fmt: skip
