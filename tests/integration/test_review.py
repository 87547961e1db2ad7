"""The review queue out, decisions back in: every line checked, each pair once."""

import csv
from datetime import date

import openpyxl
import pytest

from caseline.ground.errors import CaselineError, ConfigurationErrors
from caseline.ground.warehouse import connect
from caseline.review import take_in, write_queue
from caseline.review.pair_queue import COLUMNS, SHOWN

A, B, C, D = "hmis:east:1", "crm:east:2", "crm:west:3", "forms:west:f/4"
HEADER = "record_key_a,record_key_b,ruling,reason,decided_by,decided_on\n"
ON = date(2026, 7, 1)


@pytest.fixture
def published(tmp_path):
    """Two groups: A-B with B-C, which C's likeness joins, and C-D, of which somebody was unsure."""
    path = tmp_path / "published.duckdb"
    sides = ", ".join(f"{name}_{side} {'date' if name == 'dob' else 'varchar'}" for name in SHOWN for side in "lr")
    with connect(path) as con:
        con.execute("create schema record; create schema intelligence")
        con.execute("create table record.source_person (record_key varchar)")
        con.executemany("insert into record.source_person values (?)", [[key] for key in (A, B, C, D)])
        con.execute(
            "create table intelligence.identity_review (record_key_l varchar, record_key_r varchar, review_group"
            " varchar, may_be varchar, question integer, client_id_l varchar, client_id_r varchar,"
            " match_probability double, waits_because varchar,"
            f" evidence varchar, field_weights_json varchar, ruling varchar, reason varchar, decided_by varchar,"
            f" decided_on varchar, {sides})"
        )
        con.execute("create table record.program (program_id varchar, name varchar)")
        con.execute("create table record.case_note (note_id varchar, note_text varchar, content_hash varchar)")
        con.execute("create table intelligence.code_review (note_id varchar, affiliate_id varchar, place integer,"
                    " program_id varchar)")  # fmt: skip
        weights = '{"same last name":6.1,"same sex":0.2,"different phones":-5.0}'
        for left, right, group, place, likely, ruling in (
            (C, D, "C-2", 1, 0.9, "unsure"), (A, B, "C-1", 1, 0.8, None), (B, C, "C-1", 2, 0.4, None),
        ):  # fmt: skip
            con.execute(
                "insert into intelligence.identity_review (record_key_l, record_key_r, review_group, may_be, question,"
                " match_probability, field_weights_json, ruling, affiliate_id_l, affiliate_id_r, last_name_l, dob_l)"
                " values (?, ?, ?, 'one', ?, ?, ?, ?, ?, ?, '=Silva', '1985-03-02')",
                [left, right, group, place, likely, weights, ruling, left.split(":")[1], right.split(":")[1]],
            )
    return path


def sheet(tmp_path, *lines, name="filled.csv"):
    path = tmp_path / name
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def rulings(tmp_path):
    with (tmp_path / "identity_rulings.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


def test_the_queue_is_grouped_and_says_each_field_in_words(published, tmp_path):
    path = tmp_path / "queue.csv"
    assert write_queue(published, path).pairs == 3
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["group"], row["record_key_a"], row["likely"]) for row in rows] == [
        ("C-1", A, "80"), ("C-1", B, "40"), ("C-2", C, "90"),
    ]  # fmt: skip
    assert rows[0]["speaks_for_one_person"] == "same last name (strongly for one person)"
    assert rows[0]["speaks_against"] == "different phones (strongly against)"
    assert rows[0]["says_little"] == "same sex"
    assert "date of birth" in rows[0]["not_known_of_both"] and "SSN" in rows[0]["not_known_of_both"]
    assert rows[0]["a_last_name"] == "'=Silva"  # no formula
    assert write_queue(published, tmp_path / "west.csv", "west").pairs == 2


def test_a_long_queue_is_cut_after_a_group_and_says_what_more_waits(published, tmp_path):
    written = write_queue(published, tmp_path / "queue.csv", most=1)
    assert (written.pairs, written.more_pairs) == (2, 1), "pairs that hang together are asked in one go"
    assert written.more == "1 more on who is who and 0 on codes wait; these come first."
    assert write_queue(published, tmp_path / "queue.csv").more == ""


@pytest.mark.parametrize(
    ("kind", "separator", "encoding", "day"),
    [
        ("xlsx", "", "", ""),
        ("csv", ";", "utf-8", "2026-06-30"),
        ("csv", "\t", "utf-16", "6/30/2026"),
        ("csv", ",", "cp1252", "30.06.2026"),
    ],
)
def test_a_sheet_filled_in_comes_back_as_rulings_and_again_as_nothing_new(
    published, tmp_path, kind, separator, encoding, day
):
    sheet(tmp_path, f"{D},{C},unsure,,,", name="identity_rulings.csv")  # written by hand, without a word
    path = tmp_path / f"queue.{kind}"
    write_queue(published, path)
    place = {column.name: number for number, column in enumerate(COLUMNS)}
    said = {"ruling": "Same", "reason": "The client said só", "decided_by": "Kim Lee"}
    if kind == "xlsx":
        book = openpyxl.load_workbook(path)
        for name, value in {**said, "decided_on": date(2026, 6, 30)}.items():
            book.active.cell(2, place[name] + 1, value)
        book.save(path)
    else:
        rows = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
        for name, value in {**said, "decided_on": day}.items():
            rows[1][place[name]] = value
        with path.open("w", encoding=encoding, newline="") as file:  # as spreadsheets of several countries save it
            csv.writer(file, delimiter=separator).writerows(row[::-1] for row in rows)
    taken = take_in(path, tmp_path, published, "Kim Lee", ON)
    assert (taken.new, taken.changed, taken.known, taken.undecided) == (1, 0, 1, 1)
    assert rulings(tmp_path) == [
        (D, C, "unsure", "", "", ""), (B, A, "same", "The client said só", "Kim Lee", "2026-06-30"),
    ]  # fmt: skip
    before = (tmp_path / "identity_rulings.csv").read_bytes()
    again = take_in(path, tmp_path, published, "Kim Lee", date(2026, 7, 2))
    assert again.new == again.changed == 0
    assert (tmp_path / "identity_rulings.csv").read_bytes() == before


def test_a_new_decision_takes_the_place_of_the_old_and_others_stay(published, tmp_path):
    unsure, same = f"{A},{B},unsure,No papers yet,Kim Lee,2026-05-01", f"{D},{C},same,Twins' mother,Ann Roe,2026-05-01"
    sheet(tmp_path, unsure, same, name="identity_rulings.csv")
    taken = take_in(sheet(tmp_path, f"{B},{A},different,Two birth certificates,,"), tmp_path, published, "Sam Poe", ON)
    assert (taken.new, taken.changed, taken.known) == (0, 1, 0)
    assert rulings(tmp_path) == [
        (B, A, "different", "Two birth certificates", "Sam Poe", "2026-07-01"),
        (D, C, "same", "Twins' mother", "Ann Roe", "2026-05-01"),
    ]


def test_wrong_lines_are_each_named_and_nothing_is_written(published, tmp_path):
    path = sheet(
        tmp_path,
        f"{A},{B},same,They are one,Kim Lee,2026-05-01",
        f"{A},{C},yes,They are one,Kim Lee,2026-05-01",
        f"{A},hmis:east:99,same,They are one,Kim Lee,2026-05-01",
        f"{A},{A},same,They are one,Kim Lee,2026-05-01",
        f"{B},{C},same,,Kim Lee,2026-05-01",
        f"{B},{D},same,They are one,,2026-05-01",
        f"{C},{D},same,They are one,Kim Lee,soon",
        f"{B},{A},different,They are two,Kim Lee,2026-05-01",
    )
    with pytest.raises(ConfigurationErrors) as refused:
        take_in(path, tmp_path, published, None, ON)
    said = str(refused.value).splitlines()
    assert [int(line.split(f"{path}:")[1].split(":")[0]) for line in said] == [3, 4, 5, 6, 7, 8, 9]
    for words in ("'yes'", "knows no such record", "same record", "no reason", "whose it is", "'soon'", "line 2"):
        assert any(words in line for line in said), words
    assert not (tmp_path / "identity_rulings.csv").exists()


def test_rulings_that_contradict_each_other_are_refused(published, tmp_path):
    sheet(tmp_path, f"{A},{B},same,One,Kim,2026-05-01", name="identity_rulings.csv")
    path = sheet(tmp_path, f"{B},{C},same,One,Kim,2026-05-01", f"{A},{C},different,Two,Kim,2026-05-01")
    with pytest.raises(ConfigurationErrors, match=r"filled\.csv:3: .*are ruled different, but other rulings"):
        take_in(path, tmp_path, published, None, ON)


def test_a_file_that_is_no_sheet_is_a_sentence(published, tmp_path):
    (tmp_path / "broken.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(CaselineError, match="cannot be read"):
        take_in(tmp_path / "broken.xlsx", tmp_path, published, None, ON)
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CaselineError, match=r"other\.csv:1: The column 'record_key_a' is missing"):
        take_in(tmp_path / "other.csv", tmp_path, published, None, ON)
    with pytest.raises(CaselineError, match=r"must end in \.csv or \.xlsx"):
        write_queue(published, tmp_path / "queue.pdf")


def test_a_day_that_may_be_two_and_a_sheet_of_two_encodings_are_refused(published, tmp_path):
    with pytest.raises(ConfigurationErrors, match="2026-06-30"):
        take_in(sheet(tmp_path, f"{A},{B},same,seen,Kim,04/06/2026"), tmp_path, published, "Kim", ON)
    path = tmp_path / "mixed.csv"
    path.write_bytes(
        f"{HEADER}{A},{B},same,\u00e9l habl\u00f3 \u00f1 \u00e9,Kim,\n{B},{C},same,".encode() + b"br\xf3,Kim,\n"
    )
    with pytest.raises(CaselineError, match=r"mixed\.csv, line 3: characters are not UTF-8"):
        take_in(path, tmp_path, published, "Kim", ON)
    assert not (tmp_path / "identity_rulings.csv").exists()
