"""Notes with what was coded in them marked. Notes are untrusted: everything is escaped here, once."""

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup, escape

from reports.published import Row

AROUND = 70


def marked(text: str, codes: Sequence[Row]) -> Markup:
    """The text with every quote in a <mark>. Quotes that overlap share one mark that names both codes.

    `codes` hold quote_start and quote_end (code points into the text), code_title and is_risk; one whose
    offsets lie outside the text is left out.
    """
    spans = [code for code in codes if 0 <= code["quote_start"] < code["quote_end"] <= len(text)]
    edges = sorted({0, len(text), *(code["quote_start"] for code in spans), *(code["quote_end"] for code in spans)})
    parts = []
    for start, end in pairwise(edges):
        here = [code for code in spans if code["quote_start"] <= start and end <= code["quote_end"]]
        parts.append(_mark(text[start:end], here) if here else escape(text[start:end]))
    return Markup("").join(parts)


def excerpt(text: str | None, quote: str) -> Markup:
    """The quote marked, with the words around it."""
    start = text.find(quote) if text else -1
    if text is None or start < 0:
        return _mark(quote, [])
    return around(text, start, start + len(quote))


def around(text: str, start: int, end: int) -> Markup:
    """The words between two places marked, with those around them."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = "… " + before.split(" ", 1)[-1]
    if end + AROUND < len(text):
        after = after.rsplit(" ", 1)[0] + " …"
    return Markup("").join([escape(before), _mark(text[start:end], []), escape(after)])


def _mark(text: str, codes: Sequence[Row]) -> Markup:
    titles = ", ".join(dict.fromkeys(code["code_title"] for code in codes))
    kind = "risk" if any(code["is_risk"] for code in codes) else "code"
    if not titles:
        return Markup("<mark>{}</mark>").format(text)
    return Markup('<mark class="{}" title="{}">{}</mark>').format(kind, titles, text)
