"""The days that exports tell of: what the first report's year is taken from."""

from collections.abc import Iterator, Mapping, Sequence

from caseline.onboarding.draft.drafted import DraftedTable
from caseline.onboarding.draft.raw_tables import raw_tables
from caseline.onboarding.draft.values import Column
from ingestion.crm.standard import table_of
from ingestion.files import FoundFile
from ingestion.header_words import words_of
from ingestion.hmis.standard import named_file

_TARGETS = frozenset({"enrollment.entry_date", "enrollment.exit_date", "service.date", "note.date", "submission.date"})
_OTHERS = frozenset({"birth", "expiration", "create", "update", "review", "target"})
_HMIS, _CRM = frozenset({"enrollment", "services"}), frozenset({"program_engagement", "service_delivery", "case_note"})
_MOST = 0.9


def days_of(tables: Sequence[DraftedTable], read_by: Mapping[str, Sequence[FoundFile]]) -> Iterator[Column]:
    """Columns of days: those drafted as such, and of files that a standard or a system reads those that hold dates."""
    yield from (each.column for table in tables for each in table.fields if each.target in _TARGETS)
    told = [file for source, files in read_by.items() for file in files if _tells(source, file)]
    for table in raw_tables(told)[0]:
        for column in table.columns:
            if column.share("date") > _MOST and not _OTHERS & set(words_of(column.name)):
                yield column


def _tells(source: str, file: FoundFile) -> bool:
    if source == "hmis":
        standard = named_file(file.name)
        return standard is not None and standard.table in _HMIS
    if source == "crm":
        table = table_of(file.name)
        return table is not None and table.table in _CRM
    return source not in ("forms", "documents")
