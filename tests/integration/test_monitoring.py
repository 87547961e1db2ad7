"""What a monitor reads of the server: health for whoever asks, figures with the token, nothing about a client."""

from datetime import datetime, timedelta

import pytest
import requests

from caseline.ground.settings import BACKUPS, METRICS_TOKEN
from ingestion.submissions.store import FILE, Sent, Store
from tests.integration.intake_place import write_forms
from tests.integration.loopback_application import make_place, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    place = make_place(tmp_path_factory.mktemp("monitored"))
    write_forms(place.organization)
    with serving(place) as running:
        yield running


def figures(served, token="t0ken"):
    return requests.get(f"{served.url}/metrics", headers={"Authorization": f"Bearer {token}"}, timeout=30)


def test_figures_are_for_who_has_the_token_and_say_what_waits(served, monkeypatch, tmp_path):
    assert "caseline_" not in figures(served, "").text + figures(served).text
    monkeypatch.setenv(METRICS_TOKEN, "t0ken")
    monkeypatch.setenv(BACKUPS, str(tmp_path))
    assert "caseline_" not in figures(served, "other").text
    before = figures(served)
    assert before.status_code == 200 and before.headers["content-type"].startswith("text/plain")
    assert "caseline_submissions_waiting 0.0" in before.text and "caseline_backup_timestamp_seconds 0.0" in before.text
    (tmp_path / "a.backup").touch()
    at = datetime.now() + timedelta(days=1)
    Store(served.place.submissions).keep(Sent("a", "eastside", "first_visit", {"Given name": "Rosa"}), at)
    served.browser().get("/")
    text = figures(served).text
    assert "caseline_submissions_waiting 1.0" in text and "caseline_backup_timestamp_seconds 0.0" not in text
    assert 'caseline_request_seconds_count{answer="2xx"}' in text and "Rosa" not in text and "first_visit" not in text


def test_health_is_told_to_everybody_and_is_bad_where_nothing_can_be_kept(served):
    asked = {"Host": "10.0.0.9"}  # as a container engine asks, which knows no name of ours
    assert requests.get(f"{served.url}/health", headers=asked, timeout=30).text == "ok\n"
    assert requests.get(f"{served.url}/", headers=asked, timeout=30).status_code == 421
    path = served.place.submissions / FILE
    kept = path.read_bytes() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"no database" * 100)
    try:
        answer = requests.get(f"{served.url}/health", headers=asked, timeout=30)
        assert answer.status_code == 503 and answer.text.startswith("not well: ")
    finally:
        path.unlink()
        if kept:
            path.write_bytes(kept)
