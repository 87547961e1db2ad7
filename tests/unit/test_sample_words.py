"""How phrases become notes, and how details get damaged."""

from datetime import date
from random import Random

import pytest

from caseline.organization.skills import load_skills
from caseline.sample.damage import hashed, record
from caseline.sample.people import make_household
from caseline.sample.phrases import SKILL_OF, fill, parse, phrasebook
from caseline.sample.slots import ClientWords
from caseline.sample.writing import assemble

STYLES = ("full", "short", "loose", "long")


def _words() -> ClientWords:
    person = make_household(0, 1, 1, Random(1)).head
    return ClientWords(person, "Ana", ["Leo"], date(2025, 3, 4), Random(1))


def test_a_marked_part_becomes_the_quote() -> None:
    template = parse("<name> {food housing: has no food} [today|today], {!legal: no court}.")
    text, marks = assemble([fill(template, _words(), Random(3))], "full", Random(3))
    assert text == "Ana has no food today, no court."
    found = [(mark.skill, mark.code, mark.status, mark.quote) for mark in marks]
    assert found == [
        ("presenting-needs", "food", "present", "has no food"),
        ("presenting-needs", "housing", "present", "has no food"),
        ("presenting-needs", "legal", "absent", "no court"),
    ]


def test_a_note_has_one_level_the_lowest() -> None:
    sentences = [fill(parse(line), _words(), Random(3)) for line in ("{level4: Rent paid}.", "{level2: On a couch}.")]
    _, marks = assemble(sentences, "full", Random(3))
    assert [(mark.code, mark.value, mark.quote) for mark in marks] == [("level", "2", "On a couch")]


@pytest.mark.parametrize("line", ["{nothing: x}", "a [b|c"])
def test_a_wrong_line_is_refused(line: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        parse(line)


def test_every_phrase_can_be_written_and_quoted_in_every_style() -> None:
    words, rng = _words(), Random(5)
    for templates in phrasebook().values():
        for template in templates:
            for style in STYLES:
                text, marks = assemble([fill(template, words, rng)], style, rng)
                assert text and all(text[mark.start : mark.end] == mark.quote for mark in marks)


def test_every_code_is_one_of_the_shipped_skills() -> None:
    shipped = {(code.id, skill.name) for skill in load_skills() for code in skill.codes if code.level is None}
    assert {(code, skill) for code, skill in SKILL_OF.items()} <= shipped


def test_damage_leaves_most_records_readable_and_hashing_none() -> None:
    person = make_household(0, 1, 1, Random(1)).head
    seen = [record(person, Random(number)) for number in range(300)]
    assert sum(one.dob == person.dob.isoformat() for one in seen) > 220
    assert {one.ssn[:5] for one in seen} >= {"xxxxx", ""}
    hidden = hashed(record(person, Random(1)))
    assert len(hidden.first) == len(hidden.last) == 64 and hidden.phone == ""
