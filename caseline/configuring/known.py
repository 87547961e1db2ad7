"""What an organisation's words are now: everything that a change can name, each with what people call it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from caseline.access.modelled import modelled_tables
from caseline.ground.errors import CaselineError
from caseline.ground.yaml_files import did_you_mean
from caseline.organization.alerts import EVERYTHING
from caseline.organization.dictionary import Dictionary, load_dictionary
from caseline.organization.indicators import indicators_of
from caseline.organization.outcomes import Outcome, load_outcomes
from caseline.organization.profile import Organization, load_organization
from caseline.organization.questions import DESTINATIONS, SPREADS, Report, funder_reports, measures
from caseline.organization.roles import Act
from caseline.organization.skills import Code, Skill, load_skills, skills_of
from caseline.organization.skills.sections import DANGERS

NUMBERS = {
    "small_cell_threshold": "Fewest people that may be known outside",
    "escalation_days": "Days until a risk in a note wants a contact or referral",
    "silence_days": "Days without contact until an open client counts as silent",
    "mismatch_days": "Days before a survey that a note may contradict it",
    "mismatch_days_after": "Days after a survey that a note may contradict it",
    "exit_survey_days": "Days until an exit survey is late",
    "followup_days": "Days after exit until a follow-up is due",
    "goal_review_days": "Days until an open goal wants a review",
    "attention_days": "Days that something stays on the list of the week",
    "lost_rows_percent": "Percent of rows an export may lack before it waits",
    "review_below_confidence": "Confidence below which a code waits for a person",
    "review_first_uses": "Uses of a new code that wait for a person",
    "canary_drop": "Fall in agreement after which a skill's codes wait",
}
"""Settings that are numbers, and what they are called."""
STAGES = {"baseline": "At the beginning", "mid": "In between", "exit": "At exit", "follow_up": "Follow-up"}
KEPT = {"case_note": "Case notes", "submission": "Forms", "hmis_stay": "HMIS stays"}
SHOWN = {"shown": "As it is", "masked": "Only that there is something", "band": "As a range", "absent": "Not at all"}
SEES = {
    "open": "Only what is open", "quasi-identifier": "No names, but dates and places", "sensitive": "No names",
    "identifier": "Names too",
}  # fmt: skip
ACTS: dict[Act, str] = {
    "decide": "Rule on what waits for a person", "audit": "Read who looked at whom",
    "configure": "Change the organisation's words", "break_glass": "Open a client outside its case load, with a reason",
}  # fmt: skip
WAYS = {"mail": "Email", "slack": "Slack", "teams": "Teams", "webhook": "A webhook"}
SOURCES = {"hmis": "HMIS", "crm": "The CRM", "forms": "Forms", "documents": "Documents"}
MAPPED = {"destination": "Destination", "goal_status": "Status of a goal", "service_type": "Type of a service"}
COUNTS = {
    "clients": "How many people", "events": "How many times", "percent": "What share", "mean": "The average",
    "sum": "The sum",
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """An organisation's words, read and checked from a folder."""

    organization: Organization
    skills: tuple[Skill, ...]
    every_skill: tuple[Skill, ...]
    """Those that read its notes, and all that could."""
    outcomes: tuple[Outcome, ...]
    reports: tuple[Report, ...]
    dictionary: Dictionary

    @staticmethod
    def of(folder: Path) -> "Known":
        """Raises ConfigurationError(s) that name file, line and fix."""
        organization = load_organization(folder)
        programs = [program.id for program in organization.programs]
        return Known(
            organization, tuple(skills_of(organization)), tuple(load_skills(folder)),
            tuple(load_outcomes(folder / "framework", programs)), tuple(funder_reports(organization)),
            load_dictionary(folder / "data_dictionary"),
        )  # fmt: skip

    def choices(self, what: str) -> dict[str, str]:
        """What can be named of a kind, by its ID, and what people call each. Empty where anything can be said."""
        found: dict[str, str] = self._choices.get(what, {})
        return found

    @cached_property
    def _choices(self) -> dict[str, dict[str, str]]:
        organization = self.organization
        return {
            "skill": {skill.name: skill.title for skill in self.every_skill if skill.kind == "codes"},
            "code": {f"{skill.name}.{code.key}": code.title for skill, code in self.codes},
            "risk": {f"{skill.name}.{code.key}": code.title for skill, code in self.codes if code.is_risk},
            "program": {program.id: program.name for program in organization.programs},
            "funder": {funder.id: funder.name for funder in organization.funders},
            "outcome": {outcome.id: outcome.title for outcome in self.outcomes},
            "report": {report.id: report.title for report in self.reports},
            "question": {
                f"{report.id}.{question.id}": f"{question.ask} ({report.title})"
                for report in self.reports for question in report.questions
            },
            "measure": {measure.id: measure.title for measure in measures().values()},
            "count": COUNTS,
            "spread": {name: name.replace("_", " ") for name in SPREADS},
            "label": {
                **{f"{skill.name}.{code.key}": code.title for skill, code in self.codes},
                **{outcome.id: outcome.title for outcome in self.outcomes},
                **{indicator.id: indicator.title for indicator in indicators_of(organization)},
                **{destination: destination for destination in DESTINATIONS},
            },
            "number": NUMBERS,
            "stage": STAGES,
            "kept": KEPT,
            "role": {name: name.replace("_", " ") for name in organization.roles},
            "sees": SEES,
            "act": dict[str, str](ACTS.items()),
            "shown": SHOWN,
            "field": self._fields,
            "mapped_field": MAPPED,
            "danger": {danger: danger for danger in DANGERS},
            "way": WAYS,
            "about": {about: about for about in EVERYTHING},
            "source": SOURCES,
        }  # fmt: skip

    @property
    def folder(self) -> Path:
        return self.organization.folder

    @property
    def codes(self) -> list[tuple[Skill, Code]]:
        """Codes that notes are read for."""
        return [(skill, code) for skill in self.skills for code in skill.codes]

    def code(self, name: str) -> tuple[Skill, Code]:
        """The code that is named `skill.code`. Raises CaselineError."""
        found = {f"{skill.name}.{code.key}": (skill, code) for skill, code in self.codes}
        if name not in found:
            raise CaselineError(f"'{name}' is no code. {did_you_mean(name, list(found))}")
        return found[name]

    def report(self, report_id: str) -> Report:
        """Raises CaselineError."""
        return _one(self.reports, report_id, "report")

    def outcome(self, outcome_id: str) -> Outcome:
        """Raises CaselineError."""
        return _one(self.outcomes, outcome_id, "outcome")

    def title(self, what: str, name: str) -> str:
        return self.choices(what).get(name, name)

    @property
    def _fields(self) -> dict[str, str]:
        named = {
            column.column for table in modelled_tables() if table.layer == "record" for column in table.columns
            if column.sensitivity != "open"
        }  # fmt: skip
        return {name: name.replace("_", " ") for name in sorted(named)}


def _one(things: Any, wanted: str, kind: str) -> Any:
    found = next((thing for thing in things if thing.id == wanted), None)
    if found is None:
        known = [thing.id for thing in things]
        raise CaselineError(f"There is no {kind} '{wanted}'. {did_you_mean(wanted, known) if known else ''}".strip())
    return found
