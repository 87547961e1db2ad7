"""What is in doubt to a person and back: `write_queue` makes the sheet, `take_in` reads the decisions."""

from caseline.review.decisions import take_in
from caseline.review.docket import Taken
from caseline.review.queue import Written, write_queue

__all__ = ["Taken", "Written", "take_in", "write_queue"]
