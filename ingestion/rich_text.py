"""Notes that are kept as HTML, as text: what people read, without tags."""

import re

from ingestion.html_text import html_lines

_TAG = re.compile(
    r"</?(?:a|b|blockquote|br|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|span|strong|sub|sup|table|tbody|td|th|tr|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|amp|apos|gt|lt|nbsp|quot|rsquo|lsquo|rdquo|ldquo|ndash|mdash);", re.I
)


def plain_text(text: str) -> str:
    """The text itself, or what its HTML says, a block a line."""
    if not _TAG.search(text):
        if not _ENTITY.search(text):
            return text
        text = text.replace("<", "&lt;").replace("\n", "<br>")
    lines, _ = html_lines(text)
    return "\n".join(lines)
