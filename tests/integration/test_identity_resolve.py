"""Identity in a real warehouse: what is written, and what stays when the input changes."""

import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseline.identity import resolve
from caseline.identity.deciding.edges import Rulings
from caseline.identity.deciding.matching import match
from caseline.identity.nights import store
from tests.integration.identity_warehouse import PERSON, clients, events, load, record, rule


def test_one_person_in_three_sources_is_one_client_and_a_stranger_is_another(warehouse):
    load(
        warehouse,
        record("hmis:east:1", **PERSON),
        record("crm:north:2", **PERSON | {"first_name": "Bill", "ssn": "xxxxx4312", "address": None}),
        record("forms:river:f/3", **PERSON | {"dob": "1984-05-07", "ssn": None}),
        record("hmis:east:4", first_name="Rosa", last_name="Lind", dob="1999-02-03", sex="F"),
    )
    result = resolve(warehouse)
    found = clients(warehouse)
    assert found["hmis:east:1"] == found["crm:north:2"] == found["forms:river:f/3"] != found["hmis:east:4"]
    assert (result.records, result.clients, result.created, result.learned) == (4, 2, 2, False)
    evidence = dict(warehouse.execute("select record_key, evidence from record.identity_link").fetchall())
    assert "forms of one name" in evidence["crm:north:2"] and "same phone" in evidence["crm:north:2"]
    pairs = warehouse.execute("select evidence, field_weights_json from record.identity_pair").fetchall()
    told = f"{evidence.values()} {pairs}"
    assert not any(str(value).lower() in told.lower() for value in PERSON.values() if len(str(value)) > 1)


def test_an_organisation_without_records_has_no_clients(warehouse):
    assert resolve(warehouse).clients == 0
    assert clients(warehouse) == {}


def test_unchanged_input_is_not_matched_again_and_gives_no_event(warehouse):
    load(warehouse, record("hmis:east:1", **PERSON), record("crm:north:2", **PERSON))
    resolve(warehouse)
    before = clients(warehouse), events(warehouse)
    assert resolve(warehouse).skipped
    assert (clients(warehouse), events(warehouse)) == before


def test_a_new_record_moves_no_other_and_a_rebuilt_warehouse_gives_the_same_ids(warehouse):
    load(warehouse, record("hmis:east:1", **PERSON), record("crm:north:2", **PERSON))
    resolve(warehouse)
    before = clients(warehouse)
    load(warehouse, record("hmis:east:0", first_name="Rosa", last_name="Lind", dob="1999-02-03"))
    assert resolve(warehouse).created == 1
    assert clients(warehouse).items() >= before.items()
    for table in ("link", "pair", "event", "alias", "run"):
        warehouse.execute(f"drop table record.identity_{table}")
    resolve(warehouse)
    assert clients(warehouse).items() >= before.items()


def test_one_client_whose_records_contradict_each_other_is_asked_about_until_a_person_says(warehouse):
    mother = {**PERSON, "first_name": "Adaeze", "dob": "1961-11-02", "sex": "F", "person_ref": "hmis:east:1"}
    load(warehouse, record("hmis:east:1", **PERSON), record("crm:north:2", **mother))
    resolve(warehouse)
    [client] = set(clients(warehouse).values())
    asked = "select record_key_l, record_key_r, review_group from record.identity_pair where decision = 'link'"
    assert warehouse.execute(asked).fetchall() == [("crm:north:2", "hmis:east:1", client)]
    rule(warehouse, "crm:north:2", "hmis:east:1", "same")
    resolve(warehouse)
    assert warehouse.execute(asked).fetchall() == [("crm:north:2", "hmis:east:1", None)]
    warehouse.execute("update framework.identity_ruling set ruling = 'different'")
    resolve(warehouse)
    assert len(set(clients(warehouse).values())) == 2


def test_a_ruling_splits_and_the_split_is_an_event_that_lasts(warehouse):
    load(warehouse, record("hmis:east:1", **PERSON), record("crm:north:2", **PERSON))
    resolve(warehouse)
    [old] = set(clients(warehouse).values())
    rule(warehouse, "crm:north:2", "hmis:east:1", "different")
    result = resolve(warehouse)
    found = clients(warehouse)
    assert result.split == 1 and found["crm:north:2"] != found["hmis:east:1"] and old in found.values()
    load(warehouse, record("forms:river:f/3", **PERSON))
    resolve(warehouse)
    found = clients(warehouse)
    assert found["crm:north:2"] != found["hmis:east:1"]
    [(evidence,)] = warehouse.execute("select evidence from record.identity_pair where decision = 'apart'").fetchall()
    assert evidence.startswith("a person ruled that they are different people")


def test_a_ruling_and_a_reference_join_what_the_weights_would_not(warehouse):
    load(
        warehouse,
        record("hmis:east:1", first_name="Mai", last_name="Tran", dob="1990-01-02"),
        record("crm:north:2", first_name="Alice", last_name="Bird", dob="1971-04-09"),
        record("forms:river:f/3", first_name="Zed", person_ref="crm:north:2"),
    )
    resolve(warehouse)
    before = clients(warehouse)
    assert before["forms:river:f/3"] == before["crm:north:2"] != before["hmis:east:1"]
    rule(warehouse, "hmis:east:1", "crm:north:2", "same")
    assert resolve(warehouse).merged == 1
    links = warehouse.execute("select linked_by, count(*) from record.identity_link group by 1 order by 1").fetchall()
    assert links == [("person", 2), ("reference", 1)]
    gone = (set(before.values()) - set(clients(warehouse).values())).pop()
    alias = dict(warehouse.execute("select old_client_id, client_id from record.identity_alias").fetchall())
    assert alias[gone] in clients(warehouse).values()


TWIN = {"last_name": "Reyes", "dob": "2011-08-02", "address": "9 Oak Ave", "zip": "98003", "phone": "4258813344"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TWIN | {"first_name": "Lucas"}, TWIN | {"first_name": "Mateo"}),
        (PERSON | {"suffix": "Jr", "ssn": None}, PERSON | {"suffix": "Sr"}),
        (PERSON, PERSON | {"first_name": "Grace", "dob": "1961-11-30"}),
        (PERSON | {"is_anonymous": True}, PERSON),
        (PERSON | {"is_protected": True}, PERSON),
        (PERSON | {"is_hashed": True}, PERSON),
        ({"first_name": "Confidential", "last_name": "Client"}, {"first_name": "Confidential", "last_name": "Client"}),
    ],
    ids=["twins", "junior-senior", "borrowed-ssn", "anonymous", "protected", "hashed-and-clear", "placeholder-names"],
)
def test_never_joined_by_a_machine(warehouse, one, other):
    load(warehouse, record("hmis:east:1", **one), record("crm:north:2", **other))
    resolve(warehouse)
    assert len(set(clients(warehouse).values())) == 2


def test_hashed_records_meet_on_equal_hashes_and_date_of_birth(warehouse):
    sums = {"first_name": "a" * 64, "last_name": "b" * 64, "ssn": "c" * 64, "dob": "1984-05-17", "is_hashed": True}
    load(
        warehouse,
        record("hmis:east:1", **sums),
        record("hmis:north:2", **sums | {"first_name": "d" * 64}),
        record("hmis:north:3", **sums | {"dob": "1984-05-18"}),
    )
    resolve(warehouse)
    found = clients(warehouse)
    assert found["hmis:east:1"] == found["hmis:north:2"] != found["hmis:north:3"]


def test_a_write_that_fails_leaves_every_table_as_it_was(warehouse):
    load(warehouse, record("hmis:east:1", **PERSON))
    resolve(warehouse)
    before = clients(warehouse)
    with pytest.raises(ValueError), store.transaction(warehouse):
        store.write(warehouse, {"identity_link": [], "identity_alias": [("too", "few")]})
    assert clients(warehouse) == before != {}


@pytest.mark.parametrize("whole_up_to", [10_000, 0], ids=["whole", "changes"])
def test_a_protected_person_is_in_no_pair_that_anybody_sees(warehouse, whole_up_to):
    load(warehouse, record("hmis:east:1", **PERSON), record("hmis:east:2", **PERSON, is_protected=True))
    resolve(warehouse, whole_up_to=whole_up_to)
    load(warehouse, record("crm:north:3", **PERSON), record("forms:north:4", **PERSON, is_protected=True))
    resolve(warehouse, whole_up_to=whole_up_to)
    found = clients(warehouse)
    assert found["hmis:east:1"] == found["crm:north:3"] and len(set(found.values())) == 3
    pairs = warehouse.execute("select record_key_l, record_key_r from record.identity_pair").fetchall()
    assert {key for pair in pairs for key in pair} == {"hmis:east:1", "crm:north:3"}


names = st.sampled_from(["Maria", "Marie", "William", "Bill", "Nan", "Lucas"])
people = st.fixed_dictionaries(
    {
        "first_name": names,
        "last_name": st.sampled_from(["Reyes", "Smith", "Null"]),
        "dob": st.dates(datetime.date(1980, 1, 1), datetime.date(1980, 1, 3)).map(str) | st.none(),
        "ssn": st.sampled_from(["219544312", "xxxxx4312", "219541235", None]),
        "phone": st.sampled_from(["7029191300", None]),
    }
)


@settings(max_examples=6, deadline=None)
@given(st.lists(people, min_size=2, max_size=12), st.randoms(use_true_random=False), st.integers(0, 11))
def test_order_changes_nothing_and_a_different_ruling_always_holds(rows, random, pick):
    records = [{"record_id": f"r{number:02d}", **row} for number, row in enumerate(rows)]
    different = frozenset({("r00", f"r{1 + pick % (len(rows) - 1):02d}")})
    first = match(pd.DataFrame(records, dtype=object), Rulings(different=different))
    random.shuffle(records)
    again = match(pd.DataFrame(records, dtype=object), Rulings(different=different))
    assert first.clusters == again.clusters
    assert first.pairs.weight.tolist() == again.pairs.weight.tolist()
    [(a, b)] = different
    assert not any(a in cluster and b in cluster for cluster in first.clusters)
