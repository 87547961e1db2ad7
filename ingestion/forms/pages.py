"""A page of JSON that a system gave for one of many: what it holds is not all there is."""

from collections.abc import Mapping
from typing import Any

_LISTS = ("value", "results", "records", "data", "items", "responses", "submissions")
_NEXT = (
    ("next",), ("links", "next"), ("paging", "next"), ("@odata.nextLink",), ("nextRecordsUrl",), ("nextPageToken",),
    ("offset",), ("next_page",), ("next_cursor",), ("has_more",), ("previous",), ("links", "prev"),
)  # fmt: skip
"""Where systems name another page: the one that follows, or the one before."""
_TOTALS = ("count", "total", "total_items", "totalSize", "@odata.count")


def records_of_a_page(content: Any) -> list[Any] | None:
    """The records of a page that says that there are more than these; None where it says no such thing."""
    if not isinstance(content, dict):
        return None
    listed = next((content[name] for name in _LISTS if isinstance(content.get(name), list)), None)
    if listed is None or not all(isinstance(item, dict) for item in listed):
        return None
    totals = [int(content[name]) for name in _TOTALS if str(content.get(name) or "").isdigit()]
    is_part = any(_at(content, path) for path in _NEXT) or max(totals, default=0) > len(listed)
    return listed if is_part else None


def _at(content: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        content = content.get(name) if isinstance(content, Mapping) else None
    return None if content in ("", "false", "0") else content
