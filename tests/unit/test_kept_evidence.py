"""The evidence of kept reports: encrypted, under other keys once they are changed, without an erased client."""

import pyarrow as pa
import pytest
import yaml

from caseline.custody import rekeying
from caseline.custody.frozen import EVIDENCE, erase_in_frozen, read_evidence, write_evidence
from caseline.custody.rekeying import rekey
from caseline.custody.unfinished import finish_what_was_cut_off
from caseline.ground.errors import CaselineError
from caseline.ground.keys import KEY, keys_of_workspace, set_up_keys
from caseline.ground.settings import Workspace

ROWS = pa.table(
    {
        "figure_id": ["a", "b"], "client_id": ["C-0000000001", "C-0000000002"], "record_id": ["crm:1", "crm:2"],
        "source_file": ["x.csv", "x.csv"],
    }
)  # fmt: skip


@pytest.mark.parametrize("begins", [True, False], ids=["encrypted", "kept before it was"])
def test_evidence_is_encrypted_and_goes_with_the_keys(tmp_path, monkeypatch, begins):
    monkeypatch.delenv(KEY, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    place = Workspace(tmp_path / "hope", tmp_path / "output" / "hope")
    path = place.organization / "frozen" / "city" / EVIDENCE
    path.parent.mkdir(parents=True)
    keys = set_up_keys(place.output, encrypts=True)
    digest = write_evidence(path, ROWS, keys if begins else None)
    assert (b"C-0000000001" in path.read_bytes()) is not begins
    assert path in rekey(place)
    fresh = keys_of_workspace(place)
    assert fresh.data != keys.data and b"C-0000000001" not in path.read_bytes()
    assert read_evidence(path, digest, fresh).equals(ROWS)
    with pytest.raises(CaselineError):
        read_evidence(path, digest, keys)
    (path.parent / "report.yml").write_text(yaml.safe_dump({"sha256": {EVIDENCE: digest}}), encoding="utf-8")
    assert erase_in_frozen(place.organization, ["C-0000000001"], fresh) == (1, [])
    with pytest.raises(CaselineError, match="not what was kept"):
        read_evidence(path, digest, fresh)
    digest = yaml.safe_load((path.parent / "report.yml").read_text(encoding="utf-8"))["sha256"][EVIDENCE]
    left = read_evidence(path, digest, fresh)
    assert left.column("client_id").to_pylist() == [None, "C-0000000002"] and left.num_rows == 2


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Where a report is kept, and its evidence."""
    monkeypatch.delenv(KEY, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    place = Workspace(tmp_path / "hope", tmp_path / "output" / "hope")
    path = place.organization / "frozen" / "city" / EVIDENCE
    path.parent.mkdir(parents=True)
    digest = write_evidence(path, ROWS, set_up_keys(place.output, encrypts=True))
    (path.parent / "report.yml").write_text(yaml.safe_dump({"sha256": {EVIDENCE: digest}}), encoding="utf-8")
    return place, path


@pytest.mark.parametrize("damage", ["of another output", "cut off"])
def test_evidence_that_cannot_be_read_is_told_and_the_others_are_erased(kept, damage):
    place, _ = kept
    damaged = place.organization / "frozen" / "a_county" / EVIDENCE
    damaged.parent.mkdir()
    if damage == "cut off":
        write_evidence(damaged, ROWS, None)
        damaged.write_bytes(damaged.read_bytes()[:60])
    else:
        write_evidence(damaged, ROWS, set_up_keys(place.output.parent / "other", encrypts=True))
    keys = keys_of_workspace(place)
    assert erase_in_frozen(place.organization, [], keys) == (0, [])
    assert erase_in_frozen(place.organization, ["C-0000000001"], keys) == (1, [damaged])


def test_new_keys_that_were_cut_off_at_the_evidence_are_finished(kept, monkeypatch):
    place, _ = kept
    former = keys_of_workspace(place)

    def cut_off(_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(
            rekeying, "finish_rekeying", lambda place: [] if keys_of_workspace(place) == former else cut_off(place)
        )
        rekey(place)
    for other in place.output.rglob("*rekeyed*"):
        other.replace(other.with_name(other.name.rpartition(".rekeyed")[0]))
    told = finish_what_was_cut_off(place)
    assert told == ["New keys that were cut off have been finished."]
    assert erase_in_frozen(place.organization, ["C-0000000001"], keys_of_workspace(place)) == (1, [])
    assert finish_what_was_cut_off(place) == []
