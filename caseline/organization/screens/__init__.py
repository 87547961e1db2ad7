"""Validated screens such as PHQ-9: what they ask, how their answers are scored, which answers are a risk."""

from caseline.organization.screens.instrument import Instrument
from caseline.organization.screens.loading import load_instruments
from caseline.organization.screens.mapping import check_forms, check_outcomes, forms_of
from caseline.organization.screens.tables import COLUMNS, screen_rows

__all__ = ["COLUMNS", "Instrument", "check_forms", "check_outcomes", "forms_of", "load_instruments", "screen_rows"]
