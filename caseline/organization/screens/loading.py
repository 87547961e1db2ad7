"""Instruments that ship with Caseline, and an organisation's own, which override those of the same id."""

from pathlib import Path

from caseline.ground.errors import ConfigurationError, ConfigurationErrors, gathered
from caseline.ground.shipped import SHIPPED
from caseline.ground.yaml_files import line_of, load_yaml
from caseline.organization.screens.checking import problems_of
from caseline.organization.screens.instrument import Instrument

SHIPPED_INSTRUMENTS = SHIPPED / "instruments"


def load_instruments(organization: Path) -> list[Instrument]:
    """Every instrument, in order of id. Raises ConfigurationError(s) that name file, line and fix."""
    found: dict[str, Instrument] = {}
    places: dict[str, Path] = {}
    problems: list[ConfigurationError] = []
    for folder in (SHIPPED_INSTRUMENTS, organization / "framework" / "instruments"):
        for path in sorted(folder.glob("*.yml")):
            with gathered(problems):
                instrument = _load(path)
                other = places.get(instrument.id)
                if other is not None and other.parent == path.parent:
                    problems.append(
                        ConfigurationError(
                            f"{other.name} is about '{instrument.id}' too",
                            file=path,
                            line=1,
                            fix="Keep one of the two.",
                        )
                    )
                found[instrument.id], places[instrument.id] = instrument, path
    if problems:
        raise ConfigurationErrors(problems)
    _check_names(found, places)
    return [found[name] for name in sorted(found)]


def _load(path: Path) -> Instrument:
    instrument = load_yaml(path, Instrument)
    problems = [
        ConfigurationError(problem, file=path, line=line_of(path, where), fix=fix)
        for where, problem, fix in problems_of(instrument)
    ]
    if problems:
        raise ConfigurationErrors(problems)
    return instrument


def _check_names(instruments: dict[str, Instrument], places: dict[str, Path]) -> None:
    """Raise ConfigurationError where two instruments name an item or a score alike."""
    taken: dict[str, str] = {}
    for name, instrument in instruments.items():
        for own in [*(item.id for item in instrument.items), *(score.id for score in instrument.scores)]:
            if own in taken:
                raise ConfigurationError(
                    f"'{own}' is an item or a score of '{taken[own]}' too",
                    file=places[name],
                    fix="Rename it in one of the two files.",
                )
            taken[own] = name
