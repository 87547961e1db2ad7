"""The attacker on publications small enough to check by hand."""

from datetime import date
from pathlib import Path

import docx
import pytest

from tests.attacker import readers
from tests.attacker.facts import Names, gather
from tests.attacker.meaning import questions
from tests.attacker.means import hidden_means
from tests.attacker.program import Program
from tests.attacker.readers import Publication
from tests.attacker.said import Said, bases_of, bounds, rounding, share, with_sentence
from tests.attacker.verdicts import attack

REPORT = """
id: grant
title: Grant
period: {from: 2025-01-01, to: 2025-12-31}
questions:
  - {id: served, ask: "How many?", measure: clients_served, count: clients, by: program}
  - {id: gone, ask: "How many left?", measure: exits, count: clients, by: program}
  - {id: gender, ask: "Which gender?", measure: clients_served, count: clients, by: gender}
  - {id: pairs, ask: "How many had two surveys?", measure: pre_post_pair, count: clients}
  - {id: better, ask: "What share improved?", measure: improved, of: pre_post_pair, count: percent, by: program}
  - {id: stays, ask: "How many stays?", measure: new_enrollments, count: events, by: program}
  - {id: long, ask: "How long?", measure: length_of_stay, count: mean, by: program}
"""


def said(question: str, row: str, answer: str, sentence: str = "", version: str = "current") -> Said:
    cell = Said("grant", question, row, "Total", answer).sent("a.csv", version)
    return with_sentence(cell, sentence) if sentence else cell


def people(question: str, row: str, number: int) -> Said:
    return said(question, row, str(number), f"{number} clients were counted.")


@pytest.fixture
def pins(tmp_path: Path):
    (tmp_path / "grant.yml").write_text(REPORT, encoding="utf-8")
    asked = questions([tmp_path], date(2025, 1, 1), date(2025, 12, 31))

    def pins(*statements: Said, contradictions: int = 0) -> set[tuple[str, int, int]]:
        facts, universe = gather(list(statements), asked, Names())
        verdicts = attack(Program(facts, universe), threshold=11)
        assert len(facts.contradictions) == contradictions, facts.contradictions
        return {(one.kind, one.low, one.high) for one in verdicts}

    return pins


def test_two_programs_and_both_together_give_who_is_in_both(pins):
    both = [people("How many?", "Total", 60), people("How many?", "Housing", 40), people("How many?", "Youth", 25)]
    assert ("together in 2 of program", 5, 5) in pins(*both)


def test_served_less_those_who_left(pins):
    served = [people("How many?", "Total", 60), people("How many?", "Housing", 60)]
    left = [people("How many left?", "Total", 56), people("How many left?", "Housing", 56)]
    assert ("all but a measure, clients", 4, 4) in pins(*served, *left)


def test_one_hidden_part_of_a_whole(pins):
    total = [people("Which gender?", "Total", 50), people("Which gender?", "Man", 43)]
    assert ("hidden cell", 7, 7) in pins(*total, said("Which gender?", "Woman", "<11"))
    two = pins(*total, said("Which gender?", "Woman", "<11"), said("Which gender?", "Unknown", "<11"))
    assert not any(kind == "hidden cell" for kind, _, _ in two)


def test_a_rounded_share_of_a_known_base(pins):
    base = people("How many had two surveys?", "Total", 12)
    assert ("unsaid number", 4, 4) in pins(base, said("What share improved?", "Total", "33%"))


def test_parts_of_records_add_up(pins):
    records = [
        said("How many stays?", "Total", "90", "90 enrollments, of 80 clients."),
        said("How many stays?", "Housing", "82", "82 enrollments, of 75 clients."),
        said("How many stays?", "Youth", "<11"),
    ]
    assert ("hidden cell", 8, 8) in pins(*records)


def test_one_record_more_than_people(pins):
    assert ("more than once", 1, 1) in pins(said("How many stays?", "Total", "90", "90 enrollments, of 89 clients."))


def test_one_hidden_mean_of_a_line(tmp_path):
    (tmp_path / "grant.yml").write_text(REPORT, encoding="utf-8")
    asked = questions([tmp_path], date(2025, 1, 1), date(2025, 12, 31))

    def stays(row: str, days: float, number: int) -> Said:
        words = f"The average length of stay was {days} days, over {number} stays of {number} clients."
        return said("How long?", row, str(days), words)

    total, housing, youth = (
        stays("Total", 104.0, 102),
        stays("Housing", 90.0, 100),
        said("How long?", "Youth", "withheld"),
    )
    (found,) = hidden_means([total, housing, youth], asked, Names(), 11)
    assert (found.low, found.high) == (2, 2) and found.words.endswith("together about 1608")
    assert hidden_means([total, said("How long?", "Housing", "withheld"), youth], asked, Names(), 11) == []


def test_a_bar_is_as_long_as_what_it_stands_for(tmp_path):
    bar = '<path aria-label="column: {}; value: {}" d="M0,0h63v{}h-63Z"/>'
    bars = [bar.format("2024", 60, 120), bar.format("2025", 40, 80), bar.format("2026 to Jun", 20, 46)]
    (tmp_path / "grant-served-0a0b0c0d-wide.svg").write_text(f"<svg>{''.join(bars)}</svg>", encoding="utf-8")
    assert [(one.column, one.answer) for one in read(tmp_path)] == [("2024", "60"), ("2025", "40"), ("2026", "23.00")]


def test_a_small_number_that_may_be_many_things_is_safe(pins):
    assert (
        pins(
            people("How many?", "Total", 60),
            said("How many?", "Housing", "<11"),
            said("How many?", "Youth", "withheld"),
        )
        == set()
    )


def test_numbers_rounded_in_silence_are_taken_as_rounded(pins):
    rows = [people("Which gender?", f"Kind {number}", 5 * number) for number in range(3, 13)]
    total = [people("Which gender?", "Total", 400), said("Which gender?", "Woman", "<11")]
    assert not any(kind == "hidden cell" for kind, _, _ in pins(*rows, *total))
    assert ("hidden cell", 6, 6) in pins(
        *rows, people("Which gender?", "Total", 381), said("Which gender?", "Woman", "<11")
    )


def test_publications_that_contradict_one_another_are_still_attacked(pins):
    total = [people("How many?", "Total", 60), people("How many?", "Housing", 64)]
    left = [
        people("How many left?", "Total", 90),
        people("Which gender?", "Man", 53),
        said("Which gender?", "Woman", "<11"),
    ]
    assert pins(*total, *left, contradictions=2)


def test_versions_of_one_number(pins):
    earlier = said("How many?", "Total", "60", "60 clients were counted.", version="2025-12")
    later = people("How many?", "Total", 62)
    assert ("between two versions", 2, 2) in pins(earlier, later)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("33", (33, 33)),
        ("<11", (1, 10)),
        ("11–15", (11, 15)),
        ("20+", (20, None)),
        ("withheld", None),
        ("1,204", (1204, 1204)),
    ],
)
def test_what_a_count_may_be(answer, expected):
    assert bounds(answer) == expected


def test_what_a_share_may_be():
    assert share("57%") == pytest.approx((0.565, 0.575))
    assert share(">95%") == pytest.approx((0.95, 1.0))
    assert share("withheld") is None


def test_a_page_that_rounds_says_so():
    assert rounding("Counts are rounded to the nearest 5.") == 2
    assert rounding("Counts are rounded to multiples of five at random.") == 4
    assert rounding("Counts of fewer than 11 are not shown.") == 0


def test_an_interval_gives_the_base_away():
    shown = with_sentence(Said("grant", "?", "Total", "Total", "61%"), "61% improved, likely between 43.7% and 75.3%.")
    assert shown.likely
    assert bases_of((0.605, 0.615), *shown.likely) == ((20, 33),)


def read(folder: Path) -> list[Said]:
    return readers.read(Publication("funder", folder))


def test_a_page_and_a_table_and_a_chart(tmp_path: Path):
    (tmp_path / "grant.html").write_text(
        """<h1>Grant</h1><h3>1. How many?</h3><p>60 clients were served.</p><p>Counted from 75 records.</p>
        <table><tr><th></th><th>All</th><th>2025 Q1</th></tr>
        <tr><th>Youth</th><td>25</td><td>&lt;11</td></tr></table>""",
        encoding="utf-8",
    )
    (tmp_path / "grant-served-0a0b0c0d-wide.svg").write_text(
        """<svg><g aria-label="column: 2025; value: 25"/><g aria-label="Title text 'Youth'"/></svg>""", encoding="utf-8"
    )
    told = {
        (one.report, one.question, one.row, one.column, one.answer, one.clients, one.records) for one in read(tmp_path)
    }
    assert told == {
        ("Grant", "How many?", "Total", "Total", "?", 60, None),
        ("Grant", "How many?", "Total", "Total", "?", None, 75),
        ("Grant", "How many?", "Youth", "Total", "25", None, None),
        ("Grant", "How many?", "Youth", "2025 Q1", "<11", None, None),
        ("slug", "grant-served", "Youth", "2025", "25", None, None),
    }


def test_a_word_file(tmp_path: Path):
    document = docx.Document()
    document.add_heading("Grant", 0)
    document.add_heading("1. How many?", 2)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], ["", "All", "Youth", "withheld"], strict=True):
        cell.text = text
    document.save(str(tmp_path / "grant.docx"))
    (told,) = read(tmp_path)
    assert (told.report, told.question, told.row, told.column, told.answer) == (
        "Grant",
        "How many?",
        "Youth",
        "Total",
        "withheld",
    )
