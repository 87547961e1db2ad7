"""Report files: plain words in, table rows out, and an answer with file, line and fix to every mistake."""

import json
from pathlib import Path

import pytest

from caseline.ground.errors import CaselineError
from caseline.organization.profile import load_organization
from caseline.organization.questions import funder_reports, measure_rows, measures, report_rows, standard_reports

SAMPLE = Path(__file__).resolve().parents[2] / "organizations" / "harborlight"
ORGANIZATION = """\
id: hope
name: Hope House
affiliates: [{id: main, name: Main}]
programs: [{id: housing, name: Housing}, {id: youth, name: Youth}]
"""
OUTCOME = """\
---
id: housing_stability
title: Housing stability
programs: [housing]
item: housing_stability
---
"""
REPORT = """\
id: city
title: City grant
funder: City
period: {from: 2025-07-01, to: 2026-06-30}
programs: [housing]
questions:
  - id: served
    ask: How many people did the program serve?
    measure: clients_served
    count: clients
    by: program
  - id: improved
    ask: What share moved up?
    measure: improved
    of: pre_post_pair
    where: {label: housing_stability, stage: [exit, follow_up]}
    count: percent
    by: [program, year]
"""


@pytest.fixture
def hope(tmp_path):
    """An organisation whose one report a test rewrites: `hope(text)` reads it."""
    (tmp_path / "organization.yml").write_text(ORGANIZATION, encoding="utf-8")
    (tmp_path / "framework" / "outcomes").mkdir(parents=True)
    (tmp_path / "framework" / "outcomes" / "housing.md").write_text(OUTCOME, encoding="utf-8")
    (tmp_path / "reports").mkdir()

    def read(text):
        (tmp_path / "reports" / "city.yml").write_text(text, encoding="utf-8")
        return report_rows(load_organization(tmp_path))

    return read


def test_plain_words_become_rows(hope):
    reports, questions = hope(REPORT)
    assert [report["report_id"] for report in reports][-1] == "city"
    served, improved = (row for row in questions if row["report_id"] == "city")
    assert (served["by_dimension"], served["of_measure"], served["filters_json"]) == ("program", None, "{}")
    assert improved["by_dimension"] == "program,year"
    assert improved["of_measure"] == "pre_post_pair"
    assert json.loads(improved["filters_json"]) == {"label": ["housing_stability"], "stage": ["exit", "follow_up"]}


MISTAKES = {
    "measure": ("measure: clients_served", "measure: client_served", 9, "Did you mean 'clients_served'?"),
    "program": ("programs: [housing]", "programs: [housng]", 5, "Did you mean 'housing'?"),
    "dimension": ("by: program", "by: programme", 11, "Did you mean 'program'?"),
    "label": ("label: housing_stability", "label: housing_stabilty", 12, "Did you mean 'housing_stability'?"),
    "limit": ("stage: [exit, follow_up]", "stag: exit", 16, "Did you mean 'stage'?"),
    "counting": ("count: clients", "count: mean", 7, "Use one of: clients, percent."),
    "word": ("count: clients", "count: heads", 10, "'clients', 'events', 'percent', 'mean' or 'sum'"),
    "date": ("to: 2026-06-30", "to: 2026-06-31", 4, "date"),
    "period": ("to: 2026-06-30", "to: 2024-06-30", 4, "Swap from and to."),
    "share of": ("    of: pre_post_pair\n", "", 12, "a percent needs 'of'"),
    "same id": ("- id: improved", "- id: served", 6, "two questions have the id 'served'"),
    "setting": ("    ask: How many", "    aks: How many", 8, "Did you mean 'ask'?"),
    "taken": ("id: city", "id: missing", 1, "already that of a standard report"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_answered_with_file_line_and_fix(hope, mistake):
    right, wrong, line, answer = MISTAKES[mistake]
    assert right in REPORT
    with pytest.raises(CaselineError) as error:
        hope(REPORT.replace(right, wrong, 1))
    said = str(error.value)
    assert f"city.yml:{line}: " in said
    assert answer in said


def test_every_mistake_is_told_at_once(hope):
    with pytest.raises(CaselineError) as error:
        hope(REPORT.replace("clients_served", "people").replace("by: program\n", "by: town\n"))
    assert len(str(error.value).splitlines()) >= 2


def test_labels_that_mean_nothing_together_stay_apart(hope):
    with pytest.raises(CaselineError, match="mean nothing together"):
        hope(REPORT.replace("measure: clients_served\n    count: clients", "measure: retained\n    count: clients"))


def test_the_catalogue_says_every_measure_in_words():
    for row in measure_rows():
        assert row["meaning"].endswith((".", ")")), row["measure"]
    for measure in measures().values():
        assert measure.average or "mean" not in measure.counts, f"{measure.id}: a mean of what?"
        assert measure.unit or not {"mean", "sum"} & set(measure.counts), f"{measure.id}: in which unit?"
    assert any(measure.labels for measure in measures().values())


def test_the_four_standard_reports():
    assert [report.id for report in standard_reports()] == ["aggregate", "comprehensive", "missing", "unusual"]


def test_the_sample_asks_for_three_funders():
    reports = funder_reports(load_organization(SAMPLE))
    assert {"city_housing", "youth_foundation", "community_action"} <= {report.id for report in reports}
    shared = [set(report.programs) for report in reports if report.programs]
    assert set.intersection(*shared), "caseloads overlap"


INDICATOR = """\
---
id: {name}
title: {name}
when: [housing_stability is 4 at exit, {condition}]
---
"""
ASKED = """\
  - {{id: stable, ask: Who?, measure: indicator, of: indicator_asked, count: percent, where: {{label: [{labels}]}}}}
"""


@pytest.mark.parametrize(
    ("labels", "notes"),
    [
        ("served", None),
        ("served, safe", {"label": ["safe"]}),
        ("safe", {"label": ["safe"]}),
    ],
)
def test_what_the_notes_alone_say_is_asked_where_a_condition_is_about_notes(hope, tmp_path, labels, notes):
    conditions = {"served": "no meals services in the 90 days before", "safe": "a barriers.cost in the 90 days before"}
    (tmp_path / "framework" / "indicators").mkdir()
    for name, condition in conditions.items():
        text = INDICATOR.format(name=name, condition=condition)
        (tmp_path / "framework" / "indicators" / f"{name}.md").write_text(text, encoding="utf-8")
    several = ASKED.format(labels=labels).replace("}}\n", "}, by: label}\n")
    _, questions = hope(REPORT + several)
    added = {row["measure"]: json.loads(row["filters_json"]) for row in questions if row["report_id"] == "city"}
    assert added["indicator_by_score"] == {"label": labels.split(", ")}
    assert added.get("indicator_by_notes") == notes


def test_what_is_added_beside_an_indicator_has_an_id_of_its_own(hope, tmp_path):
    (tmp_path / "framework" / "indicators").mkdir()
    text = INDICATOR.format(name="served", condition="no meals services in the 90 days before")
    (tmp_path / "framework" / "indicators" / "served.md").write_text(text, encoding="utf-8")
    with pytest.raises(CaselineError, match="adds one with the id 'stable_by_notes', which another has"):
        hope(REPORT.replace("- id: served", "- id: stable_by_notes") + ASKED.format(labels="served"))
