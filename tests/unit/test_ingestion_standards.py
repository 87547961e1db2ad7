"""The standards as data: fields, versions, code lists, Salesforce names."""

import csv
import re
from pathlib import Path

import pyarrow as pa
import pytest

import ingestion.crm
import ingestion.hmis
from ingestion.crm.standard import columns_of, crm_tables, squashed, table_of
from ingestion.hmis.standard import recognise, standard_files, tell_version
from ingestion.salesforce_ids import long_ids, salesforce_id

FOLDERS = {"hmis": Path(ingestion.hmis.__file__).parent, "crm": Path(ingestion.crm.__file__).parent}


def read(source, name):
    with (FOLDERS[source] / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("source", ["hmis", "crm"])
def test_every_field_has_a_meaning_a_sensitivity_and_a_column_of_its_own(source):
    rows = read(source, "fields.csv")
    assert len({(row["table_name"], row["column_name"]) for row in rows}) == len(rows)
    assert all(row["meaning"] for row in rows)
    assert {row["sensitivity"] for row in rows} == {"open", "quasi-identifier", "sensitive", "identifier"}
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,62}", row["column_name"]) for row in rows)


def test_every_code_list_a_field_names_is_there():
    lists = {row["list"] for row in read("hmis", "lists.csv")}
    named = {name for row in read("hmis", "fields.csv") for name in row["list"].split("|") if name}
    assert named == lists


def test_the_standard_holds_the_files_of_three_versions():
    assert len(standard_files()) == 25
    assert {"enrollmentcoc", "hmisparticipation", "ceparticipation", "client"} <= standard_files().keys()


def test_the_version_is_told_by_the_headers_and_a_tie_by_the_hint_or_else_the_newest():
    def headers(version):
        return {
            name: [field for field, versions in file.versions.items() if version in versions]
            for name, file in standard_files().items()
            if name in ("client", "enrollment")
        }

    for version in ("2022", "2024", "2026"):
        assert tell_version(headers(version), hint="2022") == version
    exits = {"exit": [field for field, versions in standard_files()["exit"].versions.items() if "2024" in versions]}
    assert tell_version(exits, hint="2026 v1") == "2026"
    assert tell_version(exits, hint="") == "2026"


def test_a_file_is_known_by_its_columns_when_its_name_says_nothing():
    headers = [field for field, versions in standard_files()["client"].versions.items() if "2024" in versions]
    assert recognise("people of 2024.csv", headers).table == "client"
    assert recognise("CLIENT.CSV", [header.upper() for header in headers]).table == "client"
    assert recognise("Client.csv", ["Name", "Phone"]) is None


def test_a_file_that_has_some_columns_of_another_is_not_taken_for_it():
    custom = "PersonalID,Woman,Man,NonBinary,Transgender,DateCreated,DateUpdated,UserID,DateDeleted,ExportID"
    assert recognise("CustomGender.csv", custom.split(",")) is None


def test_a_file_is_what_its_name_says_and_never_another():
    headers = [field for field, versions in standard_files()["client"].versions.items() if "2024" in versions]
    assert recognise("Exit.csv", headers) is None


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("Contact.csv", "contact"),
        ("Contacts 2024-05-01.csv", "contact"),
        ("pmdm__ProgramEngagement__c.csv", "program_engagement"),
        ("ServiceDelivery__c.csv", "service_delivery"),
        ("Service__c.csv", "service"),
        ("caseman__ClientNote__c.csv", "case_note"),
        ("extract_Case_Note__c_2.csv", "case_note"),
    ],
)
def test_salesforce_files_are_known_with_and_without_prefix(name, table):
    assert table_of(name).table == table


def test_other_salesforce_objects_are_not_mistaken_for_known_ones():
    for name in ("ServiceSession__c.csv", "ServiceParticipant__c.csv", "Opportunity.csv", "Account_rt_mapping.csv"):
        assert table_of(name) is None


def test_salesforce_fields_are_known_by_api_name_and_by_label():
    assert squashed("pmdm__StartDate__c") == "startdate"
    notes = crm_tables()["case_note"]
    assert columns_of(notes, ["Id", "Client__c", "Title", "Note Date", "Content", "Favourite Colour"]) == [
        "id", "contact", "subject", "note_date", "note", None,
    ]  # fmt: skip


def test_ids_of_fifteen_characters_are_those_of_eighteen():
    assert salesforce_id("0035f00001AbCdE") == "0035f00001AbCdEAAV"
    assert salesforce_id("0035f00001AbCde") == "0035f00001AbCdeAAF"
    for as_it_is in ("0035f00001AbCdEAAV", "TransitionalHsg", "", "12"):
        assert salesforce_id(as_it_is) == as_it_is
    assert salesforce_id("a0E5f00000AAAAAEA4") == salesforce_id("a0E5f00000AAAAA")
    column = pa.chunked_array([["0035f00001AbCdE", None, "x"], ["0035f00001AbCdEAAV", "a0E5f00000AAAAAEA4"]])
    assert long_ids(column).to_pylist() == [
        "0035f00001AbCdEAAV", None, "x", "0035f00001AbCdEAAV", salesforce_id("a0E5f00000AAAAA"),
    ]  # fmt: skip


def test_headers_of_reports_name_the_field_behind_their_label():
    delivery = crm_tables()["service_delivery"]
    headers = ["Service Delivery: ID", "Client: Contact ID", "Service: ID", "Client: Full Name", "Delivery Date"]
    assert columns_of(delivery, headers) == ["id", "contact", "service", None, "delivery_date"]
