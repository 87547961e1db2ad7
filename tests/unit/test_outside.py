"""What is read too unreliably is not counted outside, and no number there holds it."""

import pytest

from caseline.coding.by_meaning.encoder import Manifest, encoder
from caseline.coding.measuring.shipped import READER, shipped_agreement
from caseline.framework.tables import framework_rows
from caseline.ground.errors import ConfigurationError
from caseline.ground.shipped import SAMPLE
from caseline.organization.profile import Unmeasured, load_organization
from caseline.organization.skills import load_skill
from reports.disclosure import Rule, share
from reports.disclosure.groups import groups_of
from reports.figures import ALL, Figure, Outside, Question, Report
from reports.trust import Trust
from reports.wording import measured
from tests.unit.test_trust import ROW

REASON = "the reader finds “Legal help” (F1 .42 on 120 examples by other writers) too unreliably"


def figure(question, row, value, outside=None, count="clients", of=None):
    return Figure(
        f"city:{question}:{row}:all", "city", question, "Which needs?", row, row, ALL, ALL, count, float(value),
        float(value), of, int(value), f"{value} clients.", measured(value, count), None, int(value), int(value),
        proposed_quotes=(f"{row} in the morning",), caution="Outside ...", outside=outside,
    )  # fmt: skip


def nothing(sentence=f"Not counted: {REASON}."):
    return Outside(None, 0, 0, 0, sentence, REASON)


def left(clients):
    return Outside(float(clients), clients, clients, clients, f"{clients} clients. Not counted ...", REASON)


def outside(*figures):
    questions = []
    for name in dict.fromkeys(each.question_id for each in figures):
        cells = {(each.row_key, ALL): each for each in figures if each.question_id == name}
        questions.append(Question(name, 1, "", "Which needs?", "note_code", figures[0].count, "", cells))
    report = Report("city", "City", "", "", None, None, questions)
    return {each.figure_id: each for each in share({"city": report}, groups_of({}, ""), Rule(11))["city"].figures}


def city(legal, everybody, confirmed=None):
    """Needs of a city: food is read reliably, legal help is not; `confirmed`: legal help that a person confirmed."""
    return outside(
        figure("needs", ALL, everybody, left(40 + (confirmed or 0))),
        figure("needs", "food", 40),
        figure("needs", "legal", legal, left(confirmed) if confirmed else nothing()),
        figure("share", "legal", legal, nothing(), "percent", 100.0),
    )


def test_in_place_of_the_figure_stands_why_and_a_quote_may_stay():
    legal = city(30, 60)["city:needs:legal:all"]
    assert (legal.shown, legal.value, legal.clients, legal.cited_notes) == ("not counted", None, 0, 0)
    assert legal.sentence == f"Not counted: {REASON}."
    assert legal.example_quote == "legal in the morning" and legal.caution == ""
    assert city(10, 45)["city:needs:legal:all"].example_quote is None


def test_a_total_holds_what_is_counted_only():
    told = city(30, 60)
    total = told["city:needs:all:all"]
    assert (total.shown, total.clients, total.cited_records, total.cited_notes) == ("40", 40, 0, 0)
    assert told["city:needs:food:all"].shown == "40"


def test_what_a_person_confirmed_is_counted():
    told = city(30, 60, confirmed=15)
    assert (told["city:needs:legal:all"].shown, told["city:needs:all:all"].shown) == ("15", "55")
    few = city(30, 60, confirmed=3)
    assert few["city:needs:legal:all"].shown == "5" and few["city:needs:food:all"].shown == "40"
    assert few["city:needs:legal:all"].sentence.endswith(f"Not counted, unless a person confirmed it: {REASON}.")


@pytest.mark.parametrize("confirmed", [None, 3, 12])
def test_nothing_told_outside_depends_on_what_is_not_counted(confirmed):
    """No subtraction can find a number that nothing was made from."""
    told = [city(legal, everybody, confirmed) for legal, everybody in ((12, 52), (30, 60), (39, 79))]
    assert told[0] == told[1] == told[2]


def test_the_shipped_figure_is_of_the_shipped_words():
    needs = load_skill("presenting-needs")
    own = needs.model_copy(
        update={"codes": [needs.codes[0].model_copy(update={"meaning": "Other words"}), *needs.codes[1:]]}
    )
    rows = {row["code"]: row for row in shipped_agreement([own])}
    assert needs.codes[0].id not in rows and len(rows) == len(needs.codes) - 1
    (shipped,) = [one for one in encoder().manifest.codes if (one.skill, one.code) == (needs.name, "legal")]
    assert rows["legal"] == {
        "skill": "presenting-needs", "code": "legal", "value": None, "coder": "embedded-encoder-1",
        "reader_version": encoder().version, "f1": shipped.f1, "examples": shipped.there,
    }  # fmt: skip
    assert [row["value"] for row in shipped_agreement([load_skill("housing-stability")])] == ["1", "2", "3", "4", "5"]


def test_how_many_examples_there_were_decides_no_reading():
    manifest = Manifest.model_validate_json(READER.read_text(encoding="utf-8"))
    bare = manifest.model_copy(update={"codes": [code.model_copy(update={"there": None}) for code in manifest.codes]})
    assert manifest.version == bare.version
    assert manifest.version != manifest.model_copy(update={"model_sha256": "0"}).version


def accepted(*codes):
    organization = load_organization(SAMPLE)
    said = [
        Unmeasured(code=code, because=f"We read {code}.", decided_by="Ann Roe", decided_on="2026-06-12")
        for code in codes
    ]
    organization.count_unmeasured = said
    return [
        (row["skill"], row["code"], row["value"], row["because"])
        for row in framework_rows(organization)["counted_unmeasured"]
    ]


def test_an_organisation_accepts_in_words_what_nobody_measured():
    assert accepted("housing-stability.3") == [("housing-stability", "level", "3", "We read housing-stability.3.")]
    rows = accepted("goal-progress", "goal-progress.goal_set")
    assert len(rows) == 5 and ("goal-progress", "goal_set", None, "We read goal-progress.goal_set.") in rows
    with pytest.raises(ConfigurationError, match=r"'goal-progress\.goalset' under 'count_unmeasured'"):
        accepted("goal-progress.goalset")


def test_the_report_says_what_it_leaves_out_and_what_it_counts_on_whose_word():
    legal = ROW | {"code_title": "Legal help", "counts_outside": False}
    dog = ROW | {
        "code_title": "A dog", "counted_because": "We read forty notes.", "decided_by": "Ann Roe",
        "decided_on": Unmeasured(code="x", because="x", decided_by="x", decided_on="2026-06-12").decided_on,
    }  # fmt: skip
    inside, shared = (" ".join(Trust(9, 9, 0, [ROW, legal, dog], is_shared).sentences) for is_shared in (False, True))
    assert "Not counted in what is shared outside, unless a person confirmed it, is what the reader finds too" in inside
    assert "nobody has measured: “Legal help”." in shared and "Not counted here, " in shared
    assert (
        "Nobody has measured how well the reader finds “A dog” in notes that others wrote; counted all the same by "
        "decision of Ann Roe on 12 June 2026: “We read forty notes.”"
    ) in shared
    assert "Not counted" not in " ".join(Trust(9, 9, 0, [ROW], True).sentences)
