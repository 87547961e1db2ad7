"""Whether an instrument holds together: rules name items there are, bands can be reached, answers are told apart."""

from collections.abc import Iterator
from typing import Any

from caseline.ground.yaml_files import did_you_mean
from caseline.organization.screens.conditions import parse_clause
from caseline.organization.screens.instrument import Instrument, Item, Score
from caseline.organization.screens.wording import as_compared

Problem = tuple[tuple[Any, ...], str, str]
"""Where in the file, what is wrong, and what to do."""


def problems_of(instrument: Instrument) -> Iterator[Problem]:
    """Everything wrong with an instrument whose file could be read."""
    yield from _answer_problems(("answers",), instrument.answers or {})
    for position, item in enumerate(instrument.items):
        yield from _item_problems(instrument, position, item)
    if any(not (item.answers or instrument.answers) for item in instrument.items):
        return
    for position, item in enumerate(instrument.items):
        if item.asked_if:
            where = ("items", position, "asked_if")
            yield from _rule_problems(instrument, where, [item.asked_if], always_asked=True)
    for position, score in enumerate(instrument.scores):
        yield from _score_problems(instrument, ("scores", position), score)
    for position, risk in enumerate(instrument.risks):
        yield from _rule_problems(instrument, ("risks", position, "when"), risk.when)


def _item_problems(instrument: Instrument, position: int, item: Item) -> Iterator[Problem]:
    where = ("items", position)
    if not item.id.startswith(f"{instrument.id}_"):
        yield where, f"The item '{item.id}' is not named after its screen", f"Begin its id with '{instrument.id}_'."
    if item.id in [other.id for other in instrument.items[:position]]:
        yield where, f"Two items have the id '{item.id}'", "Give each its own."
    written = item.answers or instrument.answers
    if not written or len(written) < 2:
        yield where, f"The item '{item.id}' has no answers", "Write 'answers' for it, or for all items at the top."
        return
    if item.answers:
        yield from _answer_problems((*where, "answers"), item.answers)


def _answer_problems(where: tuple[Any, ...], answers: dict[float, list[str]]) -> Iterator[Problem]:
    known: set[str] = set()
    for number, words in answers.items():
        for word in words:
            if as_compared(word) in known:
                yield (
                    (*where, f"{number:g}"),
                    f"'{as_compared(word)}' stands twice among the answers",
                    ("Keep it for one of them."),
                )
            known.add(as_compared(word))


def _score_problems(instrument: Instrument, where: tuple[Any, ...], score: Score) -> Iterator[Problem]:
    ids = [item.id for item in instrument.items]
    if score.id in ids:
        yield (*where, "id"), f"'{score.id}' is the id of an item too", "Give the score another id."
    unknown = [name for name in score.items if name not in ids]
    if unknown:
        yield (*where, "items"), f"'{unknown[0]}' is no item of this screen", did_you_mean(unknown[0], ids)
        return
    asked = len(instrument.items_of(score))
    if score.missing.allowed >= asked:
        yield (*where, "missing"), f"The score has {asked} items, and as many may be missing", "Allow fewer."
    if score.missing.then == "prorate" and score.method != "sum":
        yield (*where, "missing"), "Only a sum is prorated", "Write 'then: leave out'."
    if score.method == "rules":
        yield from _rule_band_problems(instrument, where, score)
    elif score.bands:
        yield from _range_problems(instrument, where, score)


def _rule_band_problems(instrument: Instrument, where: tuple[Any, ...], score: Score) -> Iterator[Problem]:
    if len(score.bands) < 2:
        yield where, "A score by rules needs bands", "List them from the mildest to the gravest."
    for position, band in enumerate(score.bands):
        here = (*where, "bands", position)
        if band.from_ is not None:
            yield here, f"The band '{band.title}' of a score by rules has 'from'", "Write 'when' instead."
        if position == 0 and band.when:
            yield here, "The mildest band has a rule", "Leave its 'when' out: it is where nothing else holds."
        if position > 0 and not band.when:
            yield here, f"The band '{band.title}' has no rule", "Write 'when' with the answers that put somebody there."
        yield from _rule_problems(instrument, (*here, "when"), band.when)


def _range_problems(instrument: Instrument, where: tuple[Any, ...], score: Score) -> Iterator[Problem]:
    least, most = ends_of(instrument, score)
    lowest = None
    for position, band in enumerate(score.bands):
        here = (*where, "bands", position)
        if band.when or band.from_ is None:
            yield here, f"The band '{band.title}' needs 'from', and no 'when'", "Write the lowest score in it."
            return
        if position == 0 and band.from_ != least:
            yield (
                here,
                f"The first band begins at {band.from_:g}, and the lowest score is {least:g}",
                (f"Write 'from: {least:g}', so that every score has a band."),
            )
        if lowest is not None and band.from_ <= lowest:
            yield here, f"The band '{band.title}' begins below the one before it", "List bands from the lowest up."
        if band.from_ > most:
            yield here, f"No score reaches {band.from_:g}", f"The highest there can be is {most:g}."
        lowest = band.from_


def ends_of(instrument: Instrument, score: Score) -> tuple[float, float]:
    """The lowest and the highest that a sum, a mean or a maximum can be."""
    points = [[given for _, given in instrument.answers_of(item).values()] for item in instrument.items_of(score)]
    least, most = [min(one) for one in points], [max(one) for one in points]
    if score.method == "sum":
        return sum(least), sum(most)
    return (max(least) if score.method == "max" else min(least)), max(most)


def _rule_problems(
    instrument: Instrument, where: tuple[Any, ...], rules: list[str], always_asked: bool = False
) -> Iterator[Problem]:
    items = {item.id: item for item in instrument.items}
    for rule in rules:
        try:
            conditions = parse_clause(rule)
        except ValueError as error:
            yield where, str(error), "Write an item, a sign and points, such as 'phq9_9 >= 1'."
            continue
        for condition in conditions:
            item = items.get(condition.item)
            if item is None:
                yield where, f"'{condition.item}' is no item of this screen", did_you_mean(condition.item, list(items))
                continue
            points = [given for _, given in instrument.answers_of(item).values()]
            if not min(points) <= condition.points <= max(points):
                yield (
                    where,
                    f"No answer to '{item.id}' gives {condition.points:g} points",
                    (f"Its answers give {min(points):g} to {max(points):g}."),
                )
            if always_asked and item.asked_if:
                yield (
                    where,
                    f"'{item.id}' is not always asked itself",
                    ("Name what it depends on as well, joined by 'and'."),
                )
