"""HMIS CSV exports: eastside FY2024 (folder), rivertown FY2022 (zip), northgate FY2026 (a first and a later one)."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from caseline.sample import hmis_codes as codes
from caseline.sample.damage import Recorded, anonymous, hashed, record
from caseline.sample.files import zip_folder
from caseline.sample.hmis_format import HmisExport
from caseline.sample.hmis_projects import export_head, write_projects
from caseline.sample.network import FIRST_DAY, LAST_DAY
from caseline.sample.people import Person
from caseline.sample.stays import Stay
from caseline.sample.truth import Truth

VERSION = {"eastside": "2024", "rivertown": "2022", "northgate": "2026"}
FIRST_CUT = date(2026, 3, 31)


class HmisWriter:
    """Writes the HMIS side of stays. A row that changed after the first export stands in the later one too."""

    def __init__(self, data: Path, affiliate: str, truth: Truth, seed: int) -> None:
        self.affiliate, self.version, self.truth = affiliate, VERSION[affiliate], truth
        self._folder = data / affiliate / "hmis"
        self._seed, self._people, self._enrollments, self._rows = seed, 0, 0, 0
        self.exports = [HmisExport(self._folder / name, self.version, head, cut) for name, head, cut in self._sets()]
        self._known: dict[str, str] = {}
        self._user = ""
        for export in self.exports:
            write_projects(export, affiliate)

    def _sets(self) -> list[tuple[str, dict[str, object], date]]:
        def head(number: int, made: date, since: date, directive: int) -> dict[str, object]:
            return export_head(self.affiliate, self.version, made, number, since, directive)

        if self.affiliate == "northgate":
            return [
                ("export_2026-04-01", head(1, date(2026, 4, 1), FIRST_DAY, 2), FIRST_CUT),
                ("export_2026-07-01", head(2, date(2026, 7, 1), date(2026, 4, 1), 1), LAST_DAY),
            ]
        return [("export_2026-07-01", head(1, date(2026, 7, 1), FIRST_DAY, 2), LAST_DAY)]

    def forget_household(self) -> None:
        """A household is done: nobody of it comes back."""
        self._known.clear()

    def stay(self, stay: Stay, rng: Random) -> str:
        """Write one stay with all its members; returns the PersonalID of the person the stay is about."""
        first_enrollment, self._user = self._enrollments + 1, stay.worker.user_id
        household = f"{self.affiliate[0].upper()}H{first_enrollment:06d}"
        for member in stay.members:
            personal_id = self._client(member, stay, rng)
            self._enroll(stay, member, personal_id, household, rng)
        return self._known[stay.person.person_id]

    def _client(self, person: Person, stay: Stay, rng: Random) -> str:
        known = self._known.get(person.person_id)
        if known and rng.random() > 0.08:
            return known
        self._people += 1
        personal_id = self._personal_id(self._people)
        self._known[person.person_id] = personal_id
        seen = self._seen(person, stay, rng)
        values: dict[str, object] = {
            "PersonalID": personal_id, "FirstName": seen.first, "MiddleName": seen.middle, "LastName": seen.last,
            "NameSuffix": seen.suffix, "NameDataQuality": seen.name_quality, "SSN": seen.ssn,
            "SSNDataQuality": seen.ssn_quality, "DOB": seen.dob, "DOBDataQuality": seen.dob_quality,
            "VeteranStatus": 99 if person.role == "child" and rng.random() < 0.05 else int(person.veteran),
            **codes.gender_columns(seen.sex, self.version), **codes.race_columns(person.race, self.version),
        }  # fmt: skip
        before = {}
        if rng.random() < 0.1 and not seen.hashed:
            before = {"SSN": "", "SSNDataQuality": 99}
        self._write("Client", values, stay.entry, _later(stay.entry, rng), before)
        self.truth.person(f"hmis:{self.affiliate}:{personal_id}", person.person_id)
        return personal_id

    def _seen(self, person: Person, stay: Stay, rng: Random) -> Recorded:
        if rng.random() < 0.015 and len(stay.members) == 1:
            return anonymous(person, rng)
        seen = record(person, rng)
        return hashed(seen) if self.affiliate == "rivertown" and rng.random() < 0.07 else seen

    def _personal_id(self, number: int) -> str:
        if self.affiliate == "eastside":
            return str(10000 + number)
        if self.affiliate == "rivertown":
            return f"{(number * 2654435761 + self._seed) % (1 << 32):08X}{number:08X}"
        return f"NG-{number:06d}"

    def _enroll(self, stay: Stay, person: Person, personal_id: str, household: str, rng: Random) -> None:
        self._enrollments += 1
        enrollment_id = f"{self.affiliate[0].upper()}E{self._enrollments:06d}"
        project, version = stay.project, self.version
        head = person is stay.person
        relation = 1 if head else {"partner": 3, "child": 2}.get(person.role, 4)
        adult = person.age(stay.entry) >= 18
        values: dict[str, object] = {
            "EnrollmentID": enrollment_id, "PersonalID": personal_id, "ProjectID": project.hmis_id,
            "EntryDate": stay.entry, "HouseholdID": household, "RelationshipToHoH": relation, "EnrollmentCoC": "WA-503",
            "LivingSituation": codes.living_situation(stay.start_level, version) if adult or head else None,
            "LengthOfStay": rng.choice((2, 3, 4, 10, 11)) if adult else None,
            "DisablingCondition": int("mental_health" in stay.needs or "substance_use" in stay.needs) if head else 0,
            "MoveInDate": stay.moved_in if project.kind == 13 else None,
            "TranslationNeeded": int(person.language != "en") if head and version != "2022" else None,
        }  # fmt: skip
        if adult and stay.start_level < 3:
            values["DateToStreetESSH"] = stay.entry - timedelta(days=rng.randint(2, 400))
            values["TimesHomelessPastThreeYears"] = rng.choice((1, 1, 2, 4))
            values["MonthsHomelessPastThreeYears"] = rng.choice((101, 102, 103, 106, 113))
        if project.key == "river_youth":
            values["DateOfEngagement"] = stay.entry + timedelta(days=rng.randint(0, 9))
        last_change = stay.moved_in if project.kind == 13 and stay.moved_in else stay.entry
        self._write(
            "Enrollment", values, stay.entry, last_change, {"MoveInDate": ""} if last_change > FIRST_CUT else {}
        )
        if rng.random() < 0.02:
            self._typed_twice(values, stay)
        keys: dict[str, object] = {"EnrollmentID": enrollment_id, "PersonalID": personal_id}
        self._write(
            "EnrollmentCoC",
            {**keys, "EnrollmentCoCID": self._row_id("CC"), "HouseholdID": household, "ProjectID": project.hmis_id,
             "InformationDate": stay.entry, "CoCCode": "WA-503", "DataCollectionStage": 1},
            stay.entry,
        )  # fmt: skip
        self._at_entry(stay, person, keys, adult, rng)
        if stay.exit:
            self._at_exit(stay, keys, adult, rng)
        if head:
            self._on_the_way(stay, keys, rng)

    def _typed_twice(self, values: dict[str, object], stay: Stay) -> None:
        """An enrollment entered by mistake and deleted a few days later."""
        self._enrollments += 1
        again = {**values, "EnrollmentID": f"{self.affiliate[0].upper()}E{self._enrollments:06d}"}
        again["EntryDate"] = stay.entry + timedelta(days=1)
        deleted = max(stay.entry + timedelta(days=6), date(2026, 4, 9))
        self._write("Enrollment", again, stay.entry, min(deleted, LAST_DAY), {"DateDeleted": ""}, deleted)

    def _at_entry(self, stay: Stay, person: Person, keys: dict[str, object], adult: bool, rng: Random) -> None:
        head = person is stay.person
        if adult or head:
            self._income(stay, keys, stay.entry, stay.income[0] if head else 0, 1)
            if stay.days > 400 and head:
                self._income(stay, keys, stay.entry + timedelta(days=365), stay.income[1], 5)
            fled = "flee.domestic_violence" in stay.contacts[0].facts
            hurt = fled or "safety" in stay.needs or rng.random() < 0.08
            values: dict[str, object] = {
                "DomesticViolenceVictim": int(hurt), "DomesticViolenceSurvivor": int(hurt),
                "CurrentlyFleeing": int(fled) if hurt else None,
                "WhenOccurred": 1 if fled else 3 if hurt else None, "GeneralHealthStatus": rng.choice((1, 2, 3, 4)),
                "HealthAndDVID": self._row_id("HD"), "InformationDate": stay.entry, "DataCollectionStage": 1,
            }  # fmt: skip
            self._write("HealthAndDV", {**keys, **values}, stay.entry)
        for kind, need in codes.DISABILITIES.items() if head else ():
            yes = bool(need) and need in stay.needs and rng.random() < 0.6
            self._write(
                "Disabilities",
                {**keys, "DisabilitiesID": self._row_id("DI"), "InformationDate": stay.entry, "DisabilityType": kind,
                 "DisabilityResponse": rng.choice((1, 2, 3)) if yes and kind == 10 else int(yes),
                 "IndefiniteAndImpairs": 1 if yes else None, "DataCollectionStage": 1},
                stay.entry,
            )  # fmt: skip
        if head and (adult or stay.project.program == "youth"):
            working = stay.income[0] > 900
            values = {
                "EmploymentEducationID": self._row_id("EE"), "InformationDate": stay.entry,
                "LastGradeCompleted": rng.choice((2, 3, 4, 5, 5, 6)), "SchoolStatus": rng.choice((1, 2, 4, 5, 6)),
                "Employed": int(working), "EmploymentType": 1 if working else None,
                "NotEmployedReason": None if working else rng.choice((1, 2, 3)), "DataCollectionStage": 1,
            }  # fmt: skip
            self._write("EmploymentEducation", {**keys, **values}, stay.entry)

    def _at_exit(self, stay: Stay, keys: dict[str, object], adult: bool, rng: Random) -> None:
        assert stay.exit is not None
        values = {
            **keys,
            "ExitID": f"X{keys['EnrollmentID']}",
            "ExitDate": stay.exit,
            "Destination": codes.destination(stay.destination, self.version),
            "DestinationSubsidyType": codes.DESTINATIONS[stay.destination][2],
        }
        if stay.project.program == "youth":
            values["ProjectCompletionStatus"] = {"success": 1, "partial": 2}.get(stay.result, 3)
        self._write("Exit", values, stay.exit)
        if adult and stay.destination not in ("no_interview", "unknown"):
            self._income(stay, keys, stay.exit, stay.income[1], 3)

    def _income(self, stay: Stay, keys: dict[str, object], on: date, amount: int, stage: int) -> None:
        earned = amount if amount > 900 else 0
        assisted = amount - earned
        better = stage != 1 and stay.result == "success"
        values = {
            **keys, "IncomeBenefitsID": self._row_id("IB"), "InformationDate": on,
            "IncomeFromAnySource": int(amount > 0), "TotalMonthlyIncome": f"{amount:.2f}",
            "Earned": int(earned > 0), "EarnedAmount": _money(earned),
            "TANF": int(0 < assisted <= 600), "TANFAmount": _money(assisted if assisted <= 600 else 0),
            "SSI": int(assisted > 600), "SSIAmount": _money(assisted if assisted > 600 else 0),
            "BenefitsFromAnySource": int(better or amount < 1200), "SNAP": int(better or amount < 1200),
            "InsuranceFromAnySource": 1, "Medicaid": 1, "DataCollectionStage": stage,
        }  # fmt: skip
        self._write("IncomeBenefits", values, on)

    def _on_the_way(self, stay: Stay, keys: dict[str, object], rng: Random) -> None:
        if stay.project.key == "river_youth":
            for contact in [c for c in stay.contacts if c.level and c.on <= stay.last_day][:3]:
                values = {
                    **keys, "CurrentLivingSitID": self._row_id("CL"), "InformationDate": contact.on,
                    "CurrentLivingSituation": codes.living_situation(contact.level, self.version),
                }  # fmt: skip
                self._write("CurrentLivingSituation", values, contact.on)
        if stay.project.program == "youth":
            values = {
                **keys, "YouthEducationStatusID": self._row_id("YE"), "InformationDate": stay.entry,
                "CurrentSchoolAttend": rng.choice((0, 1, 2)), "DataCollectionStage": 1,
            }  # fmt: skip
            self._write("YouthEducationStatus", values, stay.entry)
            for service in stay.services[:4]:
                values = {
                    **keys, "ServicesID": self._row_id("SV"), "DateProvided": service.on, "RecordType": 142,
                    "TypeProvided": {"Tutoring": 7, "Mentoring": 10, "School advocacy": 7}.get(service.name, 14),
                }  # fmt: skip
                self._write("Services", values, service.on)
        if stay.referred_on:
            values = {
                **keys, "AssessmentID": self._row_id("AS"), "AssessmentDate": stay.referred_on,
                "AssessmentLocation": "Harbor Street", "AssessmentType": 3, "AssessmentLevel": 1,
                "PrioritizationStatus": rng.choice((1, 2)),
            }  # fmt: skip
            self._write("Assessment", values, stay.referred_on)
            values = {**keys, "EventID": self._row_id("EV"), "EventDate": stay.referred_on, "Event": 10}
            self._write("Event", values, stay.referred_on)

    def _write(
        self, table: str, values: dict[str, object], made: date, changed: date | None = None,
        before: dict[str, object] | None = None, deleted: date | None = None,
    ) -> None:  # fmt: skip
        """One row, into each export that should hold it: the first as it stood then, the later one when changed."""
        changed = min(max(made, changed or made), LAST_DAY)
        row = {**values, "DateCreated": _moment(made), "UserID": self._user}
        for at, export in enumerate(self.exports):
            since = self.exports[at - 1].cut if at else date.min
            if made > export.cut or max(changed, deleted or made) <= since:
                continue
            late = changed > export.cut
            row["DateUpdated"] = _moment(made if late else changed)
            row["DateDeleted"] = _moment(deleted) if deleted and deleted <= export.cut else ""
            export.row(table, {**row, **(before or {})} if late else row)

    def _row_id(self, letters: str) -> str:
        self._rows += 1
        return f"{letters}{self._rows}"

    def close(self) -> None:
        for export in self.exports:
            export.close()
        if self.affiliate == "rivertown":
            for export in self.exports:
                zip_folder(export.folder, self._folder / f"hmis_{export.folder.name}.zip")


def _moment(day: date) -> str:
    return datetime(day.year, day.month, day.day, 9 + day.day % 8, day.month * 4).isoformat(sep=" ")


def _money(amount: int) -> str | None:
    return f"{amount:.2f}" if amount else None


def _later(day: date, rng: Random) -> date:
    return min(LAST_DAY, day + timedelta(days=rng.choice((0, 0, 0, 30, 120, 300))))
