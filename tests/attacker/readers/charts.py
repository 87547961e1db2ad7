"""Charts as SVG: what their marks are called for those who listen to a page, and how long their bars are."""

import html
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

from tests.attacker.said import Said

VISIBLE = 0.01
_STILL_GOING = re.compile(r"((?:row|column): \d{4}) to [A-Z][a-z]{2}")
"""A year that is not over is called so."""
_VALUE = re.compile(r"value: ([\d,]+(?:\.\d+)?)")
SLUG = "slug"
"""Stands for the report of a chart whose file name alone says which question it is of."""


def of_svg(path: Path) -> Iterator[Said]:
    slug = re.sub(r"-[0-9a-f]{8}-(?:wide|narrow)$", "", path.stem)
    title = "Total"
    marks: list[tuple[str, str]] = []
    for label in _labels(path.read_text(encoding="utf-8")):
        text = _STILL_GOING.sub(r"\1", label)
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


def _labels(svg: str) -> list[str]:
    """What marks are called; the value of a bar whose length says another is the one that its length says."""
    labels = [" ".join(html.unescape(label).split()) for label in re.findall(r'aria-label="([^"]*)"', svg)]
    shapes = re.findall(r'aria-label="([^"]*)"[^>]*? d="M[-\d.]+,[-\d.]+h([\d.]+)v([\d.]+)h', svg)
    bars = {" ".join(html.unescape(label).split()): (float(wide), float(high)) for label, wide, high in shapes}
    valued = {text: float(found[1].replace(",", "")) for text in bars if (found := _VALUE.search(text))}
    if sum(value > 0 for value in valued.values()) < 2:
        return labels
    along = max((0, 1), key=lambda side: len({round(bars[text][side], 3) for text in valued}))
    unit = statistics.median(bars[text][along] / value for text, value in valued.items() if value)
    for place, text in enumerate(labels):
        if text in valued and abs((length := bars[text][along] / unit) - valued[text]) > VISIBLE * max(1, valued[text]):
            labels[place] = _VALUE.sub(f"value: {length:.2f}", text, count=1)
    return labels
