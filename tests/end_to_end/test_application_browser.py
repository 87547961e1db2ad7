"""The application in a real browser: the terminal's link, a search, an invitation, signing out, on screen and phone."""

import base64
import re
import shutil
import time

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
expect = playwright.expect

from cryptography.hazmat.primitives.hashes import SHA1  # noqa: E402
from cryptography.hazmat.primitives.twofactor.totp import TOTP  # noqa: E402

from application.serving import invitation  # noqa: E402
from tests.end_to_end.test_site_browser import FLAGS, PHONE  # noqa: E402
from tests.integration.loopback_application import make_place, serving  # noqa: E402

ANA = "ana@harbor.example"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    people = [{"email": ANA, "name": "Ana Sol", "role": "director"}]
    with serving(make_place(tmp_path_factory.mktemp("browsed"), people=people)) as running:
        yield running


@pytest.fixture(scope="module")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        pytest.skip("no Chromium is installed on this machine")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(chromium, served):
    """A page of a fresh browser, which fails the test when its console complains or it asks elsewhere."""
    context = chromium.new_context()
    opened, wrong = context.new_page(), []
    opened.on("request", lambda request: request.url.startswith((served.url, "data:")) or wrong.append(request.url))
    opened.on("console", lambda message: message.type == "error" and wrong.append(message.text))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert wrong == []


def check(page, what: str) -> None:
    found = axe.Axe().run(page, options={"resultTypes": ["violations"], "preload": False})
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found.response["violations"]] == [], what
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, what


def test_the_link_opens_the_pages_and_signing_out_closes_them(page, served):
    page.goto(served.url + "/clients/index.html")
    expect(page.locator("h1")).to_have_text("Sign in")
    page.goto(served.link)
    expect(page.locator("h1")).to_have_text("Harbor & Hearth <Test>")
    page.get_by_role("link", name="Clients", exact=True).click()
    page.get_by_label("Search").fill("zuleika")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"clients/index\.html$"))
    expect(page.locator("tbody tr")).to_have_count(int(page.locator("output").inner_text()))
    page.locator("tbody a").first.click()
    expect(page.locator("h1")).to_contain_text("Zuleika")
    address = page.url
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    page.go_back()
    page.goto(address)
    expect(page.locator("h1")).to_have_text("Sign in")


@pytest.mark.parametrize("width", [1280, PHONE["width"]])
def test_an_invitation_becomes_an_account(page, served, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(served.url + "/sign-in")
    check(page, "sign-in")
    page.goto(invitation(served.place, ANA, served.url))
    check(page, "invitation")
    secret = re.sub(r"\s", "", page.locator("code").first.inner_text())
    number = TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(time.time())).decode()
    page.get_by_label("The code that it shows now").fill(number)
    page.get_by_label("Password").fill("lantern quarry violet seven")
    page.get_by_label("Once more").fill("lantern quarry violet seven")
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator("footer")).to_contain_text("Ana Sol")
    check(page, "home")


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


def test_pairs_are_decided_with_keys_alone(page, served):
    page.goto(served.link)
    page.goto(served.url + "/identity.html")
    check(page, "pairs")
    told = page.get_by_role("status")
    page.keyboard.press("j")
    assert focused(page) == "pair-1-1"
    page.keyboard.press("s")
    expect(told).to_contain_text("Same. It is in identity_rulings.csv")
    expect(page.locator("#pair-1-2")).to_be_focused()
    page.keyboard.press("r")
    page.keyboard.type("Two mothers, as the letters say")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(told).to_contain_text("Different.")
    expect(page.locator("#pair-2-1")).to_be_focused()
    check(page, "pairs decided")
    expect(page.locator("#pair-1-2")).to_contain_text("Two mothers, as the letters say")
    page.keyboard.press("k")
    page.keyboard.press("z")
    expect(told).to_contain_text("It was taken back.")
    expect(page.locator("#pair-1-2 form.decide")).to_have_count(1)


@pytest.mark.parametrize("width", [1280, PHONE["width"]])
def test_pages_to_act_on_break_no_accessibility_rule(page, served, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(served.link)
    page.goto(served.url + "/attention.html")
    caseload = page.locator("ul.doors a").first.get_attribute("href")
    for path in ("code-review.html", "missing.html", caseload, "clients/index.html"):
        page.goto(f"{served.url}/{path}")
        for summary in page.locator("details.act > summary").all()[:2]:
            summary.click()
        check(page, path)


@pytest.mark.parametrize("size", [None, PHONE], ids=["screen", "phone"])
def test_a_change_is_said_seen_accepted_and_taken_back(page, served, size):
    if size:
        page.set_viewport_size(size)
    page.goto(served.link)
    page.get_by_role("link", name="Change our words").click()
    check(page, "what to change")
    page.get_by_label("In a sentence").fill("Warn me when we haven't heard from a client in 30 days")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Which number")).to_have_value("silence_days")
    check(page, "what was understood")
    page.get_by_role("button", name="Show what it moves").click()
    expect(page.locator("ins")).to_contain_text("silence_days: 30")
    check(page, "what would change")
    page.get_by_role("button", name="Put it in force").click()
    expect(page.get_by_role("status")).to_contain_text("in force at the next run")
    page.get_by_role("button", name="Take change").last.click()
    expect(page.get_by_role("status")).to_contain_text("was taken back")
    check(page, "changes so far")
