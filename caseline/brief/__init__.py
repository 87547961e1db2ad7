"""The brief: one page on a client in which every sentence cites what it rests on. Composing is apart from rendering."""

from caseline.brief.compose import compose
from caseline.brief.sentences import Brief
from caseline.brief.wording import model_words

__all__ = ["Brief", "compose", "model_words"]
