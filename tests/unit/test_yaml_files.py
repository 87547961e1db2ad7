"""A mistake in a YAML file is answered with file, line and what to write instead."""

import pytest

from caseline.ground.errors import ConfigurationError, ConfigurationErrors
from caseline.ground.yaml_files import Strict, load_front_matter, load_yaml
from caseline.organization.profile import Organization, load_organization

GOOD = """\
id: hope_house
name: Hope House
affiliates:
  - id: main
    name: Main Street
"""


def write(tmp_path, text, name="organization.yml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_loads(tmp_path):
    write(tmp_path, GOOD)
    organization = load_organization(tmp_path)
    assert organization.affiliate_ids == ["main"]
    assert organization.settings.small_cell_threshold == 11
    assert organization.folder == tmp_path


def test_a_typo_names_the_line_and_the_nearest_word(tmp_path):
    path = write(tmp_path, GOOD + "settings:\n  silense_days: 30\n")
    with pytest.raises(ConfigurationErrors) as caught:
        load_yaml(path, Organization)
    assert str(caught.value) == f"{path}:7: 'silense_days' is not a setting known here. Did you mean 'silence_days'?"


def test_every_problem_is_said_at_once(tmp_path):
    path = write(tmp_path, "id: Hope House\naffiliates: []\n")
    with pytest.raises(ConfigurationErrors) as caught:
        load_yaml(path, Organization)
    said = str(caught.value).splitlines()
    assert len(said) == 3
    assert any("'name' is missing" in line for line in said)
    assert any(line.startswith(f"{path}:1: 'id' is wrong") for line in said)


def test_nested_lines_are_found(tmp_path):
    path = write(tmp_path, GOOD + "  - id: North Side\n    name: North\n")
    with pytest.raises(ConfigurationErrors, match=r"organization\.yml:6: 'affiliates > 1 > id' is wrong"):
        load_yaml(path, Organization)


def test_broken_yaml_says_where(tmp_path):
    path = write(tmp_path, "id: a\nname: [unclosed\n")
    with pytest.raises(ConfigurationError, match=r"organization\.yml:3: This is not readable YAML"):
        load_yaml(path, Organization)


class Answers(Strict):
    yes: str
    no: str
    really: bool


def test_yes_and_no_stay_words(tmp_path):
    path = write(tmp_path, "yes: y\nno: no\nreally: true\n")
    assert load_yaml(path, Answers) == Answers(yes="y", no="no", really=True)


class Front(Strict):
    id: str


def test_front_matter_gives_the_line_its_prose_starts_on(tmp_path):
    path = write(tmp_path, "---\nid: stability\n---\n\nProse.\n", "outcome.md")
    front, prose, first_line = load_front_matter(path, Front)
    assert (front.id, prose.strip(), first_line) == ("stability", "Prose.", 4)


def test_front_matter_errors_count_lines_of_the_file(tmp_path):
    path = write(tmp_path, "---\nid: a\nidd: b\n---\n", "outcome.md")
    with pytest.raises(ConfigurationErrors, match=r"outcome\.md:3: 'idd' .* Did you mean 'id'"):
        load_front_matter(path, Front)


@pytest.mark.parametrize("text", ["no settings", "---\nid: a\n"])
def test_missing_fences_are_explained(tmp_path, text):
    with pytest.raises(ConfigurationError, match="---"):
        load_front_matter(write(tmp_path, text, "outcome.md"), Front)
