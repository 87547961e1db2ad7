"""No shared value may make the number of pairs explode."""

import duckdb
import pandas as pd

from caseline.identity.comparing.blocking import candidate_pairs
from caseline.identity.reading.standardise import as_arrow, standardise


def letters(number):
    return "".join(chr(97 + number // 26**i % 26) for i in range(4))


def pairs(rows):
    frame = pd.DataFrame([{"record_id": f"{i:05d}", **row} for i, row in enumerate(rows)], dtype=object)
    with duckdb.connect() as con:
        con.register("standardised", as_arrow(standardise(frame)))
        con.execute("create table person as select * from standardised")
        left, right = candidate_pairs(con)
    return set(zip(left.tolist(), right.tolist(), strict=True))


def test_a_shelter_of_five_thousand_brings_few_pairs_and_its_residents_still_meet():
    shelter = {"address": "100 Shelter Way", "zip": "98003", "phone": "2065550100"}
    rows = [shelter | {"first_name": letters(i * 7919), "last_name": letters(i * 104729)} for i in range(5000)]
    rows.append(rows[17] | {"address": "9 Oak Ave", "phone": None})
    found = pairs(rows)
    assert (17, 5000) in found
    assert len(found) < 30 * len(rows)


def test_swapped_names_nicknames_and_a_slip_in_the_date_meet():
    rows = [
        {"first_name": "William", "last_name": "Okafor", "dob": "1984-05-17"},
        {"first_name": "Okafor", "last_name": "William"},
        {"first_name": "Bill", "last_name": "Okafor"},
        {"first_name": "Wilma", "last_name": "Okafr", "dob": "1984-05-17"},
    ]
    assert {(0, 1), (0, 2), (0, 3)} <= pairs(rows)


def test_many_forms_of_one_person_meet_however_many_there_are():
    """Forty forms that say the same once fell out of every block for being too many."""
    forms = [{"first_name": "María", "last_name": "Ortiz", "dob": "1995-04-19"} for _ in range(40)]
    others = [{"first_name": letters(i * 7919), "last_name": letters(i * 104729)} for i in range(60)]
    found = pairs([*forms, {"first_name": "Maria", "last_name": "Ortz", "dob": "1995-04-19"}, *others])
    assert {(0, copy) for copy in range(1, 41)} <= found
    assert len(found) < 100


def test_saying_the_same_without_a_date_of_birth_is_no_sign():
    assert pairs([{"last_name": "Ortiz"} for _ in range(40)]) & {(0, 1)} == set()


def test_no_records_no_pairs():
    with duckdb.connect() as con:
        con.register("standardised", as_arrow(standardise(pd.DataFrame({"record_id": pd.Series([], dtype=object)}))))
        con.execute("create table person as select * from standardised")
        assert [side.tolist() for side in candidate_pairs(con)] == [[], []]
