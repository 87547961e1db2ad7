"""Social Security numbers and phone numbers: digits that can be evidence, or None."""

import re

import phonenumbers

from caseline.identity.reading import placeholders

_MASKED = re.compile(r"^[xX*#?-]+(\d{4})$")
_REGION = "US"


def ssn_parts(value: str) -> tuple[str | None, str | None] | None:
    """(whole number, last four) of an SSN or another national number; None when it can be no evidence.

    'xxxxx1234' and a bare '1234' give (None, '1234'). A nine-digit SSN must be one the Social Security
    Administration could have issued. A national number of another shape is whole, with no last four.
    """
    compact = re.sub(r"[\s-]", "", value)
    if masked := _MASKED.match(compact):
        return _last_four(masked.group(1))
    if compact.isdigit() and len(compact) == 4:
        return _last_four(compact)
    if compact.isdigit() and len(compact) == 9:
        return (compact, compact[-4:]) if _could_be_issued(compact) else None
    compact = re.sub(r"\W", "", compact).lower()
    return (compact, None) if len(compact) >= 6 and len(set(compact)) > 1 else None


def _last_four(digits: str) -> tuple[None, str] | None:
    return None if digits in placeholders.LAST_FOURS else (None, digits)


def _could_be_issued(ssn: str) -> bool:
    if ssn[:3] in ("000", "666") or ssn[0] == "9" or ssn[3:5] == "00" or ssn[5:] == "0000":
        return False
    return len(set(ssn)) > 1 and ssn not in placeholders.SSNS


def phone_digits(value: str) -> str | None:
    """National digits of a phone number; None for placeholders such as 555-555-5555."""
    digits = re.sub(r"\D", "", value)
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    if value.strip().startswith("+") or len(digits) > 11:
        digits = _international(value) or digits
    digits = digits.lstrip("0")
    return digits if len(digits) >= 7 and len(set(digits)) > 2 else None


def _international(value: str) -> str | None:
    try:
        return str(phonenumbers.parse(value, _REGION).national_number)
    except phonenumbers.NumberParseException:
        return None
