"""The commonest changes, and how one is made of words."""

from collections.abc import Mapping

from pydantic import ValidationError

from caseline.configuring.kinds.change import Change, is_listed, what_of
from caseline.configuring.kinds.programs import (
    AddOutcome,
    AddProgram,
    MapProgram,
    MapValue,
    RenameProgram,
    SetImprovement,
    SetStage,
)
from caseline.configuring.kinds.reports import AddQuestion, RemoveQuestion, SetPeriod, SetPrograms, SpreadQuestion
from caseline.configuring.kinds.settings import AddAlert, AddPerson, SetNumber, SetRetention, SetRole, ShowField
from caseline.configuring.kinds.skills import (
    AddCode,
    AddMisleading,
    AddPhrases,
    ExcludeFromCode,
    IncludeInCode,
    RewordCode,
    SetDanger,
)
from caseline.configuring.known import Known
from caseline.ground.errors import CaselineError, ConfigurationError, ConfigurationErrors
from caseline.ground.names import slug
from caseline.ground.yaml_files import did_you_mean

_KINDS: tuple[type[Change], ...] = (
    AddCode, RewordCode, IncludeInCode, ExcludeFromCode, AddPhrases, AddMisleading, SetDanger,
    AddOutcome, SetImprovement, SetStage,
    AddProgram, RenameProgram, MapProgram, MapValue,
    AddQuestion, RemoveQuestion, SpreadQuestion, SetPeriod, SetPrograms,
    SetNumber, SetRetention, SetRole, ShowField, AddPerson, AddAlert,
)  # fmt: skip
KINDS: Mapping[str, type[Change]] = {str(kind.model_fields["change"].default): kind for kind in _KINDS}
"""By name, in the order in which they are listed."""
MAY_BE_NEW = ("role",)
"""What a change may name that there is not yet, where it makes it."""

EVERY = "all"
"""What is said of a list of choices in place of naming each: no limit."""

__all__ = ["KINDS", "Change", "change_of", "kind_of"]


def kind_of(name: str) -> type[Change]:
    """The kind of that name. Raises CaselineError where there is none."""
    if name not in KINDS:
        raise CaselineError(f"There is no change '{name}'. {did_you_mean(name, list(KINDS))}")
    return KINDS[name]


def change_of(kind: str, given: Mapping[str, str], known: Known) -> Change:
    """The change of a kind with the values that were given, each as text, an empty one as none. A choice may be named
    by its ID or by what people call it.

    Raises ConfigurationErrors that name each value that is wrong or missing.
    """
    asked = kind_of(kind).asked()
    problems = [
        ConfigurationError(f"'{name}' is nothing that {kind} asks", fix=did_you_mean(name, list(asked)))
        for name in given
        if name not in asked
    ]
    values: dict[str, str] = {}
    for name, text in given.items():
        if name in asked and text.strip():
            choices = known.choices(what_of(asked[name]))
            named = [text.strip()]
            if choices:
                parts = text.split(";") if is_listed(asked[name]) else [text]
                named = [_named(part, choices) for part in parts if part.strip()]
            if is_listed(asked[name]) and [one.lower() for one in named] == [EVERY] and EVERY not in choices:
                named = []
            values[name] = "; ".join(named)
            unknown = [one for one in named if choices and one not in choices]
            if unknown and not (kind == "set_role" and name in MAY_BE_NEW):
                problems.append(ConfigurationError(f"{name}: '{unknown[0]}' is none", fix=_fix(unknown[0], choices)))
    if not problems:
        try:
            return KINDS[kind].model_validate(values)
        except ValidationError as error:
            problems = [
                ConfigurationError(f"{one['loc'][0] if one['loc'] else kind}: {_in_words(one)}")
                for one in error.errors()
            ]
    raise ConfigurationErrors(problems)


def _in_words(error: object) -> str:
    said = error if isinstance(error, dict) else {}
    return "has to be said" if said.get("type") == "missing" else str(said.get("msg", "")).removeprefix("Value error, ")


def _named(text: str, choices: Mapping[str, str]) -> str:
    """The ID of a choice that is named by it or by its title, else the text as it is."""
    wanted = text.strip()
    by_title = [one for one, title in choices.items() if title.lower() == wanted.lower()]
    by_slug = [one for one in choices if slug(one) == slug(wanted)]
    return next(iter([one for one in choices if one == wanted] + by_title + by_slug), wanted)


def _fix(word: str, choices: Mapping[str, str]) -> str:
    return did_you_mean(word, list(choices)) if len(choices) <= 60 else f"One of {len(choices)}; see the page."
