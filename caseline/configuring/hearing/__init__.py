"""A sentence heard without a model: which of the changes it means, by plain words, and what of it was said."""

from caseline.configuring.hearing.hearing import Heard, hear, nearest

__all__ = ["Heard", "hear", "nearest"]
