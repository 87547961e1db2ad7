"""The fields of forms that answer a screen: which items a form asks, and whether its codes can be read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from caseline.ground.errors import ConfigurationError, ConfigurationErrors
from caseline.ground.yaml_files import did_you_mean
from caseline.organization.described_table import DictionaryField, DictionaryTable
from caseline.organization.outcomes import Outcome
from caseline.organization.screens.instrument import Instrument, Item
from caseline.organization.screens.wording import as_compared

TARGET = "assessment."


@dataclass(frozen=True)
class FormOfScreen:
    """A form that asks a screen, and the items it does not ask."""

    instrument: Instrument
    form: str
    not_asked: list[str]


def forms_of(instruments: Sequence[Instrument], dictionary: Sequence[DictionaryTable]) -> list[FormOfScreen]:
    """Every form that asks at least one item of a screen, by screen and form."""
    found = []
    for instrument in instruments:
        for table in dictionary:
            asked = {(field.maps_to or "").removeprefix(TARGET) for field in table.fields}
            missing = [item.id for item in instrument.items if item.id not in asked]
            if len(missing) < len(instrument.items):
                found.append(FormOfScreen(instrument, table.full_name, missing))
    return found


def check_forms(folder: Path, instruments: Sequence[Instrument], dictionary: Sequence[DictionaryTable]) -> None:
    """Raise ConfigurationErrors, with file and line, where a field names no item or a code gives no points."""
    problems = []
    for table in dictionary:
        for field in table.fields:
            for instrument in instruments:
                problem = _problem(instrument, field)
                if problem:
                    file, line = _place(folder, table, field)
                    problems.append(ConfigurationError(problem[0], file=file, line=line, fix=problem[1]))
    if problems:
        raise ConfigurationErrors(problems)


def check_outcomes(folder: Path, outcomes: Sequence[Outcome], instruments: Sequence[Instrument]) -> None:
    """Raise ConfigurationError where an outcome measured by a screen's score takes the worse way for the better."""
    worse = {score.id: instrument.worse for instrument in instruments for score in instrument.scores}
    for outcome in outcomes:
        if worse.get(outcome.item) == outcome.direction:
            raise ConfigurationError(
                f"Outcome '{outcome.id}' says that {outcome.direction} is better, but {outcome.direction} scores of "
                f"'{outcome.item}' are worse",
                file=folder,
                fix=f"Write 'direction: {'lower' if outcome.direction == 'higher' else 'higher'}'.",
            )


def _problem(instrument: Instrument, field: DictionaryField) -> tuple[str, str] | None:
    """What is wrong with a field that answers this screen, and what to do."""
    target = (field.maps_to or "").removeprefix(TARGET)
    if target == field.maps_to or not target.startswith(f"{instrument.id}_"):
        return None
    items = {item.id: item for item in instrument.items}
    if target not in items:
        known = [*items, *(score.id for score in instrument.scores)]
        if target == f"{instrument.id}_total":
            return None  # a total that the form works out itself is an assessment like any other
        return (f"'{target}' is no item of {instrument.title}", did_you_mean(target, known))
    for code, detail in field.codes.items():
        by_words = _points_of_words(instrument, items[target], detail.label, code)
        numbers = instrument.answers_of(items[target])
        if detail.score is not None and detail.score not in numbers:
            return (
                f"The answer '{code}' to \"{field.name}\" has the score {detail.score:g}; {instrument.title} knows "
                f"{', '.join(f'{number:g}' for number in sorted(numbers))}",
                "Write the number that stands beside this answer on the screen's own form.",
            )
        if detail.score is not None and by_words not in (None, "none", numbers[detail.score][1]):
            return (
                f"The answer '{code}' to \"{field.name}\" reads '{detail.label}' and has the score {detail.score:g}, "
                f"but {instrument.title} gives another number for these words",
                "Leave the score out, or mend the label.",
            )
        if detail.score is None and by_words is None:
            return (
                f"The answer '{code}' to \"{field.name}\" reads '{detail.label}', which is no answer of "
                f"{instrument.title}",
                "Write 'score:' with the number beside this answer, or use the screen's own words as its label.",
            )
    return None


def _points_of_words(instrument: Instrument, item: Item, *texts: str) -> float | str | None:
    """The points of the first text that is an answer, 'none' for words that say there is none, else None."""
    for text in texts:
        for words, points in instrument.answers_of(item).values():
            if as_compared(text) in map(as_compared, words):
                return points
        if as_compared(text) in map(as_compared, instrument.no_answer):
            return "none"
    return None


def _place(folder: Path, table: DictionaryTable, field: DictionaryField) -> tuple[Path, int | None]:
    """The file and line that maps the field, found by its target."""
    said = re.compile(rf"maps_to:\s*[\"']?{re.escape(field.maps_to or '')}\b(?!_)")
    for path in sorted(folder.glob("*.yml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        if any(re.match(rf"table:\s*[\"']?{table.table}\b", line) for line in lines):
            return path, next((number for number, line in enumerate(lines, 1) if said.search(line)), None)
    return folder, None
