"""FHIR's resources laid out so that a value always has the same path.

FHIR tells the elements of a list apart by what stands in them, and a reference names its table within the value. So

* elements with a `system` or a `url` are grouped by its last part: `telecom/phone/0/value`,
  `identifier/us-ssn/0/value`, `code/coding/loinc.org/0/code`, `extension/us-core-race/0/...` (`other` without one);
* of names, addresses and the like the one in use comes first: `name/0/family` is never the maiden name beside it;
* a reference gives the number alone, under the type it names: `subject/Patient`;
* the text of a note is read out of its base64.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

_OUT_OF_USE = ("nickname", "anonymous", "maiden", "temp", "old")


class Unfit(ValueError):
    """A resource that cannot be taken in. `reason` and `fix` are words for people."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.reason, self.fix = reason, fix


def is_resource(item: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a resource of FHIR."""
    return isinstance(item.get("resourceType"), str)


def laid_out(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The resource with lists told apart, references as numbers and texts as text. Raises Unfit."""
    if resource["resourceType"] == "DocumentReference":
        _require_text(resource)
    return {key: _value(value) for key, value in resource.items()}


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return _told_apart(value)
    if isinstance(value, dict):
        inner = {key: _value(part) for key, part in value.items()}
        if _is_text(value):
            inner["data"] = _text(value)
        return inner | _reference(value)
    return value


def _told_apart(elements: list[Any]) -> Any:
    """A list as it is, those in use first; or lists by what their elements name."""
    ordered = sorted(elements, key=_use)
    names = [_name(element) for element in ordered]
    if not any(names):
        return [_value(element) for element in ordered]
    groups: dict[str, list[Any]] = {}
    for name, element in zip(names, ordered, strict=True):
        groups.setdefault(name or "other", []).append(_value(element))
    return groups


def _use(element: Any) -> int:
    use = element.get("use") if isinstance(element, dict) else None
    if use == "official":
        return 0
    return 2 + _OUT_OF_USE.index(use) if use in _OUT_OF_USE else 1


def _name(element: Any) -> str:
    """What tells an element of a list from the others; empty where nothing does."""
    name = (element.get("url") or element.get("system")) if isinstance(element, dict) else None
    return name.rstrip("/").rsplit("/", 1)[-1] if isinstance(name, str) else ""


def _reference(value: Mapping[str, Any]) -> dict[str, str]:
    """`{"reference": "Patient/12"}`, also with a server before it, as `{"Patient": "12"}`."""
    target = value.get("reference")
    parts = target.split("/") if isinstance(target, str) else []
    return {parts[-2]: parts[-1]} if len(parts) > 1 and parts[-2].isalpha() else {}


def _is_text(value: Mapping[str, Any]) -> bool:
    kind = value.get("contentType")
    return isinstance(kind, str) and kind.startswith("text/") and isinstance(value.get("data"), str)


def _text(attachment: Mapping[str, Any]) -> str:
    charset = str(attachment["contentType"]).partition("charset=")[2].split(";")[0].strip(" \"'") or "utf-8"
    try:
        return base64.b64decode(attachment["data"], validate=True).decode(charset)
    except (binascii.Error, UnicodeDecodeError, LookupError):
        raise Unfit("The text of this document cannot be read out of its base64.", "Export it again.") from None


def _require_text(document: Mapping[str, Any]) -> None:
    """A note whose words are not in the line is no note: it is told instead of kept empty."""
    attachments = [
        content.get("attachment", {}) for content in document.get("content", []) if isinstance(content, dict)
    ]
    if any(map(_is_text, attachments)):
        return
    if any("data" in attachment for attachment in attachments):
        raise Unfit(
            "This document is not text (a PDF or picture within the line), so its words cannot be read here.",
            "Save it as a file under data/documents, which reads PDF, Word and scans.",
        )
    raise Unfit(
        "The words of this document are not in the export, only a link to them.",
        "Export with the text of notes within (attachment.data), or save the documents under data/documents.",
    )
