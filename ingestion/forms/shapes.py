"""Files whose rows are not one submission each: a line per answer, a column per day or month, or per thing given."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta

from caseline.organization.described_table import WIDE_CELL, DictionaryTable, Long, Wide, column_name
from ingestion.boundary import Unreadable
from ingestion.csv_reading import BadRow
from ingestion.forms.header_days import header_day, week_number
from ingestion.forms.submission import Answer, Submission

Submissions = Iterable[Submission | BadRow]
_MONTHS_BACK = 6
_OF_EACH_CELL = ("", "submission", "service")
_SAYS_NO = re.compile(r"\s*(0+([.,]0+)?|no|n|false|f|absent|a|abs|excused|-+|–|n/?a)?\s*", re.IGNORECASE)


def shape_of(table: DictionaryTable | None) -> Callable[[Submissions], Iterator[Submission | BadRow]]:
    """How the rows of a file become submissions."""
    if table and table.long:
        long = table.long
        return lambda rows: _gathered(rows, long)
    if table and table.wide:
        wide = table.wide
        keys = {column_name(column) for column in table.all_keys}
        maps = {column_name(field.name): field.maps_to or "" for field in table.fields}
        beside_keys = {column: target for column, target in maps.items() if column not in keys}
        return lambda rows: _spread(rows, wide, beside_keys)
    return iter


def _gathered(rows: Submissions, long: Long) -> Iterator[Submission | BadRow]:
    """One submission of the lines of each key, at the line of the first; lines of no key or question are held back."""
    of = [column_name(column) for column in long.of]
    question_in, answer_in = column_name(long.question), column_name(long.answer)
    whole: dict[tuple[str, ...], Submission] = {}
    said: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        cells = _cells(row)
        key, question = tuple(cells.get(column, "").strip() for column in of), cells.get(question_in, "").strip()
        if not any(key) or not question:
            missing = "which question it answers" if any(key) else "whose answer it is"
            yield BadRow(row.line, f"Nothing on this line says {missing}.", "Fill it in, and export again.")
            continue
        if key in whole:
            whole[key].lines += 1
        else:
            whole[key] = Submission(row.line)
        answers = said.setdefault(key, {})
        for answer in row.answers:
            column = column_name(answer.field)
            field = question if column == answer_in else answer.field
            if column != question_in and answer.value not in answers.setdefault(field, []):
                answers[field].append(answer.value)
    for key, submission in whole.items():
        submission.answers = [
            Answer("", 0, field, value, part=part)
            for field, values in said[key].items()
            for part, value in enumerate(sorted(values), 1)
        ]
        yield submission


def _spread(rows: Submissions, wide: Wide, maps: Mapping[str, str]) -> Iterator[Submission | BadRow]:
    """The row itself, and a submission for each cell that counts. Raises Unreadable where a header is no day.

    `maps` says what columns that are no keys become. Where headers are days the row itself is no event.
    """
    is_head, counts = re.compile(wide.columns), re.compile(wide.where) if wide.where else None
    group = wide.becomes.split(".")[0]
    all_rows = list(rows)
    read = [row for row in all_rows if isinstance(row, Submission)]
    headers = dict.fromkeys(
        answer.field
        for row in sorted(read, key=lambda row: -len(row.answers))
        for answer in row.answers
        if is_head.search(answer.field)
    )
    heads = {year: _heads(headers, wide, year) for year in {_year(wide, row) for row in read}}
    for row in all_rows:
        if isinstance(row, BadRow):
            yield row
            continue
        beside = [answer for answer in row.answers if not is_head.search(answer.field)]
        own = [answer for answer in beside if not _target(answer, maps).startswith(f"{group}.")]
        yield Submission(row.line, own if wide.is_of_days else beside)
        shared = [answer for answer in beside if _is_shared(_target(answer, maps), wide)]
        year = _year(wide, row)
        for answer in row.answers:
            head = heads[year].get(answer.field)
            if head and (counts.fullmatch(answer.value.strip()) if counts else not _SAYS_NO.fullmatch(answer.value)):
                told = [Answer("", 0, wide.head, head), Answer("", 0, WIDE_CELL, answer.value)]
                yield Submission(row.line, [*shared, *told], lines=0, within=head)


def _target(answer: Answer, maps: Mapping[str, str]) -> str:
    """What the column of an answer becomes; empty for nothing."""
    return maps.get(column_name(answer.field), "")


def _is_shared(target: str, wide: Wide) -> bool:
    """Whether what a row says beside its cells is so of each of them: whose it is, when, by whom, in which program."""
    return target not in (wide.becomes, wide.value) and (target == "note.date" or target.split(".")[0] in _OF_EACH_CELL)


def _heads(headers: Iterable[str], wide: Wide, year: int | None) -> dict[str, str]:
    """What each header says: a day, or what was given."""
    return _days(headers, wide, year) if wide.is_of_days else {header: " ".join(header.split()) for header in headers}


def _days(headers: Iterable[str], wide: Wide, year: int | None) -> dict[str, str]:
    """The day of each header, in the order of the file. Raises Unreadable where one is no day.

    Of those without a year the first is of `year`; where they go over New Year, the next one begins.
    """
    found: dict[str, str] = {}
    last = ""
    for header in headers:
        day = _day(header, wide, year)
        if header_day(header) is None and year is not None:
            if last and int(last[5:7]) - int(day[5:7]) > _MONTHS_BACK:
                year += 1
                day = _day(header, wide, year)
            last = day
        found[header] = day
    return found


def _day(header: str, wide: Wide, year: int | None) -> str:
    if wide.weeks_from and (week := week_number(header)):
        return (wide.weeks_from + timedelta(weeks=week - 1)).isoformat()
    day = header_day(header, year)
    if day is None:
        raise Unreadable(
            f"The header '{header}' is no day or month that can be read, so none of this file was.",
            "Mend the header, or write the 'year' of such headers into the description of the table (of numbered weeks "
            "'weeks_from', the day on which the first began).",
        )
    return day


def _year(wide: Wide, row: Submission) -> int | None:
    """The year of headers that name none: as declared, or in the row."""
    text = str(wide.year or "").strip()
    if not text.isdigit():
        text = _cells(row).get(column_name(text), "").strip()
    return int(text) if text.isdigit() and len(text) == 4 else None


def _cells(row: Submission) -> dict[str, str]:
    return {column_name(field): value for field, value in row.top().items()}
