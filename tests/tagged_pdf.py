"""What a tagged PDF says to somebody who hears it: its elements in reading order, each with its text.

Read with pdfminer, which neither wrote the file nor knows how it was made.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import decode_text


@dataclass
class Element:
    """`kind`: Document, H1, P, Table, TR, TH, TD, Figure... `alt`: what it shows, for whoever cannot see it."""

    kind: str
    alt: str = ""
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        pieces = [child if isinstance(child, str) else child.text for child in self.children]
        return re.sub(r"\s*\xad\s*", "", " ".join(" ".join(pieces).split()))  # hyphens that a line made

    def all(self, *kinds: str) -> Iterator["Element"]:
        """Every element of these kinds within it, in reading order."""
        for child in self.children:
            if isinstance(child, Element):
                if child.kind in kinds:
                    yield child
                yield from child.all(*kinds)


@dataclass
class Tagged:
    """`language` and `title` as the file's own catalogue has them."""

    root: Element
    language: str
    title: str
    is_marked: bool
    untagged: str
    """Text on its pages that is neither in the tree nor marked as no content (heads and feet are)."""


def read_tagged(path: Path) -> Tagged:
    with path.open("rb") as file:
        document = PDFDocument(PDFParser(file))
        manager = PDFResourceManager()
        pages, untagged = {}, ""
        for page in PDFPage.create_pages(document):
            device = _Marked(manager)
            PDFPageInterpreter(manager, device).process_page(page)
            pages[page.pageid] = device.marked
            untagged += device.untagged
        catalog = document.catalog
        tree = resolve1(catalog["StructTreeRoot"])
        roles = {name: literal_name(kind) for name, kind in (resolve1(tree.get("RoleMap")) or {}).items()}
        root = Element("Root")
        for kid in _kids(tree):
            root.children.append(_element(kid, None, pages, roles))
        title = decode_text(resolve1(document.info[0].get("Title", b""))) if document.info else ""
        language = decode_text(resolve1(catalog.get("Lang", b"")))
        marked = bool((resolve1(catalog.get("MarkInfo")) or {}).get("Marked"))
        return Tagged(root, language, title, marked, untagged.strip())


def _kids(node: Any) -> list[Any]:
    kids = resolve1(node.get("K"))
    return kids if isinstance(kids, list) else [] if kids is None else [node["K"]]


def _element(reference: Any, page: Any, pages: dict[Any, dict[int, str]], roles: dict[str, str]) -> "Element | str":
    node = resolve1(reference)
    if isinstance(node, int):
        return pages[page].get(node, "")
    page = node["Pg"].objid if "Pg" in node else page
    if "MCID" in node:
        return pages[page].get(node["MCID"], "")
    if "S" not in node:
        return ""
    kind = literal_name(node["S"])
    made = Element(roles.get(kind, kind), decode_text(resolve1(node.get("Alt", b""))))
    made.children = [_element(kid, page, pages, roles) for kid in _kids(node)]
    return made


class _Marked(PDFDevice):
    """The text of each marked piece of a page, by its number."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager)
        self.marked: dict[int, str] = defaultdict(str)
        self.untagged = ""
        self._open: list[int | None] = []

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        number = resolve1(props).get("MCID") if isinstance(resolve1(props), dict) else None
        is_artifact = literal_name(tag) == "Artifact"
        self._open.append(-1 if is_artifact else number if number is not None else self._current())

    def end_tag(self) -> None:
        self._open.pop()

    def render_string(self, textstate: Any, seq: Any, *_: Any) -> None:
        font = textstate.font
        pieces = [piece for piece in seq if isinstance(piece, bytes)]
        text = "".join(font.to_unichr(cid) for piece in pieces for cid in font.decode(piece))
        number = self._current()
        if number is None:
            self.untagged += text
        elif number >= 0:
            self.marked[number] += text

    def _current(self) -> int | None:
        return self._open[-1] if self._open else None
