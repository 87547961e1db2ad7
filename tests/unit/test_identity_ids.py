"""IDs last: they follow their records, and none is ever another person's."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from caseline.identity.ids.history import History, Rest
from caseline.identity.ids.minting import assign, mint

keys = st.integers(0, 11).map(lambda number: f"hmis:a:{number:02d}")


@st.composite
def partitions(draw):
    members = sorted(draw(st.sets(keys, min_size=1)))
    groups: dict[int, list[str]] = {}
    for member in members:
        groups.setdefault(draw(st.integers(0, 4)), []).append(member)
    return list(groups.values())


def history(**client_of):
    """Each record's ID, minted in the run that the ID ends with, from the first record that has it."""
    first = {client_id: key for key, client_id in sorted(client_of.items(), reverse=True)}
    return History(client_of, {client_id: int(client_id[-1]) for client_id in first}, first)


def told(result):
    return [(event.event, event.client_id, event.other_client_id, event.record_keys) for event in result.events]


def test_an_id_looks_like_an_id_and_depends_on_its_anchor_only():
    assert re.fullmatch(r"C-[0-9A-HJKMNP-TV-Z]{10}", mint("hmis:a:1"))
    assert mint("hmis:a:1") == mint("hmis:a:1") != mint("hmis:a:2")


def test_a_taken_id_is_not_minted_again():
    first = mint("hmis:a:1")
    assert mint("hmis:a:1", {first}) != first


def test_the_oldest_id_survives_a_merge_and_the_other_stands_for_it():
    before = history(a="C-1", b="C-2")
    result = assign([["a", "b"]], before, {})
    assert set(result.client_of.values()) == {"C-1"}
    assert told(result) == [("merged", "C-1", "C-2", ("b",))]
    after = before.apply(result.events, 3)
    assert after.resting == {"C-2": Rest(3, "C-1")} and after.stands_for("C-2") == "C-1"


def test_on_a_split_the_part_with_the_oldest_record_keeps_the_id():
    seen = {"a": "2024-03-01", "b": "2024-01-01", "c": "2024-02-01"}
    result = assign([["a", "c"], ["b"]], history(a="C-1", b="C-1", c="C-1"), seen)
    assert result.client_of["b"] == "C-1" != result.client_of["a"]
    assert told(result) == [("split", "C-1", result.client_of["a"], ("a", "c"))]


def test_an_id_whose_records_are_gone_is_kept_as_used():
    before = history(a="C-1")
    result = assign([["b"]], before, {})
    assert [event.event for event in result.events] == ["created", "closed"]
    after = before.apply(result.events, 2)
    assert after.stands_for("C-1") is None
    assert assign([["a"], ["b"]], after, {}).client_of["a"] == "C-1"


def test_a_merge_taken_apart_gives_each_its_id_back():
    before = history(a="C-1", b="C-2")
    merged = before.apply(assign([["a", "b"]], before, {}).events, 3)
    again = assign([["a"], ["b"]], merged, {"b": "2020-01-01", "a": "2021-01-01"})  # though b is the older record
    assert again.client_of == {"a": "C-1", "b": "C-2"}
    assert told(again) == [("split", "C-1", "C-2", ("b",))]


def test_a_merged_id_comes_back_with_its_own_record_only():
    before = history(a="C-1", b="C-2", c="C-2")
    merged = before.apply(assign([["a", "b", "c"]], before, {}).events, 3)
    part = assign([["a", "b"], ["c"]], merged, {})
    assert part.client_of["c"] not in {"C-1", "C-2"}
    assert merged.apply(part.events, 4).stands_for("C-2") == "C-1"


def test_an_old_id_follows_its_record_to_another_client():
    before = history(a="C-1", b="C-2", z="C-3")
    merged = before.apply(assign([["a", "b"], ["z"]], before, {}).events, 4)
    moved = assign([["a"], ["b", "z"]], merged, {})
    assert merged.apply(moved.events, 5).stands_for("C-2") == "C-3" == moved.client_of["b"]


def test_events_name_what_came_and_went():
    before = history(a="C-1", b="C-1")
    result = assign([["a", "n"]], before, {})
    assert told(result) == [("joined", "C-1", None, ("n",)), ("left", "C-1", None, ("b",))]
    assert before.apply(result.events, 2).client_of == {"a": "C-1", "n": "C-1"}
    assert before.client_of == {"a": "C-1", "b": "C-1"}


@settings(max_examples=200, deadline=None)
@given(st.lists(partitions(), min_size=1, max_size=6))
def test_no_id_moves_without_an_event_and_none_becomes_another_persons(nights):
    before = History()
    for night, clusters in enumerate(nights, 1):
        result = assign(clusters, before, {})
        after = before.apply(result.events, night)
        assert after.client_of == result.client_of  # the events alone say who bears which ID
        assert len(set(result.client_of.values())) == len(clusters)
        for cluster in clusters:
            [client_id] = {result.client_of[key] for key in cluster}
            had_it = any(before.client_of.get(key) == client_id for key in cluster)
            woken = client_id in before.resting and before.anchor[client_id] in cluster
            assert had_it or woken or client_id not in before.minted_in
        for client_id in after.minted_in:
            in_use = client_id in set(result.client_of.values())
            assert in_use == (client_id not in after.resting)
            assert after.stands_for(client_id) in {*result.client_of.values(), None}
        before = after


@given(partitions())
def test_the_same_clusters_give_no_event(clusters):
    first = assign(clusters, History(), {})
    again = assign(clusters, History().apply(first.events, 1), {})
    assert again.client_of == first.client_of and not again.events
