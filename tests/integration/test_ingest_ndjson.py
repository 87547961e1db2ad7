"""A file with a JSON object on each line goes through the door that every form goes through."""

import gzip
import json

import duckdb
import pytest

from ingestion.forms.source import load_path

LINES = [
    json.dumps({"resourceType": "Patient", "id": "1", "name": [{"family": "Quill"}]}),
    '{"resourceType": "Patient", "id": ',
    "",
    json.dumps({"resourceType": "Patient", "id": "2", "name": [{"family": "\ud800"}]}),
    json.dumps({"resourceType": "Patient", "id": "3", "name": [{"family": "Rook"}]}),
]


def query(warehouse, sql):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("name", ["Patient.ndjson", "Patient.ndjson.gz"])
def test_every_line_is_landed_or_held_back(tmp_path, name):
    content = "\n".join(LINES).encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    summary = load_path(tmp_path / name, tmp_path / "w.duckdb", "x")
    assert (summary.rows, summary.rows_held_back) == (2, 2)
    assert query(tmp_path / "w.duckdb", "select value from forms.answer where field = 'name/0/family' order by 1") == [
        ("Quill",),
        ("Rook",),
    ]
    assert query(tmp_path / "w.duckdb", "select line from forms.quarantine order by 1") == [(2,), (4,)]


def test_a_packed_file_that_is_cut_off_keeps_what_could_be_read(tmp_path):
    lines = b"".join(json.dumps({"id": at, "text": str(at) * 50}).encode() + b"\n" for at in range(5000))
    (tmp_path / "dump.jsonl.gz").write_bytes(gzip.compress(lines)[:-2000])
    summary = load_path(tmp_path / "dump.jsonl.gz", tmp_path / "w.duckdb", "x")
    assert 0 < summary.rows < 5000
    assert query(tmp_path / "w.duckdb", "select count(*) from forms.submission") == [(summary.rows,)]
    assert "damaged, cut off" in summary.files[0].note
