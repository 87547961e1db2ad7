"""What stands in every HMIS export whoever the clients are: the export itself, the organization, users, projects."""

from datetime import date, timedelta

from caseline.sample.hmis_format import HmisExport
from caseline.sample.network import AFFILIATES, PROJECTS, Project

_MADE_BY = {"eastside": ("Ana", "Ruiz"), "rivertown": ("Kofi", "Mensah"), "northgate": ("Jo", "Lindahl")}
_SHELTER, _TRANSITIONAL, _RAPID_REHOUSING, _SERVICES_ONLY = 0, 2, 13, 6


def export_head(
    affiliate: str, version: str, made: date, number: int, since: date, directive: int
) -> dict[str, object]:
    """The row of Export.csv. `directive` is HUD's: 1 changes only, 2 everything."""
    first, last = _MADE_BY[affiliate]
    return {
        "ExportID": f"{affiliate.upper()}-{made:%Y%m%d}",
        "SourceType": 1,
        "SourceID": "WA-503",
        "SourceName": f"{AFFILIATES[affiliate].name} HMIS",
        "SourceContactFirst": first,
        "SourceContactLast": last,
        "SourceContactPhone": "2535550199",
        "SourceContactEmail": f"hmis@{affiliate}.example.org",
        "ExportDate": f"{made} 02:1{number}:00",
        "ExportStartDate": since,
        "ExportEndDate": made - timedelta(days=1),
        "SoftwareName": "HarborTrack",
        "SoftwareVersion": "9.4",
        "CSVVersion": {"2022": "2022 v1.3", "2024": "2024 v1.7", "2026": "2026 v1.1"}[version],
        "ExportPeriodType": 3 if directive == 2 else 1,
        "ExportDirective": directive,
        "HashStatus": 1,
        "ImplementationID": f"{affiliate}-503",
    }


def write_projects(export: HmisExport, affiliate: str) -> None:
    """Organization, users and projects of one affiliate, with funder, CoC, inventory and participation of each."""
    words = AFFILIATES[affiliate]
    stamp: dict[str, object] = {
        "DateCreated": "2023-10-01 09:00:00",
        "DateUpdated": "2023-10-01 09:00:00",
        "UserID": words.workers[0].user_id,
        "OrganizationID": affiliate[0].upper() + "1",
    }
    names = {"OrganizationName": words.name, "OrganizationCommonName": words.name}
    export.row("Organization", {**stamp, **names, "VictimServiceProvider": 0})
    for worker in words.workers:
        first, last = worker.name.split(" ", 1)
        email = f"{first.lower()}@{affiliate}.example.org"
        user = {"UserID": worker.user_id, "UserFirstName": first, "UserLastName": last, "UserEmail": email}
        export.row("User", {**stamp, **user})
    for project in PROJECTS.values():
        if project.affiliate == affiliate and project.kind is not None:
            _write_project(export, project, stamp)


def _write_project(export: HmisExport, project: Project, stamp: dict[str, object]) -> None:
    key: dict[str, object] = {**stamp, "ProjectID": project.hmis_id}
    old, kind = export.version == "2022", project.kind
    shelter, since = kind == _SHELTER, "2018-07-01"
    export.row("Project", {
        **key, "OperatingStartDate": since, "ProjectName": project.name, "ProjectCommonName": project.name,
        "ContinuumProject": 1, "ProjectType": 1 if shelter and old else kind,
        "HousingType": 1 if kind in (_SHELTER, _TRANSITIONAL) else None,
        "RRHSubType": 2 if kind == _RAPID_REHOUSING else None,
        "ResidentialAffiliation": 0 if kind == _SERVICES_ONLY else None, "TrackingMethod": 0,
        "HMISParticipatingProject": 1, "TargetPopulation": 4, "PITCount": 40 if shelter else None,
    })  # fmt: skip
    funder = 22 if kind == _TRANSITIONAL else 8
    grant = {"FunderID": f"F{project.hmis_id}", "Funder": funder, "GrantID": f"WA-{project.hmis_id}"}
    export.row("Funder", {**key, **grant, "StartDate": "2023-07-01"})
    export.row("ProjectCoC", {
        **key, "ProjectCoCID": f"PC{project.hmis_id}", "CoCCode": "WA-503", "Geocode": "539033",
        "Address1": "1200 Harbor St", "City": "Eastside", "State": "WA", "ZIP": "98401", "GeographyType": 1,
    })  # fmt: skip
    if kind in (_SHELTER, _TRANSITIONAL, _RAPID_REHOUSING):
        export.row("Inventory", {
            **key, "InventoryID": f"IV{project.hmis_id}", "CoCCode": "WA-503", "HouseholdType": 1,
            "Availability": 1 if shelter else None, "UnitInventory": 40, "BedInventory": 60,
            "ESBedType": 1 if shelter else None, "InventoryStartDate": since,
        })  # fmt: skip
    taking_part = {"HMISParticipationType": 1, "HMISParticipationStatusStartDate": since}
    export.row("HMISParticipation", {**key, "HMISParticipationID": f"HP{project.hmis_id}", **taking_part})
    entry = {"AccessPoint": int(shelter), "ReceivesReferrals": 1, "CEParticipationStatusStartDate": since}
    export.row("CEParticipation", {**key, "CEParticipationID": f"CE{project.hmis_id}", **entry})
