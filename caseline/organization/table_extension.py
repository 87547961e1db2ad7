"""What an organisation adds to a table that ships, without touching it: `extends: apricot/participants`."""

from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from caseline.ground.yaml_files import Strict
from caseline.organization.described_table import (
    Columns,
    DateOrder,
    DictionaryField,
    DictionaryTable,
    Holds,
    Reference,
    first_twice,
)

_OVERRIDING = (
    "title", "grain", "recognized_by", "key", "person_key", "only", "holds", "version_by", "header_row", "sheets",
    "date_order",
)  # fmt: skip

TableName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*$")]


class TableExtension(Strict):
    """Fields, files and references beside those of a shipped table; what else is given stands in place of its own.

    A field of a name that the table has describes it anew. With a `table` of its own it is a further table of that
    system, which begins with what the shipped one has: a form of a form platform.
    """

    extends: TableName
    table: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$")
    title: str | None = None
    grain: str | None = None
    files: Columns = Field(default_factory=list)
    recognized_by: Columns = Field(default_factory=list)
    key: Columns = Field(default_factory=list)
    person_key: Columns = Field(default_factory=list)
    references: list[Reference] = Field(default_factory=list)
    only: dict[str, Columns] = Field(default_factory=dict)
    holds: Holds | None = None
    version_by: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    sheets: Columns = Field(default_factory=list)
    date_order: DateOrder | None = None
    fields: list[DictionaryField] = Field(default_factory=list)

    @field_validator("fields")
    @classmethod
    def _fields_differ(cls, fields: list[DictionaryField]) -> list[DictionaryField]:
        if twice := first_twice(field.name for field in fields):
            raise ValueError(f"the field '{twice}' is described twice: upper and lower case are alike")
        return fields

    def applied_to(self, table: DictionaryTable) -> DictionaryTable:
        """The table with what this adds. Raises ValueError where the two do not fit."""
        anew = {field.name.lower(): field for field in self.fields}
        kept = [field for field in table.fields if field.name.lower() not in anew]
        own = [tuple(reference.fields) for reference in self.references]
        given = {name: value for name in _OVERRIDING if (value := getattr(self, name))}
        if self.table:
            given |= {"table": self.table, "template": False, "recognized_by": self.recognized_by}
        return DictionaryTable.model_validate(
            {
                **dict(table),
                **given,
                "files": [*self.files, *([] if self.table else table.files)],
                "references": [*self.references, *(r for r in table.references if tuple(r.fields) not in own)],
                "fields": [*self.fields, *kept],
            }
        )


class ColumnName(Strict):
    """A header that stands for a column of a Salesforce object, such as the label that a report gives it."""

    name: str
    stands_for: str


class ObjectExtension(Strict):
    """Other names for the columns and files of a Salesforce object: `extends: crm/service_delivery`."""

    extends: TableName
    files: Columns = Field(default_factory=list)
    fields: list[ColumnName] = Field(default_factory=list)

    @property
    def table(self) -> str:
        return self.extends.partition("/")[2]
