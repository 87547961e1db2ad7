"""Evidence, for analysts who work in it: a small project over what a role may read, and the way to build it.

Not needed by anything else. Not a place for numbers: its pages only select what `reporting` holds.
"""

from reports.evidence.build import build_evidence

__all__ = ["build_evidence"]
