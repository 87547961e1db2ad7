"""A form with its questions looked up in the data dictionary, and the table that its submissions land in."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from caseline.organization.described_table import DictionaryField, DictionaryTable
from caseline.organization.intake_forms.form import Form, Question, ShowIf, Upload, Words

FILE = "document.file"
"""What a field maps to whose answer is a file."""
SYSTEM = "online"
"""The system whose tables these are: the organisation's own forms on its own address."""
ID, SENT_AT, SENT_ON, SENT_BY = "Submission", "Sent at", "Sent on", "Sent by"
CLIENT, CLIENT_FROM, PROGRAM, STAGE = "Client record", "Client record is from", "Program of the form", "Stage"
FORM_VERSION, LANGUAGE, CONSENT_VERSION = "Version of the form", "Language", "Version of the consent"
AGREED, SCOPE, AGREED_ON, EXPIRES_ON, AGREED_AT, SIGNED, DRAWN = (
    "Consent", "Consent is for", "Consent given on", "Consent expires on", "Consent given at", "Signed by",
    "Signature as drawn",
)  # fmt: skip

_STANDARD = (
    (ID, "Number of the submission", None, "text", "open"),
    (SENT_AT, "When it came in, on the organisation's clock", None, "datetime", "open"),
    (SENT_ON, "Day on which it came in", "submission.date", "date", "open"),
    (
        SENT_BY,
        "By what way it came in: the form that is open to all, a link to one client, or a program with its token",
        None,
        "text",
        "open",
    ),
    (FORM_VERSION, "Which version of the form was filled in", None, "text", "open"),
    (LANGUAGE, "In which language", None, "text", "open"),
    (CLIENT, "Record of the client whom the link was for", "submission.client_ref", "text", "quasi-identifier"),
    (CLIENT_FROM, "Which system that record is from", "submission.client_ref_source", "text", "open"),
    (PROGRAM, "Program that the form or the link is of", "submission.program", "text", "open"),
    (STAGE, "When in the stay the form or the link asks", "submission.stage", "text", "open"),
)
_CONSENT = (
    (CONSENT_VERSION, "Which version of the consent was read", "consent.version", "text", "open"),
    (AGREED, "Consent to share", "consent.granted", "text", "open"),
    (SCOPE, "With whom", "consent.scope", "text", "open"),
    (AGREED_ON, "Day on which it was given", "consent.given_on", "date", "open"),
    (EXPIRES_ON, "Last day on which it holds", "consent.expires_on", "date", "open"),
    (AGREED_AT, "When it was given, on the organisation's clock", "consent.given_at", "datetime", "quasi-identifier"),
    (SIGNED, "Name that whoever agreed typed", "consent.signed_by", "text", "identifier"),
    (DRAWN, "Name that whoever agreed drew, as lines", "consent.signature", "text", "identifier"),
)

TELLING = [f"person.{name}" for name in ("first_name", "last_name", "full_name", "dob", "ssn", "phone", "email")]
"""What says whom a submission is about."""


@dataclass(frozen=True)
class Asked:
    """One question as it is asked: `name` is that of its control in the page, and stays while the field does."""

    field: DictionaryField
    ask: Words
    help: Words
    required: bool
    show_if: ShowIf | None
    answers: Mapping[str, Words]
    upload: Upload | None = None
    """Where the answer is a file: what is taken."""

    @property
    def name(self) -> str:
        return "q" + hashlib.sha256(self.field.name.encode()).hexdigest()[:10]

    @property
    def is_several(self) -> bool:
        return bool(self.field.split and self.field.codes)

    @property
    def codes(self) -> list[str]:
        """The codes to choose from: of several that mean the same the first."""
        return list({detail.label: code for code, detail in reversed(self.field.codes.items())}.values())[::-1]


@dataclass(frozen=True)
class AskedSection:
    title: Words
    help: Words
    asked: Sequence[Asked]


@dataclass(frozen=True)
class IntakeForm:
    """One form, ready to be asked. `version` differs where its file does."""

    id: str
    file: Path
    version: str
    form: Form
    sections: Sequence[AskedSection]

    @property
    def asked(self) -> list[Asked]:
        return [one for section in self.sections for one in section.asked]

    @property
    def languages(self) -> list[str]:
        return self.form.languages

    @property
    def telling_who(self) -> list[Asked]:
        """The questions that say whom it is about."""
        return [one for one in self.asked if one.field.maps_to in TELLING]

    def said(self, words: Words, language: str) -> str:
        """A text in a language, else in the first of the form."""
        return words.get(language) or words.get(self.languages[0]) or words.get("") or ""

    def words_of(self, asked: Asked, language: str) -> str:
        return self.said(asked.ask, language) or asked.field.name

    def answer_in_words(self, asked: Asked, code: str, language: str) -> str:
        return self.said(asked.answers.get(code, {}), language) or asked.field.codes[code].label

    @property
    def table(self) -> DictionaryTable:
        """The table that its submissions are rows of."""
        standard = [*_STANDARD, *(_CONSENT if self.form.consent else ())]
        added = [
            DictionaryField.model_validate(
                {"name": name, "meaning": meaning, "maps_to": target, "type": kind, "sensitivity": sensitivity}
            )
            for name, meaning, target, kind, sensitivity in standard
        ]
        return DictionaryTable(
            system=SYSTEM,
            table=self.id,
            title=f"{self.said(self.form.title, '')} (own form)",
            grain="one row per submission",
            files=[f"{self.id}.submissions.ndjson"],
            key=[ID],
            version_by=SENT_AT,
            fields=[*(one.field for one in self.asked), *added],
        )


RESERVED = frozenset(name.lower() for name, *_ in (*_STANDARD, *_CONSENT))
"""Names, in lower case, of what Caseline writes down itself with each submission."""


def asked(question: Question, field: DictionaryField) -> Asked:
    upload = (question.upload or Upload()) if field.maps_to == FILE else None
    return Asked(field, question.ask, question.help, question.required, question.show_if, question.answers, upload)


def in_a_line(form: IntakeForm) -> str:
    """What the form is, for whoever checks."""
    count = len(form.asked)
    asks = [f"{count} question{'' if count == 1 else 's'}"] + (["consent"] if form.form.consent else [])
    where = f"open to all at /forms/{form.id}" if form.form.public else "by a link to one client"
    return f"Form {form.id}: {' and '.join(asks)}, in {', '.join(form.languages)}, {where}"
