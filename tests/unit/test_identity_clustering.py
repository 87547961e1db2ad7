"""Joining records: the best joint explanation, and never against what a person or a rule said."""

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from caseline.identity.deciding.clustering import Bar, Edges, Tie, cluster, components, pairs_within

NAME, BIRTH = 0, 1


def clusters(records, *rows):
    """Clusters of rows (left, right, {field: odds}, bar): two fields, one rival kind, a prior of -5."""
    rows = sorted(rows, key=lambda row: row[:2])
    odds = np.full((len(rows), 1, 3), np.nan, dtype=np.float32)
    for at, (_, _, fields, _) in enumerate(rows):
        for field, value in fields.items():
            odds[at, 0, field] = value
        odds[at, 0, 2] = -5
    weight = np.nansum(odds, axis=(1, 2)).astype(float)
    left, right, _, bar = zip(*rows, strict=True)
    tie = np.where(weight >= 4.3, Tie.LIKELY, Tie.NONE)
    edges = Edges(np.array(left), np.array(right), weight, tie, np.array(bar), np.arange(len(rows)))
    return cluster(records, edges, lambda found: odds[found]).tolist()


def test_links_join_and_doubts_do_not():
    assert clusters(4, (0, 1, {NAME: 14}, 0), (2, 3, {NAME: 6}, 0)) == [0, 0, 2, 3]


def test_a_third_record_bridges_nothing():
    """Mother, daughter, and a record without date of birth that may be either."""
    family = [(0, 1, {NAME: 15, BIRTH: -9}, 0), (0, 2, {NAME: 15}, 0), (1, 2, {NAME: 15}, 0)]
    assert clusters(3, *family) == [0, 1, 2]
    twenty = [(a, b, fields, 0) for a in range(20) for b in range(a + 1, 20) if (fields := _of_family(a, b))]
    assert clusters(20, *twenty) == [*([0] * 9), *([9] * 9), 18, 19]


def _of_family(a, b):
    kind = ["mother"] * 9 + ["daughter"] * 9 + ["either"] * 2
    if "either" in (kind[a], kind[b]):
        return {NAME: 15} if a < 18 else None
    return {NAME: 15, BIRTH: 10 if kind[a] == kind[b] else -9}


def test_a_third_record_without_a_rival_joins_what_it_explains():
    assert clusters(3, (0, 1, {NAME: 15}, 0), (1, 2, {BIRTH: 15}, 0), (0, 2, {NAME: 3, BIRTH: 1}, 0)) == [0, 0, 0]


def test_a_record_without_values_that_names_another_keeps_nobody_from_that_one():
    odds = np.array([[[15, 15, -5]]], dtype=np.float32)
    edges = Edges(
        np.array([0, 1]), np.array([1, 2]), np.array([25.0, 60.0]), np.array([Tie.LIKELY, Tie.REFERENCE]),
        np.array([Bar.NONE, Bar.NONE]), np.array([0, -1]),
    )  # fmt: skip
    assert cluster(3, edges, lambda rows: odds[rows]).tolist() == [0, 0, 0]


def test_no_chain_joins_across_a_pair_that_is_held_or_barred():
    for bar in (Bar.HELD, Bar.MACHINE, Bar.PERSON):
        found = clusters(3, (0, 1, {NAME: 20}, 0), (1, 2, {NAME: 12}, 0), (0, 2, {NAME: 20}, bar))
        assert found == [0, 0, 2]


def test_ten_copies_say_no_more_than_one():
    copies = [(a, b, {NAME: 15, BIRTH: 15}, 0) for a in range(10) for b in range(a + 1, 10)]
    assert clusters(11, *copies, *((a, 10, {NAME: 8}, 0) for a in range(10))) == [*([0] * 10), 10]


def test_what_is_said_joins_and_only_a_person_parts_it():
    def said(tie, bar):
        one = np.array([0])
        return cluster(2, Edges(one, one + 1, one * 9.0, one + tie, one + bar, one - 1), _nothing).tolist()

    assert said(Tie.REFERENCE, Bar.MACHINE) == [0, 0]
    assert said(Tie.RULING, Bar.PERSON) == [0, 1]


def _nothing(rows):
    return np.full((len(rows), 1, 3), np.nan, dtype=np.float32)


def test_twenty_thousand_copies_take_seconds_even_with_a_rival():
    copies = 20_000
    star = [(0, at, {NAME: 15, BIRTH: 15}, 0) for at in range(1, copies)]
    started = time.process_time()
    found = clusters(copies + 1, *star, (0, copies, {NAME: 15}, Bar.HELD), (1, copies, {NAME: 15}, 0))
    assert time.process_time() - started < 10
    assert found == [0] * copies + [copies]


def test_pairs_within_lists_each_pair_of_small_components_once():
    component = components(6, np.array([0, 1, 4]), np.array([1, 2, 5]))
    left, right = pairs_within(component, largest=3)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]


pair = st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda p: p[0] < p[1])


@given(st.dictionaries(pair, st.tuples(st.floats(-30, 30), st.sampled_from(Tie)), max_size=28), st.sets(pair))
def test_a_pair_that_a_person_ruled_different_is_never_joined(scored, different):
    rows = {p: (w, t, Bar.NONE) for p, (w, t) in scored.items()} | dict.fromkeys(different, (0.0, Tie.NONE, Bar.PERSON))
    left, right = (np.array([p[side] for p in sorted(rows)], dtype=np.int64) for side in (0, 1))
    weight, tie, bar = (np.array([rows[p][at] for p in sorted(rows)]) for at in range(3))
    edges = Edges(left, right, weight, tie.astype(int), bar.astype(int), np.arange(len(rows)))

    def odds(found):
        told = np.full((len(found), 1, 3), np.nan, dtype=np.float32)
        told[:, 0, NAME], told[:, 0, 2] = weight[found] + 5, -5
        return told

    found = cluster(8, edges, odds)
    assert all(found[a] != found[b] for a, b in different)
