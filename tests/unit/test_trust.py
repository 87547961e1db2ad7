"""How far the reading of notes behind a report can be trusted, in sentences and in what may leave."""

from dataclasses import replace

import pytest

from caseline.ground.warehouse import connect
from reports.disclosure import Rule, shared_reports
from reports.figures import load_reports
from reports.published import open_published
from reports.trust import Trust, lines, load_trust
from tests.unit.site_warehouse import make_warehouse, organization

ROW = {
    "skill": "needs", "skill_title": "Presenting needs", "code_title": "Food", "value": None, "coder": "small",
    "codes": 30, "measured": "in these words", "gold_notes": 40, "is_own_gold": True, "precision": 0.6, "recall": 0.7,
    "counts_outside": True, "counted_because": None, "decided_by": None, "decided_on": None,
    "second_reader": None,
}  # fmt: skip
LEVEL = ROW | {"skill": "home", "skill_title": "Housing", "value": "2", "codes": 10, "gold_notes": 36, "precision": 1.0}
NEVER = (
    ROW
    | {"skill": "risk", "skill_title": "Risks", "measured": "never"}
    | dict.fromkeys(("gold_notes", "precision", "recall"))
)
CHANGED = NEVER | {"skill": "goal", "skill_title": "Goals", "coder": "large", "measured": "in other words"}


def said(*rows, found=412, notes=188, confirmed=37, is_shared=False):
    return " ".join(Trust(found, notes, confirmed, list(rows), is_shared).sentences)


def test_a_director_reads_counts_and_shares():
    assert said(ROW) == (
        "412 codes from 188 notes stand behind these numbers; a person has confirmed 37 of them (9%). The notes were "
        "read by small. On the 40 notes that people coded, the reader finds 7 in 10 of what they found, and 6 in 10 of "
        "what it finds is right."
    )
    assert said(ROW, found=1, notes=1, confirmed=0).startswith(
        "1 code from 1 note stands behind these numbers; no person has confirmed any of them yet."
    )
    assert "a person has confirmed all of them." in said(ROW, confirmed=412)


def test_what_rests_on_codes_that_were_not_found_says_so():
    text = said(ROW | {"codes": 0, "counts_outside": False}, found=0, notes=0, confirmed=0)
    assert text.startswith("These numbers rest on what the reader did not find in notes: no code stands behind them.")
    assert "(F1 under .50) or nobody has measured: “Food”" in text


def test_how_far_a_second_reader_agrees_is_told_and_whose_reading_is_counted():
    two = {"second_reader": "embedded", "given_by_both": 18, "given_by_either": 24}
    rows = (ROW | two, LEVEL | two | {"given_by_both": 6, "given_by_either": 16}, NEVER | {"coder": "person"})
    beside = "embedded has read the same notes beside it; what small found is counted. Of the "
    assert f"{beside}40 codes of these kinds that either gave, both gave 24 (60%)." in said(*rows)
    assert f"{beside}codes of these kinds that either gave, both gave 6 in 10." in said(*rows, is_shared=True)
    assert "beside it" not in said(ROW)


def test_agreement_is_weighed_by_how_often_each_code_stands_behind_the_report():
    assert "(36 to 40 for each skill), the reader finds 7 in 10 of what they found, and 7 in 10 of what" in said(
        ROW, LEVEL
    )


def test_what_the_authors_of_a_skill_coded_flatters_it_and_is_called_so():
    told = said(ROW, LEVEL | {"is_own_gold": False})
    assert "On the 40 notes that people coded, the reader finds 7 in 10 of what they found" in told
    assert (
        "Other skills were tried on the 36 notes written by the skill's authors, which flatters: there the reader "
        "finds 7 in 10"
    ) in told
    assert told.count("How it does on notes by other writers is measured apart.") == 1
    told = said(*(row | {"is_own_gold": False} for row in (ROW, LEVEL)))
    assert "It was tried on notes written by the skill's authors (36 to 40 for each skill)" in told
    assert "people coded" not in told


def test_a_share_of_few_notes_is_a_count_without_a_range():
    rest = dict.fromkeys(("f1", "kappa", "kappa_low", "kappa_high"), 0.5)
    few = ROW | rest | {"gold_codes": 3, "recall": 2 / 3, "precision": 0.5, "precision_low": 0.1, "precision_high": 0.9}
    (line,) = lines([few])
    assert line.ratios == [("2 of 4", ""), ("2 of 3", ""), ("0.50", ""), ("–", "")]
    (line,) = lines([few | {"gold_codes": 30, "recall_low": 0.5, "recall_high": 0.8}])
    assert line.ratios == [("0.50", "0.10–0.90"), ("0.67", "0.50–0.80"), ("0.50", ""), ("0.50", "0.50–0.50")]


def test_whether_it_matters_whom_a_note_is_about_is_told():
    same, other = ROW | {"swapped": 30, "flipped": 0}, LEVEL | {"swapped": 20, "flipped": 2}
    assert "common in another community, all of them get the same codes." in said(same, same)
    assert "common in another community, 2 of 50 get other codes." in said(same, other)
    assert "community" not in said(ROW)


def test_what_was_not_measured_is_said():
    told = said(ROW, NEVER, CHANGED)
    assert "How far people agree with the reading of “Risks” was never measured." in told
    assert "How far people agree with the reading of “Goals” was measured for another wording or reader." in told
    assert "read by large and small" in told
    assert "the reader finds" not in said(NEVER)


def test_what_a_person_gave_is_no_reading_to_measure():
    told = said(ROW, NEVER | {"coder": "person", "skill_title": "Housing"})
    assert "read by small." in told and "never measured" not in told


def test_a_funder_reads_round_numbers():
    assert said(ROW, is_shared=True).startswith(
        "About 410 codes from about 190 notes stand behind these numbers; a person has confirmed 1 in 10 of them."
    )
    assert said(ROW, found=0, notes=0, confirmed=0, is_shared=True).startswith("Some of these numbers rest on notes.")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return make_warehouse(tmp_path_factory.mktemp("trust") / "published.duckdb")


def test_counts_are_of_codes_each_once(warehouse):
    with open_published(warehouse) as published:
        trust = load_trust(published, load_reports(published).values(), None)
    with connect(warehouse, read_only=True) as connection:
        counted = connection.execute(
            "select count(distinct code_id), count(distinct note_id), "
            "count(distinct case when review_status = 'accepted' then code_id end) "
            "from reporting.evidence where report = 'city_housing' and code_id is not null"
        ).fetchone()
    told = trust["city_housing"]
    assert (told.found, told.notes, told.confirmed) == counted
    assert 0 < told.confirmed < told.found == sum(row["codes"] for row in told.rows)


def test_outside_nothing_behind_hidden_figures_is_counted(warehouse, tmp_path):
    with open_published(warehouse) as published:
        reports = shared_reports(published, organization(tmp_path), Rule(11))
        hidden = replace(
            reports["city_housing"],
            questions=[
                replace(question, cells={key: cell.hidden("<11", "Not shown.") for key, cell in question.cells.items()})
                for question in reports["city_housing"].questions
            ],
        )
        trust = load_trust(published, [hidden], 11)["city_housing"]
        few = load_trust(published, reports.values(), 1000)["city_housing"]
    for told in (trust, few):
        assert (told.found, told.notes, told.confirmed) == (0, 0, 0)
        assert not any(character.isdigit() for character in told.sentences[0])
