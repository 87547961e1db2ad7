"""What a person confirmed, and how far people agree with the codes of the small warehouse."""

from typing import Any

from caseline.organization.skills import load_skill
from tests.unit.site_people import SKILLS, Rows

READER = {"coder": "embedded-rules-2", "prompt_hash": "p"}
VERSIONS = {"presenting-needs": "0a1b2c3d4e5f", "outcome-evidence": "0a1b2c3d4e5f", "goal-progress": "another"}
RATIOS = {
    "precision": 0.6, "precision_low": 0.42, "precision_high": 0.76, "recall": 0.7, "recall_low": 0.51,
    "recall_high": 0.84, "f1": 0.6462, "kappa": 0.55, "kappa_low": 0.31, "kappa_high": 0.79,
}  # fmt: skip
HELD_BACK = {
    **READER, "skill": "risk-flags", "skill_version": load_skill("risk-flags").version, "code": "self_harm",
    "gold_notes": 42, "gold_codes": 4, "macro_f1": 0.51, "is_in_use": False, "is_held_back": True,
}  # fmt: skip


def add_agreement(rows: Rows) -> None:
    """Of goal progress another wording was measured, of risks none."""
    rows["intelligence.agreement"] = [
        {
            **READER, **RATIOS, "skill": skill, "skill_version": version, "code": code, "gold_notes": 40,
            "is_own_gold": True,
            "gold_codes": 12, "macro_f1": 0.6462, "is_in_use": True, "is_held_back": False, "swapped": 30, "flipped": 1,
        }
        for skill, version in VERSIONS.items()
        for code, _ in SKILLS[skill][2]
    ]  # fmt: skip
    measured = {(row["skill"], row["skill_version"], row["code"]): row for row in rows["intelligence.agreement"]}
    rows["intelligence.agreement"].append(HELD_BACK)
    used: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    codes = {row["code_id"]: row for row in rows["intelligence.code"]}
    for row in rows["reporting.evidence"]:
        if code := codes.get(row["code_id"]):
            used.setdefault((row["report"], code["skill"] + ":" + code["code"]), {})[code["code_id"]] = code
    for (report, _), found in sorted(used.items()):
        first = next(iter(found.values()))
        confirmed = sum(code["review_status"] == "accepted" for code in found.values())
        agreement = measured.get((first["skill"], first["skill_version"], first["code"]))
        rows["reporting.coding_agreement"].append(
            {
                **(agreement or READER),
                **{name: first[name] for name in ("skill", "skill_title", "skill_version", "code", "code_title")},
                "report": report,
                "counts_outside": True,
                "codes": len(found),
                "notes": len({code["note_id"] for code in found.values()}),
                "clients": len({code["client_id"] for code in found.values()}),
                "confirmed_codes": confirmed,
                "confirmed_percent": 100 * confirmed / len(found),
                "measured": "in these words"
                if agreement
                else "in other words"
                if first["skill"] in VERSIONS
                else "never",
            }
        )
