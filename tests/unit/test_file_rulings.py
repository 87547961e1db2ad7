"""What a person wrote in `file_rulings.csv` and `organization.yml` reaches the intake."""

import pytest

from caseline.ground.errors import ConfigurationError
from caseline.organization.caution import LOST_ROWS_PERCENT, content_code
from caseline.organization.profile import load_organization
from caseline.organization.transformation import caution

CONTENT = "0123456789abcdef" * 4
ORGANIZATION = "id: small\nname: Small\naffiliates: [{id: north, name: North}]\n"


@pytest.fixture
def organization(tmp_path):
    def make(settings="", ruling=""):
        (tmp_path / "organization.yml").write_text(ORGANIZATION + settings)
        (tmp_path / "transformation").mkdir(exist_ok=True)
        header = "file,content,ruling,reason,decided_by,decided_on\n"
        (tmp_path / "transformation" / "file_rulings.csv").write_text(header + ruling)
        return load_organization(tmp_path)

    return make


def test_without_rulings_nothing_is_accepted_and_the_default_holds(organization):
    assert caution(organization()).lost_rows_percent == LOST_ROWS_PERCENT
    assert not caution(organization()).is_accepted(CONTENT)


def test_an_accepted_content_is_accepted_and_no_other(organization):
    row = f"north/hmis/Client.csv,{content_code(CONTENT)},accepted,Moved to another system,Ana Silva,2026-07-01\n"
    careful = caution(organization("settings: {lost_rows_percent: 40}\n", row))
    assert careful.is_accepted(CONTENT)
    assert not careful.is_accepted("f" * 64)
    assert careful.lost_rows_percent == 40


def test_another_word_than_accepted_is_refused_with_its_line(organization):
    with pytest.raises(ConfigurationError, match="perhaps"):
        caution(organization(ruling="north/hmis/Client.csv,f-1,perhaps,,,\n"))
