"""The words of an HTML e-mail or note, block by block, without what the reader of the mail does not see."""

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

_BLOCKS = {
    "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul",
}  # fmt: skip
_UNSEEN = {"head", "script", "style", "template", "title", "noscript"}
_EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_QUOTED = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix")
"""What holds an earlier mail whole. Outlook marks no more than its header, which is told by its words."""
FORWARDED = re.compile(
    r"\s*(?:-{2,}\s*(?:Forwarded message|Mensaje reenviado)\s*-{2,}|Begin forwarded message:"
    r"|Inicio del mensaje reenviado:)\s*$",
    re.IGNORECASE,
)
"""The line above a mail that was forwarded."""


def html_lines(html: str) -> tuple[list[str], bool]:
    """Lines as a mail program shows them, and whether an earlier mail that it quotes was left out."""
    reading = _Words()
    reading.feed(html)
    reading.close()
    lines = [" ".join(line.split()) for line in "".join(reading.pieces).split("\n")]
    return [line for line in lines if line], reading.left_out


@dataclass
class _Open:
    """An element that is not closed yet, and whether what is in it is an earlier mail, or is seen by nobody."""

    tag: str
    is_quoted: bool
    is_unseen: bool


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.left_out = False
        self._open: list[_Open] = []
        self._open_of: Counter[str] = Counter()
        self._quoted = self._unseen = 0  # how many of them are open
        self._has_begun = False  # whether the earlier mail that is open has had a word

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append(" | " if self.pieces and self.pieces[-1].strip() else "")
        if tag in _EMPTY:
            return
        given = {name: (value or "").lower() for name, value in attrs}
        quotes = given.get("class", "") + " " + given.get("id", "")
        is_quoted = (tag == "blockquote" and given.get("type") == "cite") or any(name in quotes for name in _QUOTED)
        style = given.get("style", "").replace(" ", "")
        is_unseen = tag in _UNSEEN or "hidden" in given or "display:none" in style or "visibility:hidden" in style
        if is_quoted and not self._quoted:
            self._has_begun = False
        self._open.append(_Open(tag, is_quoted, is_unseen))
        self._open_of[tag] += 1
        self._quoted += is_quoted
        self._unseen += is_unseen

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        while self._open_of[tag]:
            closed = self._open.pop()
            self._open_of[closed.tag] -= 1
            self._quoted -= closed.is_quoted
            self._unseen -= closed.is_unseen
            if closed.tag == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._quoted and not self._has_begun and FORWARDED.match(data):
            self._take_as_forwarded()
        if not self._quoted:
            self.pieces.append(data.replace("\n", " "))
        elif data.strip():
            self.left_out = self._has_begun = True

    def _take_as_forwarded(self) -> None:
        """Programs mark a mail that is forwarded as they mark one that is quoted; its first words tell them apart."""
        for element in self._open:
            element.is_quoted = False
        self._quoted = 0
