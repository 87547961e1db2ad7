"""What organization.yml may say, and how it is refused."""

import pytest

from caseline.errors import CaselineError
from caseline.organization import load_organization

START = "id: hope\nname: Hope House\naffiliates: [{id: hope, name: Hope House}]\n"


@pytest.fixture
def with_settings(tmp_path):
    def write(more: str):
        (tmp_path / "organization.yml").write_text(START + more, encoding="utf-8")
        return load_organization(tmp_path)

    return write


@pytest.mark.parametrize(
    ("nightly", "cron", "timezone"),
    [
        ("", "0 2 * * *", "UTC"),
        ('nightly: {at: "03:15", timezone: America/Chicago}', "15 3 * * *", "America/Chicago"),
        ("nightly: {at: 14:30}", "30 14 * * *", "UTC"),
        ("nightly: {at: 02:05}", "5 2 * * *", "UTC"),
    ],
)
def test_the_night_starts_when_the_organisation_says(with_settings, nightly, cron, timezone):
    organization = with_settings(nightly)
    assert (organization.nightly.cron, organization.nightly.timezone) == (cron, timezone)


@pytest.mark.parametrize("nightly", ["nightly: {at: 25:00}", 'nightly: {at: "2am"}', "nightly: {timezone: Pacific}"])
def test_a_wrong_hour_is_refused_with_its_line(with_settings, nightly):
    with pytest.raises(CaselineError, match=r"organization\.yml:4"):
        with_settings(nightly)
