"""Names of files and folders, made of words that people wrote."""

import re


def slug(text: str) -> str:
    """Lower case, letters and digits joined by `_`; empty where the text has none."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
