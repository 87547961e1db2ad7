"""Charts: a part of a year beside whole ones says so, and a share of few people says of how many."""

from datetime import date

import pytest

from reports.drawing.charts import charts_of, page_chart
from reports.figures import ALL, Figure, Question


def share(row, year, value, base, start, end):
    return Figure(
        f"r:q:{row}:{year}", "r", "q", "?", row, row.capitalize(), year, year, "percent", value, value, base, 5, "",
        f"{value:.0f}%", start=start, end=end,
    )  # fmt: skip


def asked(*figures):
    cells = {(figure.row_key, figure.column_key): figure for figure in figures}
    rows = sorted({(figure.row_key, figure.row_label) for figure in figures})
    years = sorted({(figure.column_key, figure.column_label) for figure in figures})
    return Question("q", 1, "", "?", "m", "percent", "", cells, rows, years)


def drawn(*figures):
    return charts_of(asked(*figures), "#14606b")["wide"]


YEAR = (date(2025, 1, 1), date(2025, 12, 31))
HALF = (date(2026, 1, 1), date(2026, 6, 30))


def test_half_a_year_is_not_drawn_as_a_year():
    svg = drawn(share("housing", "2025", 60.0, 80.0, *YEAR), share("housing", "2026", 40.0, 70.0, *HALF))
    assert "to Jun" in svg and svg.count('opacity="0.55"') == 1


@pytest.mark.parametrize(("base", "told"), [(15.0, True), (80.0, False)])
def test_a_share_of_few_people_says_of_how_many(base, told):
    svg = drawn(share("housing", "2025", 60.0, base, *YEAR), share("youth", "2025", 40.0, 90.0, *YEAR))
    assert ("of 15" in svg) == told and "60%" in svg and "of 90" not in svg
    single = {
        ("housing", ALL): share("housing", ALL, 60.0, base, *YEAR),
        ("youth", ALL): share("youth", ALL, 9.0, 90.0, *YEAR),
    }
    rows = [("housing", "Housing"), ("youth", "Youth")]
    bars = charts_of(Question("q", 1, "", "?", "m", "percent", "", single, rows), "#14606b")["narrow"]
    assert ("60% of 15" in bars) == told


def test_names_above_small_charts_are_whole():
    names = ("emergency shelter and rapid rehousing", "family support", "workforce ready", "youth pathways")
    question = asked(*(share(name, "2025", 60.0, 80.0, *YEAR) for name in names))
    for svg in (page_chart(question, "#14606b"), *charts_of(question, "#14606b").values()):
        assert "Rehousing" in svg.title() and "…" not in svg


@pytest.mark.parametrize(("quarters", "turned"), [(4, False), (10, True)])
def test_quarters_that_would_touch_are_turned(quarters, turned):
    names = [f"{2024 + n // 4}-q{n % 4 + 1}" for n in range(quarters)]
    cells = {(name, ALL): share(name, ALL, 50.0, 80.0, *YEAR) for name in names}
    rows = [(name, name.replace("-q", " Q")) for name in names]
    svg = page_chart(Question("q", 1, "", "?", "m", "percent", "", cells, rows), "#14606b")
    assert ("rotate(270)" in svg) == turned
