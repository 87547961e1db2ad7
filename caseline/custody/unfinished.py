"""What was cut off while it changed many files at once, and has to be finished before anything else is written."""

from collections.abc import Iterator

from caseline.custody.anew import written_anew
from caseline.ground.settings import Workspace


def finish_what_was_cut_off(place: Workspace) -> Iterator[str]:
    """New keys first, then an erasure; each in a sentence. The caller holds the writer's lock."""
    if next(written_anew(place), None):
        from caseline.custody.rekeying import finish_rekeying

        finish_rekeying(place)
        yield "New keys that were cut off have been finished."
    if place.erasing.exists():
        from caseline.custody.erasing import finish_erasing

        done = finish_erasing(place)
        yield "An erasure that was cut off has been finished."
        for where in done.left if done else ():
            yield f"Something of who was erased may still be in {where}."
