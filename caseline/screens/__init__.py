"""Validated screens such as PHQ-9: what they ask, how their answers are scored, which answers are a risk."""

from caseline.screens.instrument import Instrument
from caseline.screens.loading import load_instruments
from caseline.screens.mapping import check_forms, check_outcomes, forms_of
from caseline.screens.tables import COLUMNS, screen_rows

__all__ = ["COLUMNS", "Instrument", "check_forms", "check_outcomes", "forms_of", "load_instruments", "screen_rows"]
