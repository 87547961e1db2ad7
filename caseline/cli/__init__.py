"""The `caseline` command. Each command is a page of words around one function of the kernel."""

# The order is that of `caseline --help`.
from caseline.cli import runs, drafts, matching, reading, numbers, briefs, readers, asking, auditing, keeping  # isort: skip
from caseline.cli.app import app

__all__ = [
    "app",
    "asking",
    "auditing",
    "briefs",
    "drafts",
    "keeping",
    "matching",
    "numbers",
    "readers",
    "reading",
    "runs",
]
