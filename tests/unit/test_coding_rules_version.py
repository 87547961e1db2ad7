import shutil

import grimp
import pytest

from caseline.coding import rules_version as counted
from caseline.coding.by_meaning.coder import EncoderCoder
from caseline.coding.by_rules.embedded import EmbeddedCoder
from caseline.organization.skills import load_skill

ONLY_SHAPES = {f"caseline.coding.{name}" for name in ("budget", "coder", "gold", "rules_version")}
"""Modules of a coder that decide nothing of what a note says."""


def test_all_modules_that_decide_are_counted():
    files = {path for pattern in counted.DECIDING for path in counted.CODING.glob(pattern)}
    names = {"caseline.coding." + ".".join(path.relative_to(counted.CODING).with_suffix("").parts) for path in files}
    needed = grimp.build_graph("caseline", cache_dir=None).find_upstream_modules(EncoderCoder.__module__)
    assert {name for name in needed if name.startswith("caseline.coding.")} - names == ONLY_SHAPES


@pytest.mark.parametrize(
    "changed", ["grammar/cues.py", "by_rules/statements.py", "by_meaning/evidence.py", "instructions.py"]
)
def test_a_changed_rule_is_another_version(tmp_path, monkeypatch, changed):
    shutil.copytree(counted.CODING, tmp_path / "coding")
    monkeypatch.setattr(counted, "CODING", tmp_path / "coding")
    there = counted.rules_version()
    assert counted.rules_version.__wrapped__() == there
    (tmp_path / "coding" / "nights" / "ledger.py").write_text("other")
    assert counted.rules_version.__wrapped__() == there
    (tmp_path / "coding" / changed).write_bytes((tmp_path / "coding" / changed).read_bytes() + b"#")
    assert counted.rules_version.__wrapped__() != there


@pytest.mark.parametrize("skill", ["risk-flags", "survey-sentiment"])
def test_the_rules_stand_in_the_attribution(skill):
    for coder in (EncoderCoder(), EmbeddedCoder()):
        assert counted.rules_version() in coder.prompt_hash(load_skill(skill))
