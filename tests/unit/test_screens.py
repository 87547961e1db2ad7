"""Instrument files: those that ship, an organisation's own, and what is said of a mistake in one."""

import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from caseline.ground.errors import CaselineError
from caseline.ground.shipped import PACKAGES
from caseline.organization.described_table import DictionaryTable
from caseline.organization.outcomes import Outcome
from caseline.organization.screens import (
    Instrument,
    check_forms,
    check_outcomes,
    forms_of,
    load_instruments,
    screen_rows,
)
from caseline.organization.screens.checking import ends_of
from caseline.organization.screens.loading import SHIPPED_INSTRUMENTS
from caseline.organization.screens.wording import as_compared

SHIPPED = {instrument.id: instrument for instrument in load_instruments(Path("nowhere"))}
EXAMPLE = PACKAGES / "caseline" / "onboarding" / "template" / "framework" / "instruments" / "our_acuity.yml.example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An organisation's folder whose own instrument is the example."""
    (tmp_path / "framework" / "instruments").mkdir(parents=True)
    (tmp_path / "data_dictionary").mkdir()
    shutil.copy(EXAMPLE, tmp_path / "framework" / "instruments" / "our_acuity.yml")
    return tmp_path


def said(folder: Path, old: str, new: str) -> str:
    """What is said when one piece of the example is another."""
    path = folder / "framework" / "instruments" / "our_acuity.yml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CaselineError) as error:
        load_instruments(folder)
    return str(error.value)


def test_the_shipped_instruments_name_owner_terms_and_sources() -> None:
    assert set(SHIPPED) == {"arizona", "cssrs", "gad7", "phq9", "prapare"}
    for instrument in SHIPPED.values():
        assert instrument.licence.owner and instrument.licence.terms and instrument.licence.text
        assert all(citation.where for citation in instrument.source)
        assert all(score.missing.because for score in instrument.scores)


@pytest.mark.parametrize(
    ("scale", "ends"), [("phq9", (0, 27)), ("gad7", (0, 21)), ("arizona", (1, 5)), ("prapare", (0, 19))]
)
def test_scores_reach_from_end_to_end_as_published(scale: str, ends: tuple[float, float]) -> None:
    assert ends_of(SHIPPED[scale], SHIPPED[scale].scores[0]) == ends


def test_who_declines_a_question_of_prapare_chose_not_to_answer_it() -> None:
    rows = screen_rows([SHIPPED["prapare"]])["screen_choice"]
    points: dict[str, dict[str, float]] = {}
    for row in rows:
        points.setdefault(row["words"], {})[row["item"]] = row["points"]
    chose = points["i choose not to answer"]
    assert chose["prapare_food"] == 0 and chose["prapare_race"] == 1
    for words in ("declined", "prefer not to answer", "refused"):
        assert points[words] == chose


def test_an_organisation_adds_and_overrides(folder: Path) -> None:
    own = yaml.safe_load((SHIPPED_INSTRUMENTS / "gad7.yml").read_text(encoding="utf-8"))
    own["scores"][0]["missing"] = {"allowed": 1, "then": "prorate", "because": "Our clinic's rule."}
    path = folder / "framework" / "instruments" / "anxiety.yml"
    path.write_text(yaml.safe_dump(own), encoding="utf-8")
    found = {instrument.id: instrument for instrument in load_instruments(folder)}
    assert set(found) == {*SHIPPED, "our_acuity"}
    assert found["gad7"].scores[0].missing.allowed == 1


def test_a_reversed_item_turns_its_points_round(folder: Path) -> None:
    rows = screen_rows(load_instruments(folder))["screen_choice"]
    numbers = {
        row["number"]: row["points"]
        for row in rows
        if row["item"] == "our_acuity_money" and row.get("number") is not None
    }
    assert numbers == {0: 2, 1: 1, 2: 0}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("worse: higher", "worze: higher", "Did you mean 'worse'?"),
        ("worse: higher", "worse: up", "'worse' is wrong"),
        ("id: our_acuity_health,", "id: health,", "Begin its id with 'our_acuity_'."),
        ("our_acuity_safety >= 1", "our_acuity_safty >= 1", "Did you mean 'our_acuity_safety'?"),
        ("our_acuity_safety >= 1", "safety is bad", "such as 'phq9_9 >= 1'"),
        ("when: our_acuity_safety >= 4", "when: our_acuity_safety >= 5", "Its answers give 0 to 4."),
        ("{from: 0, title: Light", "{from: 1, title: Light", "Write 'from: 0'"),
        ("{from: 8, title", "{from: 3, title", "List bands from the lowest up."),
        ("{from: 8, title", "{from: 80, title", "No score reaches 80."),
        ("allowed: 1, then", "allowed: 5, then", "as many may be missing"),
        ("items: [our_acuity_health, our", "items: [our_acuity_helth, our", "Did you mean 'our_acuity_health'?"),
        ("[Much need]", "[some need.]", "'some need' stands twice"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_line_and_fix(folder: Path, old: str, new: str, words: str) -> None:
    message = said(folder, old, new)
    lines = (folder / "framework" / "instruments" / "our_acuity.yml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if new in text)
    assert f"our_acuity.yml:{line}: " in message and words in message


def test_two_instruments_may_not_name_an_item_alike(folder: Path) -> None:
    path = folder / "framework" / "instruments" / "our_acuity.yml"
    twin = path.with_name("twin.yml")
    twin.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(CaselineError, match="is about 'our_acuity' too"):
        load_instruments(folder)


def form(maps_to: str, codes: str = "") -> str:
    return (
        "source: forms\ntable: intake\ntitle: Intake\ngrain: one row per form\nfiles: ['intake*.csv']\nfields:\n"
        f"  - name: q9\n    meaning: The ninth\n    maps_to: {maps_to}\n    sensitivity: sensitive\n{codes}"
    )


@pytest.mark.parametrize(
    ("maps_to", "codes", "words"),
    [
        ("assessment.phq9_10", "", "'phq9_10' is no item of PHQ-9. Did you mean 'phq9_1'?"),
        ("assessment.phq9_9", "    codes: {'1': Jamás}\n", "reads 'Jamás', which is no answer of PHQ-9"),
        ("assessment.phq9_9", "    codes: {'4': {label: Siempre, score: 4}}\n", "PHQ-9 knows 0, 1, 2, 3"),
        (
            "assessment.phq9_9",
            "    codes: {'1': {label: Not at all, score: 1}}\n",
            "gives another number for these words",
        ),
    ],
)
def test_a_form_that_cannot_be_scored_is_named_with_file_and_line(
    folder: Path, maps_to: str, codes: str, words: str
) -> None:
    text = form(maps_to, codes)
    (folder / "data_dictionary" / "intake.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CaselineError) as error:
        check_forms(
            folder / "data_dictionary", list(SHIPPED.values()), [DictionaryTable.model_validate(yaml.safe_load(text))]
        )
    assert "intake.yml:9: " in str(error.value) and words in str(error.value)


@pytest.mark.parametrize(
    "codes", ["{'1': Not at all, '2': Several days}", "{Nunca: {label: Nunca, score: 0}}", "{x: Prefer not to answer}"]
)
def test_codes_that_give_points_or_say_there_is_no_answer_pass(folder: Path, codes: str) -> None:
    text = form("assessment.phq9_9", f"    codes: {codes}\n")
    table = DictionaryTable.model_validate(yaml.safe_load(text))
    check_forms(folder, list(SHIPPED.values()), [table])
    (found,) = forms_of(list(SHIPPED.values()), [table])
    assert (found.instrument.id, found.form, len(found.not_asked)) == ("phq9", "intake", 8)


def test_an_outcome_takes_the_better_way_of_its_screen(folder: Path) -> None:
    outcome = Outcome(id="mood", title="Mood", item="phq9", direction="higher")
    with pytest.raises(CaselineError, match="Write 'direction: lower'"):
        check_outcomes(folder, [outcome], list(SHIPPED.values()))


@given(st.permutations(range(9)), st.integers(0, 27))
def test_every_total_of_the_phq9_has_one_band(order: list[int], total: int) -> None:
    bands = SHIPPED["phq9"].scores[0].bands
    edges = [band.from_ for band in bands]
    assert edges == sorted(edges) and sum(edge <= total for edge in edges if edge is not None) >= 1


@given(st.text())
def test_words_compared_twice_are_compared_once(words: str) -> None:
    assert as_compared(as_compared(words)) == as_compared(words)


def test_instruments_are_plain_words() -> None:
    """What a director reads: no instrument needs more than these words."""
    assert set(Instrument.model_fields) == {
        "id", "title", "measures", "source", "licence", "worse", "answers", "numbers", "no_answer", "items", "scores",
        "risks",
    }  # fmt: skip
