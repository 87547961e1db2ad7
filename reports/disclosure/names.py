"""No quote leaves in which a client could be named."""

import re
from collections.abc import Iterable

from reports.published import Published

_WORD = re.compile(r"[^\W\d_]{2,}")


def client_names(published: Published) -> frozenset[str]:
    """Every word of every name any source gives a client, in lower case."""
    rows = published.rows(
        "select distinct first_name, last_name from record.client union select distinct first_name, last_name "
        "from record.source_person order by 1, 2"
    )
    return frozenset(word for row in rows for name in row.values() for word in _words(name))


def names_nobody(text: str, names: frozenset[str]) -> bool:
    """Whether no word of the text is a word of any client's name."""
    return names.isdisjoint(_words(text))


def _words(text: str | None) -> Iterable[str]:
    return [word.lower() for word in _WORD.findall(text or "")]
