"""Form exports: intake and outcome survey (CSV, at northgate XLSX), service plan (Kobo JSON), outreach notes (CSV)."""

import uuid
from datetime import date, timedelta
from pathlib import Path
from random import Random

from caseline.sample.damage import anonymous, record
from caseline.sample.files import CsvTable, JsonPages, Table, XlsxTable
from caseline.sample.network import AFFILIATES
from caseline.sample.stays import Goal, Stay, Survey
from caseline.sample.truth import Truth
from caseline.sample.writing import Note

# fmt: off
INTAKE = (
    "Submission ID", "Interview date", "Program", "Site", "Case manager", "First name", "Middle name", "Last name",
    "Suffix", "Date of birth", "Sex", "Social Security number", "Phone", "Email", "Street", "Unit", "City", "ZIP",
    "Race and ethnicity", "Veteran", "HMIS ID", "HMIS ID is from", "Household size", "What would help most",
    "May we share your information?", "Share with whom", "Consent given on", "Consent expires on",
)
# fmt: on
QUESTIONS = {
    "housing_stability": "Where do you stand with housing?",
    "income_stability": "How well does your income cover the basics?",
    "wellbeing": "In the last two weeks I have felt calm and well",
    "parenting_confidence": "I know what to do when parenting gets hard",
    "school_engagement": "I go to school and take part",
    "job_readiness": "I am ready to start a job",
}
ANSWERS = {
    "housing_stability": ("In crisis", "Vulnerable", "Stabilising", "Stable", "Thriving"),
    "income_stability": ("Not at all", "Barely", "Partly", "Mostly", "Fully"),
    "wellbeing": ("Never", "Rarely", "Sometimes", "Often", "Always"),
    "parenting_confidence": ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"),
    "school_engagement": ("Never", "Rarely", "Sometimes", "Often", "Always"),
    "job_readiness": ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"),
}
# fmt: off
SURVEY = (
    "Submission ID", "Survey date", "Stage", "Program", "Site", "Case manager", "Client ID", "Client ID is from",
    "First name", "Last name", "Date of birth", *QUESTIONS.values(),
)
OUTREACH = (
    "Submission ID", "Date of contact", "Worker", "Program", "Site", "Client ID", "Client ID is from", "First name",
    "Last name", "Date of birth", "Contact", "Note",
)
# fmt: on
STAGE_WORDS = {
    "eastside": {"baseline": "baseline", "mid": "mid", "exit": "exit", "follow_up": "follow_up"},
    "rivertown": {"baseline": "Intake", "mid": "Midpoint", "exit": "Exit", "follow_up": "Follow-up"},
    "northgate": {"baseline": "Baseline", "mid": "Mid", "exit": "Exit", "follow_up": "6 months after"},
}
NEED_WORDS = {
    "housing": "a place to live",
    "food": "food",
    "employment": "work",
    "income": "money for bills",
    "transportation": "rides",
    "childcare": "child care",
    "health_care": "a doctor",
    "mental_health": "someone to talk to",
    "substance_use": "treatment",
    "legal": "a lawyer",
    "education": "school",
    "safety": "to be safe",
    "documents": "ID",
    "social_support": "people",
}


class FormsWriter:
    """Writes the forms of one affiliate."""

    def __init__(self, data: Path, affiliate: str, truth: Truth) -> None:
        self.affiliate, self.truth = affiliate, truth
        folder = data / affiliate / "forms"
        self._intake: Table
        self._survey: Table
        if affiliate == "northgate":
            self._intake = XlsxTable(folder / "intake_form.xlsx", INTAKE, "Intake")
            self._survey = XlsxTable(folder / "outcome_survey.xlsx", SURVEY, "Responses")
        else:
            self._intake = CsvTable(folder / "intake_form.csv", INTAKE)
            self._survey = CsvTable(folder / "outcome_survey.csv", SURVEY)
        has_plans = affiliate != "northgate"
        self._outreach = CsvTable(folder / "outreach_notes.csv", OUTREACH) if has_plans else None
        self._plans = JsonPages(folder / "service_plan.json") if has_plans else None
        self._submissions = 0

    def stay(self, stay: Stay, contact: str, hmis_id: str, rng: Random) -> None:
        """The intake, surveys and plan of a stay. `contact` and `hmis_id` are what other systems call the person."""
        if rng.random() < 0.8:
            self._write_intake(stay, hmis_id, rng)
        for survey in stay.surveys:
            self._write_survey(stay, survey, contact, hmis_id, rng)
        if self._plans and stay.goals and rng.random() < 0.8:
            self._write_plan(stay, contact, hmis_id, rng)

    def _write_intake(self, stay: Stay, hmis_id: str, rng: Random) -> None:
        person = stay.person
        seen = anonymous(person, rng) if rng.random() < 0.012 else record(person, rng)
        number = seen.ssn
        if (seen.ssn_quality == "1" and rng.random() < 0.6) or seen.ssn_quality == "2":
            number = f"xxx-xx-{seen.ssn[-4:]}"
        elif number:
            number = f"{number[:3]}-{number[3:5]}-{number[5:]}"
        reference = self._reference("", hmis_id, 0.15, rng)
        given = self._day(stay.entry) if stay.consent_given else ""
        expires = self._day(stay.consent_expires) if stay.consent_given and stay.consent_expires else ""
        scope = "Network" if rng.random() < 0.7 else AFFILIATES[self.affiliate].name
        wants = "; ".join(NEED_WORDS[need] for need in stay.needs[:3])
        sex = {"F": "Female", "M": "Male", "X": "Another gender"}.get(seen.sex, "")
        self._intake.row(
            (self._submission("intake_form", person.person_id, rng), self._day(stay.entry), stay.project.form_name,
             self._site(rng), stay.worker.name, seen.first, seen.middle, seen.last, seen.suffix,
             self._text_day(seen.dob), sex, number, _written_phone(seen.phone, rng), seen.email, seen.street, seen.unit,
             seen.city, seen.zip, person.race if rng.random() < 0.8 else "", "Yes" if person.veteran else "No",
             *reference, len(stay.members), wants, "Yes" if stay.consent_given else "No",
             scope if stay.consent_given else "", given, expires)
        )  # fmt: skip

    def _write_survey(self, stay: Stay, survey: Survey, contact: str, hmis_id: str, rng: Random) -> None:
        seen = record(stay.person, rng, 0.7)
        named = rng.random() < 0.85 or not (contact or hmis_id)
        reference = self._reference(contact, hmis_id, 0.78 if named else 1, rng)
        first, last, dob = (seen.first, seen.last, self._text_day(seen.dob)) if named else ("", "", "")
        answers = [ANSWERS[item][survey.scores[item] - 1] if item in survey.scores else "" for item in QUESTIONS]
        submission = self._submission("outcome_survey", stay.person.person_id, rng)
        survey.record_id = f"forms:{self.affiliate}:outcome_survey/{submission}"
        stage = STAGE_WORDS[self.affiliate][survey.stage]
        where = (stay.project.form_name, self._site(rng), stay.worker.name)
        self._survey.row((submission, self._day(survey.on), stage, *where, *reference, first, last, dob, *answers))

    def _write_plan(self, stay: Stay, contact: str, hmis_id: str, rng: Random) -> None:
        assert self._plans is not None
        seen = record(stay.person, rng, 0.6)
        opened = min(goal.opened for goal in stay.goals)
        reference, reference_from = self._reference(contact, hmis_id, 0.7, rng)
        submission = self._submission("service_plan", stay.person.person_id, rng)
        for number, goal in enumerate(stay.goals, start=1):
            goal.record_id = f"forms:{self.affiliate}:service_plan/{submission}#goals/{number}"
        self._plans.add({
            "_id": 480000 + self._submissions, "formhub/uuid": "6f0d1c5b27a94e0c9d3f8a1b2c4e5d6f",
            "plan_date": opened.isoformat(), "program": stay.project.form_name, "site": self._site(rng),
            "case_manager": stay.worker.name, "client_id": reference, "client_id_from": reference_from,
            "first_name": seen.first, "last_name": seen.last, "date_of_birth": seen.dob,
            "review_due": (opened + timedelta(days=90)).isoformat(), "goals_count": str(len(stay.goals)),
            "goals": [_goal(goal) for goal in stay.goals], "__version__": "vQ7c2",
            "meta/instanceID": f"uuid:{submission}", "_uuid": submission, "_submission_time": f"{opened}T17:20:00",
            "_submitted_by": stay.worker.user_id.lower(), "_status": "submitted_via_web",
        })  # fmt: skip

    def note(self, stay: Stay, note: Note, kind: str, contact: str, hmis_id: str, rng: Random) -> str:
        """A contact note taken on a form, and the truth about it; returns what the record will call it."""
        assert self._outreach is not None
        seen = record(stay.person, rng, 0.5)
        reference = self._reference(contact, hmis_id, 0.7, rng)
        submission = self._submission("outreach_notes", stay.person.person_id, rng)
        who = (*reference, seen.first, seen.last, self._text_day(seen.dob))
        where = (note.author, stay.project.form_name, self._site(rng))
        self._outreach.row((submission, self._day(note.on), *where, *who, kind, note.text))
        note_id = f"forms:{self.affiliate}:outreach_notes/{submission}"
        self.truth.codes(note_id, note.marks)
        return note_id

    def _submission(self, form: str, person_id: str, rng: Random) -> str:
        self._submissions += 1
        submission = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        self.truth.person(f"forms:{self.affiliate}:{form}/{submission}", person_id)
        return submission

    @staticmethod
    def _reference(contact: str, hmis_id: str, chance: float, rng: Random) -> tuple[str, str]:
        if rng.random() > chance or not (contact or hmis_id):
            return "", ""
        return (contact, "crm") if contact else (hmis_id, "hmis")

    def _day(self, day: date) -> str | date:
        if self.affiliate == "northgate":
            return day
        return day.isoformat() if self.affiliate == "rivertown" else f"{day.month:02d}/{day.day:02d}/{day.year}"

    def _text_day(self, day: str) -> str | date:
        return self._day(date.fromisoformat(day)) if day else ""

    def _site(self, rng: Random) -> str:
        return rng.choice(AFFILIATES[self.affiliate].sites)

    def close(self) -> None:
        for table in (self._intake, self._survey, self._outreach, self._plans):
            if table:
                table.close()


def _goal(goal: Goal) -> dict[str, str]:
    return {
        "goals/goal_text": goal.text,
        "goals/category": goal.kind,
        "goals/opened_on": goal.opened.isoformat(),
        "goals/target_on": goal.target.isoformat(),
        "goals/reviewed_on": goal.reviewed.isoformat(),
        "goals/status": goal.status,
        "goals/closed_on": goal.closed.isoformat() if goal.closed else "",
    }


def _written_phone(phone: str, rng: Random) -> str:
    if not phone:
        return ""
    return rng.choice((phone, f"{phone[:3]}-{phone[3:6]}-{phone[6:]}", f"+1 {phone[:3]} {phone[3:6]} {phone[6:]}"))
