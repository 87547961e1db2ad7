"""What was sent for a form, held against its questions: answers by field of the dictionary, or what is wrong."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from caseline.organization.intake_forms import resolved
from caseline.organization.intake_forms.resolved import Asked, IntakeForm
from caseline.organization.intake_forms.sent_files import KeptFile, kept_file, kind_of

LONGEST = 4000
LONGEST_NAME = 200
LONGEST_DRAWING = 16_000
CONSENT, SIGNATURE, DRAWING = "consent", "signature", "drawing"
"""Names of the controls of the form's own consent."""
AGREE, REFUSE = "agree", "refuse"
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DRAWING = re.compile(r"(M\d{1,3} \d{1,3}(L\d{1,3} \d{1,3})+)+")
"""Lines within 600 by 200, as the path of an SVG."""
_NUMBER = re.compile(r"[+-]?\d{1,15}([.]\d{1,9})?")


@dataclass
class Checked:
    """Answers by field, or by the name of a control which text of `words.yml` says what is wrong with it."""

    answers: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    files: dict[str, KeptFile] = field(default_factory=dict)
    """By name of control. The answer to its question is its name."""


def check(
    form: IntakeForm,
    asked: Sequence[Asked],
    given: Mapping[str, Sequence[str]],
    now: datetime,
    *,
    with_consent: bool,
    files: Mapping[str, bytes] = MappingProxyType({}),
) -> Checked:
    """Hold what was given, by name of control, against the questions that were asked. `now`: on the organisation's
    clock.

    What was given to a question whose condition does not hold is left out, and so is what no question asked.
    """
    checked, said = Checked(), dict[str, list[str]]()
    names = {one.field.name for one in asked}
    for one in asked:
        condition = one.show_if if one.show_if and one.show_if.field in names else None
        if condition and not condition.holds(said.get(condition.field, [])):
            continue
        if one.upload:
            _check_file(one, files.get(one.name), checked)
            continue
        values = list(dict.fromkeys(filter(None, map(cleaned, given.get(one.name, ())))))
        problem = _problem(one, values, now.date())
        if problem:
            checked.wrong[one.name] = problem
        elif values:
            said[one.field.name] = values
            checked.answers[one.field.name] = _written(one, values)
    if with_consent and form.form.consent:
        _check_consent(form, given, now, checked)
    return checked


def cleaned(text: str) -> str:
    """Text as it is kept: composed, with plain line ends, without what no keyboard types."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(one for one in plain if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs", "Co")).strip()


def read_date(text: str) -> date | None:
    """A day as browsers send it, or as month/day/year where a browser has no calendar."""
    try:
        if found := _AMERICAN.fullmatch(text):
            return date(int(found[3]), int(found[1]), int(found[2]))
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _problem(asked: Asked, values: Sequence[str], today: date) -> str | None:
    """The text that says what is wrong with the answers to a question; None where nothing is."""
    if not values:
        return "is_needed" if asked.required else None
    if len(values) > 1 and not asked.is_several:
        return "is_no_choice"
    text, described = values[0], asked.field
    if sum(map(len, values)) > LONGEST:
        return "is_too_long"
    if described.codes:
        return None if set(values) <= set(asked.codes) else "is_no_choice"
    if described.type in ("date", "datetime"):
        day = read_date(text)
        if day is None or not 1880 <= day.year <= 2200:
            return "is_no_date"
        return "is_future" if described.maps_to == "person.dob" and day > today else None
    if described.type in ("integer", "decimal"):
        number = text.replace(",", "")
        is_number = _NUMBER.fullmatch(number) and math.isfinite(float(number))
        return None if is_number and (described.type == "decimal" or "." not in number) else "is_no_number"
    if described.type == "boolean":
        return None if text in ("yes", "no") else "is_no_choice"
    if described.maps_to == "person.email":
        return None if _EMAIL.fullmatch(text) else "is_no_email"
    if described.maps_to == "person.phone":
        return None if 7 <= sum(map(str.isdigit, text)) <= 15 and len(text) <= 40 else "is_no_phone"
    return None


def _check_file(asked: Asked, content: bytes | None, checked: Checked) -> None:
    upload = asked.upload
    assert upload
    if content is None:
        if asked.required:
            checked.wrong[asked.name] = "is_needed"
        return
    kind = kind_of(content)
    if len(content) > upload.megabytes << 20:
        checked.wrong[asked.name] = "is_too_large"
    elif kind is None or kind.name not in upload.kinds:
        checked.wrong[asked.name] = "is_no_file"
    else:
        kept = kept_file(content, kind)
        checked.files[asked.name] = kept
        checked.answers[asked.field.name] = kept.name


def _written(asked: Asked, values: Sequence[str]) -> str:
    """Answers as one value of the landing table."""
    described = asked.field
    if described.type in ("date", "datetime") and not described.codes:
        day = read_date(values[0])
        assert day
        return day.isoformat()
    if described.type in ("integer", "decimal") and not described.codes:
        return values[0].replace(",", "")
    return f"{described.split or ';'} ".join(values)


def is_drawing(text: str) -> bool:
    """Whether it is a name as it was drawn, and nothing else."""
    return len(text) <= LONGEST_DRAWING and _DRAWING.fullmatch(text) is not None


def _check_consent(form: IntakeForm, given: Mapping[str, Sequence[str]], now: datetime, checked: Checked) -> None:
    consent = form.form.consent
    assert consent
    today = now.date()
    choice = next(iter(given.get(CONSENT, ())), "")
    signature = cleaned(next(iter(given.get(SIGNATURE, ())), ""))
    drawing = next(iter(given.get(DRAWING, ())), "") if consent.signature == "drawn" else ""
    if choice not in (AGREE, REFUSE):
        checked.wrong[CONSENT] = "is_needed"
        return
    answers = {
        resolved.CONSENT_VERSION: consent.version,
        resolved.AGREED: "Yes" if choice == AGREE else "No",
        resolved.AGREED_ON: today.isoformat(),
        resolved.AGREED_AT: now.replace(microsecond=0).isoformat(sep=" "),
    }
    if choice == AGREE:
        if consent.signature and not signature and not drawing:
            checked.wrong[SIGNATURE] = "is_needed"
        elif len(signature) > LONGEST_NAME:
            checked.wrong[SIGNATURE] = "is_too_long"
        elif drawing and not is_drawing(drawing):
            checked.wrong[SIGNATURE] = "is_no_drawing"
        elif consent.signature:
            signed = {resolved.SIGNED: signature, resolved.DRAWN: drawing}
            answers |= {name: text for name, text in signed.items() if text}
        if consent.scope:
            answers[resolved.SCOPE] = consent.scope
        if consent.lasts_months:
            answers[resolved.EXPIRES_ON] = months_after(today, consent.lasts_months).isoformat()
    checked.answers |= answers


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
