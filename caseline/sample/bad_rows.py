"""A few things that are wrong on purpose, so that what is held back shows. `docs/sample.md` lists them."""

import io
import zipfile
from pathlib import Path

from caseline.sample.crm import CrmWriter
from caseline.sample.hmis import HmisWriter

NOT_MAPPED = "card_number,date,smiley,what_we_could_do_better\n1,2025-04-02,happy,longer evening hours\n2,2025-04-02,ok,\n3,2025-04-03,sad,the bus stop is far\n4,2025-04-09,happy,thank you Joy\n"


def spoil_rows(hmis: dict[str, HmisWriter], crm: dict[str, CrmWriter]) -> None:
    """Bad lines inside good files; call before the files are closed."""
    crm["eastside"].raw("Contact", '"0035f0000ZZZZZ1AAA","","Too","","Few"\n')
    crm["eastside"].raw(
        "pmdm__ServiceDelivery__c",
        '"a0D5f0000ZZZZZ1AAA","Case management","","","","2025-03-04","1","Present","Dana Whitfield","2025-03-04T10:12:00.000Z","false","extra","one more"\n',
    )
    cells = len(
        [
            "Id",
            "AccountId",
            "FirstName",
            "MiddleName",
            "LastName",
            "Suffix",
            "Birthdate",
            "Email",
            "Phone",
            "MobilePhone",
            "MailingStreet",
            "MailingCity",
            "MailingState",
            "MailingPostalCode",
            "Gender__c",
            "RaceEthnicity__c",
            "Veteran__c",
            "SSN_Last_Four__c",
            "HMIS_ID__c",
            "IsClient__c",
            "CreatedDate",
            "LastModifiedDate",
            "IsDeleted",
        ]
    )
    crm["northgate"].raw("Contact", ",".join(['""'] * 2 + ['"No"', '""', '"Key"'] + ['""'] * (cells - 5)) + "\n")
    east = hmis["eastside"].exports[0]
    east.row("Enrollment", {
        "EnrollmentID": "EE-BAD-DATE", "PersonalID": "10001", "ProjectID": "101", "EntryDate": "2025-02-30", "HouseholdID": "EH-BAD",
        "RelationshipToHoH": 1, "EnrollmentCoC": "WA-503", "LivingSituation": 116, "DisablingCondition": 0,
        "DateCreated": "2025-03-01 09:00:00", "DateUpdated": "2025-03-01 09:00:00", "UserID": "E11",
    })  # fmt: skip
    east.row("Client", {
        "FirstName": "Without", "LastName": "Key", "NameDataQuality": 1, "SSNDataQuality": 99, "DOB": "1984-05-06", "DOBDataQuality": 1,
        "VeteranStatus": 0, "DateCreated": "2025-03-01 09:00:00", "DateUpdated": "2025-03-01 09:00:00", "UserID": "E11",
    })  # fmt: skip


def spoil_files(data: Path) -> None:
    """Bad files beside good ones; call after the good files are closed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("Client.csv", (2025, 10, 1, 0, 0, 0))
        archive.writestr(entry, '"PersonalID","FirstName"\r\n' + "".join(f'"{n}","x{n * n}"\r\n' for n in range(400)))
    whole = packed.getvalue()
    (data / "rivertown" / "hmis" / "hmis_export_2025-10-01.zip").write_bytes(whole[: len(whole) // 2])
    (data / "northgate" / "forms" / "outcome_survey_scanned.xlsx").write_bytes(
        b"%PDF-1.4\n% a scan that somebody saved as a workbook\n" + bytes(range(128, 256)) * 4
    )
    (data / "rivertown" / "forms" / "comment_cards_2025.csv").write_text(NOT_MAPPED, encoding="utf-8")
