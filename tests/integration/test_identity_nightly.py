"""A night costs what its changes cost, and finds what matching everything would find."""

import random

import duckdb
import pandas as pd
import pytest

from caseline.identity.deciding.edges import Rulings
from caseline.identity.deciding.matching import match
from caseline.identity.nights.memory import Memory
from caseline.identity.nights.nightly import tonight

COLUMNS = ("record_id", "first_name", "last_name", "dob", "ssn", "phone", "address", "zip", "person_ref", "is_hashed")
FIRST = ("Grace", "Amina", "Luis", "Chen", "Maria", "Tom", "Yusuf", "Olga", "Ivy", "Noor")
LAST = ("Okafor", "Ortiz", "Nguyen", "Haddad", "Silva", "Novak", "Baker", "Lindqvist", "Mensah", "Petrov")


def records(people=80, seed=1):
    """Two or three records a person, some with a slip."""
    rng = random.Random(seed)
    rows = []
    for person in range(people):
        first, last = rng.choice(FIRST), rng.choice(LAST) + rng.choice(("", "son", "a"))
        dob = f"{rng.randrange(1940, 2010)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
        ssn, phone = f"{rng.randrange(100000000, 660000000)}", f"206{rng.randrange(2000000, 9999999)}"
        for copy in range(rng.choice((1, 2, 3))):
            slip = first if rng.random() < 0.8 else first[:-1]
            rows.append((
                f"p{person:03d}-{copy}", slip, last, dob if rng.random() < 0.9 else None,
                ssn if rng.random() < 0.5 else None, phone if rng.random() < 0.7 else None,
                f"{person} Oak Street", "98001", None, False,
            ))  # fmt: skip
    return rows


class Nights:
    """A table of records, matched night by night."""

    def __init__(self, rows):
        self.con = duckdb.connect()
        self.rows = {row[0]: row for row in rows}
        self.clusters = {}
        self.rulings = Rulings()

    def night(self, relearn=False):
        frame = self.frame()
        self.con.register("records", frame)
        night = tonight(self.con, "SELECT * FROM records", self.rulings, relearn, whole_up_to=0)
        matched = night.match()
        for record in night.touched:
            self.clusters.pop(record, None)
        for cluster in matched.clusters:
            self.clusters |= dict.fromkeys(cluster, tuple(cluster))
        night.remember(matched)
        return night

    def frame(self):
        columns = list(zip(*self.rows.values(), strict=True))
        kinds = dict(zip(COLUMNS, columns, strict=True))
        return pd.DataFrame({name: pd.Series(list(values), dtype=object) for name, values in kinds.items()})

    def as_a_full_run(self):
        population = Memory(self.con).population()
        found = match(self.frame(), self.rulings, population=population)
        return {record: tuple(cluster) for cluster in found.clusters for record in cluster}

    def change(self, record, **values):
        self.rows[record] = tuple(values.get(name, old) for name, old in zip(COLUMNS, self.rows[record], strict=True))


@pytest.fixture
def nights():
    nights = Nights(records())
    assert nights.night().is_full
    return nights


def test_nothing_new_matches_nothing(nights):
    before = dict(nights.clusters)
    found = nights.night()
    assert not found.is_full and found.touched == []
    assert nights.clusters == before


def test_nights_of_new_changed_and_gone_records_end_where_a_full_run_ends(nights):
    rng = random.Random(7)
    spare = records(40, seed=2)
    for night in range(3):
        for _ in range(6):
            row = spare.pop()
            nights.rows[f"n{night}-{row[0]}"] = (f"n{night}-{row[0]}", *row[1:])
        like = rng.choice(sorted(nights.rows))
        nights.rows[f"copy{night}"] = (f"copy{night}", *nights.rows[like][1:])
        nights.change(rng.choice(sorted(nights.rows)), last_name="Married", phone="2065557788")
        del nights.rows[rng.choice(sorted(nights.rows))]
        found = nights.night()
        assert not found.is_full and len(found.touched) < len(nights.rows) / 2
        assert nights.clusters == nights.as_a_full_run()


def test_the_first_of_those_that_say_the_same_may_go(nights):
    first, dob, ssn = "Zelda", "1981-03-04", "219544312"
    for copy in range(4):
        nights.rows[f"z{copy}"] = (f"z{copy}", first, "Quill", dob, ssn, None, None, None, None, False)
    nights.night()
    del nights.rows["z0"]
    nights.night()
    nights.rows["z9"] = ("z9", first, "Quill", dob, ssn, None, None, None, None, False)
    nights.night()
    assert nights.clusters["z9"] == ("z1", "z2", "z3", "z9")


def test_a_ruling_and_its_end_are_changes(nights):
    pair = next(cluster for cluster in nights.clusters.values() if len(cluster) == 2)
    nights.rulings = Rulings(different=frozenset({pair}))
    nights.night()
    assert nights.clusters[pair[0]] == (pair[0],)
    nights.rulings = Rulings()
    nights.night()
    assert nights.clusters[pair[0]] == pair


def test_references_and_equal_hashes_meet_across_nights(nights):
    hashed = {"dob": "1990-02-03", "first_name": "a" * 64, "last_name": "b" * 64, "is_hashed": True}
    empty = dict.fromkeys(COLUMNS[1:-1])
    for night, record in enumerate(("h1", "h2")):
        nights.rows[record] = (record, *(empty | hashed).values())
        name = empty | {"first_name": f"Una{night}", "last_name": "Zett", "is_hashed": False}
        nights.rows[f"later{night}"] = (
            f"later{night}",
            *(name | {"person_ref": "p000-0" if night else "notyet"}).values(),
        )
        nights.night()
    nights.rows["notyet"] = (
        "notyet",
        *(empty | {"first_name": "Xan", "last_name": "Yule", "is_hashed": False}).values(),
    )
    nights.night()
    assert nights.clusters["h1"] == ("h1", "h2")
    assert "later1" in nights.clusters["p000-0"]
    assert nights.clusters["notyet"] == ("later0", "notyet")


def test_weights_are_learned_anew_when_asked_or_when_the_records_have_grown(nights):
    assert nights.night(relearn=True).is_full
    for row in records(60, seed=3):
        nights.rows[f"g{row[0]}"] = (f"g{row[0]}", *row[1:])
    assert nights.night().is_full
