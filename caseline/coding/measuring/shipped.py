"""How often the flags of the reader that comes with Caseline were right, on passages by other writers."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

READER = Path(__file__).parents[1] / "by_meaning" / "model" / "reader.json"


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
