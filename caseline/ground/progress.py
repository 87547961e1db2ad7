"""Progress bars for long work, the same look everywhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

ProgressCallback = Callable[[str, int, int], None]
"""Called as (what is being done, how much is done, how much there is)."""


@contextmanager
def progress_bar(title: str, console: Console) -> Iterator[ProgressCallback]:
    """A bar that follows the callback it gives."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(title, total=None)

        def follow(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield follow


def quiet(what: str, done: int, total: int) -> None:
    """A progress callback that shows nothing."""
