"""A sample organisation's folder to change, and one example of each kind of change."""

import shutil
from pathlib import Path

from caseline.ground.settings import Workspace

SAMPLE = Path(__file__).parents[2] / "organizations" / "harborlight"
PEOPLE = [
    {"email": "ana@harbor.example", "name": "Ana Sol", "role": "director"},
    {"email": "ben@harbor.example", "name": "Ben Ito", "role": "analyst"},
]
FILLED = {
    "add_code": {"skill": "barriers", "name": "Pets", "meaning": "A pet is not let in.", "phrases": "dog; my cat"},
    "reword_code": {"code": "housing-stability.3", "meaning": "A place for now."},
    "include_in_code": {"code": "presenting-needs.housing", "counts": "Couch surfing"},
    "exclude_from_code": {"code": "risk-flags.eviction_risk", "counts_not": "A notice that was taken back"},
    "add_phrases": {"code": "risk-flags.eviction_risk", "phrases": "kitchen table notice; lockout"},
    "add_misleading": {"code": "presenting-needs.food", "phrases": "food coma"},
    "set_danger": {"code": "Eviction risk", "danger": "this month"},
    "add_outcome": {"name": "Sleep", "item": "sleep_quality", "programs": "housing; Youth Pathways"},
    "set_improvement": {"outcome": "wellbeing", "points": "2"},
    "set_stage": {"outcome": "job_readiness", "stage": "follow_up", "days": "90"},
    "add_program": {"name": "Winter Warming Center"},
    "rename_program": {"program": "youth", "name": "Pathways: the next"},
    "map_program": {"source": "crm", "source_program": "Night, Annex", "program": "housing"},
    "map_value": {"field": "destination", "source_value": "hospital", "value": "116"},
    "add_question": {
        "report": "city_housing", "ask": "How many got a job?", "measure": "note_code",
        "label": "outcome-evidence.employment_obtained", "by": "program; quarter",
    },
    "remove_question": {"question": "city_housing.stay"},
    "spread_question": {"question": "city_housing.age", "by": "gender"},
    "set_period": {"report": "city_housing", "first": "2026-07-01", "last": "2027-06-30"},
    "set_programs": {"report": "community_action", "programs": "housing"},
    "set_number": {"setting": "silence_days", "number": "30"},
    "set_retention": {"table": "case_note", "period": "7 years"},
    "set_role": {"role": "Volunteers", "sees": "sensitive"},
    "show_field": {"role": "analyst", "field": "note_text", "shown": "absent"},
    "add_person": {"email": "maria@example.org", "name": "Maria Lopez", "role": "director"},
    "add_alert": {"by": "slack", "about": "new risks; monday digest"},
}  # fmt: skip


def sample_place(folder: Path) -> Workspace:
    """A copy of the sample's words in `folder`, with no run and no data."""
    organization = folder / "harborlight"
    shutil.copytree(SAMPLE, organization, ignore=shutil.ignore_patterns("data", "truth"))
    return Workspace(organization, folder / "output" / "harborlight")
