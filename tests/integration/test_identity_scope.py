"""What leaves an affiliate, and what a machine may join there: as policy and consent say."""

import pytest

from tests.integration.identity_warehouse import PERSON, clients, load, record, rule

EAST, EAST_FORM, WEST = "hmis:east:1", "forms:east:intake/1", "crm:west:2"


def policy(con, **affiliates):
    con.execute("delete from framework.affiliate")
    for affiliate, share in affiliates.items():
        con.execute("insert into framework.affiliate values (?, ?, true)", [affiliate, share])


def said(con, key, day, covers):
    con.execute("insert into record.sharing_statement values (?, ?, ?)", [key, day, covers])


def three_records(con):
    """One person: an HMIS record and a form of one affiliate, and a contact of another."""
    load(con, record(EAST, **PERSON), record(EAST_FORM, **PERSON), record(WEST, **PERSON))


def shared(con):
    """Whether the affiliates see one person, provided that each sees its own as one."""
    found = clients(con)
    assert found[EAST] == found[EAST_FORM]
    return found[EAST] == found[WEST]


@pytest.mark.parametrize(
    ("east", "west", "is_shared"),
    [("all", "all", True), ("never", "all", False), ("all", "never", False), ("with_consent", "all", False)],
)
def test_policy_says_whether_records_meet(resolve, warehouse, east, west, is_shared):
    policy(warehouse, east=east, west=west)
    three_records(warehouse)
    resolve(warehouse)
    assert shared(warehouse) is is_shared
    scopes = dict(warehouse.execute("select record_key, shared_with from record.identity_link").fetchall())
    assert scopes[EAST] == ("network" if east == "all" else "east")
    pairs = warehouse.execute("select record_key_l, record_key_r from record.identity_pair").fetchall()
    assert is_shared or not any(WEST in pair for pair in pairs)  # what is not shared is not even said


def test_consent_on_one_record_speaks_for_the_person(resolve, warehouse):
    policy(warehouse, east="with_consent", west="all")
    three_records(warehouse)
    said(warehouse, EAST_FORM, "2024-05-01", True)
    resolve(warehouse)
    assert shared(warehouse)


def test_the_newest_word_counts_and_on_one_day_the_careful_one(resolve, warehouse):
    policy(warehouse, east="with_consent", west="all")
    three_records(warehouse)
    said(warehouse, EAST, "2024-01-01", False)
    said(warehouse, EAST_FORM, "2024-05-01", True)
    resolve(warehouse)
    assert shared(warehouse)
    warehouse.execute("update record.sharing_statement set given_on = '2024-01-01'")
    resolve(warehouse)
    assert not shared(warehouse)


def test_consent_withdrawn_is_a_split_and_given_again_a_merge(resolve, warehouse):
    policy(warehouse, east="with_consent", west="with_consent")
    three_records(warehouse)
    said(warehouse, EAST_FORM, "2024-05-01", True)
    said(warehouse, WEST, "2024-05-01", True)
    resolve(warehouse)
    assert shared(warehouse)
    before = clients(warehouse)
    said(warehouse, EAST, "2024-09-01", False)
    resolve(warehouse)
    assert not shared(warehouse)
    [(who, why)] = warehouse.execute(
        "select decided_by, reason from record.identity_event where event = 'split'"
    ).fetchall()
    assert who == "sharing policy" and "not shared beyond east" in why
    apart = clients(warehouse)
    warehouse.execute("delete from record.sharing_statement where not covers_network")
    resolve(warehouse)
    assert clients(warehouse) == before
    alias = dict(warehouse.execute("select old_client_id, client_id from record.identity_alias").fetchall())
    assert {alias[client_id] for client_id in apart.values()} == set(before.values())


def test_no_third_record_and_no_ruling_carries_a_person_across(resolve, warehouse):
    policy(warehouse, east="with_consent", west="all", south="all")
    three_records(warehouse)
    load(warehouse, record("crm:south:9", **PERSON), record("hmis:east:8", **PERSON | {"ssn": None, "phone": None}))
    rule(warehouse, EAST, WEST, "same")
    resolve(warehouse)
    found = clients(warehouse)
    assert found[WEST] == found["crm:south:9"] != found[EAST] == found["hmis:east:8"]
    told = warehouse.execute("select decision, evidence from record.identity_pair where record_key_l = ?", [WEST])
    assert any(decision == "apart" and "not shared" in why for decision, why in told.fetchall())


def test_without_unattended_merging_everything_waits_and_what_is_joined_stays(resolve, warehouse):
    policy(warehouse, east="all", west="all")
    load(warehouse, record(EAST, **PERSON), record(WEST, **PERSON))
    resolve(warehouse)
    warehouse.execute("update framework.affiliate set unattended_merging = affiliate_id <> 'east'")
    load(warehouse, record(EAST_FORM, **PERSON), record("forms:west:f/7", **PERSON))
    result = resolve(warehouse)
    found = clients(warehouse)
    assert found[EAST] == found[WEST] == found["forms:west:f/7"] != found[EAST_FORM]
    assert result.in_review == 1, "three records of one client and the fourth are one question"
    rule(warehouse, EAST, EAST_FORM, "same")
    resolve(warehouse)
    assert len(set(clients(warehouse).values())) == 1


def test_a_reference_of_the_record_itself_needs_no_confirming(resolve, warehouse):
    warehouse.execute("insert into framework.affiliate values ('east', 'all', false)")
    load(warehouse, record(EAST, **PERSON), record(EAST_FORM, **PERSON | {"person_ref": EAST}))
    resolve(warehouse)
    assert len(set(clients(warehouse).values())) == 1
