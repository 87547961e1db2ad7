"""Sentences of numbers as they are shared: the words of `reporting.figure`, said of rounded counts."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.published import Published, Row
from reports.wording import whole

SMALL, MEDIUM, LARGE = 0.2, 0.5, 0.8
"""Cohen's bounds of an effect."""


@dataclass(frozen=True)
class Words:
    """The words that the numbers of one question are said in (measures.yml)."""

    did: str
    things: str
    base_who: str
    average: str
    unit: str
    is_movement: bool


def load_words(published: Published) -> dict[tuple[str, str], Words]:
    """By report and question."""
    return {(row["report_id"], row["question_id"]): _words(row) for row in published.rows(_QUESTIONS)}


def _words(row: Row) -> Words:
    did, things, base_who, average, unit = (
        row[name] or "" for name in ("did", "things", "base_who", "average", "unit")
    )
    return Words(did, things, base_who, average, unit, bool(row["is_movement"]))


def of_clients(clients: int, words: Words) -> str:
    return f"{about(clients)} {_clients(clients)} {_did(clients, words)}."


def of_events(events: int, clients: int, words: Words) -> str:
    return f"{about(events)} {words.things}, of {about(clients).lower()} {_clients(clients)}."


def of_share(clients: int, base: int, share: str, between: tuple[str, str] | None, words: Words) -> str:
    likely = f", likely between {between[0]} and {between[1]}" if between else ""
    return f"{about(clients)} of {whole(base)} {words.base_who} {words.did} ({share}{likely})."


def of_nobody(words: Words) -> str:
    return f"There were no {words.base_who}."


def of_mean(
    mean: float, between: tuple[float, float] | None, effect: float | None, events: int, clients: int, words: Words
) -> str:
    over = f"over {about(events).lower()} {words.things} of {about(clients).lower()} {_clients(clients)}"
    if not words.is_movement:
        return f"The average {words.average} was {_short(mean)} {words.unit}, {over}."
    moved = "Better" if mean > 0 else "Worse"
    told = f"{moved} by {_short(abs(mean))} {words.unit} on average" if _short(mean) != "0" else "No change on average"
    if between and effect is not None:
        told += f" ({_between(*between)}), {_effect(effect)}"
    return f"{told}, {over}."


def of_sum(total: float, events: int, clients: int, words: Words) -> str:
    what = f"{words.unit} in {about(events).lower()} {words.things}"
    return f"{about(total)} {what} of {about(clients).lower()} {_clients(clients)}."


def about(count: float) -> str:
    """55 -> 'About 55'; nobody is nobody."""
    return f"About {whole(count)}" if count else "0"


def _clients(count: int) -> str:
    return "client" if count == 1 else "clients"


def _did(count: int, words: Words) -> str:
    return f"was {words.did.removeprefix('were ')}" if count == 1 and words.did.startswith("were ") else words.did


def _short(number: float) -> str:
    """3.0 -> '3', 2.46 -> '2.5'"""
    return f"{round(number, 1) + 0.0:.1f}".removesuffix(".0")


def _between(low: float, high: float) -> str:
    if low >= 0:
        return f"between {_short(low)} and {_short(high)}"
    if high <= 0:
        return f"between {_short(-high)} and {_short(-low)}"
    return f"between {_short(-low)} worse and {_short(high)} better"


def _effect(effect: float) -> str:
    named: Mapping[str, bool] = {
        "hardly an effect": abs(effect) < SMALL,
        "a small effect": abs(effect) < MEDIUM,
        "a medium effect": abs(effect) < LARGE,
    }
    words = next((words for words, holds in named.items() if holds), "a large effect")
    return f"{words} (d {_short(abs(effect))})"


_QUESTIONS = """
select asked.report_id, asked.question_id, measure.did, measure.things, of_measure.who as base_who, measure.average,
    measure.unit, measure.is_movement
from framework.report_question as asked
inner join framework.measure as measure on asked.measure = measure.measure
left join framework.measure as of_measure on asked.of_measure = of_measure.measure
order by 1, 2
"""
