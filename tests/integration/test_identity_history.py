"""IDs that last: over twenty nights, over a deleted warehouse, over rulings made and taken back."""

import json
import random
from collections import Counter

import pytest

from caseline import identity
from caseline.ground.errors import CaselineError
from caseline.identity.nights import store
from tests.integration.identity_warehouse import PERSON, clients, events, load, record, rule

FIRST = ("Maria", "William", "Thanh", "Rosa", "Abdi", "Keisha", "Liam", "Ingrid", "Kwame", "Sofia", "Noah", "Yuki")
LAST = ("Okafor", "Lind", "Reyes", "Nguyen", "Silva", "Baker", "Hassan", "Novak", "Moreau", "Stone")
TABLES = ("link", "pair", "event", "alias", "run")


def delete_warehouse(con):
    for table in TABLES:
        con.execute(f"drop table record.identity_{table}")


def told(con, *names):
    """Events in order: what, from or to which ID, the other ID, who and why."""
    return con.execute(
        "select event, client_id, other_client_id, decided_by, reason, happened_on from record.identity_event"
        " where list_contains(?, event) order by run, position",
        [list(names)],
    ).fetchall()


def aliases(con):
    return dict(con.execute("select old_client_id, client_id from record.identity_alias").fetchall())


def unrule(con):
    con.execute("delete from framework.identity_ruling")


class Nights:
    """People whose records come, go, are corrected and change places, night after night; the same for one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.people = [self._person() for _ in range(14)]
        self.records = {}
        self.number = 0
        for _ in range(24):
            self.add()

    def _person(self):
        pick = self.random
        return {
            "first_name": pick.choice(FIRST), "last_name": pick.choice(LAST),
            "dob": f"{pick.randint(1950, 2005)}-{pick.randint(1, 12):02}-{pick.randint(1, 28):02}",
            "ssn": f"{pick.randint(210, 590)}{pick.randint(10, 99)}{pick.randint(1000, 9999)}",
            "phone": f"206{pick.randint(2000000, 9999999)}", "address": f"{pick.randint(1, 99)} Elm St",
        }  # fmt: skip

    def _seen(self, person):
        seen = dict(person)
        for field in ("ssn", "phone", "address", "dob"):
            if self.random.random() < 0.3:
                seen[field] = None
        return seen

    def add(self):
        self.number += 1
        source, affiliate = self.random.choice(("hmis", "crm", "forms")), self.random.choice(("east", "west"))
        key = f"{source}:{affiliate}:{self.random.randint(100, 999)}-{self.number}"
        day = f"2024-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"
        self.records[key] = record(key, **self._seen(self.random.choice(self.people)) | {"recorded_on": day})

    def pass_one(self):
        pick = self.random
        for _ in range(pick.randint(0, 3)):
            self.add()
        for key in pick.sample(sorted(self.records), pick.randint(0, 2)):
            del self.records[key]
        for key in pick.sample(sorted(self.records), pick.randint(0, 2)):  # corrected, some to another person
            self.records[key] |= self._seen(pick.choice(self.people))
        rows = list(self.records.values())
        pick.shuffle(rows)
        return rows


def assert_tables_agree(con):
    """What a night wrote of those it touched and what stood before are one whole."""
    links = con.execute("select record_key, client_id, cluster_size from record.identity_link").fetchall()
    sizes = Counter(client_id for _, client_id, _ in links)
    assert all(size == sizes[client_id] for _, client_id, size in links)
    assert {key for key, *_ in links} == {
        k for (k,) in con.execute("select record_key from record.source_person").fetchall()
    }
    history = store.read_before(con).history
    assert aliases(con) == {client_id: history.stands_for(client_id) for client_id in history.minted_in}
    pairs = con.execute("select record_key_l, record_key_r, decision from record.identity_pair").fetchall()
    together = {(a, b) for a, b, decision in pairs if decision == "link"}
    assert len(set(pairs)) == len(pairs) and all(history.client_of[a] == history.client_of[b] for a, b in together)
    last = store.last_run(con)
    asked = con.execute("select count(review_group), count(*) from record.identity_pair where decision = 'review'")
    [(in_review, doubtful)] = asked.fetchall()
    assert in_review <= doubtful
    assert (last.records, last.clients, last.in_review) == (len(links), len(sizes), in_review)


def test_over_twenty_nights_no_id_moves_without_an_event(resolve, warehouse, tmp_path):
    nights, register = Nights(1), tmp_path / "identity"
    before, ever, happened, runs = {}, set(), set(), 0
    for night in range(1, 21):
        warehouse.execute("delete from record.source_person")
        load(warehouse, *nights.pass_one())
        if night == 6:
            [pair, *_] = [(a, b) for a in before for b in before if a < b and before[a] == before[b]]
            rule(warehouse, *pair, "different")
        if night in (9, 16):
            delete_warehouse(warehouse)
        resolve(warehouse, keep_in=register)
        assert_tables_agree(warehouse)
        now = clients(warehouse)
        rows = warehouse.execute(
            "select event, client_id, other_client_id, record_keys_json from record.identity_event where run > ?",
            [runs],
        ).fetchall()
        [(runs,)] = warehouse.execute("select max(run) from record.identity_run").fetchall()
        explained = {}
        for event, client_id, other, keys in rows:
            happened.add(event)
            for key in json.loads(keys):
                came_from = client_id if event in ("split", "left", "closed") else other
                went_to = None if event in ("left", "closed") else other if event == "split" else client_id
                explained[key] = (came_from, went_to)
        moved = {k: (before.get(k), now.get(k)) for k in before.keys() | now.keys() if before.get(k) != now.get(k)}
        assert explained == moved
        used = set(now.values())
        assert ever <= set(aliases(warehouse))  # an ID once given is always answered for
        assert {current for current in aliases(warehouse).values() if current} == used
        for client_id in used & ever - set(before.values()):  # an ID that comes back says so
            assert any(client_id in row[1:3] and row[0] in ("returned", "split", "joined") for row in rows)
        if night >= 6 and set(pair) <= now.keys():
            assert now[pair[0]] != now[pair[1]]
        before, ever = now, ever | used
    assert {"created", "joined", "merged", "split", "left", "closed"} <= happened
    everything = (clients(warehouse), aliases(warehouse), events(warehouse))
    delete_warehouse(warehouse)
    assert not resolve(warehouse, keep_in=register).skipped
    assert (clients(warehouse), aliases(warehouse), events(warehouse)) == everything
    assert resolve(warehouse, keep_in=register).skipped


def test_a_deleted_warehouse_gives_the_ids_that_history_made_not_those_the_records_would(resolve, warehouse, tmp_path):
    register = tmp_path / "identity"
    load(warehouse, record("hmis:east:5", **PERSON))
    resolve(warehouse, keep_in=register)
    load(warehouse, record("crm:north:2", **PERSON))  # a key that sorts before the one the ID was minted from
    resolve(warehouse, keep_in=register)
    before = clients(warehouse), aliases(warehouse), warehouse.execute("from record.identity_link").fetchall()
    delete_warehouse(warehouse)
    resolve(warehouse, keep_in=register)
    again = clients(warehouse), aliases(warehouse), warehouse.execute("from record.identity_link").fetchall()
    assert again == before
    assert len(list(register.iterdir())) == 2  # a rebuild is no event


def test_a_lost_register_is_written_again_and_a_foreign_one_is_refused(resolve, warehouse, tmp_path):
    load(warehouse, record("hmis:east:1", **PERSON))
    resolve(warehouse)
    load(warehouse, record("crm:north:2", **PERSON))
    register = tmp_path / "identity"
    resolve(warehouse, keep_in=register)
    kept = {path.name: path.read_bytes() for path in register.iterdir()}
    assert len(kept) == 2
    (register / "run-000002.jsonl").unlink()
    resolve(warehouse, keep_in=register)
    assert {path.name: path.read_bytes() for path in register.iterdir()} == kept
    (register / "run-000002.jsonl").write_bytes(kept["run-000002.jsonl"].replace(b"crm:north:2", b"crm:north:3"))
    with pytest.raises(CaselineError, match="different histories of run 2"):
        resolve(warehouse, keep_in=register)
    delete_warehouse(warehouse)
    (register / "run-000001.jsonl").unlink()
    with pytest.raises(CaselineError, match="lacks run-000001"):
        resolve(warehouse, keep_in=register)
    (register / "run-000001.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(CaselineError, match="cannot be read"):
        resolve(warehouse, keep_in=register)


@pytest.mark.parametrize("left", [b"", b'{"run":1,"as', None], ids=["empty", "torn", "gone"])
def test_a_broken_page_of_the_register_is_written_again_from_the_warehouse_and_told(warehouse, tmp_path, left):
    register = tmp_path / "identity"
    for key in ("hmis:east:1", "crm:north:2"):
        load(warehouse, record(key, **PERSON))
        identity.resolve(warehouse, keep_in=register)
    kept = {path.name: path.read_bytes() for path in register.iterdir()}
    first = register / "run-000001.jsonl"
    first.unlink() if left is None else first.write_bytes(left)
    (register / "run-000002.jsonl").write_bytes(kept["run-000002.jsonl"][:-20])
    (register / "run-000003.jsonl").write_bytes(b"")  # of a run that was stopped while it wrote
    found = identity.resolve(warehouse, keep_in=register)
    assert {path.name: path.read_bytes() for path in register.iterdir()} == kept
    assert "files of the register of client IDs could not be read and were mended" in str(found)


def test_a_ruling_taken_out_again_undoes_the_merge_and_the_split(resolve, warehouse):
    load(
        warehouse,
        record("hmis:east:1", first_name="Mai", last_name="Tran", dob="1990-01-02"),
        record("crm:north:2", first_name="Alice", last_name="Bird", dob="1971-04-09"),
        record("hmis:east:3", **PERSON),
        record("crm:north:4", **PERSON),
    )
    resolve(warehouse)
    before = clients(warehouse)
    rule(warehouse, "hmis:east:1", "crm:north:2", "same")
    rule(warehouse, "hmis:east:3", "crm:north:4", "different")
    resolve(warehouse)
    ruled = clients(warehouse)
    assert ruled["hmis:east:1"] == ruled["crm:north:2"] and ruled["hmis:east:3"] != ruled["crm:north:4"]
    [merged], [split] = told(warehouse, "merged"), told(warehouse, "split")
    assert merged[3:] == ("a worker", "ruled to be one person: seen at intake", "2025-01-31")
    assert split[3:] == ("a worker", "ruled to be different people: seen at intake", "2025-01-31")
    unrule(warehouse)
    resolve(warehouse)
    assert clients(warehouse) == before
    [_, undone] = told(warehouse, "split")
    assert undone[3:5] == ("a person", "the ruling that had joined them was taken out")
    assert set(aliases(warehouse).values()) == set(before.values())


def test_a_split_outlives_the_record_it_was_ruled_on(resolve, warehouse):
    """A source system renumbers the record that a person had set apart: the ruling stands for its client."""
    load(warehouse, record("hmis:east:1", **PERSON), record("crm:north:2", **PERSON), record("crm:north:3", **PERSON))
    rule(warehouse, "hmis:east:1", "crm:north:2", "different")
    rule(warehouse, "hmis:east:1", "crm:north:3", "different")
    resolve(warehouse)
    found = clients(warehouse)
    assert found["crm:north:2"] == found["crm:north:3"] != found["hmis:east:1"]
    unrule(warehouse)
    rule(warehouse, "hmis:east:1", "crm:north:2", "different")
    warehouse.execute("delete from record.source_person where record_key = 'crm:north:2'")
    for _ in range(2):  # the night it leaves, and any later one
        resolve(warehouse)
        found = clients(warehouse)
        assert found["crm:north:3"] != found["hmis:east:1"]
        load(warehouse, record(f"forms:north:f/{len(found)}", first_name="Zoe", last_name="Quist", dob="2001-01-09"))


def test_a_correction_splits_and_says_why(resolve, warehouse):
    load(warehouse, record("hmis:east:1", **PERSON), record("crm:north:2", **PERSON))
    resolve(warehouse)
    warehouse.execute(
        "update record.source_person set first_name = 'Grace', dob = '1961-11-30', ssn = '431907766', phone = null"
        " where record_key = 'crm:north:2'"
    )
    resolve(warehouse)
    [(_, _, _, who, why, _)] = told(warehouse, "split")
    assert who == "machine" and why.startswith("as the records are now")
    assert "Grace" not in why
