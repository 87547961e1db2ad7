"""The data dictionary: what every field means, its allowed codes, its sensitivity, and what it becomes.

An organisation describes its forms in `data_dictionary/*.yml`; the standard fields of HMIS and Salesforce ship
with their sources; modelled columns are described beside their dbt models
(reports.access.modelled). Masking, redaction, exports and the site read sensitivity there and nowhere else.
"""

import fnmatch
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from caseline.ground.errors import ConfigurationError, ConfigurationErrors
from caseline.ground.yaml_files import Strict, did_you_mean, load_yaml

Sensitivity = Literal["open", "quasi-identifier", "sensitive", "identifier"]
FieldType = Literal["text", "integer", "decimal", "date", "datetime", "boolean", "code"]

TARGET_FIELDS: dict[str, str] = {
    "person": "first_name middle_name last_name suffix full_name dob sex ssn phone email address unit city state zip "
    "other_id race_ethnicity gender veteran",
    "submission": "date program site stage case_manager client_ref client_ref_source",
    "consent": "granted scope given_on expires_on",
    "plan": "opened_on review_due_on",
    "goal": "text category status opened_on target_on closed_on reviewed_on",
    "note": "id text date author",
    "document": "file date author",
    "service": "type date quantity unit",
    "enrollment": "entry_date exit_date destination",
    "household": "id relationship",
}
TARGETS = [f"{group}.{field}" for group, fields in TARGET_FIELDS.items() for field in fields.split()]


class Code(Strict):
    """One allowed answer: its label, and a score where the answer is a step on a scale."""

    label: str
    score: float | None = None


class DictionaryField(Strict):
    """One field of one form."""

    name: str
    meaning: str
    maps_to: str | None = None
    type: FieldType = "text"
    sensitivity: Sensitivity
    unit: str | None = None
    codes: dict[str, Code] = Field(default_factory=dict)

    @field_validator("codes", mode="before")
    @classmethod
    def _labels_alone_are_codes(cls, codes: Any) -> Any:
        if not isinstance(codes, dict):
            return codes
        return {str(code): {"label": value} if isinstance(value, str) else value for code, value in codes.items()}

    @field_validator("codes")
    @classmethod
    def _codes_differ(cls, codes: dict[str, Code]) -> dict[str, Code]:
        if twice := _twice(codes):
            raise ValueError(f"'{twice}' is there twice: answers are read without regard to upper and lower case")
        return codes

    @field_validator("maps_to")
    @classmethod
    def _known_target(cls, target: str | None) -> str | None:
        if target is None or target in TARGETS:
            return target
        if target.startswith("assessment.") and target.removeprefix("assessment.").isidentifier():
            return target
        raise ValueError(f"'{target}' is not something a field can become. {did_you_mean(target, TARGETS)}")


class DictionaryTable(Strict):
    """One form: which files hold it, what one row is, and every field in it."""

    source: Literal["forms"] = "forms"
    table: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    grain: str
    files: list[str] = Field(min_length=1)
    submission_id: str | None = None
    fields: list[DictionaryField] = Field(min_length=1)

    @field_validator("fields")
    @classmethod
    def _fields_differ(cls, fields: list[DictionaryField]) -> list[DictionaryField]:
        if twice := _twice(field.name for field in fields):
            raise ValueError(f"the field '{twice}' is described twice: upper and lower case are alike")
        return fields

    def matches(self, file_name: str) -> bool:
        """Whether a file of this name holds this form (patterns such as `intake*.csv`, upper and lower case alike)."""
        return any(fnmatch.fnmatch(file_name.lower(), pattern.lower()) for pattern in self.files)


def _twice(names: Iterable[str]) -> str | None:
    """The first name that was there before, in upper or lower case."""
    seen: set[str] = set()
    for name in names:
        if name.lower() in seen:
            return name
        seen.add(name.lower())
    return None


def load_dictionary(folder: Path) -> list[DictionaryTable]:
    """Every form an organisation describes, by file name. Raises ConfigurationError(s) that name file and line."""
    tables = []
    problems: list[ConfigurationError] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            tables.append(load_yaml(path, DictionaryTable))
        except ConfigurationErrors as errors:
            problems += errors.problems
        except ConfigurationError as error:
            problems.append(error)
    if twice := _twice(table.table for table in tables):
        words = f"The form '{twice}' is described in two files"
        problems.append(ConfigurationError(words, file=folder, fix="Rename one of the two."))
    if problems:
        raise ConfigurationErrors(problems)
    return tables
