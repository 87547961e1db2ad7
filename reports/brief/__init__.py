"""The brief: one page on a client in which every sentence cites what it rests on. It is composed, and then shown as a
page, as Markdown or as JSON.
"""

from reports.brief.compose import compose
from reports.brief.data import as_data
from reports.brief.page import as_page
from reports.brief.sentences import Brief
from reports.brief.text import as_markdown, as_text
from reports.brief.wording import model_words

__all__ = ["Brief", "as_data", "as_markdown", "as_page", "as_text", "compose", "model_words"]
