"""The rows that a run writes about links, pairs, events and IDs."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from caseline.identity.comparing.evidence import worded_weights, words
from caseline.identity.deciding.clustering import Tie
from caseline.identity.deciding.matching import Matched
from caseline.identity.deciding.questions import questions
from caseline.identity.ids.history import MACHINE, REFERENCE, SHARING, Event, History
from caseline.identity.ids.register import Page

NETWORK = "network"
NOT_A_PERSON = frozenset({MACHINE, REFERENCE, SHARING})
_LINKED_BY = {Tie.RULING: "person", Tie.REFERENCE: REFERENCE}


def link_rows(
    matched: Matched,
    client_of: Mapping[str, str],
    affiliate_of: Mapping[str, str],
    resolved_in: Mapping[str, str],
) -> list[tuple]:
    """Rows of identity_link, by record key."""
    best = _best_links(matched)
    rows = []
    for cluster in matched.clusters:
        for key in cluster:
            if key in best:
                probability, linked_by, why = _told(matched, best[key])
            else:
                probability, linked_by, why = 1.0, "single", "no other record is this person"
            shared_with = affiliate_of[key] if key in matched.restricted else NETWORK
            row = (key, client_of[key], len(cluster), probability, linked_by, why, shared_with, resolved_in[key])
            rows.append(row)
    return sorted(rows)


def kept_link_rows(history: History, linked: Mapping[str, tuple[str, str]]) -> list[tuple]:
    """Rows of identity_link as far as the register knows them: without evidence until the records are matched."""
    return [
        (key, client_id, None, None, linked[key][0], None, None, linked[key][1])
        for key, client_id in sorted(history.client_of.items())
    ]


def _best_links(matched: Matched) -> dict[str, int]:
    """Per record the pair that ties it most strongly to its cluster."""
    pairs = matched.pairs
    ties: dict[str, list[int]] = defaultdict(list)
    for i, (left, right, decision) in enumerate(zip(pairs.left, pairs.right, pairs.decision, strict=True)):
        if decision == "link":
            ties[left].append(i)
            ties[right].append(i)
    return {
        key: min(found, key=lambda i: (min(int(pairs.tie[i]), int(Tie.CERTAIN)), -pairs.weight[i], i))
        for key, found in ties.items()
    }


def _told(matched: Matched, pair: int) -> tuple[float, str, str]:
    linked_by = _LINKED_BY.get(Tie(int(matched.pairs.tie[pair])), "machine")
    return round(float(matched.pairs.probability[pair]), 6), linked_by, evidence(matched, pair)


def evidence(matched: Matched, pair: int) -> str:
    """Why a pair was decided as it was, in words that name fields but never values."""
    pairs = matched.pairs
    tie = Tie(int(pairs.tie[pair]))
    if pairs.decision[pair] == "apart" and pairs.bar[pair]:
        said = [pairs.bar[pair]]
    elif tie == Tie.RULING:
        said = ["a person ruled that they are one person"]
    elif tie == Tie.REFERENCE:
        said = ["the record names the other as the same person"]
    else:
        said = []
    if np.any(pairs.levels[pair] >= 0):
        said.append(words(pairs.levels[pair], pairs.parts[pair]))
    return "; ".join(said) or "their hashed names or SSN and the date of birth are the same"


def pair_rows(matched: Matched, client_of: Mapping[str, str]) -> list[tuple]:
    """Rows of identity_pair, in the order of the pairs."""
    pairs = matched.pairs
    group_of = questions(pairs, client_of)
    return [
        (
            left,
            right,
            round(float(pairs.weight[i]), 3),
            round(float(pairs.probability[i]), 6),
            pairs.decision[i],
            evidence(matched, i),
            worded_weights(pairs.levels[i], pairs.parts[i]),
            pairs.waits[i] or None,
            group_of.get(i),
        )
        for i, (left, right) in enumerate(zip(pairs.left, pairs.right, strict=True))
    ]


def event_rows(page: Page) -> list[tuple]:
    """Rows of identity_event for one run."""
    return [_event_row(event, page, position) for position, event in enumerate(page.events)]


def _event_row(event: Event, page: Page, position: int) -> tuple:
    keys = json.dumps(event.record_keys)
    said = f"{page.run.label}|{event.event}|{event.client_id}|{event.other_client_id}|{keys}"
    event_id = "E-" + hashlib.sha256(said.encode()).hexdigest()[:16]
    about = (event.event, event.client_id, event.other_client_id, keys, event.reason, event.decided_by)
    return event_id, *about, page.run.as_of, event.anchor_key, page.run.run, position


def alias_rows(history: History) -> list[tuple]:
    """Every ID ever minted and the ID that stands for it now, in one hop."""
    rows = []
    for client_id, minted_in in sorted(history.minted_in.items()):
        rest = history.resting.get(client_id)
        retired = (rest.since, rest.into) if rest else (None, None)
        rows.append((client_id, history.stands_for(client_id), minted_in, *retired, history.anchor[client_id]))
    return rows


def run_row(page: Page) -> tuple:
    run = page.run
    return run.run, run.as_of, run.content_hash, run.records, run.clients, run.in_review, run.weights


def resolved_in(events: Iterable[Event], before: Mapping[str, str], label: str) -> dict[str, str]:
    """The run in which each record came to its client."""
    touched = {key: label for event in events if event.event not in ("left", "closed") for key in event.record_keys}
    return dict(before) | touched
