"""A small HMIS whose Point-in-Time count on 28 January 2026 is known: who is in shelter that night, and as what."""

from pathlib import Path

from caseline.organization.hud_reports import HudReport
from tests.integration.hmis_place import export_file
from tests.integration.spm_scenarios import enrollment_row, write_rows

AFFILIATE = "pit_scenarios"
REQUEST = HudReport.model_validate(
    {
        "id": "pit", "kind": "pit", "period": {"from": "2026-01-28", "to": "2026-01-28"},
        "affiliates": [AFFILIATE], "coc": "XX-500",
    }
)  # fmt: skip
_PROJECTS = {"es": 0, "nbn": 1, "th": 2, "psh": 3, "sh": 8, "elsewhere": 0, "private": 0, "closed": 0}
_NIGHT = "2026-01-28"
_STAYS = {
    # project, household, relationship to its head, entry, exit, bed nights
    "mother": ("th", "family", "1", "2026-01-01", "", ()),
    "child": ("th", "family", "2", "2026-01-01", "", ()),
    "young_mother": ("es", "young", "1", "2026-01-01", "", ()),
    "her_child": ("es", "young", "2", "2026-01-01", "", ()),
    "runaway": ("es", "alone_1", "1", "2026-01-27", "", ()),
    "in_a_bed_that_night": ("nbn", "alone_2", "1", "2025-12-01", "", (_NIGHT,)),
    "in_a_haven": ("sh", "alone_3", "1", "2025-12-01", "2026-01-29", ()),
    "no_bed_that_night": ("nbn", "alone_4", "1", "2025-12-01", "", ("2026-01-27",)),
    "left_that_day": ("es", "alone_5", "1", "2025-12-01", _NIGHT, ()),
    "housed": ("psh", "alone_6", "1", "2025-12-01", "", ()),
    "in_another_coc": ("elsewhere", "alone_7", "1", "2025-12-01", "", ()),
    "outside_the_continuum": ("private", "alone_8", "1", "2025-12-01", "", ()),
    "nobody_exited": ("closed", "alone_9", "1", "2025-12-01", "", ()),
}
_CLIENTS: dict[str, dict[str, str]] = {
    "mother": {"DOB": "1990-01-01", "Sex": "0", "White": "1", "VeteranStatus": "1"},
    "child": {"DOB": "2020-01-01", "Sex": "1", "White": "1", "HispanicLatinao": "1"},
    "young_mother": {"DOB": "2004-01-01", "Sex": "0", "Asian": "1"},
    "her_child": {"DOB": "2024-01-01", "Sex": "0", "Asian": "1"},
    "runaway": {"DOB": "2010-01-01", "Sex": "1", "Asian": "1", "White": "1"},
    "in_a_bed_that_night": {"DOB": "1950-01-01", "Sex": "1", "VeteranStatus": "1"},
}
_CONDITIONS = {
    # person and disability type: response, whether it lasts and impairs
    ("in_a_haven", "9"): ("1", "1"),
    ("mother", "9"): ("1", "0"),
    ("mother", "10"): ("2", "1"),
    ("young_mother", "10"): ("1", "99"),
    ("in_a_bed_that_night", "8"): ("1", ""),
}
_ANYBODY = {"DOB": "1980-01-01", "Sex": "1", "White": "1"}
EXPECTED = {
    # table and row of it: emergency shelter, transitional housing, safe haven
    ("P1", "Number of households"): (1, 1, 0),
    ("P1", "Number of persons"): (2, 2, 0),
    ("P1", "Under age 18"): (1, 1, 0),
    ("P1", "Age 35 to 44"): (0, 1, 0),
    ("P1", "Female"): (2, 1, 0),
    ("P1", "White & Hispanic/Latina/e/o"): (0, 1, 0),
    ("P1", "Asian or Asian American (only)"): (2, 0, 0),
    ("P2", "Number of persons"): (1, 0, 1),
    ("P2", "Age 65 and over"): (1, 0, 0),
    ("P2", "Race and ethnicity not known"): (1, 0, 0),
    ("P3", "Number of households"): (1, 0, 0),
    ("P3", "Multi-racial (all other)"): (1, 0, 0),
    ("P4", "Number of persons"): (0, 0, 0),
    ("P5", "Number of persons"): (0, 2, 0),
    ("P5", "Number of veterans"): (0, 1, 0),
    ("P6", "Number of veteran households"): (1, 0, 0),
    ("P7", "Number of parenting youth households"): (1, 0, 0),
    ("P7", "Number of parenting youth age 18 to 24"): (1, 0, 0),
    ("P7", "Number of children with parenting youth"): (1, 0, 0),
    ("P8", "Number of unaccompanied youth under age 18"): (1, 0, 0),
    ("P8", "Number of unaccompanied youth age 18 to 24"): (0, 0, 0),
    ("P9", "Adults with a serious mental illness"): (0, 0, 1),
    ("P9", "Adults with a substance use disorder"): (0, 1, 0),
    ("P9", "Adults with HIV/AIDS"): (1, 0, 0),
    ("P9", "Adult survivors of domestic violence who are fleeing"): (1, 0, 0),
}


def write_scenarios(folder: Path) -> None:
    """An export with all of them."""
    folder.mkdir(parents=True)
    export = export_file("2026-02-05", end="2026-02-05", CSVVersion="FY2026 v1.0")
    (folder / "Export.csv").write_text(export, encoding="utf-8")
    enrollments, exits, services = [], [], []
    for person, (project, household, relationship, entry, left, nights) in _STAYS.items():
        enrollments.append(
            enrollment_row(person, person, project, entry, household, relationship) | {"EnrollmentCoC": "XX-500"}
        )
        of_stay = {"EnrollmentID": person, "PersonalID": person}
        exits += [of_stay | {"ExitID": person, "ExitDate": left, "Destination": "116"}] if left else []
        services += [
            of_stay | {"ServicesID": person, "DateProvided": night, "RecordType": "200", "TypeProvided": "200"}
            for night in nights
        ]
    projects = [
        {
            "ProjectID": name, "OrganizationID": "o", "ProjectName": name, "OperatingStartDate": "2000-01-01",
            "ContinuumProject": "0" if name == "private" else "1", "ProjectType": str(kind),
            "OperatingEndDate": "2025-12-31" if name == "closed" else "",
        }
        for name, kind in _PROJECTS.items()
    ]  # fmt: skip
    places = [
        {"ProjectCoCID": name, "ProjectID": name, "CoCCode": "XX-600" if name == "elsewhere" else "XX-500"}
        for name in _PROJECTS
    ]
    said = {"DataCollectionStage": "1", "InformationDate": "2025-12-01"}
    conditions = [
        said
        | {"DisabilitiesID": f"{person}{kind}", "EnrollmentID": person, "PersonalID": person, "DisabilityType": kind}
        | {"DisabilityResponse": response, "IndefiniteAndImpairs": lasts}
        for (person, kind), (response, lasts) in _CONDITIONS.items()
    ]
    fleeing = said | {
        "HealthAndDVID": "young_mother", "EnrollmentID": "young_mother", "PersonalID": "young_mother",
        "DomesticViolenceSurvivor": "1", "CurrentlyFleeing": "1",
    }  # fmt: skip
    clients = [{"PersonalID": person} | _CLIENTS.get(person, _ANYBODY) for person in _STAYS]
    for file, rows in {
        "Project": projects, "ProjectCoC": places, "Client": clients, "Enrollment": enrollments, "Exit": exits,
        "Services": services, "Disabilities": conditions, "HealthAndDV": [fleeing],
        "Organization": [{"OrganizationID": "o", "OrganizationName": "O"}],
    }.items():  # fmt: skip
        write_rows(folder / f"{file}.csv", rows)
