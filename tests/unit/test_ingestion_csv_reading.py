"""CSV as it comes: encodings, delimiters, line numbers, broken rows."""

import io

import pytest

from ingestion.csv_reading import BadRow, Row, open_text, read_head, read_rows, sniff_delimiter
from ingestion.encodings import detect_encoding
from ingestion.files import FoundFile


def rows_of(text: str) -> list[Row | BadRow]:
    return list(read_rows(iter(io.StringIO(text, newline="")), ","))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "mac_roman"])
def test_names_with_accents_survive_every_encoding(tmp_path, codec):
    path = tmp_path / "Client.csv"
    end = "\r" if codec == "mac_roman" else "\n"
    path.write_bytes(end.join(["PersonalID,FirstName", "1,François", "2,Zoë", ""]).encode(codec))
    file = FoundFile("a", "Client.csv", path)
    head = read_head(file)
    with open_text(file, head.encoding) as text:
        cells = [row.cells for row in read_rows(iter(text), head.delimiter) if isinstance(row, Row)]
    assert cells == [["PersonalID", "FirstName"], ["1", "François"], ["2", "Zoë"]]


def test_one_byte_of_another_encoding_does_not_change_the_rest_of_the_file():
    encoding = detect_encoding(io.BytesIO("a\nÉlise\nZoë\n".encode() + b"Fran\xe7ois\n"))
    assert (encoding.title, encoding.may_break) == ("UTF-8", True)


@pytest.mark.parametrize(("header", "delimiter"), [("a,b;c,d", ","), ('"a,b";c;d', ";"), ("a\tb", "\t"), ("a", ",")])
def test_the_delimiter_is_what_parts_the_header(header, delimiter):
    assert sniff_delimiter([header]) == delimiter


def test_lines_are_counted_as_an_editor_counts_them():
    rows = rows_of('a,b\n1,"two\nlines"\n\n2,x\n')
    assert [(row.line, row.cells) for row in rows if isinstance(row, Row)] == [
        (1, ["a", "b"]),
        (2, ["1", "two\nlines"]),
        (5, ["2", "x"]),
    ]


def test_a_broken_quotation_mark_holds_back_one_line_and_no_more():
    rows = rows_of('a,b\n1,x\n2,"open\n3,y\n4,"in"side\n5,z\n')
    assert [row.line for row in rows if isinstance(row, BadRow)] == [3, 5]
    assert [row.cells[0] for row in rows if isinstance(row, Row)] == ["a", "1", "3", "5"]


def test_rows_too_wide_or_too_narrow_are_held_back_but_empty_extra_cells_are_not():
    rows = rows_of("a,b\n1\n2,x,y\n3,x,,\n")
    assert [(row.line, row.reason) for row in rows if isinstance(row, BadRow)] == [
        (2, "This line has 1 columns where the header has 2."),
        (3, "This line has 3 columns where the header has 2."),
    ]
    assert rows[-1] == Row(4, ["3", "x"])
