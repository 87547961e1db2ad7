"""Other names that an organisation gives to what Salesforce calls its objects and columns: `extends: crm/contact`."""

import fnmatch
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from caseline.ground.errors import ConfigurationError, ConfigurationErrors
from caseline.ground.yaml_files import did_you_mean, line_of
from caseline.organization.table_extension import ObjectExtension
from ingestion.crm.standard import CrmTable, columns_of, crm_tables, squashed, table_of

Extensions = Mapping[Path, ObjectExtension]


def check_objects(extensions: Extensions) -> None:
    """Raises ConfigurationErrors, with file and line, where one extends what Caseline does not read."""
    problems = [problem for path, extension in extensions.items() for problem in _problems(path, extension)]
    if problems:
        raise ConfigurationErrors(problems)


def _problems(path: Path, extension: ObjectExtension) -> Iterable[ConfigurationError]:
    table = crm_tables().get(extension.table)
    if table is None:
        words, fix = (
            f"Caseline reads no Salesforce table '{extension.table}'",
            did_you_mean(extension.table, [*crm_tables()]),
        )
        yield ConfigurationError(words, file=path, line=line_of(path, ("extends",)), fix=fix)
        return
    for at, column in enumerate(extension.fields):
        if column.stands_for not in table.fields:
            yield ConfigurationError(
                f"'{column.stands_for}' is not a column of {extension.extends}",
                file=path,
                line=line_of(path, ("fields", at, "stands_for")),
                fix=did_you_mean(column.stands_for, [*table.fields]),
            )


class ObjectNames:
    """The Salesforce objects and columns by the names that they have by themselves, and those that extensions give."""

    def __init__(self, extensions: Extensions) -> None:
        self._extensions = list(extensions.values())
        facts = [extension.model_dump_json() for extension in self._extensions]
        self.digest = f":{sha256(''.join(facts).encode()).hexdigest()[:12]}" if facts else ""
        """Changes when files would be read in another way; empty where nothing is extended."""

    def table_of(self, file_name: str) -> CrmTable | None:
        """The table that a file's name tells."""
        for extension in self._extensions:
            if any(fnmatch.fnmatch(file_name.lower(), pattern.lower()) for pattern in extension.files):
                return crm_tables()[extension.table]
        return table_of(file_name)

    def columns_of(self, table: CrmTable, headers: list[str]) -> list[str | None]:
        """The landing column of each header, what the organisation says of it first; None for what nobody knows."""
        said = {
            squashed(field.name): field.stands_for
            for extension in self._extensions
            if extension.table == table.table
            for field in extension.fields
        }
        given = [said.get(squashed(header)) for header in headers]
        known = [
            None if column in given else column
            for column in columns_of(table, ["" if own else header for own, header in zip(given, headers, strict=True)])
        ]
        columns = [own or column for own, column in zip(given, known, strict=True)]
        return [column if column not in columns[:at] else None for at, column in enumerate(columns)]

    def table_by_columns(self, headers: list[str]) -> CrmTable | None:
        """The object whose fields most of these headers are; None when they fit none well."""

        def known(table: CrmTable) -> int:
            return sum(column is not None for column in self.columns_of(table, headers))

        best = max(crm_tables().values(), key=known)
        return best if known(best) >= 4 and known(best) >= 0.6 * len(headers) else None

    def count_known(self, file_name: str, headers: Sequence[str]) -> int:
        """How many of these headers the table of a file of this name has, or else the table that has most of them."""
        named = self.table_of(file_name)
        tables = [named] if named else crm_tables().values()
        return max(sum(column is not None for column in self.columns_of(table, list(headers))) for table in tables)
