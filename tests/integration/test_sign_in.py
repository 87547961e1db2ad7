"""Signing in for a team: invitations, passwords with codes, and an OpenID Connect provider on loopback."""

import base64
import json
import re
import stat
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import yaml
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from oidc_provider_mock import User, run_server_in_thread

from application.accounts import Accounts
from application.entrance import TRIES_FROM_A_PLACE
from application.limits import Limit
from application.openid import SECRET, SECRET_FILE, Provider, client_secret
from application.serving import accounts_of, invitation
from caseline.audit import Act
from caseline.ground.errors import CaselineError
from caseline.ground.settings import Workspace
from caseline.organization.roles import OpenId
from tests.integration.loopback_application import SETTINGS, Browser, make_place, serving

ANA = "ana@harbor.example"
PEOPLE = [
    {"email": ANA, "name": "Ana Sol", "role": "director"},
    {"email": "ben@harbor.example", "name": "Ben Ito", "role": "analyst"},
]
WORDS = "lantern quarry violet seven"


def code(secret: str, at: float | None = None) -> str:
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(at or time.time())).decode()


def has_account(accounts: Accounts, email: str, at: float) -> str:
    """Make an account; its authenticator's secret."""
    key = accounts.invite(email)
    told = accounts.invitation(key)
    assert told
    accounts.accept(key, WORDS, code(told[1], at))
    return told[1]


def test_an_invitation_makes_an_account_once(tmp_path):
    clock = [1_000_000.0]
    accounts = Accounts(tmp_path / "sign_in" / "accounts.json", lambda: clock[0])
    key = accounts.invite(ANA)
    email, secret = accounts.invitation(key)
    assert email == ANA
    for password, number, words in (
        ("short", code(secret, clock[0]), "at least 12"),
        ("aaaaaaaaaaaaaaaa", code(secret, clock[0]), "too easy"),
        ("ana is my own name", code(secret, clock[0]), "has 'ana' of your address"),
        (WORDS, "000000", "authenticator"),
    ):
        with pytest.raises(CaselineError, match=words):
            accounts.accept(key, password, number)
    accounts.accept(key, WORDS, code(secret, clock[0]))
    with pytest.raises(CaselineError, match="used already"):
        accounts.accept(key, WORDS, code(secret, clock[0]))
    late = accounts.invite(ANA)
    clock[0] += 73 * 3600
    assert accounts.invitation(late) is None


def test_a_password_is_kept_as_no_more_than_a_hash_for_its_owner_alone(tmp_path):
    accounts = Accounts(tmp_path / "sign_in" / "accounts.json")
    has_account(accounts, ANA, time.time())
    text = accounts.file.read_text()
    assert WORDS not in text and "$argon2id$" in text
    assert stat.S_IMODE(accounts.file.stat().st_mode) == 0o600


def test_a_code_is_right_once_and_for_a_moment(tmp_path):
    clock = [1_000_000.0]
    accounts = Accounts(tmp_path / "accounts.json", lambda: clock[0])
    secret = has_account(accounts, ANA, clock[0])
    assert not accounts.check(ANA, WORDS, code(secret, clock[0])), "it was used to make the account"
    clock[0] += 60
    number = code(secret, clock[0])
    assert not accounts.check(ANA, "another one", number)
    assert accounts.check(ANA, WORDS, number)
    assert not accounts.check(ANA, WORDS, number)
    clock[0] += 600
    assert not accounts.check(ANA, WORDS, code(secret, clock[0] - 120))
    assert not accounts.check("nobody@harbor.example", WORDS, number)


@pytest.fixture
def place(tmp_path):
    return make_place(tmp_path, people=PEOPLE)


def had_account(place: Workspace) -> str:
    """Make Ana's account some time ago; the secret of her authenticator."""
    before = time.time() - 90
    return has_account(Accounts(accounts_of(place).file, lambda: before), ANA, before)


def test_a_team_signs_in_with_password_and_code(place):
    with serving(place) as running:
        link = invitation(place, ANA, running.url)
        page = Browser(running).get(link).text
        secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
        assert "data:image/svg+xml" in page and ANA in page
        fresh = Browser(running)
        path = urlsplit(link).path
        assert "differ" in fresh.submit(path, password=WORDS, again="x", code=code(secret)).text
        assert "Sign out" in fresh.submit(path, password=WORDS, again=WORDS, code=code(secret)).text
        assert Browser(running).get(link).status_code == 403
        ben = Browser(running)
        told = [
            ben.submit("/sign-in", email=email, password=password, code="123456")
            for email, password in ((ANA, "wrong words here"), ("nobody@harbor.example", WORDS), ("", ""))
        ]
        assert {answer.status_code for answer in told} == {403}
        assert len({re.search(r'role="alert">([^<]*)', answer.text)[1] for answer in told}) == 1
        seen = [line.entry for line in running.written()]
        assert [entry.act for entry in seen].count(Act.refusal) == 3
        assert (seen[0].act, seen[0].who, seen[0].about) == (Act.sign_in, ANA, "an invitation")


def test_an_office_behind_one_address_signs_in(place, monkeypatch):
    clock = [1_000_000.0]
    limit = Limit(3, 900.0, lambda: clock[0])
    monkeypatch.setattr("application.entrance.Limit", lambda *of: limit if of == TRIES_FROM_A_PLACE else Limit(*of))
    with serving(place) as running:
        link = urlsplit(invitation(place, ANA, running.url)).path
        for _ in range(5):  # a mistyped form of somebody invited keeps nobody else out
            assert Browser(running).submit(link, password="short", again="short", code="1").status_code == 400
        secret, at = had_account(place), time.time()
        for _ in range(5):
            assert Browser(running).submit("/sign-in", email="", password="", code="").status_code in (403, 429)
        clock[0] += 1000
        assert "Sign out" in Browser(running).submit("/sign-in", email=ANA, password=WORDS, code=code(secret, at)).text
        tries = [
            Browser(running).submit("/sign-in", email=f"{n}@x", password="", code="").status_code for n in range(4)
        ]
        assert tries == [403, 403, 403, 429], "who got in has used none up"


def test_passwords_cannot_be_tried_for_long(place):
    secret = had_account(place)
    with serving(place) as running:
        browser = Browser(running)
        answers = [
            browser.submit("/sign-in", email=ANA, password="wrong words here", code="000000").status_code
            for _ in range(6)
        ]
        assert answers == [403] * 5 + [429]
        assert browser.submit("/sign-in", email=ANA, password=WORDS, code=code(secret)).status_code == 429


def test_whoever_is_taken_out_of_the_file_is_out_at_the_next_click(place):
    secret = had_account(place)
    with serving(place) as running:
        browser = Browser(running)
        assert "Sign out" in browser.submit("/sign-in", email=ANA, password=WORDS, code=code(secret)).text
        (place.organization / "organization.yml").write_text(
            yaml.safe_dump(SETTINGS | {"people": PEOPLE[1:]}), encoding="utf-8"
        )
        assert browser.get("/").url.endswith("/sign-in")


def test_whoever_is_taken_out_together_with_a_slip_is_out_too_and_it_is_told(place):
    secret = had_account(place)
    with serving(place) as running:
        browser = Browser(running)
        assert "Sign out" in browser.submit("/sign-in", email=ANA, password=WORDS, code=code(secret)).text
        file = place.organization / "organization.yml"
        slip = yaml.safe_dump(SETTINGS | {"people": PEOPLE}) + "colour: blue\n"
        file.write_text(slip, encoding="utf-8")
        assert "Sign out" in browser.get("/").text
        assert "cannot be read" in running.told[-1] and "colour" in running.told[-1]
        assert [one.entry.act for one in running.written()].count(Act.configuration) == 1
        file.write_text(slip.replace("- email: ana@", "# - email: ana@"), encoding="utf-8")
        assert browser.get("/").url.endswith("/sign-in")


def test_nobody_is_invited_whom_the_file_does_not_name(place):
    with pytest.raises(CaselineError, match="Nobody under 'people'"):
        invitation(place, "eve@elsewhere.example", "http://127.0.0.1:8400")


@pytest.fixture(scope="module")
def with_provider(tmp_path_factory):
    people = [
        User(sub="ana", claims={"email": ANA, "email_verified": True}),
        User(sub="eve", claims={"email": "eve@elsewhere.example", "email_verified": True}),
        User(sub="unsure", claims={"email": ANA, "email_verified": False}),
        User(sub="silent", claims={"email": ANA}),
    ]
    with run_server_in_thread(user_claims=people, require_nonce=True) as server:
        issuer = f"http://localhost:{server.server_port}"
        openid = {"issuer": issuer, "client_id": "caseline", "title": "Harbor Workspace"}
        place = make_place(tmp_path_factory.mktemp("provided"), people=PEOPLE, sign_in={"openid": openid})
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv(SECRET, "a secret of the client")
            with serving(place) as running:
                yield running


def consent(browser: Browser, person: str) -> requests.Response:
    """Go to the provider, be somebody there, and come back."""
    asked = browser.get("/openid/begin")
    return browser.post(asked.url, data={"sub": person}, timeout=30)


def test_people_sign_in_with_the_identity_provider(with_provider):
    browser = Browser(with_provider)
    assert "Sign in with Harbor Workspace" in browser.get("/").text
    answer = consent(browser, "ana")
    assert answer.url == with_provider.url + "/" and "Ana Sol" in answer.text
    signed_in = next(line.entry for line in with_provider.written() if line.entry.act is Act.sign_in)
    assert (signed_in.act, signed_in.who, signed_in.about) == (Act.sign_in, ANA, "the identity provider")


@pytest.mark.parametrize(
    ("person", "words"),
    [("eve", "Nobody with this account"), ("unsure", "does not vouch"), ("silent", "does not vouch")],
)
def test_whom_the_file_does_not_name_or_the_provider_not_vouch_for_is_refused(with_provider, person, words):
    browser = Browser(with_provider)
    answer = consent(browser, person)
    assert answer.status_code == 403 and words in answer.text
    assert browser.get("/").url.endswith("/sign-in")


def test_an_address_that_nobody_calls_verified_is_believed_of_a_provider_that_gives_addresses_itself():
    said = {"issuer": "https://id.example.org", "client_id": "caseline"}
    believes = {name: Provider(OpenId(**said, **more), "secret", "") for name, more in TRUSTED.items()}
    assert not believes["usual"].vouches({"email": ANA}) and believes["own"].vouches({"email": ANA})
    assert not any(one.vouches({"email": ANA, "email_verified": False}) for one in believes.values())


TRUSTED: dict[str, dict[str, bool]] = {"usual": {}, "own": {"addresses_are_verified": True}}


def test_an_answer_works_in_the_browser_that_asked_and_once(with_provider):
    victim, attacker = Browser(with_provider), Browser(with_provider)
    asked = attacker.get("/openid/begin")
    back = attacker.post(asked.url, data={"sub": "ana"}, allow_redirects=False, timeout=30).headers["location"]
    assert victim.get(back).status_code == 403
    assert attacker.get(back).status_code == 200
    again = Browser(with_provider)
    again.cookies.set("caseline_state", parse_qs(urlsplit(back).query)["state"][0])
    assert again.get(back).status_code == 403


KEY = RSAKey.generate_key(2048, {"kid": "one"})
OTHER = RSAKey.generate_key(2048, {"kid": "one"})


class Lying(BaseHTTPRequestHandler):
    """A provider whose tokens are wrong in one way, which the server's `lie` names."""

    def do_GET(self):
        origin = f"http://127.0.0.1:{self.server.server_port}"
        if self.path.endswith("openid-configuration"):
            issuer = "https://another.example" if self.server.lie == "configuration" else origin
            self.say({"issuer": issuer, "authorization_endpoint": f"{origin}/authorize",
                      "token_endpoint": f"{origin}/token", "jwks_uri": f"{origin}/keys"})  # fmt: skip
        else:
            self.say({"keys": [KEY.as_dict(private=False)]})

    def do_POST(self):
        origin, lie, now = f"http://127.0.0.1:{self.server.server_port}", self.server.lie, int(time.time())
        claims = {"iss": origin, "aud": "caseline", "exp": now + 300, "iat": now, "sub": "ana", "email": ANA,
                  "email_verified": True, "nonce": self.server.nonce}  # fmt: skip
        claims |= {
            "issuer": {"iss": "https://another.example"}, "audience": {"aud": "another"}, "old": {"exp": now - 3600},
            "nonce": {"nonce": "another"}, "two audiences": {"aud": ["caseline", "another"]},
            "another party": {"aud": ["caseline", "another"], "azp": "another"},
        }.get(lie, {})  # fmt: skip
        if lie == "unsigned":
            parts = ({"alg": "none"}, claims)
            token = ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts) + "."
        elif lie == "public key as secret":
            token = jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(KEY.as_pem(private=False)))
        else:
            token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER if lie == "key" else KEY)
        self.say({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def say(self, content):
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.mark.parametrize(
    "lie",
    [
        "",
        "issuer",
        "audience",
        "old",
        "nonce",
        "key",
        "unsigned",
        "public key as secret",
        "configuration",
        "two audiences",
        "another party",
    ],
)
def test_a_token_that_is_wrong_in_one_way_is_refused(lie):
    with ThreadingHTTPServer(("127.0.0.1", 0), Lying) as lying:
        threading.Thread(target=lying.serve_forever, args=(0.02,), daemon=True).start()
        lying.lie = ""
        openid = OpenId(issuer=f"http://127.0.0.1:{lying.server_port}", client_id="caseline")
        provider = Provider(openid, "a secret of the client", "http://127.0.0.1:8400/openid/end")
        address, state = provider.begin()
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["code_challenge_method"] == "S256" and query["redirect_uri"].endswith("/openid/end")
        lying.lie, lying.nonce = lie, query["nonce"]
        if lie:
            with pytest.raises(CaselineError):
                provider.finish(state, "x")
        else:
            assert provider.finish(state, "x") == ANA
        with pytest.raises(CaselineError, match="cannot be trusted"):
            provider.finish(state, "x")
        lying.shutdown()


@pytest.mark.parametrize(
    "issuer", ["http://accounts.example", "http://127.0.0.1.example", "ftp://localhost", "https://"]
)
def test_a_provider_is_spoken_to_by_https_alone(issuer):
    with pytest.raises(ValueError, match="no https address"):
        OpenId(issuer=issuer, client_id="caseline")


def test_the_secret_stands_in_the_environment_or_a_file_that_is_closed_to_others(tmp_path, monkeypatch):
    monkeypatch.delenv(SECRET, raising=False)
    with pytest.raises(CaselineError, match="wants a secret"):
        client_secret()
    file = tmp_path / "secret"
    file.write_text("kept apart\n")
    file.chmod(0o644)
    monkeypatch.setenv(SECRET_FILE, str(file))
    with pytest.raises(CaselineError, match="Others may read"):
        client_secret()
    file.chmod(0o600)
    assert client_secret() == "kept apart"
