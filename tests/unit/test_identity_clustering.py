"""Joining records: the strongest first, and never against what a person or a rule said."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from caseline.identity.deciding.clustering import Bar, Edges, Tie, cluster, components, pairs_within


def edges(*rows):
    """Rows of (left, right, weight, tie, bar)."""
    columns = list(zip(*sorted(rows), strict=True)) or [()] * 5
    kinds = (np.int64, np.int64, float, np.int64, np.int64)
    return Edges(*(np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True)))


def test_links_join_and_doubts_do_not():
    found = cluster(4, edges((0, 1, 9, Tie.LIKELY, Bar.NONE), (2, 3, 1, Tie.NONE, Bar.NONE)))
    assert found.tolist() == [0, 0, 2, 3]


def test_a_group_that_half_the_pairs_speak_against_is_not_joined():
    found = cluster(3, edges((0, 1, 20, Tie.LIKELY, 0), (1, 2, 10, Tie.LIKELY, 0), (0, 2, -20, Tie.NONE, 0)))
    assert found.tolist() == [0, 0, 2]


def test_one_bad_pair_among_many_good_ones_is_tolerated():
    good = [(a, b, 10, Tie.LIKELY, 0) for a, b in ((0, 1), (0, 2), (1, 2), (1, 3), (2, 3))]
    assert cluster(4, edges(*good, (0, 3, -20, Tie.NONE, 0))).tolist() == [0, 0, 0, 0]


def test_a_reference_overrules_a_rule_for_machines_but_not_a_person():
    assert cluster(2, edges((0, 1, -9, Tie.REFERENCE, Bar.MACHINE))).tolist() == [0, 0]
    assert cluster(2, edges((0, 1, 99, Tie.CERTAIN, Bar.MACHINE))).tolist() == [0, 1]
    assert cluster(2, edges((0, 1, 99, Tie.RULING, Bar.PERSON))).tolist() == [0, 1]


def test_pairs_within_lists_each_pair_of_small_components_once():
    component = components(6, np.array([0, 1, 4]), np.array([1, 2, 5]))
    left, right = pairs_within(component, largest=3)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]


pair = st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda p: p[0] < p[1])


@given(st.dictionaries(pair, st.tuples(st.floats(-30, 30), st.sampled_from(Tie)), max_size=28), st.sets(pair))
def test_a_pair_that_a_person_ruled_different_is_never_joined(scored, different):
    rows = [(a, b, w, t, Bar.NONE) for (a, b), (w, t) in scored.items() if (a, b) not in different]
    rows += [(a, b, 0.0, Tie.NONE, Bar.PERSON) for a, b in different]
    found = cluster(8, edges(*rows))
    assert all(found[a] != found[b] for a, b in different)
