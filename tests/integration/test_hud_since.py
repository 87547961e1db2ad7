"""A HUD report as it was sent, beside today's: new data, late entries, corrections and deletions are told apart."""

import shutil

import duckdb
import pytest

from caseline.custody.frozen import erase_in_frozen
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.frozen import load_frozen
from reports.hud.kept import keep_hud, load_kept_hud
from reports.hud.since import changed_since
from tests.integration.spm_scenarios import REQUEST

SENT = "timestamp '2026-10-05'"
"""When the export was made that the report was sent of."""
ONE = "(select client_id from hud.hud_placement where report_id = 'spm' and question = '3.2' order by 1 limit 1)"


@pytest.fixture
def community(kit_warehouse, tmp_path):
    """A copy of the warehouse, and an organisation that asks for its System Performance Measures."""
    warehouse = tmp_path / "published.duckdb"
    shutil.copyfile(kit_warehouse, warehouse)
    organization = Organization.model_validate(
        {"id": "community", "name": "The Continuum", "affiliates": [{"id": "spm_scenarios", "name": "One HMIS"}]}
    )
    organization._folder = tmp_path / "community"
    (organization.folder / "reports" / "hud").mkdir(parents=True)
    (organization.folder / "reports" / "hud" / "spm.yml").write_text(
        f"id: spm\nkind: spm\nperiod: {{from: {REQUEST.period.first}, to: {REQUEST.period.last}}}\ncoc: XX-500\n"
    )
    return warehouse, organization


def change(warehouse, *statements):
    with duckdb.connect(str(warehouse)) as connection:
        for statement in statements:
            connection.execute(statement)


def leaves_the_count(warehouse, *beside):
    """One client is no longer among those sheltered in the year."""
    change(
        warehouse,
        *beside,
        f"delete from hud.hud_placement where report_id = 'spm' and question = '3.2' and client_id = {ONE}",
        "update hud.hud_figure set value = value - 1, text_value = cast(cast(value - 1 as integer) as text) "
        "where report_id = 'spm' and question = '3.2' and cell = 'C2'",
    )


def why(warehouse, organization):
    (kept,) = load_kept_hud(organization)
    since = changed_since(warehouse, kept)
    (changed,) = since.changes
    assert (changed.question, changed.cell) == ("3.2", "C2")
    assert int(changed.before) - int(changed.now) == 1
    return " ".join(changed.why)


def of_one(assignment):
    return (
        f"update intake.hmis_enrollment set {assignment} where affiliate_id = 'spm_scenarios' and personal_id = {ONE}"
    )


def test_nothing_changed_since_it_was_sent(community):
    warehouse, organization = community
    kept = keep_hud(warehouse, organization, "spm")
    since = changed_since(warehouse, kept)
    assert (kept.name, since.changes, since.same) == ("spm_2026-09-30", [], kept.figures)
    assert sorted(path.name for path in (kept.folder / "sent").iterdir()) == ["hdx_upload.csv", "spm.zip"]
    assert load_frozen(organization) == []  # it is no funder's report
    with pytest.raises(CaselineError, match="kept as"):
        keep_hud(warehouse, organization, "spm")
    with pytest.raises(CaselineError, match="no HUD report"):
        keep_hud(warehouse, organization, "apr")


@pytest.mark.parametrize(
    ("became", "told"),
    [
        (f"date_created = {SENT} + interval 9 day, entry_date = date '2026-10-08'", "New data: "),
        (f"date_created = {SENT} + interval 9 day", "Late entry: "),
        (f"date_updated = {SENT} + interval 9 day", "Correction: "),
        (f"is_deleted = true, date_updated = {SENT} + interval 9 day", "Deleted in HMIS since: "),
        ("enrollment_coc = enrollment_coc", "in which nothing changed"),
    ],
)
def test_why_a_number_differs(community, became, told):
    warehouse, organization = community
    keep_hud(warehouse, organization, "spm")
    leaves_the_count(warehouse, of_one(became))
    said = why(warehouse, organization)
    assert told in said and "1 record of 1 client" in said


def test_a_number_still_says_why_where_its_client_was_erased(community):
    warehouse, organization = community
    keep_hud(warehouse, organization, "spm")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (client,) = connection.execute(f"select {ONE}").fetchone()
    assert erase_in_frozen(organization.folder, [client], None) == (1, [])
    leaves_the_count(warehouse)
    assert why(warehouse, organization) == "Erased since: 1 record."
