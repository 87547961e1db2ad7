"""Jinja: everything is escaped, an unknown name is an error, numbers and dates are written one way."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import wording
from reports.look.marking import excerpt, marked
from reports.trust import HOW_TO_READ, TITLE, who_coded

HERE = Path(__file__).parent


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "whole": wording.whole,
        "day": wording.day,
        "short_day": wording.short_day,
        "month": wording.month,
        "titled": wording.titled,
        "phone": wording.phone,
        "overdue": wording.overdue,
    }
    made.globals |= {"counted": wording.counted, "period": wording.period, "excerpt": excerpt, "marked": marked}
    made.globals |= {"trust_title": TITLE, "how_to_read_agreement": HOW_TO_READ, "who_coded": who_coded}
    return made
