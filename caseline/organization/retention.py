"""How long what stands in a table is kept: `retention` of `organization.yml`."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

KeptTable = Literal["case_note", "submission", "hmis_stay"]
_PERIOD = re.compile(r"([1-9]\d{0,3}) (years?|months?|days?)")


def _is_a_period(text: str) -> str:
    if not _PERIOD.fullmatch(text):
        raise ValueError(f"'{text}' is no period. Write it as: 7 years, 18 months, 90 days")
    return text


Period = Annotated[str, AfterValidator(_is_a_period)]
Retention = dict[KeptTable, Period]


def first_day_kept(period: str, today: date) -> date:
    """The day before which nothing is kept; of months that lack the day, their last."""
    found = _PERIOD.fullmatch(period)
    assert found
    number, unit = int(found[1]), found[2].rstrip("s")
    if unit == "day":
        return date.fromordinal(max(today.toordinal() - number, 1))
    months = today.year * 12 + today.month - 1 - (number * 12 if unit == "year" else number)
    year, month = max(months // 12, 1), months % 12 + 1
    last = date(year + month // 12, month % 12 + 1, 1).toordinal() - 1
    return date.fromordinal(min(date(year, month, 1).toordinal() + today.day - 1, last))
