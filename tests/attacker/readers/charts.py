"""Charts as SVG: what their marks are called for those who listen to a page."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

from tests.attacker.said import Said

SLUG = "slug"
"""Stands for the report of a chart whose file name alone says which question it is of."""


def of_svg(path: Path) -> Iterator[Said]:
    slug = re.sub(r"-[0-9a-f]{8}-(?:wide|narrow)$", "", path.stem)
    title = "Total"
    marks: list[tuple[str, str]] = []
    for label in re.findall(r'aria-label="([^"]*)"', path.read_text(encoding="utf-8")):
        text = " ".join(html.unescape(label).split())
        if found := re.fullmatch(r"Title text '(.*)'", text):
            # A facet's title stands after its marks.
            yield from (Said(SLUG, slug, found[1], column, value) for column, value in marks if column)
            marks, title = [], found[1]
        elif "value: " in text:
            said = dict(re.findall(r"(row|column|value): (.*?)(?=; (?:row|column|value|shown|\w+): |$)", text))
            if "row" in said:
                yield Said(SLUG, slug, said["row"], said.get("column", "Total"), said["value"])
            elif "column" in said:
                marks.append((said["column"], said["value"]))
    yield from (Said(SLUG, slug, title, column, value) for column, value in marks)
