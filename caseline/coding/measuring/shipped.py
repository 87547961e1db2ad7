"""How well the reader that comes with Caseline reads passages by other writers, as it says of itself."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from caseline.coding.by_meaning.coder import EncoderCoder
from caseline.coding.by_meaning.encoder import FOLDER, Manifest, meaning_hash
from caseline.organization.skills import Skill

READER = FOLDER / "reader.json"


class ShippedFlags(BaseModel):
    """Of one code, how many sure and how many possible flags were raised, and how many of each people gave as well."""

    model_config = ConfigDict(extra="ignore")
    skill: str
    code: str
    flagged: int = Field(ge=0)
    were_right: int = Field(ge=0, alias="right")
    possible_flagged: int = Field(ge=0)
    possible_were_right: int = Field(ge=0, alias="possible_right")


def shipped_flags(path: Path = READER) -> list[ShippedFlags]:
    """What the reader says of itself, code by code; nothing where no such reader is there.

    Raises pydantic's ValidationError for a file that is not in this form: it comes with the program.
    """
    if not path.exists():
        return []
    said = json.loads(path.read_text(encoding="utf-8"))
    return [ShippedFlags.model_validate(entry) for entry in said["codes"]]


def shipped_agreement(skills: Sequence[Skill], path: Path = READER) -> list[dict[str, Any]]:
    """A row for each code of these skills that the reader reads by meaning: its F1 on passages by authors it never
    learnt from, and how many of them have the code.

    A code that an organisation worded itself is another code, of which nothing was measured. Raises as above.
    """
    if not path.exists():
        return []
    manifest = Manifest.model_validate_json(path.read_text(encoding="utf-8"))
    measured = {(code.skill, code.code, code.meaning): code for code in manifest.codes}
    return [
        {
            "skill": skill.name, "code": label, "value": level, "coder": EncoderCoder().name,
            "reader_version": manifest.version, "f1": found.f1, "examples": found.there,
        }
        for skill in skills
        for code in skill.codes
        for label, level in [skill.values(code)]
        if (found := measured.get((skill.name, code.key, meaning_hash(code.meaning))))
    ]  # fmt: skip
