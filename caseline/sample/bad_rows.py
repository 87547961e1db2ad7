"""A few things that are wrong on purpose, so that what is held back shows. `docs/sample.md` lists them."""

import io
import zipfile
from pathlib import Path

from caseline.sample.crm import HEADERS, CrmWriter
from caseline.sample.hmis import HmisWriter

_NOT_MAPPED = """\
card_number,date,smiley,what_we_could_do_better
1,2025-04-02,happy,longer evening hours
2,2025-04-02,ok,
3,2025-04-03,sad,the bus stop is far
4,2025-04-09,happy,thank you Joy
"""
_STAMP: dict[str, object] = {
    "DateCreated": "2025-03-01 09:00:00",
    "DateUpdated": "2025-03-01 09:00:00",
    "UserID": "E11",
}


def spoil_rows(hmis: dict[str, HmisWriter], crm: dict[str, CrmWriter]) -> None:
    """Bad lines inside good files; call before the files are closed."""
    crm["eastside"].raw("Contact", _quoted("0035f0000ZZZZZ1AAA", "", "Too", "", "Few"))
    delivery = ["a0D5f0000ZZZZZ1AAA", *[""] * (len(HEADERS["pmdm__ServiceDelivery__c"].split()) - 1), "too", "many"]
    crm["eastside"].raw("pmdm__ServiceDelivery__c", _quoted(*delivery))
    names = {"FirstName": "Without", "LastName": "Key"}
    crm["northgate"].raw("Contact", _quoted(*(names.get(column, "") for column in HEADERS["Contact"].split())))
    east = hmis["eastside"].exports[0]
    east.row("Client", {**_STAMP, **names, "NameDataQuality": 1, "SSNDataQuality": 99, "DOB": "1984-05-06",
                        "DOBDataQuality": 1, "VeteranStatus": 0})  # fmt: skip
    east.row("Enrollment", {**_STAMP, "EnrollmentID": "EE-BAD-DATE", "PersonalID": "10001", "ProjectID": "101",
                            "EntryDate": "2025-02-30", "HouseholdID": "EH-BAD", "RelationshipToHoH": 1,
                            "EnrollmentCoC": "WA-503", "LivingSituation": 116, "DisablingCondition": 0})  # fmt: skip


def _quoted(*cells: str) -> str:
    return ",".join(f'"{cell}"' for cell in cells) + "\n"


def spoil_files(data: Path) -> None:
    """Bad files beside good ones; call after the good files are closed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        entry = zipfile.ZipInfo("Client.csv", (2025, 10, 1, 0, 0, 0))
        archive.writestr(entry, '"PersonalID","FirstName"\r\n' + "".join(f'"{n}","x{n * n}"\r\n' for n in range(400)))
    whole = packed.getvalue()
    (data / "rivertown" / "hmis" / "hmis_export_2025-10-01.zip").write_bytes(whole[: len(whole) // 2])
    scan = b"%PDF-1.4\n% a scan that somebody saved as a workbook\n" + bytes(range(128, 256)) * 4
    (data / "northgate" / "forms" / "outcome_survey_scanned.xlsx").write_bytes(scan)
    (data / "rivertown" / "forms" / "comment_cards_2025.csv").write_text(_NOT_MAPPED, encoding="utf-8")
