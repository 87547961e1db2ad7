"""Files under new keys that are not in their place yet."""

from collections.abc import Iterator
from pathlib import Path

from caseline.ground.keys import REKEYED
from caseline.ground.settings import Workspace


def written_anew(place: Workspace) -> Iterator[Path]:
    """Of the output, and of the evidence of kept reports, which lies with the organisation."""
    yield from place.output.rglob(f"*{REKEYED}*")
    yield from place.organization.glob(f"frozen/*/*{REKEYED}*")
