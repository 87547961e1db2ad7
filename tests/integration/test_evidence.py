"""The Evidence project: what is staged for a role, and its pages, opened in Chromium without a network."""

import json
import os
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import duckdb
import pytest

from caseline.ground.errors import CaselineError
from caseline.organization.profile import Organization
from reports.evidence import build, build_evidence
from reports.evidence.staging import stage

HOPE = Organization.model_validate(
    {"id": "hope", "name": "Hope House", "affiliates": [{"id": "eastside", "name": "Eastside"}]}
)
NAMES = (b"Vale", b"Ana ", b"R. Diaz", b"C-0000", b"keys in hand")


def test_only_what_the_role_may_see_is_staged(reported_warehouse, tmp_path):
    HOPE._folder = tmp_path
    data = tmp_path / "data"
    data.mkdir()
    stage(reported_warehouse, HOPE, "funder", data)
    manifest = json.loads((data / "manifest.json").read_text())
    (file,) = manifest["renderedFiles"]["caseline"]
    staged = data / file.removeprefix("static/data/")
    with duckdb.connect(str(staged), read_only=True) as connection:
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        exact = connection.execute("select count(*) from figure where count = 'clients' and value % 5 > 0").fetchone()
    assert "client_list" not in tables and {"figure", "dim_report", "dim_measure"} <= tables
    assert exact == (0,)
    assert not any(name in staged.read_bytes() for name in NAMES)
    assert sorted(path.name for path in data.iterdir()) == ["caseline", "manifest.json"]


def test_without_the_packages_it_says_how_to_install_them(reported_warehouse, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "PACKAGES", tmp_path / "none")
    monkeypatch.setattr(build.shutil, "which", lambda name: name)
    with pytest.raises(CaselineError, match="npm install --no-save --prefix"):
        build_evidence(reported_warehouse, HOPE, tmp_path / "pages")


@pytest.fixture(scope="module")
def pages(reported_warehouse, tmp_path_factory):
    """The pages of a funder, built and served."""
    if os.environ.get("CASELINE_TEST_EVIDENCE") != "1":
        pytest.skip("building Evidence takes minutes and 4 GB: set CASELINE_TEST_EVIDENCE=1 to do it")
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    if not build.PACKAGES.is_dir():
        pytest.skip(f"the packages of Evidence are not installed: {build.INSTALL}")
    folder = tmp_path_factory.mktemp("evidence") / "funder"
    folder.mkdir()
    HOPE._folder = folder.parent
    (folder / "left-over.html").write_text("from another audience")
    build_evidence(reported_warehouse, HOPE, folder)
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.skip("no Chromium is installed on this machine")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=["--headless", "--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def test_pages_answer_in_a_browser_without_a_network(pages, chromium):
    _, address = pages
    page, elsewhere = chromium.new_page(), []

    def only_here(route):
        if route.request.url.startswith((address, "blob:", "data:")):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    page.route("**/*", only_here)
    page.goto(f"{address}/figures/")
    page.get_by_role("combobox", name="Report").click()
    page.get_by_role("option", name="City grant").click()
    page.get_by_text("Who was hungry?").filter(visible=True).first.wait_for()  # asked of the database in the browser
    page.goto(f"{address}/measures/")
    page.get_by_text("Clients served", exact=True).filter(visible=True).first.wait_for()
    assert elsewhere == []


def test_nobody_is_named_and_nothing_is_left_of_another_audience(pages):
    folder, _ = pages
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert not (folder / "left-over.html").exists()
    for path in files:
        if path.suffix in {".html", ".json", ".arrow", ".duckdb"}:
            content = path.read_bytes()
            assert not any(name in content for name in NAMES), path.name
    assert list(folder.parent.iterdir()) == [folder]
