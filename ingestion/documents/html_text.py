"""The words of an HTML e-mail, block by block, without what the reader of the mail does not see."""

from collections import Counter
from html.parser import HTMLParser

_BLOCKS = {
    "address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul",
}  # fmt: skip
_UNSEEN = {"head", "script", "style", "template", "title", "noscript"}
_EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_QUOTED = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "divrplyfwdmsg", "appendonsend")


def html_lines(html: str) -> tuple[list[str], bool]:
    """Lines as a mail program shows them, and whether an earlier mail that it quotes was left out."""
    reading = _Words()
    reading.feed(html)
    reading.close()
    lines = [" ".join(line.split()) for line in "".join(reading.pieces).split("\n")]
    return [line for line in lines if line], reading.left_out


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.left_out = False
        self._open: list[tuple[str, bool]] = []  # what is open, and whether it hides what is in it
        self._open_of: Counter[str] = Counter()
        self._hiding = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append(" | " if self.pieces and self.pieces[-1].strip() else "")
        given = {name: (value or "").lower() for name, value in attrs}
        quotes = given.get("class", "") + " " + given.get("id", "")
        is_quoted = (tag == "blockquote" and given.get("type") == "cite") or any(name in quotes for name in _QUOTED)
        style = given.get("style", "").replace(" ", "")
        is_unseen = tag in _UNSEEN or "hidden" in given or "display:none" in style or "visibility:hidden" in style
        self.left_out = self.left_out or is_quoted
        if tag not in _EMPTY:
            self._open.append((tag, is_quoted or is_unseen))
            self._open_of[tag] += 1
            self._hiding += is_quoted or is_unseen

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        while self._open_of[tag]:
            name, hides = self._open.pop()
            self._open_of[name] -= 1
            self._hiding -= hides
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._hiding:
            self.pieces.append(data.replace("\n", " "))
