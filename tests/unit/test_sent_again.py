"""A submission that is sent again: the same one, or a later version, with the consent that was given."""

from datetime import datetime

import pytest

from caseline.ground.keys import KEY, set_up_keys
from caseline.organization.intake_forms import resolved
from ingestion.submissions.store import Sent, Store


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.delenv(KEY, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    set_up_keys(tmp_path / "out", encrypts=True)
    return Store(tmp_path / "out" / "submissions")


def _sent(day: str, need: str = "food", agreed: str = "Yes", signed: str = "Ana S", form_version: str = "1") -> Sent:
    answers = {
        "Needs": need, resolved.FORM_VERSION: form_version, resolved.AGREED: agreed, resolved.AGREED_ON: day,
        resolved.SIGNED: signed, resolved.EXPIRES_ON: f"2027{day[4:]}", resolved.CONSENT_VERSION: form_version,
    }  # fmt: skip
    return Sent("k1", "north", "visit", answers)


def _consents(store: Store) -> list[tuple[str, str, str]]:
    kept = store.of("north", "visit", "2026-11")
    names = ("Needs", resolved.AGREED_ON, resolved.EXPIRES_ON)
    return [(one.sent.answers[names[0]], one.sent.answers[names[1]], one.sent.answers[names[2]]) for one in kept]


def test_what_was_sent_again_renews_no_consent(store):
    assert store.keep(_sent("2026-11-01"), datetime(2026, 11, 1, 9))
    again = _sent("2026-11-20", form_version="2")
    assert store.holds(again)
    assert not store.keep(again, datetime(2026, 11, 20, 9))
    assert store.keep(_sent("2026-11-21", need="bed"), datetime(2026, 11, 21, 9))
    assert _consents(store) == [("food", "2026-11-01", "2027-11-01"), ("bed", "2026-11-01", "2027-11-01")]


def test_another_answer_about_consent_is_of_its_day(store):
    assert store.keep(_sent("2026-11-01"), datetime(2026, 11, 1, 9))
    assert store.keep(_sent("2026-11-02", agreed="No"), datetime(2026, 11, 2, 9))
    assert store.keep(_sent("2026-11-03", signed="Ana Silva"), datetime(2026, 11, 3, 9))
    assert [day for _, day, _ in _consents(store)] == ["2026-11-01", "2026-11-02", "2026-11-03"]
