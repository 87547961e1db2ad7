"""JSON that a system gave as an answer: the list of records in it, and whether it is a page of many."""

import re
from collections.abc import Mapping
from typing import Any

_ALWAYS = ("value", "results")
_LISTS = (*_ALWAYS, "records", "data", "items", "responses", "submissions")
"""What systems call their records. A list of another name is them where the answer tells of the export besides."""
_NEXT = (
    ("next",), ("links", "next"), ("paging", "next"), ("@odata.nextLink",), ("nextRecordsUrl",), ("nextPageToken",),
    ("offset",), ("next_page",), ("next_cursor",), ("has_more",), ("previous",), ("links", "prev"),
)  # fmt: skip
"""Where systems name another page: the one that follows, or the one before."""
_TOTALS = ("count", "total", "total_items", "totalSize", "@odata.count")
_AROUND = {name for name, *_ in _NEXT} | {*_TOTALS, "@odata.context", "done", "meta", "page", "page_count", "status"}
_OF_THE_EXPORT = re.compile(
    r"(export|generat|extract|download|report|schema|version|format|source|system|agenc|organi[sz]|tenant|filter|success)",
    re.IGNORECASE,
)
"""What an answer says beside its records; anything else is of a record, whose repeat the list is."""


def records_in(content: Mapping[str, Any]) -> list[Any] | None:
    """The list of records that an object holds; None where it is a record itself."""
    for name in _ALWAYS:
        if isinstance(listed := content.get(name), list):
            return listed
    lists = [name for name, value in content.items() if name not in _AROUND and isinstance(value, list)]
    beside = content.keys() - _AROUND - set(lists)
    is_around = len(lists) == 1 and all(_OF_THE_EXPORT.match(name) for name in beside)
    is_told = bool(lists) and (lists[0] in _LISTS or len(content) > 1)
    return list(content[lists[0]]) if is_around and is_told else None


def records_of_a_page(content: Any) -> list[Any] | None:
    """The records of a page that says that there are more than these; None where it says no such thing."""
    if not isinstance(content, dict):
        return None
    lists = [value for name, value in content.items() if name not in _AROUND and isinstance(value, list)]
    listed = next((content[name] for name in _LISTS if isinstance(content.get(name), list)), None)
    if listed is None and len(lists) == 1 and len(content.keys() - _AROUND) == 1:
        listed = lists[0]
    if listed is None or not all(isinstance(item, dict) for item in listed):
        return None
    totals = [int(content[name]) for name in _TOTALS if str(content.get(name) or "").isdigit()]
    is_part = any(_at(content, path) for path in _NEXT) or max(totals, default=0) > len(listed)
    return listed if is_part else None


def _at(content: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        content = content.get(name) if isinstance(content, Mapping) else None
    return None if content in ("", "false", "0") else content
