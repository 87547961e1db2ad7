"""What was cut off while it changed many files at once, and has to be finished before anything else is written."""

import shutil

from caseline.custody.anew import written_anew
from caseline.ground.settings import Workspace


def finish_what_was_cut_off(place: Workspace) -> list[str]:
    """New keys first, then an erasure; gives a sentence for each. What workers had read counts for nothing. The caller
    holds the writer's lock."""
    shutil.rmtree(place.apart, ignore_errors=True)
    told: list[str] = []
    if next(written_anew(place), None):
        from caseline.custody.rekeying import finish_rekeying

        finish_rekeying(place)
        told.append("New keys that were cut off have been finished.")
    if place.erasing.exists():
        from caseline.custody.erasing import finish_erasing

        done = finish_erasing(place)
        told.append("An erasure that was cut off has been finished.")
        told += [f"Something of who was erased may still be in {where}." for where in (done.left if done else ())]
    return told
