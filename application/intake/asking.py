"""Making a link that asks one client for what is missing, so that the answer lands with the client's own record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from caseline.audit import AuditLog, Entry
from caseline.audit.entry import Act
from caseline.ground.errors import CaselineError
from caseline.ground.yaml_files import did_you_mean
from caseline.organization.intake_forms import Asked, IntakeForm
from ingestion.submissions.links import LONGEST_DAYS, REPLACED, Link, Links, Purpose, plain
from ingestion.submissions.response_rates import FOLLOW_UP
from reports.published import Published

DAYS = 14
"""How long a link works where nobody says."""
CONSENT = "consent.granted"
KNOWN = ("dob", "phone", "zip")
"""What a client may be asked for to confirm who they are, the first that is on record."""
ENOUGH = {"dob": 8, "phone": 4, "zip": 5}
"""How many digits of it there must be."""
GUARDED = ("sensitive", "identifier")
STAGES = {"baseline_survey": "baseline", "exit_survey": "exit", "follow_up_survey": "follow_up"}
_RECORD = """
    select link.source, link.native_id as record, link.affiliate_id
    from record.client_link as link join record.source_person as person using (record_key)
    where link.client_id = $client and link.source in ('hmis', 'crm', 'forms')
        and not contains(link.record_key, '#') and not starts_with(link.native_id, 'online/')
        and ($affiliate is null or link.affiliate_id = $affiliate)
    order by link.source = 'forms', person.person_ref is not null, link.affiliate_id, link.record_key
    limit 1
"""


@dataclass(frozen=True)
class Wanted:
    """What to ask of a client: targets or fields of the data dictionary, or `consent`."""

    client_id: str
    fields: tuple[str, ...]
    affiliate: str | None = None
    program: str | None = None
    stage: str | None = None
    about: str = ""
    form: str | None = None
    due_on: date | None = None


def is_asked(form: IntakeForm, wanted: str) -> bool:
    """Whether a form asks for a field of the data dictionary, by its name or by what it maps to; or for consent."""
    if wanted in ("consent", CONSENT):
        return form.form.consent is not None or any(one.field.maps_to == CONSENT for one in form.asked)
    return bool(_asked_for(form, wanted))


def askable(forms: Sequence[IntakeForm], lacks: str | None) -> bool:
    """Whether one form asks all that is lacking."""
    wanted = _parts(lacks or "")
    return bool(wanted) and any(all(is_asked(form, one) for one in wanted) for form in forms)


def wanted_of(row: dict[str, object]) -> Wanted:
    """What to ask for a thing that is missing, of its row in `reporting.missing`."""
    return Wanted(
        str(row["client_id"]), tuple(_parts(str(row["lacks"] or ""))), str(row["affiliate_id"]),
        str(row["program_id"]) if row["program_id"] else None, STAGES.get(str(row["kind"])), str(row["missing_id"]),
    )  # fmt: skip


class Asking:
    """Makes links over a published warehouse, as it is now."""

    def __init__(self, forms: Sequence[IntakeForm], published: Published, links: Links, log: AuditLog) -> None:
        self._forms, self._published, self._links, self._log = forms, published, links, log
        self._former: dict[tuple[str, str], list[Link]] = {}
        for link in links.all():
            self._former.setdefault(_asked(link.purpose.client_id, link.purpose.about), []).append(link)

    def former(self, client_id: str, about: str) -> list[Link]:
        """Links that asked this client for this before, oldest first; of a follow-up whoever the stay was then."""
        return self._former.get(_asked(client_id, about), [])

    def ask(self, wanted: Wanted, days: int, now: datetime, by: Entry) -> tuple[Link, str]:
        """A new link and its key, in place of one that is open for the same thing.

        `by` says who asks, and from where. It is written to the log first. Raises CaselineError where no form asks it,
        no record of the client can take the answer, or nothing is on record that would confirm who opens it.
        """
        if not 1 <= days <= LONGEST_DAYS:
            raise CaselineError(f"A link works from 1 to {LONGEST_DAYS} days.")
        form = _form(self._forms, wanted)
        names, with_consent = _questions(form, wanted.fields)
        values = {"client": wanted.client_id, "affiliate": wanted.affiliate}
        record = next(iter(self._published.rows(_RECORD, **values)), None)
        if record is None:
            raise CaselineError(
                f"No record of {wanted.client_id} is from HMIS, Salesforce or a form: an answer has no place."
            )
        kind, proof = self._confirmation(wanted.client_id) if _is_guarded(form, names, with_consent) else ("", "")
        purpose = Purpose(
            form.id, names, with_consent, record["affiliate_id"], wanted.client_id, record["source"], record["record"],
            wanted.program or form.form.program, wanted.stage or form.form.stage, kind, proof, wanted.about, by.who,
            wanted.due_on.isoformat() if wanted.due_on else "",
        )  # fmt: skip
        about = f"a link made, form {form.id}" + (f", {wanted.about}" if wanted.about else "")
        asked = (*names, *(["consent"] if with_consent else []))
        self._log.append(Entry(Act.link, by.who, by.role, by.source, (wanted.client_id,), asked, about))
        link, key = self._links.make(purpose, days, now)
        former = self._former.setdefault(_asked(wanted.client_id, wanted.about), [])
        for one in former:
            if one.purpose.fields == names and one.state(now) == "open":
                self._links.note(one, REPLACED, now)
        former.append(link)
        return link, key

    def _confirmation(self, client_id: str) -> tuple[str, str]:
        """What confirms the client, and its keyed hash."""
        query = "select dob, phone, zip from record.client where client_id = ?"
        row = next(iter(self._published.rows(query, client_id)), {})
        for kind in KNOWN:
            known = str(row.get(kind) or "")
            if sum(map(str.isdigit, plain(kind, known))) >= ENOUGH[kind]:
                return kind, self._links.proof(kind, known)
        raise CaselineError(
            f"Neither birth date, phone nor ZIP code of {client_id} is on record, so nothing could confirm who opens a "
            "link. Ask in person."
        )


def _asked(client_id: str, about: str) -> tuple[str, str]:
    """Which links are about one thing. That of a follow-up is a stay, whichever client ID it has."""
    return ("" if about.startswith(f"{FOLLOW_UP}:") else client_id), about


def _is_guarded(form: IntakeForm, names: Sequence[str], with_consent: bool) -> bool:
    """Whether what is asked wants whoever opens the link to confirm who they are."""
    fields = [one.field for one in form.asked if one.field.name in names]
    return with_consent or any(
        field.sensitivity in GUARDED or (field.maps_to or "").startswith("consent.") for field in fields
    )


def _form(forms: Sequence[IntakeForm], wanted: Wanted) -> IntakeForm:
    """The form that asks all of it; of several the one that asks least besides."""
    if not wanted.fields:
        raise CaselineError("Nothing to ask was named.")
    mine = [form for form in forms if wanted.form in (None, form.id)]
    for one in wanted.fields:
        if not any(is_asked(form, one) for form in mine):
            known = sorted({question.field.name for form in mine for question in form.asked})
            fix = did_you_mean(one, known) if known else ""
            raise CaselineError(f"No form asks '{one}'. {fix} Forms are files in organizations/<yours>/forms.")
    fitting = [form for form in mine if all(is_asked(form, one) for one in wanted.fields)]
    if not fitting:
        raise CaselineError(f"No one form asks all of {', '.join(wanted.fields)}. Make a link for each.")
    return min(fitting, key=lambda form: (len(form.asked), form.id))


def _questions(form: IntakeForm, wanted: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The fields of a form that are asked, in its order, and whether its consent is."""
    names, with_consent = set[str](), False
    for one in wanted:
        if one in ("consent", CONSENT) and form.form.consent is not None:
            with_consent = True
        else:
            names |= {asked.field.name for asked in _asked_for(form, CONSENT if one == "consent" else one)}
    return tuple(one.field.name for one in form.asked if one.field.name in names), with_consent


def _asked_for(form: IntakeForm, wanted: str) -> list[Asked]:
    """Questions by the field's name or what it maps to; of a screen, by its score, all its questions."""
    found = [one for one in form.asked if wanted in (one.field.name, one.field.maps_to)]
    return found or [
        one
        for one in form.asked
        if wanted.startswith("assessment.") and (one.field.maps_to or "").startswith(f"{wanted}_")
    ]


def _parts(lacks: str) -> list[str]:
    return [part.strip() for part in lacks.split(",") if part.strip()]
