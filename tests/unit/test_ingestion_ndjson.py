"""A JSON object on each line, FHIR's among them, becomes a submission whose values have paths."""

import base64
import gzip
import json

import pytest

from ingestion.boundary import Unreadable
from ingestion.csv_reading import BadRow
from ingestion.files import FoundFile
from ingestion.forms import ndjson
from ingestion.forms.ndjson import headers_of_ndjson, is_ndjson, submissions_of_ndjson

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [{"system": "http://hl7.org/fhir/sid/us-ssn", "value": "219-45-6789"}, {"value": "77"}],
    "name": [{"use": "maiden", "family": "Roe"}, {"use": "official", "family": "Quill", "given": ["Ana", "M"]}],
    "telecom": [
        {"system": "phone", "value": "555-0100", "use": "old"},
        {"system": "email", "value": "ana@example.org"},
        {"system": "phone", "value": "555-0101"},
    ],
    "deceasedBoolean": False,
    "multipleBirthInteger": 2,
    "extension": [
        {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race",
         "extension": [{"url": "text", "valueString": "White"}]},
    ],
    "maritalStatus": {"text": ""},
}  # fmt: skip


def found(path) -> FoundFile:
    return FoundFile("a", path.name, path)


def write(path, *items):
    text = "\n".join(item if isinstance(item, str) else json.dumps(item) for item in items)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return found(path)


def note(**attachment):
    return {"resourceType": "DocumentReference", "id": "d1", "content": [{"attachment": attachment}]}


@pytest.mark.parametrize("name", ["Patient.ndjson", "patient.jsonl.gz"])
def test_a_patient_has_a_path_for_each_value(tmp_path, name):
    assert is_ndjson(name)
    [read] = submissions_of_ndjson(write(tmp_path / name, PATIENT))
    assert read.top() == {
        "resourceType": "Patient",
        "id": "p1",
        "identifier/us-ssn/0/system": "http://hl7.org/fhir/sid/us-ssn",
        "identifier/us-ssn/0/value": "219-45-6789",
        "identifier/other/0/value": "77",
        "name/0/use": "official",
        "name/0/family": "Quill",
        "name/0/given/0": "Ana",
        "name/0/given/1": "M",
        "name/1/use": "maiden",
        "name/1/family": "Roe",
        "telecom/phone/0/system": "phone",
        "telecom/phone/0/value": "555-0101",
        "telecom/phone/1/system": "phone",
        "telecom/phone/1/value": "555-0100",
        "telecom/phone/1/use": "old",
        "telecom/email/0/system": "email",
        "telecom/email/0/value": "ana@example.org",
        "deceasedBoolean": "false",
        "multipleBirthInteger": "2",
        "extension/us-core-race/0/url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race",
        "extension/us-core-race/0/extension/text/0/url": "text",
        "extension/us-core-race/0/extension/text/0/valueString": "White",
    }
    assert "resourceType: Patient" in headers_of_ndjson(found(tmp_path / name))


@pytest.mark.parametrize("reference", ["Patient/p1", "https://ehr.example.org/fhir/Patient/p1"])
def test_a_reference_gives_the_number_under_its_type(tmp_path, reference):
    item = {"resourceType": "Encounter", "id": "e1", "subject": {"reference": reference}}
    [read] = submissions_of_ndjson(write(tmp_path / "e.ndjson", item))
    assert read.top()["subject/Patient"] == "p1"


def test_the_text_of_a_note_is_read_in_its_own_characters(tmp_path):
    data = base64.b64encode("Señora called.".encode("latin-1")).decode()
    [read] = submissions_of_ndjson(
        write(tmp_path / "d.ndjson", note(contentType="text/plain; charset=iso-8859-1", data=data))
    )
    assert read.top()["content/0/attachment/data"] == "Señora called."


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": 1', "not valid JSON"),
        ("[1]", "no JSON object"),
        (note(contentType="text/plain", data="not base64!"), "base64"),
        (note(contentType="text/plain", url="Binary/7"), "only a link"),
        (note(contentType="application/pdf", data="JVBERi0="), "not text"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_others_go_on(tmp_path, line, words):
    before, bad, after = submissions_of_ndjson(write(tmp_path / "x.ndjson", PATIENT, "", line, PATIENT))
    assert isinstance(bad, BadRow)
    assert words in bad.reason
    assert (before.line, bad.line, after.line) == (1, 3, 4)


def test_bytes_that_are_no_utf8_hold_back_their_line_only(tmp_path):
    path = tmp_path / "x.ndjson"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\n{"a": "\xe9"}\n{"a": 3}\n')
    first, bad, last = submissions_of_ndjson(found(path))
    assert first.top() == {"a": "1"}
    assert isinstance(bad, BadRow)
    assert last.top() == {"a": "3"}


def test_what_unpacks_to_far_too_much_is_not_read(tmp_path, monkeypatch):
    file = write(tmp_path / "x.ndjson.gz", *[{"a": "b" * 1000}] * 1000)
    monkeypatch.setattr(ndjson, "RATIO_MATTERS_FROM", 1000)
    with pytest.raises(Unreadable, match="far more"):
        list(submissions_of_ndjson(file))
