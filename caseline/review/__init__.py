"""Doubtful pairs to a person and back: `write_queue` makes the sheet, `take_in` reads the decisions."""

from caseline.review.decisions import Taken, take_in
from caseline.review.queue import read_queue, write_queue

__all__ = ["Taken", "read_queue", "take_in", "write_queue"]
