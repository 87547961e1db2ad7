"""A composed brief as a page, as Markdown, and as JSON."""

from reports.brief.data import as_data
from reports.brief.page import as_page
from reports.brief.text import as_markdown, as_text

__all__ = ["as_data", "as_markdown", "as_page", "as_text"]
