"""Thousands of submissions, most of them broken or meant ill, over a real server: each is refused or kept once."""

import os
import random
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
import requests

from application.app import forms_alone
from application.intake.door import Door, Limits
from application.intake.open_forms import OpenForms
from application.intake.public import PublicForms
from application.people import People
from application.place import Listening
from application.serving import server
from caseline.audit import audit_log
from caseline.ground.warehouse import connect
from caseline.organization.dictionary import load_dictionary
from ingestion.forms.source import load
from ingestion.submissions.store import Store
from tests.integration.intake_place import write_forms
from tests.integration.loopback_application import free_port, make_place

SENT = int(os.environ.get("SUBMISSIONS", "200"))
NEVER = (10**9, 60.0)
HOSTILE = [
    "<script>alert(1)</script>", "=HYPERLINK(\"http://x\")", "'; drop table submission; --", "\x00\x01\x1b[31m", "‮abc",
    "a" * 5000, "𝕽𝖔𝖘𝖆", "é" * 900, "../../../etc/passwd", "{{7*7}}", "%s%n", "１２", "-0", "1e309", "2026-13-40",
    "0001-01-01", "9999-12-31", " ", "\n\n", "null", "yes", "home", "street;home", "\ud800",
]  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    made = make_place(tmp_path_factory.mktemp("hostile"))
    write_forms(made.organization)
    return made


@pytest.fixture(scope="module")
def served(place):
    listening = Listening(port=free_port())
    log = audit_log(place)
    forms = PublicForms(Door(place, People(place.organization, "test", None), log, listening, Limits(NEVER, NEVER)))
    running = server(forms_alone(forms, listening, log, NEVER), listening)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield listening.origin, forms
    running.should_exit = True
    thread.join(timeout=10)


def submission(chance: random.Random, number: int, controls: dict[str, str], key: str) -> dict[str, object]:
    """Fields of a form as somebody, or something, sends them. Its number is in it, so that no two are alike."""
    fields: dict[str, object] = {
        "key": key, controls["Given name"]: f"Nr {number}", controls["Family name"]: chance.choice(["Ada", "Bo", "Cy"]),
        "consent": chance.choice(["agree", "refuse", "refuse", "refuse"]), "signature": "A. Person",
    }  # fmt: skip
    if chance.random() < 0.5:
        for name in chance.sample(list(controls), chance.randrange(1, 4)):
            fields[controls[name]] = chance.choice(HOSTILE)
    if chance.random() < 0.1:
        fields[controls["Needs"]] = ["food", "bed", chance.choice(["work", "food", *HOSTILE])]
    if chance.random() < 0.1:
        fields["website"] = "http://spam.example"
    if chance.random() < 0.1:
        fields["key"] = chance.choice([key[:-2], key.swapcase(), "", "a.b", key + "x"])
    if chance.random() < 0.1:
        fields |= {f"q{chance.getrandbits(40):010x}": "what no form asks", "affiliate": "northgate", "Submission": "x"}
    return fields


def test_every_submission_is_refused_or_kept_once(place, served):
    origin, forms = served
    form = forms.forms()["first_visit"]
    controls = {asked.field.name: asked.name for asked in form.asked}
    chance = random.Random(17)
    sends = []
    for number in range(SENT):
        key = OpenForms(forms.door).new_key(form)
        body = urlencode(submission(chance, number, controls, key), doseq=True, errors="surrogatepass").encode()
        if chance.random() < 0.03:
            body = chance.choice([b"\xff\xfe" + body, body + b"&x=" + b"z" * 70_000, b"&" * 2000 + body, b""])
        sends += [body] * chance.choice([1, 1, 1, 2, 3])
    chance.shuffle(sends)
    browsers = threading.local()
    head = {"Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}

    def send(body: bytes) -> tuple[bytes, int]:
        if not hasattr(browsers, "one"):
            browsers.one = requests.Session()
            browsers.one.trust_env = False
        answer = browsers.one.post(
            f"{origin}/forms/first_visit", data=body, headers=head, timeout=60, allow_redirects=False
        )
        return body, answer.status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, sends))
    told = Counter(status for _, status in answers)
    assert set(told) <= {303, 400, 413, 422} and min(told[303], told[400], told[422]) > 10
    accepted, refused = told[303], sum(told.values()) - told[303]
    assert accepted + refused == len(sends)
    taken = {body for body, status in answers if status == 303}
    assert not taken & {body for body, status in answers if status != 303}  # the same thing is always told the same

    kept = [one.sent for part in Store(place.submissions).parts(["eastside"]) for one in forms_kept(place, part)]
    numbers = [re.sub(r"\D", "", one.answers["Given name"]) for one in kept]
    sent_numbers = [re.search(rb"=Nr\+(\d+)", body) for body in taken]
    assert len(kept) == len(taken)
    assert {one[1].decode() for one in sent_numbers if one} <= set(numbers)
    assert not [one for one in kept if "\x00" in str(one.answers) or "northgate" in one.affiliate]

    dictionary = load_dictionary(place.organization / "data_dictionary")
    (file,) = load(
        place.data, place.warehouse, place.ingestion_state, ["eastside"], dictionary, submissions=place.submissions
    ).files
    assert file.rows + file.held_back == len(kept) and file.held_back == sum(bool(one.held) for one in kept) > 5
    with connect(place.warehouse, read_only=True) as connection:
        landed = connection.execute("select count(*), count(distinct submission_key) from forms.submission").fetchone()
    assert landed == (file.rows, file.rows)


def forms_kept(place, part):
    return Store(place.submissions).of(*part)


def test_a_flood_is_stopped_and_told(place):
    listening = Listening(port=free_port())
    log = audit_log(place)
    people = People(place.organization, "test", None)
    forms = PublicForms(Door(place, people, log, listening, Limits((3, 60.0), (100, 60.0))))
    form = forms.forms()["first_visit"]
    controls = {asked.field.name: asked.name for asked in form.asked}
    running = server(forms_alone(forms, listening, log), listening)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    told = []
    for number in range(5):
        fields = {"key": OpenForms(forms.door).new_key(form), controls["Given name"]: f"Flood {number}",
                  controls["Family name"]: "Cy", "consent": "refuse"}  # fmt: skip
        answer = requests.post(
            f"{listening.origin}/forms/first_visit", fields, headers={"Origin": listening.origin}, timeout=30
        )
        told.append((answer.status_code, f"Flood {number}" in answer.text))
    running.should_exit = True
    thread.join(timeout=10)
    assert told == [(200, False)] * 3 + [(429, True)] * 2  # what was typed is still in the form
