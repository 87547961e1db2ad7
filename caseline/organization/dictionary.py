"""The data dictionary: what every field means, its allowed codes, its sensitivity, and what it becomes.

An organisation describes its tables in `data_dictionary/*.yml`; those of systems that people name ship in
`ingestion/systems`, the standard fields of HMIS and Salesforce with their sources; modelled columns are described
beside their dbt models (caseline.access.modelled). Masking, redaction, exports and the site read sensitivity there and
nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError

from caseline.ground.errors import ConfigurationError, ConfigurationErrors, gathered
from caseline.ground.shipped import PACKAGES
from caseline.ground.yaml_files import Strict, did_you_mean, line_of, load_yaml, top_level_value
from caseline.organization.described_table import DictionaryTable, column_name, first_twice
from caseline.organization.intake_forms import FOLDER, IntakeForm, load_forms
from caseline.organization.references import check_references
from caseline.organization.table_extension import ObjectExtension, TableExtension

SYSTEMS = PACKAGES / "ingestion" / "systems"


class System(Strict):
    """A system that people name, as `system.yml` beside its tables says."""

    title: str
    about: str
    export: str = Field(min_length=1)
    """How its tables are exported, in a line."""


@dataclass(frozen=True)
class Dictionary:
    """What an organisation's exports mean: its `own` tables, the `shipped` ones as it extends them, its own `forms`,
    each with a table of its submissions, and other names for what Salesforce calls its objects and columns, by the
    file that gives them."""

    own: Sequence[DictionaryTable] = ()
    shipped: Sequence[DictionaryTable] = ()
    forms: Sequence[IntakeForm] = ()
    objects: Mapping[Path, ObjectExtension] = field(default_factory=dict)

    @property
    def tables(self) -> list[DictionaryTable]:
        return [*self.own, *(form.table for form in self.forms), *self.shipped]


NOTHING_DESCRIBED = Dictionary()


def load_dictionary(folder: Path) -> Dictionary:
    """What an organisation's `data_dictionary` describes, by file name, beside the shipped tables, and its `forms`
    beside that folder.

    Raises ConfigurationError(s) that name file and line.
    """
    problems: list[ConfigurationError] = []
    own: dict[Path, DictionaryTable] = {}
    extensions: dict[Path, TableExtension] = {}
    objects: dict[Path, ObjectExtension] = {}
    for path in sorted(folder.glob("*.yml")):
        with gathered(problems):
            extended = top_level_value(path, "extends")
            if extended is None:
                own[path] = load_yaml(path, DictionaryTable)
            elif extended.startswith("crm/"):
                objects[path] = load_yaml(path, ObjectExtension)
            else:
                extensions[path] = load_yaml(path, TableExtension)
    shipped = {table.full_name: (path, table) for path, table in shipped_tables().items()}
    for path, extension in sorted(extensions.items(), key=lambda item: item[1].table is not None):
        try:
            table = extension.applied_to(_known(path, extension.extends, shipped))
            if extension.table:
                own[path] = table
            else:
                shipped[extension.extends] = path, table
        except ConfigurationError as error:
            problems.append(error)
        except ValueError as error:
            problems.append(ConfigurationError(_first_sentence(error), file=path))
    if twice := first_twice(table.full_name for table in own.values()):
        words = f"The table '{twice}' is described in two files"
        problems.append(ConfigurationError(words, file=folder, fix="Rename one of the two."))
    names = {table.full_name for table in own.values()}
    beside = {path: table for path, table in shipped.values() if table.full_name not in names}
    problems += check_references({**own, **beside})
    if problems:
        raise ConfigurationErrors(problems)
    forms = load_forms(folder.parent / FOLDER, [*own.values(), *beside.values()])
    return Dictionary(list(own.values()), list(beside.values()), forms, objects)


def load_shipped() -> Dictionary:
    """The tables that ship alone, as they are for an organisation that describes nothing."""
    return Dictionary(shipped=list(shipped_tables().values()))


@cache
def shipped_tables() -> dict[Path, DictionaryTable]:
    """Every table of every system that ships, by its file."""
    return {path: _shipped_table(path) for path in sorted(SYSTEMS.glob("*/*.yml")) if path.name != "system.yml"}


@cache
def shipped_systems() -> dict[str, System]:
    """Every system that ships, by its name."""
    return {path.parent.name: load_yaml(path, System) for path in sorted(SYSTEMS.glob("*/system.yml"))}


def _shipped_table(path: Path) -> DictionaryTable:
    """A table whose system is the folder it lies in. Of its columns those are expected by which it is told, and keys:
    what else an export has, whoever sets it up decides."""
    table = load_yaml(path, DictionaryTable)
    if table.system != path.parent.name or table.table != path.stem:
        raise ConfigurationError(
            f"This describes '{table.full_name}'",
            file=path,
            fix=f"Write 'system: {path.parent.name}' and 'table: {path.stem}', as its folder and file are named.",
        )
    told = {column_name(column) for column in [*table.recognized_by, *table.all_keys]}
    fields = [field.model_copy(update={"expected": column_name(field.name) in told}) for field in table.fields]
    return table.model_copy(update={"fields": fields})


def _known(path: Path, name: str, shipped: Mapping[str, tuple[Path, DictionaryTable]]) -> DictionaryTable:
    if name not in shipped:
        raise ConfigurationError(
            f"There is no table '{name}' to extend",
            file=path,
            line=line_of(path, ("extends",)),
            fix=did_you_mean(name, list(shipped)) if shipped else None,
        )
    return shipped[name][1]


def _first_sentence(error: ValueError) -> str:
    """What is wrong, of an error that lists where."""
    if isinstance(error, ValidationError):
        return str(error.errors()[0]["msg"]).removeprefix("Value error, ")
    return str(error)
