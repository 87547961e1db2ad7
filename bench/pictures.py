"""Draws the pictures in docs anew from the last run of the sample: `python -m bench.pictures`.

`home.png`: the first page as staff see it. `report-*.png`: of each document the cover, the findings and the first page
with a chart. Needs Chromium, and pdftoppm of poppler-utils. Raises CalledProcessError where a document is missing.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from caseline.ground.settings import DEFAULT_ORGANIZATION, workspace
from caseline.ground.shipped import PACKAGES

DOCS = PACKAGES / "docs"
PORT = 8499
PAGES = {
    "report-city": ("city_housing.pdf", (1, 2, 3)),
    "report-state": ("community_action.pdf", (1, 2, 3)),
    "report-foundation": ("youth_foundation.pdf", (1, 2, 5)),
    "report-network": ("network/network-roll-up.pdf", (1, 2, 3)),
}
"""By picture: the document, and which of its pages stand side by side."""
SHEET = "<body style='margin:0;padding:10px;display:flex;gap:10px;background:#d5dae0;width:max-content'>{}</body>"


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No Chromium is installed: install chromium, then run this again.")
    documents = workspace(DEFAULT_ORGANIZATION).documents
    with sync_playwright() as started, tempfile.TemporaryDirectory() as folder:
        browser = started.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        for name, (document, pages) in PAGES.items():
            _side_by_side(browser, documents / document, pages, Path(folder), DOCS / f"{name}.png")
        _home(browser, DOCS / "home.png")
        browser.close()


def _side_by_side(browser: Browser, document: Path, pages: tuple[int, ...], folder: Path, picture: Path) -> None:
    drawn = []
    for number in pages:
        drawn.append(folder / f"{picture.stem}-{number}")
        command = ["pdftoppm", "-r", "66", "-png", "-singlefile", "-f", str(number), str(document), str(drawn[-1])]
        subprocess.run(command, check=True)
    sheet = folder / f"{picture.stem}.html"
    sheet.write_text(SHEET.format("".join(f"<img src='{page.name}.png'>" for page in drawn)), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1678, "height": 792})
    page.goto(sheet.as_uri())
    page.locator("body").screenshot(path=picture)
    page.close()


def _home(browser: Browser, picture: Path) -> None:
    command = [sys.executable, "-m", "caseline", "serve", "--port", str(PORT), "--no-arrivals"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        link = next(word for line in server.stdout for word in line.split() if word.startswith("http"))
        _listens(PORT)
        page = browser.new_page(viewport={"width": 1200, "height": 1500})
        page.goto(link)
        page.get_by_role("heading", name="This week").wait_for()
        page.screenshot(path=picture)
    finally:
        server.terminate()
        server.wait()


def _listens(port: int) -> None:
    """Wait until somebody does: the link is told before. Raises TimeoutError after a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.2)
    raise TimeoutError(f"Nothing listens on port {port}: see whether `caseline serve` starts.")


if __name__ == "__main__":
    main()
