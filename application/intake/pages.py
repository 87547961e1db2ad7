"""How forms look: the organisation's name, colour and words, in the language of whoever fills them in."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from caseline.organization.described_table import DictionaryField
from caseline.organization.intake_forms import Asked, IntakeForm
from caseline.organization.intake_forms.answering import CONSENT, DRAWING, LONGEST, SIGNATURE, is_drawing
from caseline.organization.intake_forms.resolved import AskedSection
from caseline.organization.intake_forms.sent_files import accepted
from caseline.organization.intake_forms.words import WORDS
from caseline.organization.profile import Organization

HERE = Path(__file__).parent
MOST_RADIOS = 8
"""Answers that are all shown; of more one is chosen from a list."""
_COMPLETES = {
    "person.first_name": "given-name", "person.middle_name": "additional-name", "person.last_name": "family-name",
    "person.full_name": "name", "person.suffix": "honorific-suffix", "person.dob": "bday", "person.phone": "tel",
    "person.email": "email", "person.address": "address-line1", "person.unit": "address-line2",
    "person.city": "address-level2", "person.state": "address-level1", "person.zip": "postal-code",
}  # fmt: skip
"""What a browser may fill in by itself, for the person who sits before it."""
_KINDS = {"person.phone": "tel", "person.email": "email"}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


@cache
def asset(name: str) -> str | None:
    """The style or the script of forms."""
    path = HERE / "assets" / name
    return path.read_text(encoding="utf-8") if name in ("intake.css", "intake.js") else None


class Speech:
    """The words of one page in one language: of a form, or of none."""

    def __init__(self, language: str, form: IntakeForm | None = None) -> None:
        self.language, self._form = language, form

    def __call__(self, name: str, **places: Any) -> str:
        own = self._form.form.words.get(name, {}) if self._form else {}
        words = own.get(self.language) or WORDS[name].get(self.language) or WORDS[name]["en"]
        return words.format(**places) if places else words

    def named(self, language: str) -> str:
        """A language as its speakers call it."""
        return Speech(language, self._form)("language_name") if language in self._names(language) else language

    def _names(self, language: str) -> Mapping[str, str]:
        own = self._form.form.words.get("language_name", {}) if self._form else {}
        return {**WORDS["language_name"], **own}


def language_of(request: Request, languages: Sequence[str]) -> str:
    """The language that was chosen, else the first that the browser asks for, else the first there is."""
    chosen = request.query_params.get("lang", "")
    wanted = [part.partition(";")[0].strip() for part in request.headers.get("accept-language", "").split(",")[:20]]
    for one in (chosen, *wanted):
        for language in (one, one.partition("-")[0]):
            if language in languages:
                return language
    return languages[0]


def page(organization: Organization, speech: Speech, languages: Sequence[str], template: str, **content: Any) -> str:
    """The HTML of a page."""
    icon = "/forms/-/logo" if organization.branding.logo else "data:,"
    return _environment().get_template(template).render(
        organization=organization, icon=icon, t=speech, named=speech.named, language=speech.language,
        languages=languages, **content,
    )  # fmt: skip


def form_page(
    organization: Organization,
    form: IntakeForm,
    language: str,
    sections: Sequence[AskedSection],
    *,
    here: str,
    draft: str,
    key: str,
    with_consent: bool,
    is_link: bool,
    given: Mapping[str, Sequence[str]] | None = None,
    wrong: Mapping[str, str] | None = None,
    problem: str = "",
) -> str:
    """The HTML of a form, or of a part of one: with what was given, and what is wrong with it by name of control."""
    speech = Speech(language, form)
    asked = {one.name: one for section in sections for one in section.asked}
    labels = {CONSENT: speech("your_choice"), SIGNATURE: speech("signature")}
    drawing = next(iter((given or {}).get(DRAWING, ())), "")

    def label_of(name: str) -> str:
        return form.words_of(asked[name], language) if name in asked else labels[name]

    return page(
        organization, speech, form.languages, "form.html",
        form=form, sections=sections, here=here, draft=draft, key=key, with_consent=with_consent, is_link=is_link,
        given={name: list(values) for name, values in (given or {}).items()}, wrong=_Marks(wrong or {}),
        problem=problem, conditions=_Marks(_conditions(form, list(asked.values()), speech)), label_of=label_of,
        first_control=lambda name: f"{name}-1", longest=LONGEST, most_radios=MOST_RADIOS,
        completes=lambda field: _COMPLETES.get(field.maps_to or "", "off"),
        kind_of=lambda field: _KINDS.get(field.maps_to or "", "text"), is_long=_is_long,
        drawing=drawing if is_drawing(drawing) else "", accepted=accepted,
        has_files=any(one.upload for one in asked.values()),
        kinds=lambda upload: ", ".join(speech(f"kind_{name}") for name in upload.kinds),
    )  # fmt: skip


class _Marks(dict[str, Any]):
    """What is said of some controls; nothing of the others."""

    def __missing__(self, name: str) -> None:
        return None


def _is_long(field: DictionaryField) -> bool:
    """Whether an answer may be sentences."""
    return field.type == "text" and not (field.maps_to or "").startswith(("person.", "household."))


def _conditions(form: IntakeForm, asked: Sequence[Asked], speech: Speech) -> dict[str, dict[str, str]]:
    """By control that is asked only after some answer: the rule for the script, and words for who has none."""
    by_field = {one.field.name: one for one in asked}
    found = {}
    for one in asked:
        before = by_field.get(one.show_if.field) if one.show_if else None
        if one.show_if is None or before is None:
            continue
        rule = {"control": before.name} | one.show_if.model_dump(exclude={"field"}, exclude_defaults=True)
        if "is_" in rule:
            rule["is"] = rule.pop("is_")
        found[one.name] = {"rule": json.dumps(rule), "words": _in_words(form, before, one, speech)}
    return found


def _in_words(form: IntakeForm, before: Asked, one: Asked, speech: Speech) -> str:
    condition = one.show_if
    assert condition
    fitting = [
        code for code in before.codes if condition.holds([code])
    ] or condition.is_  # of a question without codes, what is written
    words = [
        form.answer_in_words(before, code, speech.language) if code in before.field.codes else code for code in fitting
    ]
    if not words:
        bounds = (("≥", condition.at_least), ("≤", condition.at_most))
        words = [" ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)]
    return speech("only_if", answer=" / ".join(words), question=form.words_of(before, speech.language))
