"""What somebody says is to change, in a sentence, to a model or word for word: what is made of it."""

import json
from collections import Counter
from dataclasses import replace

import pytest
import yaml
from typer.testing import CliRunner

from bench.configure import SENTENCES, outcome
from caseline.cli.app import app
from caseline.cli.configuring import _complete
from caseline.configuring.asking import SCHEMA_NAME, told
from caseline.configuring.hearing import Heard, hear
from caseline.configuring.kinds import KINDS, change_of
from caseline.configuring.kinds.change import is_listed, what_of
from caseline.configuring.known import Known
from caseline.configuring.saying import understood
from caseline.ground.errors import CaselineError
from tests.integration.configured_sample import FILLED, SAMPLE, sample_place
from tests.integration.loopback_endpoint import LoopbackEndpoint, Says


@pytest.fixture
def place(tmp_path):
    return sample_place(tmp_path)


def test_plain_words_are_matched_as_the_docs_say():
    known = Known.of(SAMPLE)
    sentences = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    measured = {
        "sentences": {"right": 40},
        "looked_at_once": {"right": 18, "lists": 1, "wrong": 1},
        "third": {"right": 17, "lists": 3},
    }
    for name, counts in measured.items():
        assert Counter(outcome(hear(one["say"], known), one["means"]) for one in sentences[name]) == counts


@pytest.mark.parametrize(
    "sentence, change, given",
    [
        ("Do not include pets under housing", "exclude_from_code", {"counts_not": "Pets"}),
        ("Losing a car does not belong under transportation", "exclude_from_code", {"counts_not": "Losing a car"}),
        ('Staff shouldn\'t be told to look for "pets" under housing', "add_misleading", {"phrases": "pets"}),
        ("Analysts may see phone numbers", "show_field", {"field": "phone", "shown": "shown"}),
        ("Analysts may not see phone numbers", "show_field", {"field": "phone", "shown": "absent"}),
    ],
)
def test_a_sentence_that_denies_means_the_opposite(sentence, change, given):
    (heard,) = hear(sentence, Known.of(SAMPLE))
    assert heard.change == change
    assert {name: heard.given.get(name) for name in given} == given


@pytest.mark.parametrize(
    "sentence",
    [
        "Do not send mail about new risks",
        "Stop alerts to Slack",
        "Don't delete case notes after 7 years, keep them 10 years",
        "Don't add a code for pets to the presenting needs",
        "Do not open a program called Winter Warming Center",
    ],
)
def test_where_a_sentence_denies_what_has_no_opposite_it_is_asked(sentence):
    assert hear(sentence, Known.of(SAMPLE)) == []


@pytest.mark.parametrize(
    "sentence, danger",
    [
        ("Eviction risk from emergency shelter should be looked at this week", "this week"),
        ("Suicidal ideation is not an emergency, this month is fine", "this month"),
        ("Eviction risk should be looked at within a week, not right away", "this week"),
        ("Eviction risk is to be looked at today or this week", None),
    ],
)
def test_how_urgent_is_not_taken_from_a_title_or_from_what_is_denied(sentence, danger):
    (heard,) = hear(sentence, Known.of(SAMPLE))
    assert (heard.change, heard.given.get("danger")) == ("set_danger", danger)


@pytest.mark.parametrize(
    "order, first", [(None, "2026-07-01"), ("year first", "2026-07-01"), ("day first", "2026-01-07")]
)
def test_days_are_read_as_exports_are(order, first):
    known = Known.of(SAMPLE)
    known = replace(known, organization=known.organization.model_copy(update={"date_order": order}))
    (heard,) = hear("The city report runs from 7/1/2026 to 6/12/2027", known)
    assert heard.given["first"] == first


def test_a_model_is_told_configuration_alone_and_what_it_says_goes_the_same_way(place, monkeypatch):
    said = {
        "changes": [
            {
                "change": "set_number",
                "values": [{"name": "setting", "value": "silence_days"}, {"name": "number", "value": "30"}],
            },
            {
                "change": "add_code",
                "values": [{"name": "name", "value": "Pets"}, {"name": "skill", "value": "barriers"}],
            },
        ]
    }
    server = LoopbackEndpoint(lambda sentence, number: Says(json.dumps(said) if number > 1 else "not JSON"))
    monkeypatch.setenv("CASELINE_MODEL", "small")
    monkeypatch.setenv("CASELINE_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    settings = place.organization / "organization.yml"
    person = {"email": "maria@example.org", "name": "Maria Lopez", "role": "director"}
    settings.write_text(f"{settings.read_text(encoding='utf-8')}people: [{json.dumps(person)}]\n", encoding="utf-8")
    known = Known.of(place.organization)
    heard = understood("Warn me after 30 days, and add pets as a barrier", known, place)
    assert [(one.change, one.lacking) for one in heard] == [("set_number", []), ("add_code", ["meaning"])]
    change_of(heard[0].change, heard[0].given, known)
    asked = server.requests[-1]
    assert asked["response_format"]["json_schema"]["name"] == SCHEMA_NAME
    sent = json.dumps(asked)
    assert "maria@example.org" not in sent and "Maria" not in sent and "add_code" in sent
    assert told(known) in asked["messages"][0]["content"]
    # what sentences took counts together: the caps hold for all of a day
    took = json.loads(place.asked.read_text(encoding="utf-8"))
    assert took["read"] > 0 and took["written"] > 0
    said["changes"][0]["change"] = "drop_tables"
    with pytest.raises(CaselineError, match="does not follow the schema"):
        understood("Drop it", known, place)
    capped = f"{settings.read_text(encoding='utf-8')}language_model: {{most_tokens: {took['read'] + 1}}}\n"
    settings.write_text(capped, encoding="utf-8")
    asked_before = server.requests[:]
    with pytest.raises(CaselineError, match="is spent"):
        understood("Warn me after 30 days", Known.of(place.organization), place)
    assert all("Warn me after 30 days<" not in json.dumps(one) for one in server.requests[len(asked_before) :])


ENDS = [end for end in map(chr, range(0x3000)) if len(f"a{end}b".splitlines()) > 1]


def test_no_words_that_are_said_hold_a_line_end_of_any_kind():
    known, tried = Known.of(SAMPLE), 0
    for kind, given in FILLED.items():
        for name, field in KINDS[kind].asked().items():
            if what_of(field) or field.annotation not in (str, list[str]):
                continue
            for end in ENDS:
                if is_listed(field) and end == "\n":  # between two of a list
                    continue
                tried += 1
                with pytest.raises(CaselineError):
                    change_of(kind, {**given, name: f"one{end}### two"}, known)
    assert len(ENDS) == 10 and tried > 150


def test_a_choice_is_one_and_what_is_none_is_told(place):
    known = Known.of(place.organization)
    with pytest.raises(CaselineError, match="is none"):
        change_of("rename_program", {"program": "housing; youth", "name": "Both"}, known)
    with pytest.raises(CaselineError, match="no change 'drop_tables'"):
        _complete(Heard("drop_tables", {}), {}, known)


@pytest.mark.parametrize(
    "said",
    [
        ["Warn me when we haven't heard from a client in 30 days and rename youth to Next", "--set", "number=2"],
        ["Rename youth to Next", "--change", "set_number"],
        ["--set", "number=2"],
    ],
)
def test_nothing_that_is_set_is_dropped(place, said):
    told = CliRunner().invoke(app, ["configure", *said, "--organization", str(place.organization)])
    assert told.exit_code == 2, told.output
