"""Plain stretches of a CSV are read whole: rows, lines, ids and what is held back are those of reading row by row."""

import hashlib
import json
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingestion import csv_blocks
from ingestion.boundary import Problem
from ingestion.csv_reading import LONGEST_CELL, BadRow, Head, open_text, read_head, rows_below
from ingestion.csv_stretch import Stretch, read_stretches
from ingestion.files import FoundFile
from ingestion.heads import head_of
from ingestion.landing import landing_schema
from ingestion.row_batches import Shape, TableFile, broken_text, read_table
from ingestion.row_ids import Seen
from ingestion.summary import LoadedFile

COLUMNS = {"id": "id", "name": "name", "sex": "sex", "exportid": "export_id"}
SCHEMA = landing_schema(COLUMNS.values())
HEADER = "ID,Name,Note,ExportID"
PLAIN = [f"{at},Ana,,E1" for at in range(9)]


def file_of(folder, content: bytes, name: str = "Client.csv") -> FoundFile:
    (folder / name).write_bytes(content)
    return FoundFile("a", name, folder / name)


def table_file(file: FoundFile, head: Head) -> TableFile:
    columns = [COLUMNS.get(header.lower()) for header in head.headers]
    columns = [column if column not in columns[:at] else None for at, column in enumerate(columns)]
    lineage = {"_affiliate": "a", "_source_file": file.label, "_exported_at": ""}
    shape = Shape("client", SCHEMA, head.headers, columns, "id", lineage, frozenset({"export_id"}))
    return TableFile(file, head, shape)


def row_by_row(item: TableFile, seen: set[bytes]):
    """What each file gives when nothing is read together: (landing rows, what is held back, rows)."""
    shape, encoding = item.shape, item.head.encoding
    at = {column: place for place, column in enumerate(shape.columns) if column}
    names = sorted(set(at) - shape.apart)
    extras = [place for place, column in enumerate(shape.columns) if column is None]
    prefix = [shape.lineage["_affiliate"], shape.table, *names, *(shape.headers[place] for place in extras)]
    landed, held_back, count, in_file = [], [], 0, Counter()
    with open_text(item.file, encoding) as text:
        for row in rows_below(iter(text), item.head):
            bad = row if isinstance(row, BadRow) else broken_text(row, encoding)
            if not isinstance(row, BadRow) and not row.cells[at["id"]].strip():
                bad = BadRow(row.line, "This row has no ID, so it cannot be told from other rows.", "")
            if bad:
                held_back.append((bad.line, bad.reason))
                continue
            count += 1
            content = "\x1f".join([*prefix, *(row.cells[place] for place in [*map(at.get, names), *extras])])
            digest = hashlib.sha256(content.encode()).digest()
            in_file[digest] += 1
            if in_file[digest] > 1:
                digest = hashlib.sha256(digest + str(in_file[digest]).encode()).digest()
            if digest not in seen:
                seen.add(digest)
                extra = {shape.headers[place]: row.cells[place] for place in extras if row.cells[place]}
                cells = {column: row.cells[place] or None for column, place in at.items()}
                extra_text = json.dumps(extra, ensure_ascii=False) if extra else None
                landed.append({**cells, "_row_id": digest.hex(), "_source_line": row.line, "_extra": extra_text})
    return landed, held_back, count


def check(folder, *contents: bytes) -> None:
    """Both ways of reading give the same of these files, read in one run."""
    seen, seen_by_row = Seen(), set()
    for number, content in enumerate(contents):
        file = file_of(folder, content, f"{number}.csv")
        head = head_of(file)
        if isinstance(head, Problem) or "ID" not in head.headers:
            continue
        item = table_file(file, head)
        landed, held_back, count = row_by_row(item, seen_by_row)
        outcome, found_held_back = LoadedFile("a", "hmis", file.label, ""), []
        batches = [batch for _, batch in read_table(item, seen, outcome, found_held_back)]
        found = [row for batch in batches for row in batch.to_pylist()]
        assert found == [{name: row.get(name, item.shape.lineage.get(name)) for name in SCHEMA.names} for row in landed]
        assert [(held.line, held.reason) for held in found_held_back] == held_back
        assert (outcome.rows, outcome.held_back) == (count, len(held_back))
        assert outcome.twins == count - len(landed)


def stretches(folder, content: bytes) -> list[tuple[int, int]]:
    """First and last line of what is read together."""
    file = file_of(folder, content)
    head = read_head(file)
    with open_text(file, head.encoding) as text:
        return [(s.first_line, s.last_line) for s in read_stretches(text, head) if isinstance(s, Stretch)]


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(csv_blocks, "BLOCK", 32)


def text_of(*lines: str, end: str = "\n") -> bytes:
    return end.join([HEADER, *PLAIN, *lines, *PLAIN, ""]).encode()


UGLY = {
    "plain": text_of(),
    "quoted": text_of('"77","Ana ""A"", B","",""', '"","","",""', '"78",Bo,"x,y",E1'),
    "carriage returns and line feeds": text_of('"77",Bo,,E1', end="\r\n"),
    "carriage returns": text_of("77,Bo,,E1", end="\r"),
    "mixed line ends": text_of("77,Bo,,E1\r78,Bo,,E1\r\n79,Bo,,E1"),
    "byte order mark": b"\xef\xbb\xbf" + text_of(),
    "byte order mark within": text_of(*["\ufeff77,Bo,,E1"] * 9),
    "line breaks in quotes": text_of('77,"two\nlines",,E1', '78,"three\r\nmore\nlines",,E1'),
    "a quote never closed": text_of('77,"open,,E1'),
    "quotes within": text_of('77,in"side,,E1', '78,"in"side,,E1', '79,"a" ,,E1', '80, "a",,E1', '82,""x,,E1'),
    "ragged": text_of("77", "78,Bo", "79,Bo,,E1,x", "80,Bo,,E1,,,", "81,Bo,,E1,,x", "82,,,"),
    "blank": text_of("", ",,,", "   ", ",Bo,,E1", " ,Bo,,E1", "\x1c,Bo,,E1", "\u3000,Bo,,E1", ""),
    "two columns of one name": HEADER.replace("Note", "ID").encode() + b"\n1,Ana,2,E1\n3,Bo,,E1\n",
    "header on two lines": b'ID,"Na\nme",Note,ExportID\n1,Ana,,E1\n2,Bo,,E1\n',
    "blank lines first": b"\n\n,,,\n" + text_of(),
    "trailing delimiter": b"ID,Name,Note,ExportID,\n1,Ana,,E1,\n2,Bo,x,E1,\n3,Bo,,E1,kept\n",
    "null bytes": text_of("77,B\0o,,E1", "\0,Bo,,E1"),
    "one of Latin-1": HEADER.encode() + "\n7,Zoë,,E1\n8,Élise,,E1\n".encode() + b"9,Fran\xe7ois,,E1\n10,Bo,,E1\n",
    "Latin-1": text_of("77,François,Zoë,E1").decode().encode("cp1252"),
    "Mac": text_of("77,François,Zoë,E1", end="\r").decode().encode("mac_roman"),
    "UTF-16": text_of("77,François,,E1").decode().encode("utf-16"),
    "UTF-32": text_of("77,François,,E1").decode().encode("utf-32"),
    "semicolons": text_of('"77";"a,b;c";;E1').replace(b",", b";"),
    "tabs": text_of("77,Bo,,E1").replace(b",", b"\t"),
    "no end of line": text_of("77,Bo,,E1").rstrip(),
    "one line": HEADER.encode(),
    "one row": HEADER.encode() + b"\n1,Ana,x,E1",
    "one column": b"ID\n1\n\n2\n \n2",
    "nothing": b"",
    "the same rows again": text_of(*PLAIN, *PLAIN[:3]),
    "differing only apart": text_of(*(row.replace("E1", "E2") for row in PLAIN)),
    "extras": text_of("77,Bo,é 😀,E1", '78,Bo,"""x""",E1', "79,Bo,,E1"),
    "other separators": text_of("77,a\x1fb,\x0b\x0c\x85\u2028,E1", "78,a,\x1fb,E1"),
}  # fmt: skip


@pytest.mark.parametrize("name", UGLY)
def test_every_ugly_file_is_read_as_it_is_row_by_row(tmp_path, small_blocks, name):
    check(tmp_path, UGLY[name])
    check(tmp_path, UGLY["plain"], UGLY[name], UGLY[name] + b"", UGLY["the same rows again"])


@pytest.mark.parametrize("name", UGLY)
def test_every_ugly_file_is_read_the_same_in_one_block(tmp_path, name):
    check(tmp_path, UGLY[name], UGLY["plain"])


def test_huge_cells_are_read_as_they_are_row_by_row(tmp_path):
    rows = [f"{at},{'x' * size},,E1" for at, size in enumerate((10, LONGEST_CELL, 10, LONGEST_CELL + 1, 10))]
    check(tmp_path, "\n".join([HEADER, *rows]).encode())


CELL = st.text(st.sampled_from('ab"" \n\r,;\0\x1fé\ufeff😀'), max_size=4)
QUOTED = CELL.map(lambda cell: '"' + cell.replace('"', '""') + '"')
WORD = st.sampled_from(["", "1", "Ana", "E1", '"a,b"', '""'])
LINE = st.lists(st.one_of(WORD, WORD, WORD, CELL, QUOTED), min_size=4, max_size=4).map(",".join)
ANY_LINE = st.one_of(LINE, LINE, st.text(st.sampled_from('ab",\n\r'), max_size=12), st.sampled_from(PLAIN))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(ANY_LINE, max_size=25),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.booleans(),
)
@example(lines=['"', *PLAIN], end="\n", codec="utf-8", is_ended=True)
def test_any_file_is_read_as_it_is_row_by_row(tmp_path, small_blocks, lines, end, codec, is_ended):
    text = end.join([HEADER, *lines]) + (end if is_ended else "")
    content = text.encode(codec, "replace")
    check(tmp_path, content, content)


def test_only_blocks_with_something_odd_are_read_by_row(tmp_path, small_blocks):
    lines = ["1000,Ana,,E1"] * 30
    whole = stretches(tmp_path, "\n".join([HEADER, *lines]).encode())
    assert (whole[0][0], whole[-1][1]) == (2, 31)
    assert all(before[1] + 1 == after[0] for before, after in pairwise(whole))
    lines[15] = '1000,"Ana,,E1'
    parts = stretches(tmp_path, "\n".join([HEADER, *lines]).encode())
    assert not any(first <= 17 <= last for first, last in parts)
    assert parts[0][0] == 2


def test_an_ordinary_export_with_every_cell_quoted_is_read_whole(tmp_path):
    row = '"1","O""Neil, Ana","","E1"\r\n'
    content = f"{HEADER}\r\n{row * 5000}".encode()
    assert stretches(tmp_path, content) == [(2, 5001)]
