"""`caseline match`: one CSV in, client IDs out."""

import csv

import pytest

from caseline.ground.errors import CaselineError
from caseline.identity.files import match_file


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_ids_in_the_order_of_the_file_and_the_weight_of_each_field(tmp_path):
    records = write(
        tmp_path / "records.csv",
        "record_id,first_name,last_name,dob,ssn,phone,favourite_colour\n"
        "z,William,Okafor,1984-05-17,xxxxx4312,702-919-1300,red\n"
        "nan,null,none,1990-01-01,,,\n"
        "a,Bill,Okafor,1984-05-17,219-54-4312,7029191300,\n",
    )
    seen = []
    output, pairs = tmp_path / "out" / "clusters.csv", tmp_path / "pairs.csv"
    result = match_file(records, output, pairs, lambda *step: seen.append(step))
    rows = read(output)
    assert [row["record_id"] for row in rows] == ["z", "nan", "a"]
    assert rows[0]["client_id"] == rows[2]["client_id"] != rows[1]["client_id"]
    assert (result.records, result.clients, result.learned) == (3, 2, False)
    [pair] = read(pairs)
    assert (pair["record_id_l"], pair["record_id_r"], pair["decision"]) == ("a", "z", "link")
    assert float(pair["probability"]) > 0.95 and float(pair["ssn_weight"]) > 3 and pair["email_weight"] == ""
    assert all(done < total for _, done, total in seen)


def test_the_same_file_gives_the_same_bytes(tmp_path):
    records = write(tmp_path / "r.csv", "record_id,full_name\n1,Ana Ruiz\n2,Ana Ruiz\n")
    for name in ("one", "two"):
        match_file(records, tmp_path / f"{name}.csv", tmp_path / f"{name}_pairs.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert (tmp_path / "one_pairs.csv").read_bytes() == (tmp_path / "two_pairs.csv").read_bytes()


def test_a_file_with_a_header_only_gives_a_header_only(tmp_path):
    match_file(write(tmp_path / "r.csv", "record_id,first_name\n"), tmp_path / "o.csv")
    assert (tmp_path / "o.csv").read_text(encoding="utf-8") == "record_id,client_id\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("first_name\nAna\n", "no column record_id"),
        ("", "no column record_id"),
        ("record_id,first_name\n1,Ana\n,Bea\n", "line 3: record_id is empty"),
        ("record_id,first_name\n1,Ana\n\n2,Bea\n1,Cleo\n", "lines 2 and 5 have the same record_id"),
        ("record_id,Colour,Pet\n1,red,cat\n", "line 1: none of its 3 columns tells"),
        ("record_id,First Name,first name\n1,Ana,Bea\n", "line 1: columns 2 and 3 have one name"),
        ("record_id,Given Name,Forename\n1,Ana,Bea\n", "columns 2 and 3 may both be first_name"),
        (
            "record_id,first_name,dob\n1,Ana,1980-01-02\n2,Bea\n",
            "line 3: This line has 2 columns where the header has 3",
        ),
    ],
)
def test_one_clear_sentence_on_bad_input(tmp_path, text, says):
    with pytest.raises(CaselineError, match=says):
        match_file(write(tmp_path / "r.csv", text), tmp_path / "o.csv")
    assert not (tmp_path / "o.csv").exists()


def test_of_two_usual_columns_the_preferred_is_read_and_said(tmp_path):
    text = "Participant ID,Client ID,Name,Home Phone,Primary Phone,Street Address,Mailing Address\n1,2,Ana,3,4,5,6\n"
    found = match_file(write(tmp_path / "r.csv", text), tmp_path / "o.csv").read
    assert [row["record_id"] for row in read(tmp_path / "o.csv")] == ["2"]
    assert (
        "phone 100% ('Primary Phone')" in found.sentences[0] and "address 100% ('Street Address')" in found.sentences[0]
    )
    assert found.sentences[1] == "Not read: 'Participant ID', 'Home Phone', 'Mailing Address'."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_headers_encodings_and_delimiters_as_people_have_them(tmp_path, encoding):
    path = tmp_path / "r.csv"
    path.write_text(
        "Client List 2026;;;;;\n"
        "Client ID;First Name;Surname;Date of Birth;Soc Sec No;Mother's Name\n"
        f"1;Ana;Muñoz;3/4/1980 0:00;219-54-4312;{'x' * 200_000}\n"
        "2;Ana;Munoz;1980/03/04;xxxxx4312;Rosa\n"
        "3;Bea;Ito;last spring;;\n"
        "4;Cleo;Vale;1980-02-31;;\n",
        encoding=encoding,
    )
    result = match_file(path, tmp_path / "o.csv")
    one, same, other, _ = (row["client_id"] for row in read(tmp_path / "o.csv"))
    assert one == same != other
    assert result.read.sentences == [
        "Filled in: first_name 100% ('First Name'), last_name 100% ('Surname'), dob 100% ('Date of Birth'), "
        "ssn 50% ('Soc Sec No').",
        """Not read: "Mother's Name".""",
        "2 dates of birth are no day of the calendar (the first on line 5): with a digit wrong they are compared as "
        "they are, else they count as not known.",
    ]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CaselineError, match="cannot be read"):
        match_file(tmp_path / "absent.csv", tmp_path / "o.csv")


@pytest.mark.parametrize(("name", "least"), [("febrl1", 0.995), ("uganda_hiv", 0.999), ("splink_fake1000", 0.93)])
def test_quality_on_open_data(shared_data, tmp_path, name, least):
    match_file(shared_data("identity", name, "records.csv"), tmp_path / "o.csv")
    found = {row["record_id"]: row["client_id"] for row in read(tmp_path / "o.csv")}
    truth = {row["record_id"]: row["cluster_id"] for row in read(shared_data("identity", name, "truth.csv"))}
    both, joined, true = (
        _pairs(key) for key in ([(found[r], truth[r]) for r in truth], found.values(), truth.values())
    )
    assert 2 * both / (joined + true) >= least


def _pairs(labels):
    counts: dict = {}
    for label in labels:
        counts[label] = counts.get(label, 0) + 1
    return sum(n * (n - 1) // 2 for n in counts.values())
