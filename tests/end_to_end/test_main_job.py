"""The main job as people meet it: a run, a second run, a run that was killed, a changed codebook, a late file."""

import csv
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time

from caseline.access.gate import Gate, Reader
from caseline.ground.warehouse import connect
from caseline.organization.profile import load_organization
from caseline.organization.roles import Role
from reports.disclosure import WITHHELD, rule_of, shared_reports
from reports.published import open_published
from reports.site.kinds import Asked
from tests.end_to_end.conftest import ROOT, Installation
from tests.integration.record_building import hand_over_parsed_models
from tests.unit.site_inside import every_page, inside


def query(installation, sql):
    with connect(installation.published, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def fingerprints(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_run_fills_every_layer(sample):
    for table in (
        "record.client",
        "record.client_timeline",
        "intelligence.code",
        "reporting.figure",
        "reporting.missing",
    ):
        ((rows,),) = query(sample, f"select count(*) from {table}")
        assert rows > 0, f"{table} is empty"
    ((records, clients),) = query(sample, "select count(*), count(distinct client_id) from record.client_link")
    assert clients < records


def test_every_kind_of_page_opens(sample):
    pages = inside(sample.published, load_organization(sample.organization))
    assert {"clients/index.html", "missing.html", "unusual.html", "aggregate.html"} <= every_page(pages, most=3).keys()
    ((name, number),) = query(sample, "select last_name, client_id from record.client order by client_id limit 1")
    for path, asked in (("clients/index.html", {"search": name, "stays": "now"}), ("find.html", {"words": name})):
        assert pages.page(Asked(path, asked)).html, path
    assert number in pages.page(Asked("find.html", {"words": number})).clients


def test_every_quote_stands_in_its_note(sample):
    ((broken,),) = query(
        sample,
        """select count(*) from intelligence.code join record.case_note using (note_id)
        where "quote" <> substr(note_text, quote_start + 1, quote_end - quote_start)""",
    )
    assert broken == 0


def test_every_figure_is_computed_from_its_evidence(sample):
    wrong = query(
        sample,
        """select figure_id from reporting.figure left join (
            select figure_id, count(distinct client_id) as clients from reporting.evidence
            where role = 'counted' group by figure_id) as behind using (figure_id)
        where count = 'clients' and value <> coalesce(behind.clients, 0)""",
    )
    assert wrong == []


def test_who_sees_one_affiliate_is_told_of_no_record_or_file_of_another(sample):
    gate = Gate(sample.published, Reader("eastside", Role(sees="identifier", affiliates=["eastside"])))
    others = "(^|[:/|])(northgate|rivertown)([:/|]|$)|(northgate|rivertown)[:/]"
    told = set()
    for name, sight in gate.sights.items():
        texts = [f"regexp_matches({one.column}::varchar, '{others}')" for one in sight.columns]
        for column, found in zip(
            sight.columns,
            gate.connection.execute(
                f"select {', '.join(f'count(*) filter ({one})' for one in texts)} from {name}"
            ).fetchall()[0],
            strict=True,
        ):
            if found and not name.startswith("framework."):
                told.add(f"{name}.{column.column}")
    # a survey that is missing is named by the first record of its stay
    assert told <= {"reporting.missing.missing_id"}


def test_what_was_held_back_says_where_why_and_what_to_do(sample):
    rows = query(sample, "select source, file, reason, fix from intake.quarantine")
    assert rows
    assert all(all(row) for row in rows)


def test_what_is_shared_is_rounded_and_alike_in_every_file_and_useful(sample):
    place = load_organization(sample.organization)
    rule = rule_of(place)
    with open_published(sample.published) as published:
        shared = shared_reports(published, place, rule)
    for figure in (figure for report in shared.values() for figure in report.figures):
        assert figure.clients % rule.step == 0, figure.figure_id
        assert figure.is_hidden or figure.count not in ("clients", "events") or figure.value % rule.step == 0
    for report in (report for report in shared.values() if report.funder):
        assert sum(figure.shown == WITHHELD for figure in report.figures) <= len(report.figures) / 8, report.report_id
        for question in report.questions:
            assert not all(figure.shown == WITHHELD for figure in question.cells.values()) or len(question.cells) == 1
    shown = {f.figure_id: f.value for report in shared.values() for f in report.figures if not f.is_hidden}
    assert len(shown) > 200
    sample.caseline("export", "--to", "csv", "--role", "funder", "-o", str(sample.organization))
    for path in sorted((sample.made / "exports" / "funder").glob("*.csv")) + sorted(
        sample.made.glob("documents/*.csv")
    ):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                figure, value = row.get("figure_id") or row.get("Figure"), row.get("value") or row.get("Value")
                if figure:
                    assert (float(value) if value else None) == shown.get(figure), (path.name, figure)
    for report in shared.values():
        for figure in report.figures:
            assert not figure.is_hidden or figure.sentence.startswith(("Not shown", "Not counted")), figure.sentence


def test_a_second_run_changes_not_a_byte(sample):
    before = fingerprints(sample.made / "site") | fingerprints(sample.made / "documents")
    coded = query(sample, "select count(*), count(distinct run_id) from intelligence.note_coding")
    events = query(sample, "select count(*) from record.identity_event")
    sample.run()
    assert fingerprints(sample.made / "site") | fingerprints(sample.made / "documents") == before
    assert query(sample, "select count(*), count(distinct run_id) from intelligence.note_coding") == coded
    assert query(sample, "select count(*) from record.identity_event") == events


def steps(run):
    """Of the steps that a run went through, those that had something to do."""
    told = re.split(r"^> ", run.stderr, flags=re.MULTILINE)[1:]
    return [part.splitlines()[0].removesuffix(" ...") for part in told if "Nothing new." not in part]


def test_nothing_new_is_seen_before_anything_is_loaded(sample):
    run = sample.run("--explain")
    assert "Nothing is new" in run.stderr and steps(run) == []
    assert run.stderr.count("nothing new.") == 16


def test_of_a_new_note_only_what_rests_on_it_is_done(sample, tmp_path):
    """No HUD table, no form; and the client's page shows it."""
    own = Installation(
        shutil.copytree(sample.organization, tmp_path / sample.organization.name),
        shutil.copytree(sample.output, tmp_path / "output"),
    )
    notes = own.organization / "data" / "eastside" / "crm" / "Case_Note__c.csv"
    with notes.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    note = dict(zip(header, rows[-1], strict=True)) | {
        "Id": "a0N5f0000009999EAA",
        "Note__c": "Moved his plants inside.",
    }
    with notes.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([note[name] for name in header])
    done = steps(own.run())
    assert {"Taking in CRM exports", "Reading case notes", "Building the pages to share"} <= set(done)
    assert not {"Reading the organisation's own words", "Taking in HMIS exports", "Taking in forms"} & set(done)
    ((client,),) = query(own, "select client_id from record.case_note where note_text like '%plants inside%'")
    pages = inside(own.made / "warehouse" / "published.duckdb", load_organization(own.organization))
    assert "plants inside" in pages.page(Asked(f"clients/{client}.html")).html


def test_a_number_traces_to_a_quote(sample):
    ((report, figure),) = query(
        sample,
        """select report, figure_id from reporting.figure
        where figure_id in (select figure_id from reporting.evidence where "quote" is not null)
        order by figure_id limit 1""",
    )
    said = sample.caseline("trace", report, figure).stdout
    assert re.search(r"C-[0-9A-Z]{10}", said)


def run_until(step, few, environment):
    """A run that has come to a step."""
    run = subprocess.Popen(
        [sys.executable, "-m", "caseline", "run", "--organization", str(few.organization)],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    for line in run.stderr:
        if step in line:
            break
    return run


def test_a_run_that_was_stopped_or_killed_goes_on(few, tmp_path):
    """Stopped while taking in, killed in the middle of coding, started again: the bytes of an undisturbed run."""
    environment = os.environ | {"CASELINE_OUTPUT": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    hand_over_parsed_models(tmp_path)
    run = run_until("Renaming and casting", few, environment)
    second = few.caseline("run", "--organization", str(few.organization), check=False, output=tmp_path)
    assert second.returncode == 1 and f"process {run.pid}, since" in " ".join(second.stderr.split())
    run.terminate()
    said = run.stderr.read()
    assert run.wait(timeout=60) == 130 and "Stopped." in said and "fault" not in said
    run = run_until("Reading case notes", few, environment)
    time.sleep(0.5)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    undisturbed = fingerprints(few.made / "site")
    resumed = subprocess.run(
        [sys.executable, "-m", "caseline", "run", "--organization", str(few.organization)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert resumed.returncode == 0, resumed.stderr
    assert fingerprints(tmp_path / few.organization.name / "site") == undisturbed


def test_bad_configuration_is_a_sentence(sample, tmp_path):
    (tmp_path / "organization.yml").write_text("id: broken\nname: Broken\n", encoding="utf-8")
    done = sample.caseline("check", "-o", str(tmp_path), check=False)
    assert done.returncode == 2
    assert "'affiliates' is missing" in done.stderr
    assert "Traceback" not in done.stderr
