"""What a person is asked: enough to settle every doubt, and no pair that settles nothing."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from caseline.identity.deciding.clustering import Tie
from caseline.identity.deciding.matching import Pairs
from caseline.identity.deciding.questions import questions

CLIENTS = {f"{letter}{number}": f"C-{letter}" for letter in "abcdef" for number in (1, 2)}


def doubts(*pairs, decision="review", bar="", tie=Tie.NONE, suspect=False):
    left, right, probability = zip(*pairs, strict=True) if pairs else ((), (), ())
    each, odds = len(pairs), np.array(probability)
    return Pairs(
        list(left), list(right), np.log2(odds / (1 - odds)), odds, [decision] * each,
        tie=np.full(each, tie), bar=[bar] * each, suspect=np.full(each, suspect),
    )  # fmt: skip


def test_two_clients_are_one_question_and_the_likeliest_records_ask_it():
    assert questions(doubts(("a1", "b1", 0.6), ("a2", "b1", 0.9), ("a2", "b2", 0.7)), CLIENTS) == {1: "C-a"}


def test_of_three_clients_in_doubt_the_third_pair_follows():
    pairs = doubts(("a1", "b1", 0.9), ("b1", "c1", 0.8), ("a1", "c1", 0.7), ("d1", "e1", 0.6))
    assert questions(pairs, CLIENTS) == {0: "C-a", 1: "C-a", 3: "C-d"}


def test_what_is_less_likely_than_not_is_asked_only_where_a_rule_holds_it_for_a_person():
    unlikely = ("a1", "b1", 0.45)
    assert questions(doubts(unlikely), CLIENTS) == {}
    assert questions(doubts(unlikely, bar="a new first name"), CLIENTS) == {0: "C-a"}
    assert questions(doubts(("a1", "b1", 0.9), decision="link"), CLIENTS) == {}


def test_of_one_client_whose_records_contradict_each_other_the_two_that_do_most_are_asked():
    pairs = ("a1", "a2", 0.3), ("b1", "b2", 0.1)
    assert questions(doubts(*pairs, decision="link", suspect=True), CLIENTS) == {0: "C-a", 1: "C-b"}
    one = dict.fromkeys(CLIENTS, "C-a")
    assert questions(doubts(*pairs, decision="link", suspect=True), one) == {1: "C-a"}
    assert questions(doubts(*pairs, decision="link", suspect=True, tie=Tie.RULING), CLIENTS) == {}
    both = Pairs(
        ["a1", "a1"], ["a2", "b1"], np.array([0.9, 0.2]), np.array([0.9, 0.2]), ["link", "link"],
        tie=np.array([Tie.RULING, Tie.NONE]), bar=["", ""], suspect=np.array([False, True]),
    )  # fmt: skip
    assert questions(both, one) == {1: "C-a"}, "nobody has said anything of b1"


_KEYS = st.sampled_from(sorted(CLIENTS))


@given(st.lists(st.tuples(_KEYS, _KEYS, st.floats(0.4, 0.95)).filter(lambda p: p[0][0] != p[1][0]), max_size=40))
def test_the_questions_hold_together_all_that_is_in_doubt_without_a_circle(pairs):
    asked = questions(doubts(*pairs), CLIENTS)

    def groups(chosen):
        label = {client: client for client in CLIENTS.values()}
        for one, other, _ in chosen:
            joined = {label[CLIENTS[one]], label[CLIENTS[other]]}
            label = {client: min(joined) if at in joined else at for client, at in label.items()}
        return label

    doubtful, shown = [pair for pair in pairs if pair[2] >= 0.5], [pairs[i] for i in asked]
    assert groups(shown) == groups(doubtful)
    assert len(shown) == len(set(CLIENTS.values())) - len(set(groups(doubtful).values()))
    assert all(groups(doubtful)[CLIENTS[pairs[i][0]]] == group for i, group in asked.items())
