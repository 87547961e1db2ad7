"""IDs last: they follow their records, and none is used twice."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from caseline.identity.ids import assign, mint

keys = st.integers(0, 11).map(lambda number: f"hmis:a:{number:02d}")


@st.composite
def partitions(draw):
    members = sorted(draw(st.sets(keys, min_size=1)))
    groups: dict[int, list[str]] = {}
    for member in members:
        groups.setdefault(draw(st.integers(0, 4)), []).append(member)
    return list(groups.values())


def test_an_id_looks_like_an_id_and_depends_on_its_anchor_only():
    assert re.fullmatch(r"C-[0-9A-HJKMNP-TV-Z]{10}", mint("hmis:a:1"))
    assert mint("hmis:a:1") == mint("hmis:a:1") != mint("hmis:a:2")


def test_a_taken_id_is_not_minted_again():
    first = mint("hmis:a:1")
    assert mint("hmis:a:1", {first}) != first


def test_the_oldest_id_survives_a_merge_and_the_other_stands_for_it():
    former = {"a": "C-OLD", "b": "C-NEW"}
    result = assign([["a", "b"]], former, {"C-OLD": 1, "C-NEW": 2}, {})
    assert set(result.client_of.values()) == {"C-OLD"}
    assert result.retired == {"C-NEW": "C-OLD"}
    [event] = result.events
    assert (event.event, event.client_id, event.other_client_id, event.record_keys) == (
        "merged", "C-OLD", "C-NEW", ("b",)
    )  # fmt: skip


def test_on_a_split_the_part_with_the_oldest_record_keeps_the_id():
    former = {"a": "C-1", "b": "C-1", "c": "C-1"}
    seen = {"a": "2024-03-01", "b": "2024-01-01", "c": "2024-02-01"}
    result = assign([["a", "c"], ["b"]], former, {"C-1": 1}, seen)
    assert result.client_of["b"] == "C-1" != result.client_of["a"]
    [event] = result.events
    assert (event.event, event.client_id, event.record_keys) == ("split", "C-1", ("a", "c"))


def test_an_id_whose_records_are_gone_is_kept_as_used():
    result = assign([["b"]], {"a": "C-1"}, {"C-1": 1}, {})
    assert result.retired == {"C-1": None}
    assert [event.event for event in result.events] == ["created"]


def test_a_merged_id_does_not_come_back_when_its_record_is_split_off_again():
    first = mint("b")
    merged = assign([["a", "b"]], {"a": "C-1", "b": first}, {"C-1": 1, first: 2}, {})
    split = assign([["a"], ["b"]], merged.client_of, {"C-1": 1, first: 2}, {})
    assert split.client_of["a"] == "C-1" and split.client_of["b"] not in {"C-1", first}


def test_an_id_comes_back_with_the_record_it_was_minted_from():
    first = mint("a")
    assert assign([["a"]], {}, {first: 1}, {}, gone={first}).client_of["a"] == first


@settings(max_examples=200, deadline=None)
@given(st.lists(partitions(), min_size=1, max_size=5))
def test_no_id_moves_without_an_event_and_none_is_given_to_someone_else(nights):
    former: dict[str, str] = {}
    age: dict[str, int] = {}
    merged: set[str] = set()
    gone: set[str] = set()
    anchor: dict[str, str] = {}
    for night, clusters in enumerate(nights):
        result = assign(clusters, former, age, {}, gone)
        told = {
            (key, event.client_id if event.event == "split" else event.other_client_id)
            for event in result.events
            for key in event.record_keys
            if event.event != "created"
        }
        for cluster in clusters:
            assert len({result.client_of[key] for key in cluster}) == 1
        used = set(result.client_of.values())
        assert len(used) == len(clusters)
        assert told == {(key, former[key]) for key, now in result.client_of.items() if former.get(key, now) != now}
        assert not merged & used
        for event in result.events:
            if event.event == "created":
                assert anchor.setdefault(event.client_id, event.record_keys[0]) == event.record_keys[0]
        gone = (gone | {old for old, now in result.retired.items() if now is None}) - used
        merged |= {old for old, now in result.retired.items() if now is not None}
        age |= {client_id: night for client_id in used if client_id not in age}
        former = result.client_of


@given(partitions())
def test_the_same_clusters_give_no_event(clusters):
    first = assign(clusters, {}, {}, {})
    again = assign(clusters, first.client_of, dict.fromkeys(first.client_of.values(), 1), {})
    assert again.client_of == first.client_of and not again.events and not again.retired
