"""A HUD report as it was sent, beside today's: new data, late entries, corrections and deletions are told apart."""

import shutil
import tempfile
from datetime import date
from pathlib import Path

import duckdb
import pytest

from caseline.custody.frozen import erase_in_frozen
from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.frozen import load_frozen
from reports.hud.kept import keep_hud, load_kept_hud
from reports.hud.since import changed_since
from reports.hud.write import write_tables
from reports.published import open_published
from reports.site.audience import INSIDE
from reports.site.inside import sent_beside_today
from reports.site.pages import community as community_page
from reports.site.site import Site
from tests.integration.spm_scenarios import REQUEST

FILES = Path("no LSA is kept here")
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


def test_nothing_changed_since_it_was_sent(community, monkeypatch, tmp_path):
    warehouse, organization = community
    with monkeypatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(tmp_path / "none"))  # nothing of a client lies in plain elsewhere
        kept = keep_hud(warehouse, organization, "spm", FILES)
    since = changed_since(warehouse, kept)
    assert (kept.name, since.changes, since.same) == ("spm_2026-09-30", [], kept.figures)
    assert sorted(path.name for path in (kept.folder / "sent").iterdir()) == ["hdx_upload.csv", "spm.zip"]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        write_tables(connection, REQUEST, tmp_path / "tables")
    for sent in (kept.folder / "sent").iterdir():
        assert sent.read_bytes() == (tmp_path / "tables" / sent.name).read_bytes()
    assert load_frozen(organization) == []  # it is no funder's report
    with pytest.raises(CaselineError, match="kept as"):
        keep_hud(warehouse, organization, "spm", FILES)
    with pytest.raises(CaselineError, match="no HUD report"):
        keep_hud(warehouse, organization, "apr", FILES)


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
    keep_hud(warehouse, organization, "spm", FILES)
    leaves_the_count(warehouse, of_one(became))
    said = why(warehouse, organization)
    assert told in said and "1 record of 1 client" in said


def test_a_record_that_is_not_there_is_not_said_to_be_deleted_in_hmis(community):
    warehouse, organization = community
    keep_hud(warehouse, organization, "spm", FILES)
    leaves_the_count(
        warehouse, f"delete from intake.hmis_enrollment where affiliate_id = 'spm_scenarios' and personal_id = {ONE}"
    )
    said = why(warehouse, organization)
    assert said.startswith("No longer in what was handed in") and "Deleted in HMIS" not in said


def test_a_new_clients_own_record_does_not_make_theirs_late(community):
    """A row of Client.csv says of no day when it happened."""
    warehouse, organization = community
    keep_hud(warehouse, organization, "spm", FILES)
    entered = f"date_created = {SENT} + interval 9 day"
    is_theirs = f"where affiliate_id = 'spm_scenarios' and personal_id = {ONE}"
    leaves_the_count(
        warehouse,
        f"update intake.hmis_client set {entered} {is_theirs}",
        f"update intake.hmis_exit set {entered}, exit_date = date '2026-10-08' {is_theirs}",
    )
    assert why(warehouse, organization).startswith("New data: ")


def test_a_report_that_is_not_made_any_more_is_said_so(community):
    warehouse, organization = community
    kept = keep_hud(warehouse, organization, "spm", FILES)
    change(warehouse, "update hud.hud_figure set report_id = 'other' where report_id = 'spm'")
    with pytest.raises(CaselineError, match="made no HUD report 'spm'"):
        changed_since(warehouse, kept)
    change(warehouse, "drop schema hud cascade")
    with pytest.raises(CaselineError, match="made no HUD report 'spm'"):
        keep_hud(warehouse, organization, "spm", FILES, "again")
    assert [path.name for path in kept.folder.parent.iterdir()] == ["spm_2026-09-30"]
    sent = sent_beside_today(warehouse, organization)
    assert sent.reports == [] and ["spm_2026-09-30" in problem for problem in sent.problems] == [True]


def test_the_community_shows_measures_and_what_changed_since_they_were_sent(community):
    warehouse, organization = community
    keep_hud(warehouse, organization, "spm", FILES)
    keep_hud(warehouse, organization, "spm", FILES, "altered")
    (organization.folder / "frozen" / "altered" / "figures.csv").write_text("question,cell")
    leaves_the_count(
        warehouse,
        "create view record.client_link as select *, 'hmis' as source, "
        "split_part(record_key, ':', 2) as affiliate_id from record.identity_link",
        "create table intake.load_file as select 'spm_scenarios' as affiliate_id, 'hmis' as source, "
        "'export' as table_name, 99 as rows_loaded, 'loaded' as outcome",
    )
    with open_published(warehouse) as published:
        site = Site(
            published, organization, INSIDE, {}, date(2026, 10, 5), {}, {"spm_scenarios": "One HMIS"},
            load_sent=lambda: sent_beside_today(warehouse, organization), has=lambda path: path.startswith("hud"),
        )  # fmt: skip
        text = site.render(community_page.page(site))
    assert "One HMIS" in text and "Since it was sent" in text and "1 number changed" in text and ">3.2.C2<" in text
    assert "figures.csv is not what was kept" in text
    assert (
        "year_before" not in text and "the year before" not in text
    )  # is beside this year's, and no report of its own


def test_a_number_still_says_why_where_its_client_was_erased(community):
    warehouse, organization = community
    keep_hud(warehouse, organization, "spm", FILES)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (client,) = connection.execute(f"select {ONE}").fetchone()
    assert erase_in_frozen(organization.folder, [client], None) == (1, [])
    leaves_the_count(warehouse)
    assert why(warehouse, organization) == "Erased since: 1 record."
