"""The data dictionary: shorthand, targets, matching of files."""

import re

import pytest

from caseline.ground.errors import ConfigurationError, ConfigurationErrors
from caseline.organization import dictionary
from caseline.organization.described_table import DictionaryTable
from caseline.organization.dictionary import load_dictionary, shipped_systems, shipped_tables
from ingestion.crm.extending import check_objects

FORM = """\
table: intake
title: Intake
grain: one row per interview
files: ["intake*.csv"]
fields:
  - name: Moving?
    meaning: Whether the client moves this month
    sensitivity: sensitive
    type: code
    codes:
      no: "No"
      often: {label: Often, score: 4}
"""


def write(tmp_path, text):
    (tmp_path / "intake.yml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_label_alone_is_a_code(tmp_path):
    (form,) = load_dictionary(write(tmp_path, FORM)).own
    codes = form.fields[0].codes
    assert codes["no"].label == "No"
    assert codes["no"].score is None
    assert codes["often"].score == 4


def test_an_unknown_target_names_the_nearest(tmp_path):
    with pytest.raises(ConfigurationErrors, match=r"intake\.yml:13: .*Did you mean 'person\.first_name'"):
        load_dictionary(write(tmp_path, FORM + "    maps_to: person.firstname\n"))


def test_any_assessment_item_is_a_target(tmp_path):
    (form,) = load_dictionary(write(tmp_path, FORM + "    maps_to: assessment.housing_stability\n")).own
    assert form.fields[0].maps_to == "assessment.housing_stability"


def test_sensitivity_must_be_said(tmp_path):
    with pytest.raises(ConfigurationErrors, match="'fields > 0 > sensitivity' is missing"):
        load_dictionary(write(tmp_path, FORM.replace("    sensitivity: sensitive\n", "")))


def test_file_names_match_in_any_case():
    form = DictionaryTable.model_validate(
        {
            "table": "a",
            "title": "A",
            "grain": "row",
            "files": ["intake*.csv"],
            "fields": [{"name": "x", "meaning": "x", "sensitivity": "open"}],
        }
    )
    assert form.matches("Intake_2025.CSV")
    assert not form.matches("exit.csv")


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ("      NO: Never\n", "'NO' is there twice"),
        ('      "1": Once\n      "1.0": Once\n', "'1.0' is there twice"),
        ('  - {name: "moving?", meaning: Again, sensitivity: open}\n', "'moving?' is described twice"),
    ],
)
def test_what_is_told_apart_by_case_alone_is_refused(tmp_path, more, word):
    """Answers are matched without regard to case: one that fits two codes or two fields would count twice."""
    with pytest.raises(ConfigurationErrors, match=re.escape(word)):
        load_dictionary(write(tmp_path, FORM + more))


def test_one_form_in_two_files_is_refused(tmp_path):
    write(tmp_path, FORM)
    (tmp_path / "other.yml").write_text(FORM, encoding="utf-8")
    with pytest.raises(ConfigurationErrors, match="in two files"):
        load_dictionary(tmp_path)


PARTICIPANTS = """\
system: apricot
table: participants
title: Participants
grain: one row per participant
kind: person
files: ["participants*.csv"]
recognized_by: [Record ID, First Name]
key: Record ID
fields:
  - {name: Record ID, meaning: Number, sensitivity: quasi-identifier}
  - {name: First Name, meaning: Name, maps_to: person.first_name, sensitivity: identifier}
"""
NOTES = """\
system: apricot
table: notes
title: Notes
grain: one row per note
kind: note
files: ["notes*.csv"]
key: [Record ID]
references:
  - {fields: [Participant], to: participants}
fields:
  - {name: Note, meaning: Words, maps_to: note.text, sensitivity: sensitive}
"""


@pytest.fixture
def systems(tmp_path, monkeypatch):
    """A system of two tables in place of those that ship."""
    folder = tmp_path / "systems"
    (folder / "apricot").mkdir(parents=True)
    (folder / "apricot" / "system.yml").write_text("title: Apricot\nabout: Case management\nexport: As CSV\n")
    (folder / "apricot" / "participants.yml").write_text(PARTICIPANTS)
    (folder / "apricot" / "notes.yml").write_text(NOTES)
    monkeypatch.setattr(dictionary, "SYSTEMS", folder)
    shipped_tables.cache_clear()
    shipped_systems.cache_clear()
    yield folder / "apricot"
    shipped_tables.cache_clear()
    shipped_systems.cache_clear()


def own(tmp_path, text):
    folder = tmp_path / "own"
    folder.mkdir(exist_ok=True)
    (folder / "own.yml").write_text(text)
    return folder


def test_tables_of_shipped_systems_stand_beside_the_organisations_own(tmp_path, systems):
    found = load_dictionary(own(tmp_path, FORM))
    assert [table.full_name for table in found.tables] == ["intake", "apricot/notes", "apricot/participants"]
    assert shipped_systems()["apricot"].title == "Apricot"
    assert found.tables[2].is_recognized(["RECORD\u00a0ID ", "first name", "Other"])
    assert not found.tables[2].is_recognized(["Record ID"])


def test_an_extension_adds_fields_and_describes_others_anew(tmp_path, systems):
    extension = """\
extends: apricot/participants
files: ["people*.csv"]
fields:
  - {name: first name, meaning: Said name, maps_to: person.full_name, sensitivity: identifier}
  - {name: Cell, meaning: Mobile phone, maps_to: person.phone, split: ";", sensitivity: identifier}
"""
    table = load_dictionary(own(tmp_path, extension)).shipped[1]
    assert [(field.name, field.maps_to) for field in table.fields] == [
        ("first name", "person.full_name"), ("Cell", "person.phone"), ("Record ID", None),
    ]  # fmt: skip
    assert table.matches("People 2024.csv") and table.matches("participants.csv")


REFERRING = NOTES.replace("table: notes", "table: scores").replace("system: apricot\n", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (REFERRING, "own.yml:8: 'scores' refers to the table 'participants', which nothing describes. Did you mean"),
        (REFERRING.replace("to: participants", "to: participants, system: apricot").replace("[Participant]", "[A, B]"),
         "own.yml:8: The reference to 'participants' has 2 columns, and its key 1. Name the columns that hold"),
        (REFERRING.replace("to: participants", "to: scores"), "'scores' refers to itself by way of scores"),
        (REFERRING.replace('files: ["notes*.csv"]\n', ""), "nothing says which files hold it"),
        (FORM + "holds: versions\n", "'holds: versions' needs a 'key'"),
        ("extends: apricot/persons\n", "own.yml:1: There is no table 'apricot/persons' to extend."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_declaration_is_told_with_its_line(tmp_path, systems, text, words):
    with pytest.raises(ConfigurationErrors, match=re.escape(words)):
        load_dictionary(own(tmp_path, text))


def test_a_shipped_table_is_named_as_its_folder_and_file(tmp_path, systems):
    (systems / "people.yml").write_text(PARTICIPANTS)
    with pytest.raises(ConfigurationError, match=r"people[.]yml: This describes 'apricot/participants'"):
        load_dictionary(own(tmp_path, FORM))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("extends: crm/contact\nfields:\n  - {name: Cell, stands_for: mobilephone}\n",
         "own.yml:3: 'mobilephone' is not a column of crm/contact. Did you mean 'mobile_phone'?"),
        ("extends: crm/person\n", "own.yml:1: Caseline reads no Salesforce table 'person'."),
    ],
)  # fmt: skip
def test_other_names_are_of_what_salesforce_has(tmp_path, text, words):
    with pytest.raises(ConfigurationErrors, match=re.escape(words)):
        check_objects(load_dictionary(own(tmp_path, text)).objects)


def test_two_fields_cannot_go_by_one_header(tmp_path):
    twice = FORM + "  - {name: Moves, also_called: ['Moving?'], meaning: m, sensitivity: open}\n"
    with pytest.raises(ConfigurationErrors, match=re.escape("'Moving?' is the name of two fields")):
        load_dictionary(write(tmp_path, twice))


def test_a_form_of_a_platform_begins_with_the_columns_of_the_platform(tmp_path):
    first = FORM.replace("table: intake", "extends: kobo/submissions\ntable: intake")
    (tmp_path / "exit.yml").write_text(first.replace("intake", "exit"), encoding="utf-8")
    own = load_dictionary(write(tmp_path, first)).own
    assert [table.full_name for table in own] == ["kobo/exit", "kobo/intake"]
    assert {table.key_columns[0] for table in own} == {"meta/rootUuid"}
    assert all({"Moving?", "_submission_time"} <= {field.name for field in table.fields} for table in own)


def test_a_platform_holds_no_file_by_itself_and_other_headers_tell_a_table_too():
    tables = {table.full_name: table for table in shipped_tables().values()}
    assert not tables["kobo/submissions"].is_recognized(["_uuid", "_submission_time"])
    assert tables["dynamics/contacts"].is_recognized(["(do not modify) contact", "First Name", "Last  Name"])
