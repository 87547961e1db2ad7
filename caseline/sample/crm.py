"""Salesforce object exports as CSV (Nonprofit Success Pack and Program Management Module): eastside and northgate."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from caseline.sample.damage import Recorded, anonymous, record
from caseline.sample.files import CsvTable
from caseline.sample.hmis_codes import DESTINATION_WORDS
from caseline.sample.network import LAST_DAY, PROGRAMS, PROJECTS
from caseline.sample.people import Household, Person
from caseline.sample.stays import ServiceGiven, Stay
from caseline.sample.truth import Truth
from caseline.sample.writing import Note

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PREFIX = {
    "Account": "001", "Contact": "003", "Program": "a0P", "Engagement": "a0E", "Service": "a0S", "Delivery": "a0D",
    "Note": "a0N",
}  # fmt: skip
_INSTANCE = {"eastside": "5f", "northgate": "8c"}
_RACES = {
    "BlackAfAmerican": "Black or African American",
    "AmIndAKNative": "American Indian or Alaska Native",
    "Hispanic": "Hispanic/Latina/o",
    "NativeHIPacific": "Native Hawaiian or Pacific Islander",
    "MidEastNAfrican": "Middle Eastern or North African",
}
HEADERS = {
    "Account": "Id Name Type BillingStreet BillingCity BillingState BillingPostalCode LastModifiedDate IsDeleted",
    "Contact": """Id AccountId FirstName MiddleName LastName Suffix Birthdate Email Phone MobilePhone MailingStreet
        MailingCity MailingState MailingPostalCode Gender__c RaceEthnicity__c Veteran__c SSN_Last_Four__c HMIS_ID__c
        IsClient__c CreatedDate LastModifiedDate IsDeleted""",
    "pmdm__Program__c": """Id Name pmdm__ShortSummary__c pmdm__Status__c pmdm__StartDate__c LastModifiedDate
        IsDeleted""",
    "pmdm__ProgramEngagement__c": """Id Name pmdm__Contact__c pmdm__Account__c pmdm__Program__c pmdm__Role__c
        pmdm__Stage__c pmdm__StartDate__c pmdm__EndDate__c CaseManager__c Destination__c LastModifiedDate IsDeleted""",
    "pmdm__Service__c": """Id Name pmdm__Program__c pmdm__UnitOfMeasurement__c pmdm__Status__c LastModifiedDate
        IsDeleted""",
    "pmdm__ServiceDelivery__c": """Id Name pmdm__Contact__c pmdm__Service__c pmdm__ProgramEngagement__c
        pmdm__DeliveryDate__c pmdm__Quantity__c pmdm__AttendanceStatus__c pmdm__Service_Provider__c LastModifiedDate
        IsDeleted""",
    "Case_Note__c": """Id Contact__c ProgramEngagement__c NoteDate__c Author__c Subject__c Note__c LastModifiedDate
        IsDeleted""",
}


class CrmWriter:
    """Writes the CRM side of stays: account and contact once a household, engagement, deliveries and notes a stay."""

    def __init__(self, data: Path, affiliate: str, truth: Truth) -> None:
        self.affiliate, self.truth = affiliate, truth
        folder = data / affiliate / "crm"
        self._tables = {
            name: CsvTable(folder / f"{name}.csv", words.split(), quote_all=True) for name, words in HEADERS.items()
        }
        self._counts = dict.fromkeys(_PREFIX, 0)
        self._known: dict[str, str] = {}
        self._account = ""
        self._programs: dict[str, str] = {}
        self._services: dict[tuple[str, str], str] = {}
        self._catalogue()

    def new_id(self, kind: str) -> str:
        """The next 18-character id of a kind of record: 15 characters, and 3 that check their upper and lower case."""
        self._counts[kind] += 1
        number, digits = self._counts[kind], ""
        while number:
            number, last = divmod(number, 62)
            digits = _BASE62[last] + digits
        body = _PREFIX[kind] + _INSTANCE[self.affiliate] + digits.rjust(10, "0")
        check = ""
        for start in (0, 5, 10):
            bits = sum(1 << at for at, letter in enumerate(body[start : start + 5]) if letter.isupper())
            check += _DIGITS[bits]
        return body + check

    def _catalogue(self) -> None:
        stamp = (_moment(date(2023, 11, 6)), "false")
        for project in PROJECTS.values():
            if project.affiliate != self.affiliate or not project.crm:
                continue
            self._programs[project.key] = program = self.new_id("Program")
            self._row("pmdm__Program__c", program, project.crm_name, project.name, "Active", "2018-07-01", *stamp)
            for name, unit, _ in PROGRAMS[project.program].services:
                self._services[project.key, name] = service = self.new_id("Service")
                self._row("pmdm__Service__c", service, name, program, unit, "Active", *stamp)

    def forget_household(self) -> None:
        """A household is done: nobody of it comes back."""
        self._known.clear()
        self._account = ""

    def contact(self, stay: Stay, household: Household, hmis_id: str, rng: Random) -> str:
        """The contact id of the person a stay is about, written when new (and now and then a second time)."""
        person = stay.person
        known = self._known.get(person.person_id)
        if known and rng.random() > 0.06:
            return known
        seen = anonymous(person, rng) if rng.random() < 0.012 else record(person, rng)
        if not self._account:
            self._account = self.new_id("Account")
            where = (seen.street, seen.city, "WA" if seen.city else "", seen.zip)
            name = f"{household.head.last} Household"
            self._row("Account", self._account, name, "Household", *where, _moment(stay.entry), "false")
        contact = self._write_contact(person, seen, stay, hmis_id if rng.random() < 0.3 else "", rng)
        self._known[person.person_id] = contact
        if rng.random() < 0.025:
            self._write_contact(person, record(person, rng), stay, "", rng, deleted=rng.random() < 0.4)
        if len(household.members) > 1 and rng.random() < 0.25:
            other = rng.choice([m for m in household.members if m is not person])
            if other.person_id not in self._known:
                self._known[other.person_id] = self._write_contact(other, record(other, rng), stay, "", rng)
        return contact

    def _write_contact(
        self, person: Person, seen: Recorded, stay: Stay, hmis_id: str, rng: Random, deleted: bool = False
    ) -> str:
        contact, rare = self.new_id("Contact"), rng.random
        changed = min(LAST_DAY, stay.entry + timedelta(days=rng.choice((0, 1, 40, 200))))
        values = {
            "Id": contact, "AccountId": self._account, "FirstName": seen.first, "MiddleName": seen.middle,
            "LastName": seen.last, "Suffix": seen.suffix, "Birthdate": seen.dob, "Email": seen.email,
            "MobilePhone": _dashed(seen.phone), "MailingStreet": f"{seen.street} {seen.unit}".strip(),
            "MailingCity": seen.city, "MailingState": "WA" if seen.city else "", "MailingPostalCode": seen.zip,
            "Gender__c": {"F": "Female", "M": "Male", "X": "Nonbinary"}.get(seen.sex, ""),
            "RaceEthnicity__c": _RACES.get(person.race, person.race) if rare() < 0.85 else "",
            "Veteran__c": ("Yes" if person.veteran else "No") if rare() < 0.8 else "",
            "SSN_Last_Four__c": seen.ssn[-4:] if seen.ssn_quality in ("1", "2") and rare() < 0.7 else "",
            "HMIS_ID__c": hmis_id, "IsClient__c": "true", "CreatedDate": _moment(stay.entry),
            "LastModifiedDate": _moment(changed), "IsDeleted": str(deleted).lower(),
        }  # fmt: skip
        self._row("Contact", *(values.get(name, "") for name in HEADERS["Contact"].split()))
        self.truth.person(f"crm:{self.affiliate}:{contact}", person.person_id)
        return contact

    def stay(self, stay: Stay, contact: str, rng: Random) -> str:
        """Write the engagement of a stay with its service deliveries; returns the engagement id."""
        engagement = self.new_id("Engagement")
        entry = stay.entry + timedelta(days=rng.choice((0, 0, 0, 0, 1, -1, 2)))
        stage = "Active" if not stay.exit else "Completed" if stay.result in ("success", "partial") else "Withdrawn"
        end = max(entry, stay.exit) if stay.exit else ""
        destination = DESTINATION_WORDS[stay.destination] if stay.exit and rng.random() < 0.7 else ""
        self._row(
            "pmdm__ProgramEngagement__c", engagement, f"{stay.project.crm_name} {entry}", contact, self._account,
            self._programs[stay.project.key], "Client", stage, entry, end, stay.worker.name, destination,
            _moment(stay.last_day), "false",
        )  # fmt: skip
        for service in stay.services:
            self._delivery(stay, service, contact, engagement, rng)
        return engagement

    def _delivery(self, stay: Stay, service: ServiceGiven, contact: str, engagement: str, rng: Random) -> None:
        there = rng.random() < 0.93
        self._row(
            "pmdm__ServiceDelivery__c", self.new_id("Delivery"), f"{service.name} {service.on}", contact,
            self._services[stay.project.key, service.name], engagement, service.on, service.quantity if there else 0,
            "Present" if there else "Unexcused Absence", stay.worker.name, _moment(service.on),
            "true" if rng.random() < 0.006 else "false",
        )  # fmt: skip

    def note(self, note: Note, contact: str, engagement: str) -> str:
        """Write one case note and the truth about it; returns what the record will call it."""
        crm_id = self.new_id("Note")
        note_id = f"crm:{self.affiliate}:{crm_id}"
        words = (note.on, note.author, note.subject, note.text)
        self._row("Case_Note__c", crm_id, contact, engagement, *words, _moment(note.on), "false")
        self.truth.codes(note_id, note.marks)
        return note_id

    def _row(self, table: str, *values: object) -> None:
        self._tables[table].row(values)

    def raw(self, table: str, line: str) -> None:
        self._tables[table].raw(line)

    def close(self) -> None:
        for table in self._tables.values():
            table.close()


def _dashed(phone: str) -> str:
    return f"({phone[:3]}) {phone[3:6]}-{phone[6:]}" if phone else ""


def _moment(day: date) -> str:
    return f"{day}T{9 + day.day % 8:02d}:{day.month * 4:02d}:00.000Z"
