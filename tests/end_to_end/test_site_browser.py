"""The site in a real browser: opened from disk and served, with keyboard, filters, phone, and accessibility rules."""

import re
import shutil
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
expect = playwright.expect

from reports.site import build_site  # noqa: E402
from tests.unit.site_inside import inside, save  # noqa: E402
from tests.unit.site_warehouse import make_warehouse, organization  # noqa: E402

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PAGES = (
    *("index.html", "attention.html", "attention/*", "missing.html", "unusual.html", "comprehensive.html", "reports/*"),
    *("aggregate.html", "trace/*"),
    *("clients/index.html", "clients/C-*", "codebook.html", "measures.html", "dictionary.html", "identity.html"),
    *("code-review.html", "held-back.html", "about.html"),
)
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium is installed on this machine")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("browser")
    warehouse = make_warehouse(folder / "published.duckdb")
    save(inside(warehouse, organization(folder)), folder / "site")
    build_site(warehouse, organization(folder), folder / "network", audience="network")
    return folder / "site"


@pytest.fixture
def page(browser):
    """A page that fails the test when it asks for anything that is not on disk or on this machine."""
    opened = browser.new_page()
    elsewhere = []
    local = ("file:", "http://127.0.0.1:")
    opened.on("request", lambda request: request.url.startswith(local) or elsewhere.append(request.url))
    yield opened
    opened.close()
    assert elsewhere == []


def one_of_each(site: Path) -> list[Path]:
    return [*(sorted(site.glob(name))[0] for name in PAGES), site.parent / "network" / "sharing.html"]


@pytest.mark.parametrize("width", [1280, PHONE["width"]])
def test_no_page_breaks_an_accessibility_rule_or_scrolls_sideways(page, site, width):
    page.set_viewport_size({"width": width, "height": 900})
    for path in one_of_each(site):
        page.goto(path.as_uri())
        found = axe.Axe().run(page, options={"resultTypes": ["violations"], "preload": False})
        broken = [(rule["id"], rule["nodes"][0]["html"]) for rule in found.response["violations"]]
        assert broken == [], path.name
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, (
            path.name
        )


def test_a_number_leads_to_the_note_it_was_counted_from(page, site):
    page.goto((site / "comprehensive.html").as_uri())
    page.get_by_role("link", name="City housing grant, yearly report").click()
    expect(page).to_have_title(re.compile("^City housing grant"))
    page.locator(".huge .number").first.click()
    expect(page.locator("h1")).to_contain_text("How many people were served?")
    page.get_by_role("link", name="the note").first.click()
    note = page.locator(".casenote:target")
    expect(note).to_have_count(1)
    assert note.locator("mark").count() >= 1


def test_a_list_narrows_as_its_reader_types_and_chooses(page, site):
    page.goto((site / "missing.html").as_uri())
    everything = page.locator("[data-item]").count()
    assert everything > 5
    page.get_by_label("Search").fill("zuleika")
    shown = page.locator("[data-item]:not([hidden])")
    assert 0 < shown.count() < everything
    assert page.locator("[data-found]").inner_text() == str(shown.count())
    page.get_by_label("Search").fill("")
    page.get_by_label("Case manager").select_option("Dana Whitlock")
    assert page.locator("[data-item]:not([hidden])").count() == page.locator('[data-manager="Dana Whitlock"]').count()
    page.goto((site / "missing.html").as_uri() + "#manager=Priya%20Raman")
    assert page.get_by_label("Case manager").input_value() == "Priya Raman"
    assert page.locator("[data-item]:not([hidden])").count() == page.locator('[data-manager="Priya Raman"]').count()


def test_without_script_the_whole_list_is_there(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "missing.html").as_uri())
    assert page.locator("[data-filters]").is_hidden()
    assert page.locator("[data-item]").count() > 5
    context.close()


def test_a_keyboard_reaches_the_content(page, site):
    page.goto((site / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_a_script_in_a_note_does_not_run(page, site):
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto((site / "clients" / "C-0000000003.html").as_uri())
    assert '<script>alert("owned")</script>' in page.locator(".casenote").first.inner_text()


def test_it_prints(page, site):
    page.goto((site / "missing.html").as_uri())
    assert page.pdf().startswith(b"%PDF")
