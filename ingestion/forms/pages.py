"""JSON that a system gave as an answer: the list of records in it, and whether it is a page of many."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_ALWAYS = ("value", "results")
_LISTS = (*_ALWAYS, "records", "data", "items", "responses", "submissions")
"""What systems call their records. A list of another name is them where the answer tells of the export besides."""
_NEXT = frozenset(
    ("next", "nextpage", "nextpageurl", "nextpagetoken", "nextcursor", "nextlink", "nexturl", "nextrecordsurl",
     "odata.nextlink", "offset", "hasmore", "hasnext", "prev", "prevpage", "previous", "previouspage")
)  # fmt: skip
"""What systems call another page: the one that follows, or the one before. Names are folded (`_folded`)."""
_TOTALS = frozenset(
    ("count", "total", "totalcount", "totalitems", "totalrecords", "totalsize", "odata.count")
)  # fmt: skip
_PAGES = frozenset(("lastpage", "pagecount", "totalpages"))
_OF_PAGES = _NEXT | _TOTALS | _PAGES | {"links", "meta", "odata.context", "page", "pagesize", "pagination", "paging"}
_AROUND = _OF_PAGES | {"done", "limit", "perpage", "status"}
_OF_THE_EXPORT = re.compile(
    r"(export(ed)?|generated|extract(ed)?|download(ed)?|schema|version|tenant|filters?|success)"
    r"(at|on|by|date|time|version|name|id)?"
)
_OF_ITS_SYSTEM = re.compile(r"(report|format|source|system|agency|organi[sz]ation)(at|on|by|date|version|name|id)?")
"""What an answer says beside its records, and a record may say of itself too; anything else is of a record, whose
repeat the list is."""
_NONE: tuple[object, ...] = (None, "", False, "false", "0", 0, [])


def records_in(content: Mapping[str, Any]) -> list[Any] | None:
    """The list of records that an object holds; None where it is a record itself."""
    for name in _ALWAYS:
        if isinstance(listed := content.get(name), list):
            return listed
    folded = {name: _folded(name) for name in content}
    lists = [name for name, value in content.items() if folded[name] not in _AROUND and isinstance(value, list)]
    beside = [name for name in content if folded[name] not in _AROUND and name not in lists]
    of_the_export = [name for name in beside if _OF_THE_EXPORT.fullmatch(folded[name])]
    is_around = all(name in of_the_export or _OF_ITS_SYSTEM.fullmatch(folded[name]) for name in beside)
    if len(lists) != 1 or not is_around:
        return None
    is_told = lists[0] in _LISTS or bool(of_the_export) or not _OF_PAGES.isdisjoint(folded.values())
    return list(content[lists[0]]) if is_told else None


def records_of_a_page(content: Any) -> list[Any] | None:
    """The records of a page that says that there are more than these; None where it says no such thing."""
    if not isinstance(content, dict):
        return None
    listed = records_in(content)
    if listed is None:  # one record, unless its only list is called what systems call their records
        listed = next((content[name] for name in _LISTS if isinstance(content.get(name), list)), None)
    if listed is None or not all(isinstance(item, dict) for item in listed):
        return None
    return listed if any(_says_more(name, value, len(listed)) for name, value in _said(content)) else None


def _said(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each name in an answer outside its lists, however deep, with what it says."""
    for name, value in content.items():
        yield _folded(name), value
        if isinstance(value, Mapping):
            yield from _said(value)


def _says_more(name: str, value: Any, records: int) -> bool:
    if name in _NEXT:
        return any(each not in _NONE for each in value.values()) if isinstance(value, Mapping) else value not in _NONE
    number = int(value) if str(value).isdecimal() else 0
    return (name in _TOTALS and number > records) or (name in _PAGES and number > 1)


def _folded(name: str) -> str:
    return re.sub(r"[\s_@-]", "", name).lower()
