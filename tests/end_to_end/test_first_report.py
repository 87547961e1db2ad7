"""docs/first-report.md, followed step by step with the real Salesforce and Kobo samples, ends in a report."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from caseline.ground.warehouse import connect
from tests.end_to_end.conftest import ROOT
from tests.integration.record_building import hand_over_parsed_models


@pytest.fixture(scope="module")
def pathways(tmp_path_factory, shared_data):
    salesforce = shared_data("crm", "salesforce_pmm", "sample.sql")
    kobo = shared_data("forms", "kobo", "submissions.csv")
    folder = tmp_path_factory.mktemp("first_report")
    hand_over_parsed_models(folder / "output")
    environment = os.environ | {
        "CASELINE_ORGANIZATIONS": str(folder / "organizations"),
        "CASELINE_OUTPUT": str(folder / "output"),
        "COLUMNS": "200",
    }

    def step(*command, returns=0):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == returns, f"{command}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    organization = folder / "organizations" / "pathways"
    step("caseline", "new", "pathways")
    step("ingestion.crm.from_sqlite", str(salesforce), str(organization / "data" / "crm"))
    shutil.copy(kobo, organization / "data" / "forms")
    guide = (ROOT / "docs" / "first-report.md").read_text(encoding="utf-8")
    form, report = re.findall(r"```yaml\n(.*?)```", guide, flags=re.DOTALL)
    (organization / "data_dictionary" / "community_survey.yml").write_text(form, encoding="utf-8")
    (organization / "reports" / "annual.yml").write_text(report, encoding="utf-8")
    said = step("caseline", "check", "-o", "pathways", returns=1)
    assert "The engagement has no start date" in said and "2 would be held back" in said
    step("caseline", "run", "-o", "pathways")
    return step, folder / "output" / "pathways"


def test_the_funder_report_is_answered(pathways):
    _, output = pathways
    with connect(output / "warehouse" / "published.duckdb", read_only=True) as connection:
        answers = dict(
            connection.execute(
                "select question_id, sum(value) from reporting.comprehensive where report_id = 'annual' group by 1"
            ).fetchall()
        )
    assert answers["served"] > 0
    assert answers["services"] > answers["served"]
    assert answers["by_program"] >= answers["served"]


def test_its_number_traces_to_file_and_line(pathways):
    step, _ = pathways
    said = step("caseline", "trace", "annual", "served", "-o", "pathways")
    assert re.search(r"C-[0-9A-Z]{10}", said)
    assert re.search(r"crm/ProgramEngagement__c\.csv:\d+", said)


def test_the_survey_is_taken_in_whole(pathways):
    _, output = pathways
    with connect(output / "warehouse" / "published.duckdb", read_only=True) as connection:
        assert connection.execute("select count(*) from forms.submission where is_mapped").fetchone() == (2,)
