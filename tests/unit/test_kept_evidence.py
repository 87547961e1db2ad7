"""The evidence of kept reports: encrypted, under other keys once they are changed, without an erased client."""

import pyarrow as pa
import pytest
import yaml

from caseline.custody.frozen import EVIDENCE, erase_in_frozen, read_evidence, write_evidence
from caseline.custody.rekeying import rekey
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
    assert erase_in_frozen(place.organization, ["C-0000000001"], fresh) == 1
    with pytest.raises(CaselineError, match="not what was kept"):
        read_evidence(path, digest, fresh)
    digest = yaml.safe_load((path.parent / "report.yml").read_text(encoding="utf-8"))["sha256"][EVIDENCE]
    left = read_evidence(path, digest, fresh)
    assert left.column("client_id").to_pylist() == [None, "C-0000000002"] and left.num_rows == 2
