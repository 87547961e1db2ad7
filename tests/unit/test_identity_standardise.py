"""What counts as the same value, and what counts as no value at all."""

import pandas as pd
import pytest

from caseline.identity.reading import placeholders
from caseline.identity.reading.dates import iso_date
from caseline.identity.reading.numbers import phone_digits, ssn_parts
from caseline.identity.reading.standardise import INPUT_COLUMNS, as_arrow, standardise


def one(**values):
    frame = pd.DataFrame([{"record_id": "1", **values}], dtype=object)
    return standardise(frame).iloc[0]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1978-12-11", "1978-12-11"),
        ("19781211", "1978-12-11"),
        ("12/11/1978", "1978-12-11"),
        ("25/12/1978", "1978-12-25"),
        ("3/1/70", "1970-03-01"),
        ("Mar 1 1970", "1970-03-01"),
        ("1978-12-11 00:00:00", "1978-12-11"),
        ("1916-00-17", "1916-00-17"),
        ("2020-02-31", "2020-02-31"),
        ("1980-13-45", None),
        ("45/99/1980", None),
        ("1980.00.00", None),
        ("1900-01-01", None),
        ("07/213/2204", None),
        ("unknown", None),
    ],
)
def test_dates_of_birth(written, read):
    assert iso_date(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("219-54-4312", ("219544312", "4312")),
        ("xxxxx4312", (None, "4312")),
        ("4312", (None, "4312")),
        ("999999999", None),
        ("123456789", None),
        ("000-12-3456", None),
        ("xxxxx0000", None),
        ("xxxxx1234", None),
        ("CF65426205VYNW", ("cf65426205vynw", None)),
        ("6988048", ("6988048", None)),
    ],
)
def test_ssn_whole_last_four_or_no_evidence(written, read):
    assert ssn_parts(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("(702) 919-1300", "7029191300"),
        ("1-702-919-1300", "7029191300"),
        ("+39 0352 6553537", "3526553537"),
        ("555-555-5555", None),
        ("911", None),
    ],
)
def test_phones(written, read):
    assert phone_digits(written) == read


@pytest.mark.parametrize("name", ["nan", "null", "none", "true", "NaN", "None"])
def test_names_that_look_like_missing_values_are_names(name):
    assert one(first_name=name, last_name=name)["first"] == name.lower()


@pytest.mark.parametrize("first", ["Husband", "Male Child", "Man of House", "Mrs."])
def test_a_role_or_a_title_is_no_first_name(first):
    person = one(first_name=first, last_name="Child")
    assert person["first"] is None and person["last"] == "child"


@pytest.mark.parametrize("first", ["Son", "Boy", "Man", "None", "True"])
def test_a_given_name_that_is_also_a_word_is_a_name(first):
    assert one(first_name=first, last_name="Nguyen")["first"] == first.lower()


def test_a_title_gives_way_to_the_name_behind_it():
    person = one(first_name="Rev.", last_name="Hill", full_name="Rev. Grace Hill")
    assert (person["first"], person["last"]) == ("grace", "hill")


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [("John", "Doe", (None, None)), ("Baby Boy", "Smith", (None, "smith")),
     ("Twin B", "Smith", (None, "smith")), ("Unborn Child", "Smith", (None, "smith")),
     ("FNU", "Rahimi", (None, "rahimi")),
     ("Amina", "LNU", ("amina", None)), ("Child F", "Long", (None, "long"))],
)  # fmt: skip
def test_a_name_that_says_the_name_is_not_known_is_missing(first, last, left):
    person = one(first_name=first, last_name=last)
    assert (person["first"], person["last"]) == left


@pytest.mark.parametrize(
    ("written", "first"),
    [("Ma. de los Angeles", "angeles"), ("Maria de los Angeles", "mariaangeles"), ("M. Guadalupe", "guadalupe"),
     ("Naw Hser Ku", "hserku"), ("Saw", "saw"), ("La Toya", "latoya"), ("J.D.", "jd")],
)  # fmt: skip
def test_what_stands_before_and_between_given_names_is_no_part_of_them(written, first):
    assert one(first_name=written, last_name="Hill")["first"] == first


def test_full_name_speaks_where_the_parts_are_silent():
    person = one(full_name="Dr. Juan Q. Xavier de la Vega III")
    assert (person["first"], person["last"], person["suffix"]) == ("juan", "delavega", "iii")
    assert one(first_name="Ana", full_name="Somebody Else")["first"] == "ana"


def test_suffix_leaves_the_last_name():
    person = one(first_name="Robert", last_name="Smith Jr.")
    assert (person["last"], person["suffix"]) == ("smith", "jr")


def test_accents_hyphens_and_street_words_are_spelled_one_way():
    person = one(first_name="José", last_name="García-López", address="12 North Elm Street", unit="Apt. 4")
    assert person["first"] == "jose"
    assert person["last_parts"] == ["garcia", "garcialopez", "lopez"]
    assert person["address"] == "12 n elm st apt 4"


def test_nicknames_share_a_form():
    assert set(one(first_name="Bill")["forms"]) & set(one(first_name="William")["forms"])


def test_an_empty_frame_keeps_its_columns():
    table = as_arrow(standardise(pd.DataFrame({"record_id": pd.Series([], dtype=object)})))
    assert table.num_rows == 0
    assert {"first", "last", "dob", "ssn4", "zip"} <= set(table.column_names)
    assert "first_name" in INPUT_COLUMNS


def test_an_ssn_that_many_different_people_hold_is_blanked():
    rows = [
        {"record_id": str(i), "first_name": f"N{chr(97 + i)}", "last_name": f"L{chr(97 + i)}", "ssn": "219544312"}
        for i in range(20)
    ]
    people = standardise(pd.DataFrame(rows, dtype=object))
    shared = placeholders.shared_ssns(people)
    assert shared == {"219544312"}
    assert set(placeholders.blank(people, shared)["ssn"]) == {None}


@pytest.mark.parametrize(
    ("email", "own"),
    [("nstewart885@hotmail.com", "885"), ("natalie.stewart@mail.org", None), ("sunflower@mail.org", "unflower")],
)
def test_of_an_email_what_it_adds_to_the_name(email, own):
    person = one(first_name="Natalie", last_name="Stewart", email=email)
    assert person["email_own"] == own


@pytest.mark.parametrize(
    "sisters", [("Sandra", "Alejandra"), ("Tina", "Cristina"), ("Lena", "Elena"), ("Julia", "Yulia")]
)
def test_a_short_form_that_is_a_name_of_its_own_is_no_form(sisters):
    first, second = (set(one(first_name=name)["forms"]) for name in sisters)
    assert not first & second
