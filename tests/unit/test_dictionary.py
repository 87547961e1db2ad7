"""The data dictionary: shorthand, targets, matching of files."""

import re

import pytest

from caseline.ground.errors import ConfigurationErrors
from caseline.organization.dictionary import DictionaryTable, load_dictionary

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
    (form,) = load_dictionary(write(tmp_path, FORM))
    codes = form.fields[0].codes
    assert codes["no"].label == "No"
    assert codes["no"].score is None
    assert codes["often"].score == 4


def test_an_unknown_target_names_the_nearest(tmp_path):
    with pytest.raises(ConfigurationErrors, match=r"intake\.yml:13: .*Did you mean 'person\.first_name'"):
        load_dictionary(write(tmp_path, FORM + "    maps_to: person.firstname\n"))


def test_any_assessment_item_is_a_target(tmp_path):
    (form,) = load_dictionary(write(tmp_path, FORM + "    maps_to: assessment.housing_stability\n"))
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
