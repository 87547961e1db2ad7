"""What organization.yml may say, and how it is refused."""

import pytest

from caseline.framework.tables import framework_rows
from caseline.ground.errors import CaselineError
from caseline.organization.profile import load_organization

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


def test_what_an_affiliate_shares_and_who_merges(with_settings, tmp_path):
    assert [(a.share, a.unattended_merging) for a in with_settings("").affiliates] == [("all", True)]
    text = START.replace("name: Hope House}", "name: Hope House, share: with_consent, unattended_merging: no}")
    (tmp_path / "organization.yml").write_text(text, encoding="utf-8")
    assert [(a.share, a.unattended_merging) for a in load_organization(tmp_path).affiliates] == [
        ("with_consent", False)
    ]
    (tmp_path / "organization.yml").write_text(text.replace("with_consent", "sometimes"), encoding="utf-8")
    with pytest.raises(CaselineError, match=r"organization\.yml:3: .*share"):
        load_organization(tmp_path)


def test_an_outcome_names_risks_that_somebody_looks_for(with_settings, tmp_path):
    organization = with_settings("skills: [risk-flags]\n")
    outcome = tmp_path / "framework" / "outcomes" / "income.md"
    outcome.parent.mkdir(parents=True)
    outcome.write_text("---\nid: income\ntitle: Income\nitem: income\nrisks: [eviction_risk]\n---\n", encoding="utf-8")
    assert framework_rows(organization)["outcome"][0]["risks_json"] == '["eviction_risk"]'
    outcome.write_text("---\nid: income\ntitle: Income\nitem: income\nrisks: [evicton_risk]\n---\n", encoding="utf-8")
    with pytest.raises(CaselineError, match=r"'evicton_risk' in the risks of outcome 'income'.*Use one of: .*eviction"):
        framework_rows(organization)
