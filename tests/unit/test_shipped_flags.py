"""What the shipped reader says of its own flags, and what is said where there is no such reader."""

import json

import pytest
from pydantic import ValidationError

from caseline.coding.measuring.shipped import shipped_flags

SAID = {"skill": "risk-flags", "code": "self_harm", "right": 39, "flagged": 48, "possible_right": 9}


def test_the_counts_are_read_code_by_code(tmp_path):
    path = tmp_path / "reader.json"
    path.write_text(json.dumps({"name": "any", "codes": [{**SAID, "possible_flagged": 60, "threshold": 0.5}]}))
    (flags,) = shipped_flags(path)
    assert flags.model_dump() == {
        "skill": "risk-flags", "code": "self_harm", "flagged": 48, "were_right": 39,
        "possible_flagged": 60, "possible_were_right": 9,
    }  # fmt: skip


def test_without_the_reader_there_are_none_and_half_a_count_is_refused(tmp_path):
    assert shipped_flags(tmp_path / "reader.json") == []
    (tmp_path / "reader.json").write_text(json.dumps({"codes": [SAID]}))
    with pytest.raises(ValidationError, match="possible_flagged"):
        shipped_flags(tmp_path / "reader.json")
