"""The application over real HTTP: who gets in, what a forged request gets, and that every look is written down."""

import re
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import ExitStack, suppress

import pytest
import requests

from application.desk import Desk
from application.limits import Limit
from application.place import Listening
from application.sessions import Session, Sessions
from caseline.access.gate import Gate, Reader
from caseline.audit import Act, audit_log, who_saw
from caseline.audit.verifying import verify
from caseline.ground.errors import CaselineError
from caseline.ground.warehouse import connect
from caseline.organization.profile import load_organization
from caseline.organization.roles import Role
from tests.integration.loopback_application import Browser, make_place, serving
from tests.unit.site_people import FIRST, LAST

CLIENT = "/clients/C-0000000003.html"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(make_place(tmp_path_factory.mktemp("served"))) as running:
        yield running


@pytest.fixture
def browser(served):
    return served.browser()


def raw(served, text: str) -> str:
    """The answer to bytes as they are."""
    with socket.create_connection(("127.0.0.1", served.listening.port), timeout=10) as sent:
        sent.sendall(text.replace("\n", "\r\n").encode())
        sent.shutdown(socket.SHUT_WR)
        answer = b""
        while part := sent.recv(65536):
            answer += part
    return answer.decode()


def test_the_link_of_the_terminal_works_once_and_the_next_is_shown(served):
    link, before = served.link, len(served.told)
    first, second = Browser(served), Browser(served)
    assert "Harbor &amp; Hearth &lt;Test&gt;" in first.get(link).text
    assert second.get(link).status_code == 403
    assert len(served.told) == before + 1 and served.link != link
    assert second.get(served.link).status_code == 200


@pytest.mark.parametrize("path", ["/", "/index.html", "/clients/index.html", CLIENT, "/trace/x.html", "/charts/x.svg"])
def test_without_sign_in_nothing_about_anybody_is_told(served, path):
    answer = requests.get(served.url + path, timeout=30)
    assert answer.url.endswith("/sign-in")
    assert not any(name in answer.text for name in (*FIRST, *LAST, "C-00000"))


def test_pages_have_the_addresses_they_had_as_files(browser):
    for path in ("attention", "missing", "unusual", "comprehensive", "aggregate", "identity", "code-review", "about"):
        answer = browser.get(f"/{path}.html")
        assert answer.status_code == 200 and "<h1>" in answer.text, path
    trace = re.search(r'href="(trace/[^"]+)"', browser.get("/aggregate.html").text)
    assert "behind a number" in browser.get(f"/{trace[1]}").text
    chart = re.search(r'(?:src|srcset)="(charts/[^"]+\.svg)"', browser.get("/aggregate.html").text)
    assert browser.get(f"/{chart[1]}").headers["content-type"] == "image/svg+xml"


def test_what_goes_back_is_kept_nowhere_and_runs_nothing_of_others(browser):
    headers = browser.get(CLIENT).headers
    assert headers["cache-control"] == "no-store"
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff" and headers["cross-origin-resource-policy"] == "same-origin"
    (cookie,) = browser.cookies
    assert cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") == "lax"
    assert "server" not in headers


@pytest.mark.parametrize("path", ["/assets/", "/clients/", "/clients", "/trace/", "/../organization.yml", "/%2e%2e/x"])
def test_no_folder_is_listed_and_no_path_leads_out(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 404 and "There is no such page for you." in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", ""])
def test_a_name_that_was_pointed_at_this_machine_gets_nothing(served, browser, host):
    """DNS rebinding: the browser believes to speak with a site of the attacker."""
    cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
    answer = raw(served, f"GET {CLIENT} HTTP/1.1\nHost: {host}\nCookie: {cookie}\nConnection: close\n\n")
    assert answer.startswith(("HTTP/1.1 421", "HTTP/1.1 400")) and "C-0000000003" not in answer


def test_two_hosts_are_none(served):
    own = f"127.0.0.1:{served.listening.port}"
    answer = raw(served, f"GET / HTTP/1.1\nHost: {own}\nHost: evil.example\nConnection: close\n\n")
    assert answer.startswith(("HTTP/1.1 421", "HTTP/1.1 400"))


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", None])
def test_a_form_from_another_site_is_refused(served, browser, origin):
    token = browser.token()
    assert browser.submit("/leave", origin=origin, token=token).status_code == 403
    assert browser.get("/").text.count("Sign out") == 1


def test_a_form_without_the_token_of_its_session_is_refused(served, browser):
    other = served.browser()
    assert browser.submit("/leave", token="").status_code == 403
    assert browser.submit("/leave", token=other.token()).status_code == 403
    assert browser.post(f"{served.url}/leave", json={}, headers={"Origin": served.url}, timeout=30).status_code == 415
    assert requests.delete(f"{served.url}/", timeout=30).status_code == 405
    assert "Sign out" in browser.get("/").text
    assert browser.submit("/leave", token=browser.token()).url.endswith("/sign-in")
    assert browser.get(CLIENT).url.endswith("/sign-in")


def test_a_cookie_from_before_the_end_of_a_session_opens_nothing(served):
    browser = served.browser()
    kept = browser.cookies.get_dict()
    browser.submit("/leave", token=browser.token())
    assert requests.get(served.url + CLIENT, cookies=kept, timeout=30).url.endswith("/sign-in")


def test_sessions_end_unused_and_old():
    clock = [0.0]
    sessions = Sessions(100, 1000, lambda: clock[0])
    cookie, _ = sessions.begin("a@b.c")
    for clock[0] in range(90, 1000, 90):
        assert sessions.of(cookie)
    clock[0] = 1001
    assert sessions.of(cookie) is None
    cookie, _ = sessions.begin("a@b.c")
    clock[0] += 101
    assert sessions.of(cookie) is None


def test_a_session_ends_while_the_machine_sleeps():
    asleep, awake = [0.0], [0.0]
    sessions = Sessions(100, 1000, lambda: asleep[0], lambda: awake[0])
    cookie, _ = sessions.begin("a@b.c")
    awake[0] = 101
    assert sessions.of(cookie) is None
    cookie, _ = sessions.begin("a@b.c")
    asleep[0] = 101
    awake[0] = 0  # a clock that is set back
    assert sessions.of(cookie) is None


def test_half_a_request_is_not_waited_for_and_no_address_has_every_connection(served, monkeypatch):
    monkeypatch.setattr("application.connections.REQUEST_SECONDS", 0.3)
    monkeypatch.setattr("application.connections.OF_ONE_ADDRESS", 20)
    form = (
        f"POST /leave HTTP/1.1\r\nHost: 127.0.0.1:{served.listening.port}\r\nOrigin: {served.url}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na="
    ).encode()
    with ExitStack() as open_ones:
        sent = [
            open_ones.enter_context(socket.create_connection(("127.0.0.1", served.listening.port), timeout=5))
            for _ in range(30)
        ]
        for number, one in enumerate(sent):
            # some say nothing, some half a head, some half a form
            part = (b"", b"GET / HTTP/1.1\r\nHost:", form)
            with suppress(OSError):
                one.sendall(part[number % 3])
        for one in sent:
            with suppress(ConnectionError):
                while one.recv(65536):
                    pass
    assert requests.get(served.url, timeout=30).status_code == 200


def test_a_stranger_fills_no_log_and_holds_nobody_up(served, browser):
    before = len(served.written())
    with audit_log(served.place).locked():
        waiting = threading.Thread(target=raw, args=(served, "GET / HTTP/1.1\nHost: evil\nConnection: close\n\n"))
        waiting.start()
        assert browser.get("/assets/caseline.css").status_code == 200
    waiting.join()
    for _ in range(5):
        assert raw(served, "GET / HTTP/1.1\nHost: evil\nConnection: close\n\n").startswith("HTTP/1.1 421")
    assert len(served.written()) <= before + 1


def test_who_asks_too_often_waits():
    clock = [0.0]
    limit = Limit(3, 60, lambda: clock[0])
    assert [limit.allows("one") for _ in range(4)] == [True, True, True, False]
    assert limit.allows("another")
    clock[0] = 61
    assert limit.allows("one")


def test_every_look_at_a_client_is_written_down(served, browser):
    before = len(served.written())
    browser.get(CLIENT)
    found = browser.submit("/clients/index.html", token=browser.token("/clients/index.html"), search="zuleika")
    assert "zuleika" not in found.url and "<output>0</output>" not in found.text
    browser.get("/clients/C-9999999999.html")
    look, household, whole, search, refusal = (line.entry for line in served.written()[before:])
    assert whole.act is Act.search and len(whole.clients) > len(search.clients)
    assert (look.act, look.clients, look.role, look.source) == (Act.look, ("C-0000000003",), "director", "127.0.0.1")
    assert look.about == CLIENT.removeprefix("/") and {"first_name", "note_text", "dob"} <= set(look.fields)
    assert (household.clients, household.fields) == (("C-0000000009",), ("first_name", "last_name"))
    assert search.act is Act.search and search.clients
    assert refusal.act is Act.refusal and refusal.clients == ()
    log = b"".join(path.read_bytes() for path in served.place.audit.iterdir())
    assert not any(name.encode() in log for name in (*FIRST, *LAST)) and b"zuleika" not in log
    assert verify(audit_log(served.place)).holds


def test_lists_stay_narrowed_from_page_to_page_and_searches_are_in_no_address(browser):
    token = browser.token("/missing.html")
    narrow = browser.submit("/narrow", token=token, page="missing.html", program="workforce", first="", last="")
    assert narrow.url.endswith("/missing.html") and "None of the" in narrow.text
    assert "Lists show Workforce Ready" in browser.get("/clients/index.html").text
    found = browser.submit("/find.html", token=token, words="eviction")
    assert found.url.endswith("/find.html") and "risk-flags.eviction_risk" in found.text
    for sent in ({"all": "yes"}, {"program": "of nobody"}):
        whole = browser.submit("/narrow", token=token, page="https://elsewhere.example/", **sent)
        assert whole.url.count("/") == 3 and whole.url.endswith("/")
        assert "Narrow the lists to a program or to days" in whole.text


def test_whoever_is_in_a_program_on_the_day_of_the_data_is_listed_alone(browser):
    def listed(**asked: str) -> set[str]:
        found = browser.submit("/clients/index.html", token=browser.token("/clients/index.html"), search="", **asked)
        return set(re.findall(r'href="(C-\d{10})\.html"', found.text))

    everybody, now, past = listed(), listed(stays="now"), listed(stays="past")
    assert now == {one for one in everybody if int(one[2:]) % 3 == 0}  # those without an exit
    assert now and past and now | past == everybody and not now & past
    browser.submit("/narrow", token=browser.token("/"), page="index.html", program="housing", first="", last="")
    assert listed(stays="now") == {one for one in now if int(one[2:]) % 2 == 0}


def test_a_client_leads_to_who_is_of_the_household(browser):
    shown = browser.get(CLIENT).text
    household = shown[shown.index("<dt>Household</dt>") :].partition("</div>")[0]
    assert re.findall(r'href="(C-\d{10})\.html"', household) == ["C-0000000009"]  # number 1 of it has left


def test_who_has_seen_a_client_is_told_to_whoever_may_know(served, browser, tmp_path):
    browser.get(CLIENT)
    asked = {"token": browser.token(CLIENT), "client": "C-0000000003"}
    told = browser.submit("/audit.html", **asked)
    assert "looked at" in told.text and "?" not in told.url and "Who looked at whom" in browser.get("/").text
    assert "Who has seen this client?" in browser.get(CLIENT).text
    with serving(make_place(tmp_path), role="analyst") as running:
        other = running.browser()
        assert other.submit("/audit.html", token=other.token(), client="C-0000000003").status_code == 404
        assert "Who looked at whom" not in other.get("/").text


def test_a_fault_of_ours_tells_nothing(served, browser, monkeypatch):
    def fails(*_):
        raise ValueError("Zuleika Quince")

    monkeypatch.setattr("reports.site.inside.Inside.page", fails)
    answer = browser.get(CLIENT)
    assert answer.status_code == 500 and "Zuleika" not in answer.text and "ValueError" not in answer.text


def test_the_pages_of_a_new_run_are_shown_without_a_restart(tmp_path):
    place = make_place(tmp_path)
    with serving(place) as running:
        browser = running.browser()
        assert browser.get(CLIENT).status_code == 200
        fresh = place.published.with_name("fresh.duckdb")
        shutil.copyfile(place.published, fresh)
        with connect(fresh) as connection:
            connection.execute("delete from record.client where client_id = 'C-0000000003'")
        fresh.replace(place.published)
        assert browser.get(CLIENT).status_code == 404


def test_a_role_that_was_made_narrower_is_not_shown_what_was_open_before(served):
    desk = Desk(served.place.published, lambda organization, reader: Gate(served.place.published, reader))
    organization = load_organization(served.place.organization)
    wide, narrow = (Reader("lead", role) for role in (Role(sees="identifier"), Role(sees="sensitive")))
    assert desk.of(organization, wide).sees("record.client.last_name")
    assert not desk.of(organization, narrow).sees("record.client.last_name")


def test_an_address_that_others_reach_wants_tls_and_sign_in(tmp_path):
    file = tmp_path / "any.pem"
    file.touch()
    for listening, words in (
        (Listening("192.0.2.1"), "would travel in the clear"),
        (Listening("192.0.2.1", certificate=file), "belong together"),
        (Listening("192.0.2.1", certificate=file, key=tmp_path / "no.pem"), "There is no file"),
        (Listening(proxy="10.0.0.1"), "Behind a proxy people type its address"),
        (Listening(proxy="proxy.example", address="https://a.example"), "named by its IP address"),
        (Listening("0.0.0.0", certificate=file, key=file), "Say what people type"),
        (Listening(address="http://a.example"), "An address reads https"),
        (Listening(address="https://a.example"), "needs --certificate"),
    ):
        with pytest.raises(CaselineError, match=words):
            listening.check(has_sign_in=True)
    for listening in (
        Listening("192.0.2.1", certificate=file, key=file),
        Listening(proxy="10.0.0.1", address="https://a.example"),
    ):
        listening.check(has_sign_in=True)
        with pytest.raises(CaselineError, match="nobody may sign in yet"):
            listening.check(has_sign_in=False)
    Listening().check(has_sign_in=False)


def test_with_a_certificate_it_speaks_tls_and_its_cookie_never_goes_without(tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "1",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    with serving(make_place(tmp_path / "place"), certificate=certificate, key=key) as running:
        browser = Browser(running)
        browser.verify = str(certificate)
        answer = browser.get(running.link)
        assert answer.url.startswith("https://") and answer.status_code == 200
        assert "max-age" in answer.headers["strict-transport-security"]
        (cookie,) = browser.cookies
        assert cookie.name == "__Host-caseline" and cookie.secure
        with pytest.raises((ssl.SSLError, requests.exceptions.ConnectionError)):
            requests.get(running.url.replace("https", "http"), timeout=10)


def test_behind_a_proxy_only_what_came_by_https_is_answered(tmp_path):
    place = make_place(tmp_path, people=[{"email": "ana@harbor.example", "name": "Ana", "role": "director"}])
    place.sign_in.mkdir()
    with serving(place, proxy="127.0.0.1", address="https://cases.harbor.example") as running:

        def ask(**headers):
            address = f"http://127.0.0.1:{running.listening.port}/sign-in"
            return requests.get(address, headers={"Host": "cases.harbor.example", **headers}, timeout=30).status_code

        assert ask(**{"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}) == 200
        assert ask() == 421
        assert ask(**{"X-Forwarded-Proto": "https", "Host": f"127.0.0.1:{running.listening.port}"}) == 421
    with serving(place, proxy="10.9.9.9", address="https://cases.harbor.example") as running:
        assert ask(**{"X-Forwarded-Proto": "https"}) == 421


def test_a_client_outside_the_case_load_is_opened_with_a_reason_that_is_written_down(tmp_path):
    may = {"sees": "identifier", "case_load": "own", "may": ["break_glass"]}
    with serving(
        make_place(tmp_path, roles={"director": "identifier", "duty": may, "own": may | {"may": []}}), "duty"
    ) as served:
        browser = served.browser()
        assert browser.get(CLIENT).status_code == 404
        token = browser.token("/break-glass.html")
        short = browser.submit("/break-glass", token=token, client="C-0000000003", why="urgent")
        nobody = browser.submit("/break-glass", token=token, client="C-0000000999", why="She called us")
        assert "Say in a sentence" in short.text and "no such client" in nobody.text
        assert browser.get(CLIENT).status_code == 404
        page = browser.submit("/break-glass", token=token, client="C-0000000003", why="Police called about her")
        assert page.url.endswith(CLIENT) and page.status_code == 200
        assert browser.get("/clients/C-0000000005.html").status_code == 404
        opening, looking = [line.entry for line in served.written() if line.entry.why == "Police called about her"]
        assert opening.about == "opened outside the case load" and looking.about.endswith("C-0000000003.html")
        assert "Reason given: Police called about her" in " ".join(who_saw(audit_log(served.place), ["C-0000000003"]))
        assert served.browser().get(CLIENT).status_code == 404, "it is open in that session alone"
    with serving(served.place, "own") as plain:
        assert plain.browser().get("/break-glass.html").status_code == 404


def test_what_was_opened_closes_again():
    session = Session("a@b.example", "t", (0.0, 0.0), (0.0, 0.0))
    session.open("C-0000000003", 10.0, "Police called")
    assert session.opened(9.0) == {"C-0000000003": "Police called"} and session.opened(10.0) == {}
