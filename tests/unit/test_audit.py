"""The audit log: who looked at whom, and that nobody without its key can change what it says."""

import json
import shutil
import subprocess
import sys

import pytest

from caseline.audit import EVERYONE, Act, AuditLog, Entry, ship, who_saw
from caseline.audit.shipping import against_shipped
from caseline.audit.verifying import verify
from caseline.ground.errors import CaselineError

KEY = b"k" * 32
MARIA, OTHER = "C-0123456789", "C-ABCDEFGHJK"


def look(client=MARIA, **more):
    return Entry(Act.look, "ana", "case_manager", "10.0.0.7", (client,), ("first_name", "dob"), "/clients", **more)


@pytest.fixture
def log(tmp_path):
    return AuditLog(tmp_path / "audit", KEY)


def _lines(log):
    return log.path(1).read_bytes().splitlines(keepends=True)


def test_what_was_written_holds(log):
    log.append(look(), look(OTHER))
    log.append(look())
    assert verify(log).holds
    assert [line.number for line in log.read()] == [1, 2, 3]
    assert [line.number for line in log.read([OTHER])] == [2]
    assert log.path(1).stat().st_mode & 0o077 == 0


def _edited(lines):
    return [lines[0], lines[1].replace(b'"ana"', b'"bob"'), *lines[2:]]


DAMAGES = {
    "edited": _edited,
    "cut": lambda lines: [lines[0], *lines[2:]],
    "first cut": lambda lines: lines[1:],
    "reordered": lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
    "doubled": lambda lines: [lines[0], lines[1], lines[1], *lines[2:]],
    "added": lambda lines: [*lines, lines[-1].replace(b'"n":4', b'"n":5')],
    "tail cut": lambda lines: lines[:-1],
    "last line torn": lambda lines: [*lines[:-1], lines[-1][:40]],
    "spaced": lambda lines: [lines[0].replace(b'"n":1', b'"n": 1'), *lines[1:]],
    "all cut": lambda lines: [],
}


@pytest.mark.parametrize("then_used", [False, True], ids=["at once", "after more looks"])
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_changed_log_is_found(log, damage, then_used):
    for _ in range(4):
        log.append(look())
    log.path(1).write_bytes(b"".join(damage(_lines(log))))
    if then_used and damage is not DAMAGES["added"]:
        log.append(look())
    assert not verify(log).holds


def test_a_rewritten_chain_needs_the_key(log, tmp_path):
    log.append(look(), look())
    forged = AuditLog(tmp_path / "forged", b"x" * 32)
    forged.append(look(OTHER), look(OTHER))
    for path in forged.folder.glob("a*"):
        (log.folder / path.name).write_bytes(path.read_bytes())
    assert not verify(log).holds


@pytest.mark.parametrize("content", [None, "{}", "none"])
def test_a_tail_cut_together_with_its_anchor_is_found_ever_after(log, content):
    for _ in range(4):
        log.append(look())
    log.path(1).write_bytes(b"".join(_lines(log)[:-2]))
    anchor = log.folder / "anchor.json"
    anchor.unlink() if content is None else anchor.write_text(content)
    assert not verify(log).holds
    log.append(look())
    log.append(look())
    verdict = verify(log)
    assert not verdict.holds and "anchor was gone" in " ".join(verdict.problems)


def test_a_crash_in_the_middle_of_a_line_or_before_the_anchor_is_no_change(log):
    log.append(look())
    anchor = (log.folder / "anchor.json").read_bytes()
    log.append(look())
    (log.folder / "anchor.json").write_bytes(anchor)  # the line was written, its anchor was not
    with log.path(1).open("ab") as file:
        file.write(b'{"n":3,"at":"2026-')
    log.append(look())
    assert verify(log).holds
    assert [line.number for line in log.read()] == [1, 2, 3]


def test_the_chain_goes_on_in_the_next_file(log):
    small = AuditLog(log.folder, KEY, full_at_bytes=1_000)
    for _ in range(20):
        small.append(look())
    assert len(small.files()) > 3
    assert verify(log).holds
    small.path(2).unlink()
    assert "audit-000002.jsonl is missing." in verify(log).problems or not verify(log).holds


WRITE = """
import sys
from pathlib import Path
from caseline.audit import Act, AuditLog, Entry
log = AuditLog(Path(sys.argv[1]), b"k" * 32, full_at_bytes=5_000)
for _ in range(25):
    log.append(Entry(Act.look, "ana", "", "", ("C-0123456789",)))
"""


def test_several_processes_write_one_chain(log):
    others = [subprocess.Popen([sys.executable, "-c", WRITE, str(log.folder)]) for _ in range(3)]
    assert [other.wait(60) for other in others] == [0, 0, 0]
    verdict = verify(log)
    assert verdict.holds, verdict.problems
    assert verdict.lines == 75


def test_what_was_shipped_cannot_be_taken_back(log, tmp_path):
    log.append(look())
    kept = {path.name: path.read_bytes() for path in log.folder.glob("a*")}
    log.append(look(OTHER))
    assert {path.name for path in ship(log, tmp_path / "away")} == {"audit-000001.jsonl", "anchor.json"}
    assert ship(log, tmp_path / "away") == []
    log.path(2).touch()
    assert ship(log, tmp_path / "away") == [] and not (tmp_path / "away" / "audit-000002.jsonl").exists()
    for name, content in kept.items():  # somebody with a former copy of the whole folder
        (log.folder / name).write_bytes(content)
    assert verify(log).holds
    assert against_shipped(log, tmp_path / "away") == ["audit-000001.jsonl is not what was shipped."]


def test_a_log_begun_anew_writes_over_nothing_that_was_shipped(log, tmp_path):
    log.append(look(), look(OTHER))
    ship(log, tmp_path / "away")
    shipped = {path.name: path.read_bytes() for path in (tmp_path / "away").iterdir()}
    shutil.rmtree(log.folder)
    log.append(look())
    with pytest.raises(CaselineError, match="is not what was shipped"):
        ship(log, tmp_path / "away")
    assert {path.name: path.read_bytes() for path in (tmp_path / "away").iterdir()} == shipped


def test_a_name_typed_for_a_client_is_not_written(log):
    log.append(look("Maria Gonzalez"), Entry(Act.export, "ana", "analyst", "cli", EVERYONE))
    assert b"Gonzalez" not in log.path(1).read_bytes()
    assert json.loads(_lines(log)[0])["clients"] == ["?"]


def test_who_has_seen_a_client_is_answered_in_words(log):
    log.append(look(), look(), look(OTHER))
    log.append(look(why="covers for a colleague who is ill"))
    log.append(Entry(Act.export, "bo", "analyst", "command line of desk-4", EVERYONE, (), "parquet"))
    log.append(Entry(Act.run, "bo", "", "command line of desk-4"))
    told = who_saw(log, [MARIA])
    assert len(told) == 3
    assert "bo (analyst) exported every client, this one among them [parquet], from command line of desk-4." in told[0]
    assert told[1].endswith("from 10.0.0.7. Reason given: covers for a colleague who is ill.")
    assert "2 times UTC: ana (case_manager) looked at this client: first_name, dob [/clients]" in told[2]


def test_a_log_that_cannot_be_written_stops_the_look(log):
    log.folder.parent.mkdir(exist_ok=True)
    log.folder.write_text("in the way")
    with pytest.raises(CaselineError, match="audit log"):
        log.append(look())
