"""Instruments as tables of schema `framework`, for the models that score their answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from caseline.organization.screens.conditions import parse_clause
from caseline.organization.screens.instrument import Instrument
from caseline.organization.screens.wording import as_compared

SEVERITY = {"today": 3, "this week": 2}

COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "screen": {
        name: pa.string() for name in ("screen", "title", "measures", "worse", "owner", "terms", "licence_url")
    },
    "screen_item": {
        "screen": pa.string(), "item": pa.string(), "position": pa.int32(), "title": pa.string(),
        "lowest_points": pa.float64(),
    },
    "screen_choice": {
        "item": pa.string(), "words": pa.string(), "number": pa.float64(), "points": pa.float64(),
        "is_no_answer": pa.bool_(),
    },
    "screen_scale": {
        "scale": pa.string(), "screen": pa.string(), "title": pa.string(), "method": pa.string(),
        "missing_allowed": pa.int32(), "missing_then": pa.string(),
    },
    "screen_scale_item": {"scale": pa.string(), "item": pa.string()},
    "screen_band": {
        "scale": pa.string(), "position": pa.int32(), "title": pa.string(), "lowest": pa.float64(),
        "is_good": pa.bool_(), "rule": pa.string(),
    },
    "screen_risk": {
        "rule": pa.string(), "screen": pa.string(), "risk": pa.string(), "title": pa.string(), "severity": pa.int32(),
    },
    "screen_condition": {
        "rule": pa.string(), "decides": pa.string(), "clause": pa.int32(), "item": pa.string(),
        "operator": pa.string(), "points": pa.float64(),
    },
}  # fmt: skip


def screen_rows(instruments: Sequence[Instrument]) -> dict[str, list[Mapping[str, Any]]]:
    """The rows of every table, by table."""
    builders: dict[str, Callable[[Instrument], Iterable[Mapping[str, Any]]]] = {
        "screen": lambda one: [
            {
                "screen": one.id, "title": one.title, "measures": one.measures, "worse": one.worse,
                "owner": one.licence.owner, "terms": one.licence.terms, "licence_url": one.licence.url,
            }
        ],
        "screen_item": lambda one: [
            {
                "screen": one.id, "item": item.id, "position": position, "title": item.name,
                "lowest_points": min(points for _, points in one.answers_of(item).values()),
            }
            for position, item in enumerate(one.items, 1)
        ],
        "screen_choice": _choices,
        "screen_scale": lambda one: [
            {
                "scale": score.id, "screen": one.id, "title": score.title, "method": score.method,
                "missing_allowed": score.missing.allowed, "missing_then": score.missing.then,
            }
            for score in one.scores
        ],
        "screen_scale_item": lambda one: [
            {"scale": score.id, "item": item.id} for score in one.scores for item in one.items_of(score)
        ],
        "screen_band": lambda one: [
            {
                "scale": score.id, "position": position, "title": band.title, "lowest": band.from_,
                "is_good": band.good, "rule": f"band:{score.id}:{position}" if band.when else None,
            }
            for score in one.scores
            for position, band in enumerate(score.bands)
        ],
        "screen_risk": lambda one: [
            {
                "rule": f"risk:{one.id}:{position}", "screen": one.id, "risk": risk.risk, "title": risk.title,
                "severity": SEVERITY[risk.urgency],
            }
            for position, risk in enumerate(one.risks)
        ],
        "screen_condition": _conditions,
    }  # fmt: skip
    return {table: [row for one in instruments for row in build(one)] for table, build in builders.items()}


def _choices(instrument: Instrument) -> Iterable[Mapping[str, Any]]:
    """Each answer by its words, and by its number where a bare number is an answer."""
    for item in instrument.items:
        known = set()
        for number, (words, points) in instrument.answers_of(item).items():
            for word in words:
                known.add(as_compared(word))
                yield {"item": item.id, "words": as_compared(word), "points": points, "is_no_answer": False}
            if instrument.numbers:
                yield {"item": item.id, "number": number, "points": points, "is_no_answer": False}
        for word in dict.fromkeys(as_compared(word) for word in instrument.no_answer):
            if word not in known:
                yield {"item": item.id, "words": word, "is_no_answer": True}


def _conditions(instrument: Instrument) -> Iterable[Mapping[str, Any]]:
    rules = [(f"asked:{item.id}", "asked", [item.asked_if]) for item in instrument.items if item.asked_if]
    rules += [
        (f"band:{score.id}:{position}", "band", band.when)
        for score in instrument.scores
        for position, band in enumerate(score.bands)
    ]
    rules += [(f"risk:{instrument.id}:{position}", "risk", risk.when) for position, risk in enumerate(instrument.risks)]
    for rule, decides, clauses in rules:
        for clause, text in enumerate(clauses):
            for condition in parse_clause(text):
                yield {
                    "rule": rule, "decides": decides, "clause": clause, "item": condition.item,
                    "operator": condition.operator, "points": condition.points,
                }  # fmt: skip
