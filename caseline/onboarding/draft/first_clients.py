"""The first clients as they would look, for who drafts an organisation to see at once whether the columns are right."""

from pathlib import Path

from rich.console import Console


def show_first_clients(warehouse: Path, console: Console) -> None:
    """Print three people of a trial load with what is known of them."""
