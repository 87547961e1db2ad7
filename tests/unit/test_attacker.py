"""The attacker on publications small enough to check by hand."""

from datetime import date
from pathlib import Path

import pytest

from tests.attacker.facts import Names, gather
from tests.attacker.meaning import questions
from tests.attacker.program import Program
from tests.attacker.said import Said, rounded_share, with_sentence
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
"""


def said(question: str, row: str, answer: str, sentence: str = "") -> Said:
    cell = Said("a.csv", "funder", "current", "grant", question, row, "Total", answer)
    share = rounded_share(answer)
    if share:
        cell = Said(**{**vars(cell), "share_low": share[0], "share_high": share[1]})
    return with_sentence(cell, sentence) if sentence else cell


def people(question: str, row: str, number: int) -> Said:
    return said(question, row, str(number), f"{number} clients were counted.")


@pytest.fixture
def pins(tmp_path: Path):
    (tmp_path / "grant.yml").write_text(REPORT, encoding="utf-8")
    asked = questions([tmp_path], date(2025, 1, 1), date(2025, 12, 31))

    def pins(*statements: Said) -> set[tuple[str, int, int]]:
        facts, universe = gather(list(statements), asked, Names())
        assert facts.contradictions == []
        return {(one.kind, one.low, one.high) for one in attack(Program(facts, universe), threshold=11)}

    return pins


def test_two_programs_and_both_together_give_who_is_in_both(pins):
    both = [people("How many?", "Total", 60), people("How many?", "Housing", 40), people("How many?", "Youth", 25)]
    assert ("together in 2 of program", 5, 5) in pins(*both)


def test_served_less_those_who_left(pins):
    served = [people("How many?", "Total", 60), people("How many?", "Housing", 60)]
    left = [people("How many left?", "Total", 56), people("How many left?", "Housing", 56)]
    assert ("all but a measure", 4, 4) in pins(*served, *left)


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


def test_a_small_number_that_may_be_many_things_is_safe(pins):
    assert (
        pins(
            people("How many?", "Total", 60),
            said("How many?", "Housing", "<11"),
            said("How many?", "Youth", "withheld"),
        )
        == set()
    )
