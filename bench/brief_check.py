"""Whether a brief holds to its sources, looked at from outside: no code of the composer is used here.

`check` takes a brief as plain data (what `caseline brief --output X.json` writes) and a published warehouse. Each
citation must resolve: a row by its key, about this client, at the file and line it gives; a quote at its offsets in
a note of this client; a place that is said to be empty must be empty. Each date, number, name and quoted word of a
sentence must stand in what the sentence cites.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import duckdb

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_QUOTED = re.compile("“([^”]*)”")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w])")
_NAME = re.compile(r"(?<!^)(?<![.:;…] )(?<!” )\b[A-Z][\w'’-]+")
_PSEUDONYM = re.compile(r"\[[A-Z ]+\d*\]")
_LABELS = {
    "program_id": "select name from record.program where program_id = ?",
    "affiliate_id": "select name from framework.affiliate where affiliate_id = ?",
    "item": "select string_agg(title, ' ') from framework.outcome where item = ?",
}
_OWN_WORDS = {"HMIS", "The", "A", "Read", "No", "Does", "It", *MONTHS}
"""Capitalised words of the composer that name nobody."""


@dataclass
class Checked:
    """What was looked at, and what is wrong: (where, what)."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Ground:
    """What the citations of one sentence hold."""

    texts: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    days: set[str] = field(default_factory=set)
    numbers: set[float] = field(default_factory=set)
    rows: int = 0


def check(brief: dict[str, Any], connection: duckdb.DuckDBPyConnection) -> Checked:
    """Everything that is wrong with a brief, and how much was looked at."""
    checked = Checked()
    grounds = {}
    for number, citation in brief["citations"].items():
        checked.counts[citation["kind"]] += 1
        ground = Ground()
        try:
            _resolve(citation, brief, connection, ground)
        except AssertionError as fault:
            checked.faults.append((f"[{number}]", str(fault)))
        grounds[int(number)] = ground
    for section in brief["sections"]:
        for sentence in section["sentences"]:
            checked.counts["sentence"] += 1
            where = f"{section['title']}: {sentence['text'][:60]}"
            if not sentence["citations"]:
                checked.faults.append((where, "cites nothing"))
            unknown = [number for number in sentence["citations"] if number not in grounds]
            if unknown:
                checked.faults.append((where, f"cites {unknown}, which there is not"))
            cited = [grounds[number] for number in sentence["citations"] if number in grounds]
            checked.faults += [(where, fault) for fault in _stands(sentence["text"], cited, checked.counts)]
    return checked


def _resolve(
    citation: dict[str, Any], brief: dict[str, Any], connection: duckdb.DuckDBPyConnection, ground: Ground
) -> None:
    resolve = {"record": _record, "quote": _quote, "absence": _absence}[citation["kind"]]
    resolve(citation, brief, connection, ground)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any]) -> list[dict[str, Any]]:
    found = connection.execute(sql, values)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _record(
    citation: dict[str, Any], brief: dict[str, Any], connection: duckdb.DuckDBPyConnection, ground: Ground
) -> None:
    where = " and ".join(f"cast({name} as varchar) = ?" for name, _ in citation["key"])
    rows = _rows(
        connection, f"select * from {citation['table']} where {where}", [value for _, value in citation["key"]]
    )
    assert len(rows) == 1, f"{len(rows)} rows of {citation['table']} have this key"
    (row,) = rows
    assert brief["client_id"] in _clients(citation["table"], row, connection), "the row is about somebody else"
    for name, column in (("file", "source_file"), ("line", "source_line")):
        assert citation["place"][name] == row.get(column), f"{name} is not that of the row"
    ground.rows = 1
    _holds(ground, row, connection)


def _clients(table: str, row: dict[str, Any], connection: duckdb.DuckDBPyConnection) -> set[str]:
    if row.get("client_id"):
        return {row["client_id"]}
    if "record_key" in row:
        sql, value = "select client_id from record.client_link where record_key = ?", row["record_key"]
    else:
        sql = "select client_id from record.enrollment where enrollment_id = ?"
        value = f"hmis:{row['affiliate_id']}:{row['enrollment_id']}"
    return {client for (client,) in connection.execute(sql, [value]).fetchall()}


def _holds(ground: Ground, row: dict[str, Any], connection: duckdb.DuckDBPyConnection) -> None:
    for name, value in row.items():
        if value is None:
            continue
        if isinstance(value, (datetime, date)):
            ground.days.add(value.isoformat()[:10])
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            ground.numbers.add(float(f"{value:.3g}"))
        else:
            _says(ground, str(value))
        if name in _LABELS:
            for (label,) in connection.execute(_LABELS[name], [value]).fetchall():
                _says(ground, label or "")


def _says(ground: Ground, text: str) -> None:
    ground.texts.append(text)
    ground.days |= set(_ISO.findall(text)) | {_iso(found) for found in _DAY.finditer(text)}
    ground.numbers |= {float(found) for found in _NUMBER.findall(_DAY.sub("", _ISO.sub("", text)))}


def _quote(
    citation: dict[str, Any], brief: dict[str, Any], connection: duckdb.DuckDBPyConnection, ground: Ground
) -> None:
    rows = _rows(connection, "select * from record.case_note where note_id = ?", [citation["note_id"]])
    assert len(rows) == 1, "there is no such note"
    (note,) = rows
    assert note["client_id"] == brief["client_id"], "the note is about somebody else"
    words = note["note_text"][citation["start"] : citation["end"]]
    assert _same(citation["quote"], words), "the quote does not stand at its offsets"
    assert citation["place"]["file"] == note["source_file"], "the file is not that of the note"
    lines = {(note["source_page"], note["source_line"])} | {
        (line["source_page"], line["source_line"])
        for line in _rows(
            connection,
            "select * from record.note_line where note_id = ? and line_start <= ? order by line_start desc limit 1",
            [citation["note_id"], citation["start"]],
        )
    }
    assert (citation["place"]["page"], citation["place"]["line"]) in lines, "page and line are not those of the quote"
    for code in citation["codes"]:
        found = _rows(
            connection,
            """select found.* from intelligence.code as found where note_id = ? and skill = ? and code = ?
            and value is not distinct from ? and quote_start < ? and ? < quote_end""",
            [citation["note_id"], code["skill"], code["code"], code["value"], citation["end"], citation["start"]],
        ) or _rows(
            connection,
            "select *, ruling as review_status from intelligence.risk where code_id = ? and note_id = ?",
            [code["code_id"], citation["note_id"]],
        )
        assert found, f"the code {code['skill']} {code['code']} does not stand on the quote"
        accepted = any(row.get("review_status") == "accepted" for row in found)
        assert accepted or not code["is_accepted"], "the code is said to be accepted and is not"
        ground.texts.append(code["title"])
        for row in found:
            _holds(ground, {name: row.get(name) for name in ("code_title", "level", "skill_title")}, connection)
    ground.quotes.append(words)
    _holds(ground, {"note_date": note["note_date"], "author": note["author"]}, connection)
    ground.rows = 1


def _absence(
    citation: dict[str, Any], brief: dict[str, Any], connection: duckdb.DuckDBPyConnection, ground: Ground
) -> None:
    parts, values = [], []
    for column, wanted in citation["conditions"]:
        given = [value for value in wanted if value is not None and value != "*"]
        either = [f"list_contains(?, {column})"] if given else []
        values += [given] if given else []
        either += [f"{column} is null"] if None in wanted else []
        either += [f"{column} is not null"] if "*" in wanted else []
        parts.append(f"({' or '.join(either)})")
    assert ["client_id", [brief["client_id"]]] in [[name, list(wanted)] for name, wanted in citation["conditions"]], (
        "the place is not about this client"
    )
    if citation["after"]:
        parts.append(f"{citation['after'][0]} > ?")
        values.append(date.fromisoformat(citation["after"][1]))
        ground.days.add(citation["after"][1])
    count = connection.execute(
        f"select count(*) from {citation['table']} where {' and '.join(parts)}", values
    ).fetchone()
    assert count == (0,), f"the place holds {count} rows"


def _iso(found: re.Match[str]) -> str:
    return date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])).isoformat()


def _stands(text: str, cited: list[Ground], counts: Counter[str]) -> Iterator[str]:
    """What of a sentence does not stand in what it cites."""
    quotes = [quote for ground in cited for quote in ground.quotes]
    texts = [said for ground in cited for said in ground.texts]
    for words in _QUOTED.findall(text):
        counts["quoted span"] += 1
        if not any(_same(words, source, within=True) for source in [*quotes, *texts]):
            yield f"“{words[:40]}” stands in none of its sources"
    rest = _QUOTED.sub("“”", text)
    days = set().union(*(ground.days for ground in cited)) if cited else set()
    for found in _DAY.finditer(rest):
        counts["date"] += 1
        if _iso(found) not in days:
            yield f"{found[0]} stands in none of its sources"
    rest = _DAY.sub("", rest)
    numbers = set().union(*(ground.numbers for ground in cited)) if cited else set()
    rows = sum(ground.rows for ground in cited)
    for word in _NUMBER.findall(rest):
        counts["number"] += 1
        # how many records a sentence cites, or some of them, is counted and not written anywhere
        if float(word) not in numbers and not 1 <= float(word) <= rows:
            yield f"{word} stands in none of its sources"
    known = " ".join([*texts, *quotes]).casefold()
    for word in _NAME.findall(rest):
        if word in _OWN_WORDS:
            continue
        counts["name"] += 1
        if word.casefold() not in known:
            yield f"the name {word!r} stands in none of its sources"


def _same(said: str, source: str, within: bool = False) -> bool:
    """Whether words are those of the source: white space and the form of quote marks apart, and pseudonyms in them."""
    parts = [re.escape(part) for part in _PSEUDONYM.split(_plain(said))]
    pattern = ".+?".join(parts)
    return bool((re.search if within else re.fullmatch)(pattern, _plain(source), re.DOTALL))


def _plain(text: str) -> str:
    return " ".join(text.translate(str.maketrans({"“": '"', "”": '"', "„": '"'})).split())
