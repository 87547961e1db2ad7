"""Coding: skills in plain English, coders that cite, and the engine that reads each note once."""

from caseline.coding.choosing import chosen_coder
from caseline.coding.files import code_file
from caseline.coding.measuring.evaluation import evaluate
from caseline.coding.nights.canary import examine
from caseline.coding.nights.engine import code_notes, pending_partitions
from caseline.coding.nights.rounds import measure_and_read

__all__ = ["chosen_coder", "code_file", "code_notes", "evaluate", "examine", "measure_and_read", "pending_partitions"]
