"""Deciding on pages: a ruling is a line in the organisation's files, undoable, logged, and lost by nobody."""

import csv
import re
import shutil
import threading
from datetime import date

import pytest
from markupsafe import escape

from caseline.audit import Act
from caseline.ground.warehouse import connect
from caseline.review import take_in
from tests.integration.loopback_application import Browser, make_place, serving

PEOPLE = [
    {"email": "ana@harbor.example", "name": "Ana Sol", "role": "director"},
    {"email": "ben@harbor.example", "name": "Ben Ito", "role": "analyst"},
]
FIELD = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')


@pytest.fixture
def served(tmp_path):
    with serving(make_place(tmp_path, people=PEOPLE)) as running:
        yield running


def forms(browser: Browser, page: str, action: str) -> list[dict[str, str]]:
    """The hidden fields of every form of a page that is sent to an address."""
    found = re.findall(rf'<form[^>]*action="[./]*{action}">(.*?)</form>', browser.get(page).text, flags=re.DOTALL)
    return [{name: value.replace("&#39;", "'") for name, value in FIELD.findall(form)} for form in found]


def lines(served, file: str) -> list[dict[str, str]]:
    path = served.place.organization / "transformation" / file
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.exists() else []


def test_a_pair_is_decided_on_the_page_and_taken_back(served):
    browser = served.browser()
    before = len(served.written())
    asked = forms(browser, "/identity.html", "rulings/pair")
    answer = browser.submit("/rulings/pair", **asked[0], ruling="same", reason="Same mother in both files")
    assert answer.status_code == 200 and "in force at the next run" in answer.text
    (line,) = lines(served, "identity_rulings.csv")
    assert {line["record_key_a"], line["record_key_b"]} == {asked[0]["record_key_l"], asked[0]["record_key_r"]}
    assert (line["ruling"], line["reason"]) == ("same", "Same mother in both files")
    assert line["decided_by"] and line["decided_on"] == date.today().isoformat()
    ruling = next(one.entry for one in served.written()[before:] if one.entry.act is Act.ruling)
    assert len(ruling.clients) == 2 and ruling.about == "identity_rulings.csv: same"
    assert len(forms(browser, "/identity.html", "rulings/pair")) == len(asked) - 1
    (back,) = forms(browser, "/identity.html", "rulings/pair/back")
    assert "It was taken back." in browser.submit("/rulings/pair/back", **back).text
    assert lines(served, "identity_rulings.csv") == []
    assert len(forms(browser, "/identity.html", "rulings/pair")) == len(asked)


def test_taking_back_puts_back_what_stood_before(served):
    browser = served.browser()
    asked = forms(browser, "/code-review.html", "rulings/code")[0]
    browser.submit("/rulings/code", **asked, ruling="unsure", reason="Ask her")
    (back,) = forms(browser, "/code-review.html", "rulings/code/back")
    browser.submit("/rulings/code", **{**asked, "seen": back["mark"]}, ruling="accepted")
    (line,) = lines(served, "code_rulings.csv")
    assert line["ruling"] == "accepted" and line["reason"] == "The words were read in the note on the page."
    (back,) = forms(browser, "/code-review.html", "rulings/code/back")
    browser.submit("/rulings/code/back", **back)
    (line,) = lines(served, "code_rulings.csv")
    assert (line["ruling"], line["reason"]) == ("unsure", "Ask her")


DECIDED = {
    "pair": ("/identity.html", "identity_rulings.csv", "identity_review", "same"),
    "code": ("/code-review.html", "code_rulings.csv", "code_review", "accepted"),
}


def test_what_one_was_unsure_of_is_decided_after_a_run_has_seen_it(served):
    browser = served.browser()
    published = served.place.published
    fresh = published.with_name("fresh.duckdb")
    shutil.copyfile(published, fresh)
    about = {}
    for kind, (page, _, table, _) in DECIDED.items():
        asked = forms(browser, page, f"rulings/{kind}")[0]
        browser.submit(f"/rulings/{kind}", **asked, ruling="unsure", reason="Ask her")
        keys = ("record_key_l", "record_key_r", "question_id")
        about[kind] = {name: asked[name] for name in keys if name in asked}
        with connect(fresh) as connection:  # as a run that reads the ruling
            connection.execute(
                f"update intelligence.{table} set ruling = 'unsure', reason = 'Ask her' "
                f"where {' and '.join(f'{name} = ?' for name in about[kind])}",
                list(about[kind].values()),
            )
    fresh.replace(published)
    for kind, (page, file, _, last) in DECIDED.items():
        (again,) = [form for form in forms(browser, page, f"rulings/{kind}") if about[kind].items() <= form.items()]
        assert "in force at the next run" in browser.submit(f"/rulings/{kind}", **again, ruling=last).text
        assert [line["ruling"] for line in lines(served, file)] == [last]


def test_of_two_reviewers_nobody_overwrites_the_other_unseen(served):
    one, other = served.browser(), served.browser()
    first, second = (forms(browser, "/identity.html", "rulings/pair")[0] for browser in (one, other))
    one.submit("/rulings/pair", **first, ruling="same", reason="Same face")
    answer = other.submit("/rulings/pair", **second, ruling="different", reason="Two birth days")
    assert "has ruled “same” on the same meanwhile" in answer.text and "Same face" in answer.text
    assert [line["ruling"] for line in lines(served, "identity_rulings.csv")] == ["same"]


def test_two_reviewers_and_a_sheet_at_once_lose_nothing(served, tmp_path):
    browsers = [served.browser() for _ in range(2)]
    asked = [forms(browser, "/code-review.html", "rulings/code") for browser in browsers]
    pairs = forms(browsers[0], "/identity.html", "rulings/pair")
    sheet = tmp_path / "sheet.csv"
    with sheet.open("w", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["record_key_a", "record_key_b", "ruling", "reason"])
        writer.writerows([[p["record_key_l"], p["record_key_r"], "different", "By sheet"] for p in pairs])
    work = [
        lambda n=n: [
            browsers[n].submit("/rulings/code", **form, ruling="overruled", reason=f"Reviewer {n}")
            for form in asked[n][n::2]
        ]
        for n in range(2)
    ]
    transformation = served.place.organization / "transformation"
    work.append(lambda: take_in(sheet, transformation, served.place.published, "Cai", date(2026, 6, 30)))
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines(served, "code_rulings.csv")) == len(asked[0])
    assert len(lines(served, "identity_rulings.csv")) == len(pairs)


def test_what_is_missing_is_done_or_explained_with_a_day(served):
    browser = served.browser()
    done, explained, *_ = forms(browser, "/missing.html", "rulings/missing")
    assert "Say until which day" in browser.submit("/rulings/missing", **explained, ruling="explained", reason="x").text
    browser.submit("/rulings/missing", **done, ruling="done", reason="Survey taken on Monday")
    answer = browser.submit(
        "/rulings/missing", **explained, ruling="explained", reason="In hospital", until="2026-09-30"
    )
    assert "In hospital" in answer.text
    rulings = {line["missing_id"]: line for line in lines(served, "missing_rulings.csv")}
    assert rulings[done["missing_id"]]["until"] > date.today().isoformat()
    assert rulings[explained["missing_id"]]["until"] == "2026-09-30"


def test_a_week_is_assigned_and_closed_with_a_reason(served):
    browser = served.browser()
    page = re.search(r'href="(attention/[^"]+)"', browser.get("/attention.html").text)[1]
    asked = forms(browser, f"/{page}", "rulings/attention")[0]
    answer = browser.submit("/rulings/attention", **asked, ruling="assigned", reason="Call her", assigned_to="Dana")
    assert answer.url.partition("#")[0].endswith(page) and "Assigned</b> to Dana" in answer.text
    asked = forms(browser, f"/{page}", "rulings/attention")[0]
    assert "Closed" in browser.submit("/rulings/attention", **asked, ruling="closed", reason="She called back").text
    rulings = lines(served, "attention_rulings.csv")
    assert {line["ruling"] for line in rulings} == {"closed"} and all(line["attention_id"] for line in rulings)


def test_a_decision_that_cannot_be_is_a_sentence_and_writes_nothing(served):
    browser = served.browser()
    asked = forms(browser, "/identity.html", "rulings/pair")[0]
    assert "The ruling is" in browser.submit("/rulings/pair", **asked, ruling="maybe").text
    wrong = {**asked, "record_key_r": "hmis:eastside:none"}
    assert "There is no such thing for you to decide." in browser.submit("/rulings/pair", **wrong, ruling="same").text
    assert browser.submit("/rulings/pair", **{**asked, "token": ""}, ruling="same").status_code == 403
    assert browser.submit("/rulings/other", **asked, ruling="same").status_code == 404
    hostile = {**asked, "page": "https://evil.example/x.html"}
    assert browser.submit("/rulings/pair", **hostile, ruling="unsure").url.startswith(served.url)
    assert [line["ruling"] for line in lines(served, "identity_rulings.csv")] == ["unsure"]


def test_words_that_somebody_types_are_text(served):
    browser = served.browser()
    asked = forms(browser, "/identity.html", "rulings/pair")[0]
    words = '<script>alert("x")</script>, "quoted"'
    assert str(escape(words)) in browser.submit("/rulings/pair", **asked, ruling="same", reason=words).text
    assert lines(served, "identity_rulings.csv")[0]["reason"] == words


def test_who_may_not_decide_has_no_form_and_is_refused(tmp_path):
    place = make_place(tmp_path)
    with serving(place) as running:
        asked = forms(running.browser(), "/code-review.html", "rulings/code")[0]
    with serving(place, role="analyst") as running:
        browser = running.browser()
        assert "rulings/" not in browser.get("/code-review.html").text
        token = browser.token()
        assert browser.submit("/rulings/code", **{**asked, "token": token}, ruling="accepted").status_code == 404
        assert running.written()[-1].entry.act is Act.refusal
    assert not (place.organization / "transformation" / "code_rulings.csv").exists()


def test_a_ruling_on_what_one_may_not_see_is_refused(tmp_path):
    roles = {"director": "identifier", "lead": {"sees": "identifier", "programs": ["housing"], "may": ["decide"]}}
    place = make_place(tmp_path, roles=roles)
    with connect(place.published, read_only=True) as connection:
        query = "select question_id from intelligence.code_review where program_id {} 'housing' limit 1"
        ((own,),) = connection.execute(query.format("=")).fetchall()
        ((others,),) = connection.execute(query.format("<>")).fetchall()
    with serving(place) as running:
        browser = running.browser()
        (asked,) = [
            form for form in forms(browser, "/code-review.html", "rulings/code") if form["question_id"] == others
        ]
        browser.submit("/rulings/code", **asked, ruling="accepted")
        (back,) = forms(browser, "/code-review.html", "rulings/code/back")
    with serving(place, role="lead") as running:
        browser = running.browser()
        sent = browser.submit("/rulings/code/back", **{**back, "token": browser.token()})
        assert "There is no such thing for you to decide." in sent.text
        (line,) = lines(running, "code_rulings.csv")
        assert line["ruling"] == "accepted"
        for question, words in (
            (others, "There is no such thing for you to decide."),
            (own, "in force at the next run"),
        ):
            sent = browser.submit(
                "/rulings/code",
                token=browser.token(),
                question_id=question,
                seen="",
                ruling="accepted",
                page="",
                anchor="",
            )
            assert words in sent.text


def test_a_quote_is_picked_for_a_report_where_its_client_consents(served):
    with connect(served.place.published, read_only=True) as connection:
        query = """select code_id, client_id, note_id, quote_start || '..' || quote_end, client_id in (
                select client_id from record.consent where is_in_force and covers_network
            ) from intelligence.code where not is_risk and not flagged_instruction and quote is not null order by all"""
        codes = connection.execute(query).fetchall()
        (report,) = connection.execute(
            "select min(report_id) from framework.report where funder is not null"
        ).fetchone()
    browser = served.browser()
    code, client, note, place, _ = next(one for one in codes if one[-1])
    page = f"/clients/{client}.html"
    asked = next(form for form in forms(browser, page, "rulings/quote") if form["code_id"] == code)
    assert "in force at the next run" in browser.submit("/rulings/quote", **asked, report=report, ruling="picked").text
    (line,) = lines(served, "quote_rulings.csv")
    assert (line["report"], line["in_note"], line["place"], line["ruling"]) == (report, note, place, "picked")
    assert line["note_version"].startswith("v")
    entry = [one.entry for one in served.written() if one.entry.act is Act.ruling][-1]
    assert entry.clients == (client,) and entry.about == "quote_rulings.csv: picked"
    (back,) = forms(browser, page, "rulings/quote/back")
    assert "It was taken back." in browser.submit("/rulings/quote/back", **back).text
    assert lines(served, "quote_rulings.csv") == []
    if others := [one for one in codes if not one[-1]]:
        code, client, *_ = others[0]
        assert not forms(browser, f"/clients/{client}.html", "rulings/quote")
        said = browser.submit("/rulings/quote", **{**asked, "code_id": code}, report=report, ruling="picked").text
        assert lines(served, "quote_rulings.csv") == [] and "no such thing" in said


def test_a_quote_is_not_picked_by_who_sees_no_words(tmp_path):
    sees = {"sees": "identifier", "may": ["decide"], "fields": {"note_text": "absent"}}
    place = make_place(tmp_path, roles={"director": "identifier", "wordless": sees})
    with connect(place.published, read_only=True) as connection:
        query = "select code_id from intelligence.code where quote is not null and not is_risk order by 1 limit 1"
        ((code,),) = connection.execute(query).fetchall()
    with serving(place, role="wordless") as running:
        browser = running.browser()
        asked = {"token": browser.token(), "code_id": code, "report": "any", "ruling": "picked"}
        said = browser.submit("/rulings/quote", **asked)
    assert said.status_code == 404
    assert not (place.organization / "transformation" / "quote_rulings.csv").exists()
