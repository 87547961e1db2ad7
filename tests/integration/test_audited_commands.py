"""Commands write what they show to the audit log before they show it."""

import shutil

import pytest
from typer.testing import CliRunner

from caseline.audit import Act, Entry, audit_log
from caseline.audit.verifying import verify
from caseline.cli import app
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from tests.conftest import ROOT


@pytest.fixture
def place(tmp_path, reported_warehouse, monkeypatch):
    """A workspace whose last run is that of seven clients, and a key of its own."""
    monkeypatch.setenv("CASELINE_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("CASELINE_ORGANIZATIONS", str(ROOT / "organizations"))
    monkeypatch.delenv("CASELINE_KEY")
    monkeypatch.setenv("CASELINE_KEY_FILE", str(tmp_path / "keys" / "own.key"))
    place = Workspace(ROOT / "organizations" / "harborlight", tmp_path / "output" / "harborlight")
    place.published.parent.mkdir(parents=True)
    shutil.copyfile(reported_warehouse, place.published)
    return place


def _caseline(*arguments):
    return CliRunner().invoke(app, [*arguments])


def _entries(place):
    return [line.entry for line in audit_log(place).read()]


def test_a_look_is_in_the_log_and_told_in_words(place, tmp_path):
    with_a_role = _caseline("export", "--role", "analyst", "--to", "csv", "--output", str(tmp_path / "out"))
    assert with_a_role.exit_code == 0, with_a_role.output
    assert _caseline("export", "--role", "funder", "--output", str(tmp_path / "funder")).exit_code == 0
    assert [(entry.act, entry.role, entry.clients) for entry in _entries(place)] == [
        (Act.export, "analyst", ("*",)),
        (Act.export, "funder", ()),
    ]
    answered = _caseline("audit", "who", "C-0000000000")
    assert "exported every client, this one among them [csv]" in answered.output
    assert verify(audit_log(place)).holds
    assert _caseline("audit", "verify").exit_code == 0


def test_what_a_role_is_refused_is_in_the_log_as_a_refusal(place, tmp_path):
    for words, about in (
        (("export", "--to", "hmis-csv", "--role", "analyst"), "export hmis-csv"),
        (("trace", "apr", "Q5a.B2", "--role", "funder"), "a trace of HUD's reports"),
        (("serve", "--no-arrivals", "--role", "funder"), "the application"),
        (("brief", "C-0000000001", "--role", "funder"), "a brief"),
    ):
        refused = _caseline(*words)
        told = " ".join(refused.output.split())
        assert refused.exit_code == 2 and any(
            words in told for words in ("does not see", "sees nothing", "sees what is")
        )
        entry = _entries(place)[-1]
        assert (entry.act, entry.role, entry.about) == (Act.refusal, words[-1], about)
    assert {entry.act for entry in _entries(place)} == {Act.refusal}
    assert _entries(place)[-1].clients == ("C-0000000001",)
    assert _caseline("brief", "Maria Roe", "--role", "funder").exit_code == 2
    assert _entries(place)[-1].clients == ()


def test_what_is_made_is_for_its_owner_alone(place, tmp_path):
    assert _caseline("export", "--role", "analyst", "--to", "csv", "--output", str(tmp_path / "out")).exit_code == 0
    made = [*(tmp_path / "out").rglob("*"), tmp_path / "out", *place.audit.rglob("*"), *(tmp_path / "keys").rglob("*")]
    assert made and not [path for path in made if path.stat().st_mode & 0o077]


def test_without_the_key_nothing_is_shown(place, tmp_path, monkeypatch):
    assert _caseline("audit", "verify").exit_code == 0
    (tmp_path / "keys" / "own.key").unlink()
    refused = _caseline("export", "--output", str(tmp_path / "out"))
    assert refused.exit_code == 2 and not (tmp_path / "out").exists()
    monkeypatch.delenv("CASELINE_KEY_FILE")
    monkeypatch.setenv("CASELINE_KEY", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=")
    assert _caseline("export", "--output", str(tmp_path / "out")).exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_a_sentence_and_holds_nothing(place, tmp_path):
    (tmp_path / "file").write_text("")
    nowhere = tmp_path / "file" / "x"
    for words in (
        ("changes", "--csv", f"{nowhere}.csv"),
        ("trace", "city", "served", "--csv", f"{nowhere}.csv"),
        ("disclose", "C-0000000001", "--output", f"{nowhere}.md"),
        ("evidence-pack", "city", "--output", f"{nowhere}.zip"),
        ("export", "--output", str(nowhere)),
    ):
        done = _caseline(*words)
        assert done.exit_code == 2 and "cannot go on" in done.output, (words, done.output)


def test_an_evidence_pack_is_written_down_and_verifies(place, tmp_path):
    made = _caseline("evidence-pack", "city", "--output", str(tmp_path / "it's.zip"))
    assert made.exit_code == 0, made.output
    assert [(entry.act, entry.role, entry.about) for entry in _entries(place)] == [
        (Act.export, "funder", "evidence pack city")
    ]
    verified = _caseline("verify", str(tmp_path / "it's.zip"))
    assert verified.exit_code == 0 and "Nothing was changed" in verified.output
    (tmp_path / "x.zip").write_bytes((tmp_path / "it's.zip").read_bytes()[:-9])
    assert _caseline("verify", str(tmp_path / "x.zip")).exit_code == 2


def test_a_token_is_shown_once_listed_and_revoked(place):
    made = _caseline("token", "new", "power-bi", "--role", "analyst", "--scope", "tables", "--days", "30")
    assert made.exit_code == 0, made.output
    text = made.output.split()[-1]
    assert text.startswith("cl_") and text not in (place.sign_in / "tokens.json").read_text()
    assert (place.sign_in / "tokens.json").stat().st_mode & 0o077 == 0
    listed = _caseline("token", "list").output
    assert "power-bi: tables as role analyst" in listed and text not in listed
    for wrong, told in (
        (("--role", "nobody", "--scope", "tables"), "There is no role 'nobody'"),
        (("--role", "analyst", "--scope", "everything"), "There is no scope 'everything'"),
        (("--role", "analyst"), "Say what it is for"), (("--scope", "tables"), "Say whose eyes"),
        (("--role", "analyst", "--scope", "tables", "--days", "9999"), "lasts from 1 to"),
    ):  # fmt: skip
        refused = _caseline("token", "new", "other", *wrong)
        assert refused.exit_code == 2 and told in " ".join(refused.output.split()), refused.output
    assert _caseline("token", "revoke", "power-bi").exit_code == 0
    assert "There are no tokens" in _caseline("token", "list").output
    assert [entry.about for entry in _entries(place)] == [
        "a token 'power-bi' of role analyst for tables", "the token 'power-bi' is revoked"
    ]  # fmt: skip


def test_whose_consent_is_withdrawn_is_told_with_what_was_sent(place):
    with connect(place.published) as connection:
        ((client, no),) = connection.execute("select min(client_id), max(client_id) from record.client").fetchall()
        connection.execute("delete from record.consent")
        for number, (who, given, day) in enumerate(
            ((client, True, "2025-01-01"), (client, False, "2025-06-01"), (no, False, "2025-01-01"))
        ):
            connection.execute(
                "insert into record.consent (consent_id, client_id, is_granted, given_on, counts_from, is_standing) "
                "values (?, ?, ?, ?, ?, false)",
                [f"k{number}", who, given, day, day],
            )
    assert "Nothing with any of them" in _caseline("audit", "withdrawn").output
    audit_log(place).append(Entry(Act.export, "bo", "analyst", "here", ("*",), about="csv"))
    audit_log(place).append(Entry(Act.disclose, "ana", "director", "here", (no,)))
    told = " ".join(_caseline("audit", "withdrawn").output.split())
    assert f"{client}: consent withdrawn on 2025-06-01." in told and no not in told
    assert "export csv, by bo (analyst), with all of them in it" in told and "by ana" not in told
    assert _entries(place)[-1].clients == (client,)
