"""`caseline new` makes a folder that loads as it is."""

import pytest

from caseline.ground.errors import CaselineError
from caseline.onboarding.new import new_organization
from caseline.organization.dictionary import load_dictionary
from caseline.organization.outcomes import load_outcomes
from caseline.organization.profile import load_organization
from caseline.organization.questions import funder_reports


@pytest.fixture(autouse=True)
def organizations(tmp_path, monkeypatch):
    monkeypatch.setenv("CASELINE_ORGANIZATIONS", str(tmp_path))
    return tmp_path


def test_the_folder_loads_as_it_is(organizations):
    folder = new_organization("Hope House")
    organization = load_organization(folder)
    assert (organization.id, organization.name) == ("hope_house", "Hope House")
    assert sorted(path.name for path in (folder / "data").iterdir()) == [
        ".gitignore",
        "crm",
        "documents",
        "forms",
        "hmis",
    ]


def test_its_examples_are_right_once_renamed(organizations):
    folder = new_organization("hope_house")
    for example in folder.rglob("*.example"):
        example.rename(example.with_suffix(""))
    (form,) = load_dictionary(folder / "data_dictionary").own
    assert form.table == "intake"
    (outcome,) = load_outcomes(folder / "framework", ["housing"])
    assert outcome.stages["exit"] == 30
    (report,) = funder_reports(load_organization(folder))
    assert [question.id for question in report.questions] == ["served", "age", "services"]


def test_an_existing_folder_is_left_alone(organizations):
    new_organization("hope_house")
    with pytest.raises(CaselineError, match="is there already"):
        new_organization("hope_house")


@pytest.mark.parametrize("name", ["", "12", "///"])
def test_a_name_that_will_not_do_is_refused(name):
    with pytest.raises(CaselineError, match="will not do"):
        new_organization(name)
