"""The bulk export of an electronic health record."""

import base64
from typing import Any

from tests.integration.systems.export import Export, Person, ndjson_of, three_people

SSN = "http://hl7.org/fhir/sid/us-ssn"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
PHQ9 = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]


def _patient(number: str, person: Person, **more: Any) -> dict[str, Any]:
    name = {"use": "official", "family": person.last, "given": [person.first]}
    phone = {"system": "phone", "value": person.phone, "use": "home"}
    return {"resourceType": "Patient", "id": number, "name": [name], "gender": person.sex.lower(), "birthDate": person.born, "telecom": [phone]} | more  # fmt: skip


def _note(number: str, **attachment: str) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference", "id": number, "status": "current", "date": "2024-01-20T15:00:00Z",
        "subject": {"reference": "Patient/p0"}, "author": [{"display": "Dr. Kim Lee"}],
        "content": [{"attachment": attachment}],
    }  # fmt: skip


def fhir() -> Export:
    """A maiden name before the name in use, a reference with a server before it, a note that is only a link."""
    ana, other_ana, ben = three_people(12)
    names = [
        {"use": "maiden", "family": "Before"},
        {"use": "official", "family": ana.last, "given": [ana.first, "Marie"]},
    ]
    text = base64.b64encode(b"Patient is housed and sleeps well.").decode()
    return Export(
        {
            "Patient.000.ndjson": ndjson_of(
                _patient("p0", ana, name=names, identifier=[{"system": SSN, "value": "219-09-4321"}]),
                _patient("p1", other_ana),
                _patient("p2", ben),
            ),
            "7f3a-episodes.ndjson": ndjson_of(
                {
                    "resourceType": "EpisodeOfCare", "id": "ep1", "status": "active", "type": [{"text": "Behavioral health"}],
                    "patient": {"reference": "https://ehr.example.org/fhir/Patient/p0"}, "period": {"start": "2024-01-15"},
                }
            ),
            "Encounter.000.ndjson": ndjson_of(
                {
                    "resourceType": "Encounter", "id": "en1", "status": "finished", "class": {"code": "AMB"},
                    "type": [{"text": "Office visit"}], "subject": {"reference": "Patient/p0"},
                    "period": {"start": "2024-01-20T10:00:00-05:00", "end": "2024-01-20T11:00:00-05:00"},
                }
            ),
            "Observation.000.ndjson": ndjson_of(
                *(
                    {
                        "resourceType": "Observation", "id": f"o{at}", "status": "final",
                        "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}], "subject": {"reference": "Patient/p0"},
                        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
                        "effectiveDateTime": "2024-01-20T10:30:00-05:00", "valueInteger": at % 4,
                    }
                    for at, code in enumerate(PHQ9)
                )
            ),
            "DocumentReference.000.ndjson": ndjson_of(
                _note("d1", contentType="text/plain", data=text), _note("d2", contentType="text/plain", url="Binary/7")
            ),
        },
        answers=9, held_back=1,
    )  # fmt: skip
