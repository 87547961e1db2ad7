"""Charts a board understands, drawn when the site is built: SVG files in two widths, no script on the page."""

import json
import re
from functools import cache
from textwrap import wrap

import altair as alt
import vl_convert

from reports.drawing.points import FEWEST, Points, adds_up, points_of
from reports.figures import Question
from reports.look.colours import INK, series
from reports.look.fonts import FONTS

FONT = "Arial, Liberation Sans, Helvetica, sans-serif"  # alike in width everywhere, so labels fit as measured
PAGE_FONT = "DejaVu Sans"
CHARACTER = 8
"""Pixels that a character of a label takes at most, on average over a word, in the wider of the two fonts."""
WIDTHS = {"wide": 960, "narrow": 340}
PAGE_WIDTH = 640
"""So that letters are as large on a printed page as the text around the chart."""
PAGE_HEIGHT = 760
"""As much of a page as is left below a question and its answer."""
LINES = "split(datum.label, '\\n')"
AnyChart = alt.Chart | alt.LayerChart | alt.FacetChart


def charts_of(question: Question, accent: str) -> dict[str, str]:
    """SVG text by width ('wide', 'narrow'); nothing when there is too little to draw."""
    points = points_of(question)
    if len(points) < FEWEST:
        return {}
    return {name: _svg(_chart(question, points, accent, width)) for name, width in WIDTHS.items()}


def page_chart(question: Question, accent: str) -> str | None:
    """SVG for a printed page, in the font that documents bring; None when there is too little to draw, or more than a
    page holds: the table says all of it."""
    points = points_of(question)
    if len(points) < FEWEST:
        return None
    vl_convert.register_font_directory(str(FONTS))
    svg = _svg(_chart(question, points, accent, PAGE_WIDTH), PAGE_FONT)
    width, height = _size(svg)
    return svg if height / max(width, PAGE_WIDTH) <= PAGE_HEIGHT / PAGE_WIDTH else None


def page_share(svg: str) -> float:
    """How much of the width of a printed page the picture takes, so that letters are alike in all of them."""
    return min(_size(svg)[0] / PAGE_WIDTH, 1.0)


def _size(svg: str) -> tuple[float, float]:
    width, height = (re.search(rf'<svg[^>]* {side}="([\d.]+)"', svg) for side in ("width", "height"))
    if width is None or height is None:
        raise ValueError("a chart without a size")
    return float(width[1]), float(height[1])


def _wrapped(points: Points, characters: int) -> Points:
    """Labels of rows in lines of so many characters."""
    return [point | {"row": "\n".join(wrap(point["row"], characters))} for point in points]


def _chart(question: Question, points: Points, accent: str, width: int) -> AnyChart:
    if any("days" in row for row, _ in question.rows):
        return _lines(question, points, accent, width)
    if question.columns and question.rows and question.columns[0][0].isdigit():
        return _years(question, points, accent, width)
    if question.rows and "-q" in question.rows[0][0]:
        return _over_time(points, accent, width)
    return _bars(question, points, accent, width)


def _data(points: Points) -> alt.Data:
    return alt.Data(values=points)


def _order(points: Points, name: str) -> list[str]:
    return list(dict.fromkeys(point[name] for point in points))


def _years(question: Question, points: Points, accent: str, width: int) -> AnyChart:
    """One small panel a row (program, outcome), its bars the years."""
    across = min(len(question.rows), 4 if width > 400 else 2)
    panel = (width - 30 * across) // across
    points = _wrapped(points, panel // CHARACTER)
    points = [point | {"shown": point["shown"].replace(" of ", "\nof ")} for point in points]
    lines = max(point["shown"].count("\n") for point in points)
    base = alt.Chart().encode(x=alt.X("column:O", title=None, axis=alt.Axis(labelAngle=0, labelExpr=LINES)))
    highest = (1.2 + 0.15 * lines) * max(*(point["value"] for point in points), 1)
    y = alt.Y("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, highest], nice=False))
    strength = alt.Opacity("strength:Q", scale=None, legend=None)
    bars = base.mark_bar(color=accent, cornerRadiusEnd=2).encode(y=y, opacity=strength)
    words = base.mark_text(dy=-8 - 15 * lines, fontSize=13, lineBreak="\n").encode(y=y, text="shown:N")
    header = alt.Header(title=None, labelFontSize=13, labelLimit=panel, labelAnchor="start", labelExpr=LINES)
    return (
        alt.layer(bars, words, data=_data(points))
        .properties(width=panel, height=150)
        .facet(facet=alt.Facet("row:N", sort=_order(points, "row"), header=header), columns=across, spacing=26)
    )


def _lines(question: Question, points: Points, accent: str, width: int) -> AnyChart:
    names = _order(points, "column")
    colour = alt.Color(
        "column:N",
        scale=alt.Scale(domain=names, range=series(accent, len(names))),
        legend=alt.Legend(title=None, orient="top", columns=2 if width > 400 else 1, labelLimit=320),
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(labelExpr="datum.value + '%'"))
    return (
        alt.Chart(_data(points))
        .mark_line(point=alt.OverlayMarkDef(size=60), strokeWidth=2.5)
        .encode(
            x=alt.X("row:O", title=None, sort=_order(points, "row"), axis=alt.Axis(labelAngle=0, labelExpr=LINES)), y=y,
            color=colour if names != [""] else alt.value(accent),
        )
        .properties(width=width - 60, height=240)
    )  # fmt: skip


def _over_time(points: Points, accent: str, width: int) -> AnyChart:
    longest = max(len(point["row"]) for point in points)
    angle = 0 if len(points) * (longest + 1) * CHARACTER < width - 50 else -90
    return (
        alt.Chart(_data(points))
        .mark_bar(color=accent, cornerRadiusEnd=2)
        .encode(
            x=alt.X("row:O", title=None, sort=_order(points, "row"), axis=alt.Axis(labelAngle=angle)),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=4)),
        )
        .properties(width=width - 50, height=200)
    )


def _bars(question: Question, points: Points, accent: str, width: int) -> AnyChart:
    """Lying bars with the number at their end; stacked by column where the parts add up."""
    stacked = bool(question.columns and question.rows) and adds_up(question)
    names = _order(points, "column")
    side = 300 if width > 400 else 150
    points = _wrapped(points, 42 if width > 400 else 20)
    lines = max(point["row"].count("\n") for point in points)
    y = alt.Y(
        "row:N",
        title=None,
        sort=_order(points, "row"),
        axis=alt.Axis(labelLimit=side, labelPadding=8, labelExpr=LINES, labelOffset=-7 * lines),
    )
    step = alt.Step((21 if width == PAGE_WIDTH else 36) + 12 * lines)
    base = alt.Chart(_data(points)).encode(y=y)
    if stacked:
        colour = alt.Color(
            "column:N",
            sort=names,
            scale=alt.Scale(domain=names, range=series(accent, len(names))),
            legend=alt.Legend(title=None, orient="top", columns=2 if width > 400 else 1, labelLimit=320),
        )
        bars = base.mark_bar(cornerRadius=1).encode(
            x=alt.X("value:Q", title=None, axis=alt.Axis(tickCount=4)), color=colour, order="order:Q"
        )
        return alt.layer(bars).properties(width=width - side, height=step)
    x = alt.X("value:Q", title=None, axis=None)
    bars = base.mark_bar(color=accent, cornerRadiusEnd=2).encode(x=x)
    words = base.mark_text(align="left", dx=6, fontSize=13).encode(x=x, text="shown:N")
    return alt.layer(bars, words).properties(width=width - side - 50, height=step)


def _svg(chart: AnyChart, font: str = FONT) -> str:
    styled = chart.configure(font=font, background="transparent", padding=4)
    styled = styled.configure_view(stroke=None).configure_text(color=INK)
    styled = styled.configure_axis(
        labelColor=INK, labelFontSize=13, domain=False, ticks=False, gridColor="#e6e1d6", labelLimit=190
    )
    styled = styled.configure_legend(labelFontSize=13, labelColor=INK, symbolType="circle")
    return _drawn(json.dumps(styled.to_dict(), sort_keys=True))


@cache
def _drawn(description: str) -> str:
    """SVG of a Vega-Lite description: a chart that several audiences see is drawn once."""
    return _numbered(vl_convert.vegalite_to_svg(description))


def _numbered(svg: str) -> str:
    """Clip paths numbered from 0: the converter goes on counting from one chart to the next."""
    numbers: dict[str, str] = {}
    return re.sub(r"\bclip\d+", lambda found: numbers.setdefault(found[0], f"clip{len(numbers)}"), svg)
