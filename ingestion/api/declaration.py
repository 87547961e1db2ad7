"""What a system's API is asked and how, as data: one YAML file of `systems/` a system.

Texts hold places in braces: secrets by their name, details, `{table}` (the system's own ID or name of it), `{fields}`,
`{since}` (a moment, such as `{since:%Y-%m-%d}`), `{since_ms}` and `{link}`. A brace that is meant stands twice.
"""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from caseline.ground.errors import CaselineError
from caseline.ground.yaml_files import Strict, did_you_mean, load_yaml

FOLDER = Path(__file__).parent / "systems"


class Ask(Strict):
    """One question, answered page by page. What is left out is as the system has it."""

    path: str
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, str] = Field(default_factory=dict)
    body: dict[str, Any] | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    records: str | None = None
    """JSON path of the records of a page."""
    paginator: dict[str, Any] | None = None
    """As dlt declares it: `type` and what that needs."""
    total: str | None = None
    """JSON path of how many records there are at least, as the system counts them."""
    at_most: int | None = None
    """How many records the system gives to one question; where there are more, all are asked for another way."""


class Describe(Ask):
    """Asks what fields there are. `name` and `label` are JSON paths in what describes a field."""

    name: str = "name"
    label: str | None = None
    only: dict[str, list[Any]] = Field(default_factory=dict)
    """Values that a field's description must have."""
    never: dict[str, list[Any]] = Field(default_factory=dict)
    always: list[str] = Field(default_factory=list)
    """Fields that are asked for whatever `only` says."""
    primary: dict[str, list[Any]] = Field(default_factory=dict)
    """Values that tell the field which identifies a record: `{primary}`."""


class Discover(Ask):
    """Asks what tables there are; those whose `name` fits a pattern are read where an organisation names none."""

    name: str = "name"
    matching: list[str]


class WriteBack(Strict):
    """How one field of many records is written: a batch a request, or one record a request where `records` is none."""

    path: str
    method: Literal["PATCH", "POST"]
    headers: dict[str, str] = Field(default_factory=dict)
    body: dict[str, Any]
    records: str | None = None
    """The key of `body` whose one item is repeated for every record of a batch."""
    batch: int = 1
    records_of: tuple[str, str]
    """The source, as `record.client_link` names it, and what stands before the record's own ID there."""
    field: str
    """Where a record as it was read holds the field, as a JSON path with `{field}`."""


class ApiTable(Strict):
    """One table. `key` is the JSON path of a record's own ID."""

    key: str
    all: Ask
    changed: Ask | None = None
    """Records changed since; none where only all can be asked for."""
    gone: Ask | None = None
    """Records that were deleted, asked beside what changed."""
    tombstone: str | None = None
    """JSON path of the ID in a record that tells of a deleted one, and has no `key`."""
    next_link: str | None = None
    """JSON path, on the last page, of the address that `changed` is asked at as `{link}`."""
    whole_every_days: int | None = None
    """How often all are asked for, where what changed does not tell of everything that is edited or deleted."""
    describe: Describe | None = None
    shape: Literal["plain", "dataverse", "surveymonkey", "typeform", "google_forms", "workbook", "nested"] = "plain"
    lift: str | None = None
    """The part of a record whose members are the columns; all of it where none is named."""
    also: dict[str, str] = Field(default_factory=dict)
    """Columns beside these, by JSON path."""
    moments: list[str] = Field(default_factory=list)
    """Columns of a workbook that hold moments as numbers."""
    write_back: WriteBack | None = None


class SystemApi(Strict):
    """One system: where it is, what it needs and what its tables are."""

    system: str
    title: str
    source: Literal["crm", "forms"]
    """Who reads its exports."""
    folder: str
    """The folder of `data/<affiliate>/` that its exports lie in."""
    address: str | None = None
    """None where every organisation has its own."""
    secrets: dict[str, str]
    """The variables of the environment, by the name that stands in braces."""
    details: dict[str, str] = Field(default_factory=dict)
    """What else has to be said in organization.yml, and what it is."""
    defaults: dict[str, str] = Field(default_factory=dict)
    """Details that need not be said."""
    auth: dict[str, Any]
    headers: dict[str, str] = Field(default_factory=dict)
    paginator: dict[str, Any]
    records: str
    records_may_lack: bool = False
    """Whether a page without records leaves the list out."""
    total: str | None = None
    tables: dict[str, ApiTable] = Field(default_factory=dict)
    any_table: ApiTable | None = None
    """For tables that are not named, such as an organisation's own forms or objects."""
    discover: Discover | None = None

    def table(self, name: str) -> ApiTable:
        """Raises CaselineError, naming the tables there are."""
        found = self.tables.get(name) or self.any_table
        if found is None:
            raise CaselineError(
                f"{self.title} has no table '{name}' that is read. {did_you_mean(name, list(self.tables))}"
            )
        return found


@cache
def system_api(system: str) -> SystemApi:
    """The declaration of a system. Raises CaselineError, naming the systems there are."""
    known = sorted(path.stem for path in FOLDER.glob("*.yml"))
    if system not in known:
        raise CaselineError(
            f"organization.yml: '{system}' is not a system with an API that is known. {did_you_mean(system, known)}"
        )
    return load_yaml(FOLDER / f"{system}.yml", SystemApi)
