"""`python -m caseline` is the `caseline` command."""

from caseline.cli import app

app(prog_name="caseline")
