"""Dates of exports in one form that sorts."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.moments import sortable_moment

MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0))


@given(MOMENTS, MOMENTS)
def test_american_and_iso_dates_sort_alike(one, other):
    texts = [f"{moment:%m-%d-%Y %H:%M:%S}" for moment in (one, other)]
    assert (sortable_moment(texts[0]) < sortable_moment(texts[1])) == (one < other)
    assert sortable_moment(f"{one:%m/%d/%Y %I:%M:%S %p}") == sortable_moment(one.isoformat()) == one.isoformat(" ")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-07-01", "2024-07-01"),
        (" 2020-01-01\t", "2020-01-01"),
        ("25/12/2024", "2024-12-25"),
        ("2024-07-01T09:30:00.000Z", "2024-07-01 09:30:00"),
        ("2024-02-31", ""),
        ("08-MAY-67", "1967-05-08"),
        ("", ""),
    ],
)
def test_what_is_read_as_a_date(text, moment):
    assert sortable_moment(text) == moment
