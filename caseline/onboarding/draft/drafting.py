"""From files to a folder: who reads each file, what the others hold, and what is written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from caseline.ground.errors import CaselineError
from caseline.ground.names import slug
from caseline.onboarding.draft.choosing import drafted
from caseline.onboarding.draft.day_columns import usual_year
from caseline.onboarding.draft.days_of_exports import days_of
from caseline.onboarding.draft.drafted import DraftedTable
from caseline.onboarding.draft.folder import describe, propose_programs, put_in_place, write_first_report
from caseline.onboarding.draft.household_lists import of_households
from caseline.onboarding.draft.keys import Keys, keys_of, weakest_of_a_cycle
from caseline.onboarding.draft.raw_tables import raw_tables
from caseline.onboarding.draft.readers import readers_of
from caseline.onboarding.draft.shared_values import add_shared_values
from caseline.onboarding.draft.standard_keys import StandardTable, standard_tables
from caseline.onboarding.draft.table_kinds import is_code_list
from caseline.onboarding.new import new_organization
from caseline.organization.described_table import DictionaryTable
from ingestion.boundary import Problem
from ingestion.files import FoundFile, path_files

FORMS = "forms"


@dataclass
class Draft:
    """What was made of the files: the `folder`, who reads each, the tables described, and what nobody reads."""

    folder: Path
    read_by: dict[str, list[FoundFile]] = field(default_factory=dict)
    tables: list[DraftedTable] = field(default_factory=list)
    programs: dict[str, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    year: int | None = None
    """What the first report is about."""
    beside: list[StandardTable] = field(default_factory=list)
    """Tables of HMIS and Salesforce that the drafted ones may lead to."""


def draft(
    paths: Sequence[Path],
    name: str,
    progress: Callable[[str], None] = lambda _: None,
    improve: Callable[[Sequence[DraftedTable]], object] = lambda tables: None,
) -> Draft:
    """Make `organizations/<name>` of the exports under `paths`; `improve` may guess more of what the tables are.

    Raises CaselineError where there is nothing to read.
    """
    found = [path_files(path, "draft") for path in paths]
    files = [file for each in found for file in each.files]
    refused = {each.label: f"{each.reason} {each.fix}" for every in found for each in every.refused}
    if not files:
        raise CaselineError(f"There is nothing to read in {', '.join(map(str, paths))}.")
    progress(f"Looking at {len(files):,} files")
    read_by, like = readers_of(files)
    beside = list(standard_tables(read_by)) if FORMS in read_by else []
    tables, unread = describe_tables(read_by.get(FORMS, []), like, beside)
    improve(tables)
    folder = new_organization(name)
    made = Draft(folder, read_by, tables, unread={**refused, **unread}, beside=beside)
    put_in_place(folder, read_by)
    describe(folder, tables, beside)
    made.programs = propose_programs(folder, ((FORMS, program) for program in _programs(tables)))
    made.year = write_first_report(folder, days_of(tables, read_by))
    return made


def describe_tables(
    files: Sequence[FoundFile], like: Mapping[FoundFile, DictionaryTable], beside: Sequence[StandardTable] = ()
) -> tuple[list[DraftedTable], dict[str, str]]:
    """The tables in files that nobody has described; and why a file has none.

    `like`: the shipped table of the platform that a file is from. `beside`: tables that they may lead to.
    """
    raw, unread = raw_tables(files)
    keys, names = keys_of(raw, [(each.raw, each.key) for each in beside]), _names([table.title for table in raw])
    year = usual_year(raw)
    lists = {id(table) for table, own in zip(raw, keys, strict=True) if is_code_list(table, own, keys)}

    def draft_of(at: int, own: Keys) -> DraftedTable:
        return drafted(raw[at], own, names[at], like.get(raw[at].files[0]), year, lists)

    tables = [draft_of(at, own) for at, own in enumerate(keys)]
    while weakest := weakest_of_a_cycle([(table.raw, table.keys) for table in tables]):
        own, foreign = weakest
        at = next(at for at, table in enumerate(tables) if table.keys is own)
        kept = [each for each in own.foreign if each is not foreign]
        tables[at] = draft_of(at, replace(own, foreign=kept, dropped=[*own.dropped, foreign]))
    tables = of_households(tables, keys)
    add_shared_values(tables)
    told = {label: f"{why.reason} {why.fix}" if isinstance(why, Problem) else why for label, why in unread.items()}
    known = [table for table in tables if table.is_known]
    return known, told | {
        table.raw.label: "Nothing says what its columns are." for table in tables if not table.is_known
    }


def _names(titles: Sequence[str]) -> list[str]:
    """A name for each table, none of them twice."""
    names: list[str] = []
    for title in titles:
        made = slug(title) or "table"
        made = made if made[0].isalpha() else f"table_{made}"
        again = sum(name == made or name.startswith(f"{made}_") for name in names)
        names.append(f"{made}_{again + 1}" if made in names else made)
    return names


def _programs(tables: Sequence[DraftedTable]) -> Iterator[str]:
    """What programs are called in the drafted tables; those of a table of programs by their names."""
    of_programs = {id(table.raw) for table in tables if table.kind == "program"}
    for table in tables:
        led = {each.column for each in table.keys.foreign if id(each.to) in of_programs}
        for target in ("submission.program", "program.name"):
            for column in table.columns_of(target):
                if column.name not in led:
                    yield from sorted(column.values)
