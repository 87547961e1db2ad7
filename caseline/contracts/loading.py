"""Reads the contract files beside this module."""

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field

from caseline.ground.yaml_files import Strict, load_yaml


class Promise(Strict):
    """One promise: its meaning in a sentence, and the Great Expectations expectation that checks it, of all rows or of
    those for which the SQL condition `of_rows` holds.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    meaning: str
    expectation: str
    with_: dict[str, Any] = Field(alias="with", default_factory=dict)
    of_rows: str = "true"


class Contract(Strict):
    """What one table promises."""

    table: str = Field(pattern=r"^[a-z]+\.[a-z_]+$")
    promises: list[Promise] = Field(min_length=1)

    @property
    def columns(self) -> list[str]:
        """The columns that the promises are about."""
        named = [promise.with_.get(key) for promise in self.promises for key in ("column", "column_A", "column_B")]
        listed = [column for promise in self.promises for column in promise.with_.get("column_list", [])]
        return sorted({column for column in [*named, *listed] if column})


@cache
def load_contracts() -> tuple[Contract, ...]:
    """Every contract, by table."""
    return tuple(load_yaml(path, Contract) for path in sorted(Path(__file__).parent.glob("*.yml")))
