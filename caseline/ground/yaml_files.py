"""YAML files checked against a pydantic model, so that a mistake is answered with file, line and what to write."""

import difflib
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from caseline.ground.errors import ConfigurationError, ConfigurationErrors

FRONT_MATTER_FENCE = "---"


class Strict(BaseModel):
    """A model that refuses words it does not know, so that a typo is never ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Identified(Strict):
    """Settings that others name by an id."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")


Model = TypeVar("Model", bound=BaseModel)
IdentifiedModel = TypeVar("IdentifiedModel", bound=Identified)


class _PlainWords(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which yes, no, on and off stay the words that people wrote, and dates are read where one is expected; of
    libyaml where it is there, which reads ten times as fast. What one of the two takes the other may not."""


_PlainWords.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag != "tag:yaml.org,2002:timestamp" and (tag != "tag:yaml.org,2002:bool" or first in "tTfF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_yaml(path: Path, model: type[Model], context: Any = None) -> Model:
    """Read one YAML file into `model`, whose validators see `context`.

    Raises ConfigurationError(s) with file, line and fix.
    """
    return parse_yaml(path.read_text(encoding="utf-8"), model, path, context=context)


def load_front_matter(path: Path, model: type[Model], context: Any = None) -> tuple[Model, str, int]:
    """Read a Markdown file that starts with YAML between two `---` lines; validators see `context`.

    Returns the validated front matter, the Markdown below it, and the line (1-based) the Markdown starts on.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].strip() != FRONT_MATTER_FENCE:
        raise ConfigurationError(
            "The file does not start with settings between two --- lines",
            file=path,
            line=1,
            fix="Begin with ---, then settings such as 'id: housing_stability', then --- again.",
        )
    end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() == FRONT_MATTER_FENCE), None)
    if end is None:
        raise ConfigurationError(
            "The settings at the top are never closed", file=path, line=1, fix="Add a line with ---."
        )
    head = "\n".join(lines[1:end])
    return parse_yaml(head, model, path, first_line=2, context=context), "\n".join(lines[end + 1 :]), end + 2


def load_each(
    folder: Path, model: type[IdentifiedModel], context: Any = None
) -> list[tuple[Path, IdentifiedModel, str]]:
    """Every `*.md` of a folder as `load_front_matter` reads it, in order of id, with the Markdown below.

    Raises ConfigurationError(s), also where two files have one id.
    """
    found: dict[str, tuple[Path, IdentifiedModel, str]] = {}
    for path in sorted(folder.glob("*.md")):
        loaded, prose, _ = load_front_matter(path, model, context)
        if loaded.id in found:
            raise ConfigurationError(
                f"The id '{loaded.id}' is already that of {found[loaded.id][0].name}",
                file=path,
                fix="Choose another, or remove one of the two files.",
            )
        found[loaded.id] = path, loaded, prose.strip()
    return [found[name] for name in sorted(found)]


def parse_yaml(text: str, model: type[Model], path: Path, first_line: int = 1, context: Any = None) -> Model:
    """Check YAML text against `model`; `first_line` is where the text begins in the file."""
    try:
        data = yaml.load(text, Loader=_PlainWords)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ConfigurationError(
            f"This is not readable YAML ({getattr(error, 'problem', None) or 'syntax'})",
            file=path,
            line=mark.line + first_line if mark else None,
            fix="Check indentation, colons and quotes; a text that holds ': ' needs quotes.",
        ) from None
    try:
        return model.model_validate(data if data is not None else {}, context=context)
    except ValidationError as error:
        root = yaml.compose(text, Loader=_PlainWords)
        raise ConfigurationErrors(
            _explain(detail, root, model, path, first_line) for detail in error.errors()
        ) from None


def top_level_value(path: Path, key: str) -> str | None:
    """The text under a key at the top of a YAML file, where there is one: what kind of file it is."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_PlainWords)
    except yaml.YAMLError:
        return None
    return str(content[key]) if isinstance(content, dict) and key in content else None


def line_of(path: Path, location: tuple[Any, ...]) -> int:
    """The line (1-based) of a YAML file on which the value under these keys and positions stands."""
    return _line_of(yaml.compose(path.read_text(encoding="utf-8"), Loader=_PlainWords), location, 1)


def did_you_mean(word: str, allowed: list[str]) -> str:
    """A fix that names the nearest allowed word, or all of them."""
    near = difflib.get_close_matches(str(word), allowed, n=1)
    return f"Did you mean '{near[0]}'?" if near else f"Use one of: {', '.join(sorted(allowed))}."


def _explain(
    detail: Any, root: yaml.Node | None, model: type[BaseModel], path: Path, first_line: int
) -> ConfigurationError:
    location = tuple(part for part in detail["loc"] if not str(part).startswith("function-"))
    where = " > ".join(str(part) for part in location) or "the file"
    kind = detail["type"]
    line = _line_of(root, location, first_line)
    if kind == "extra_forbidden":
        allowed = _allowed_words(model, location[:-1])
        return ConfigurationError(
            f"'{location[-1]}' is not a setting known here",
            file=path,
            line=line,
            fix=did_you_mean(location[-1], allowed),
        )
    if kind == "missing":
        return ConfigurationError(f"'{where}' is missing", file=path, line=line, fix=f"Add '{location[-1]}: ...'.")
    problem = detail["msg"].removeprefix("Value error, ")
    return ConfigurationError(f"'{where}' is wrong: {problem}", file=path, line=line)


def _line_of(node: yaml.Node | None, location: tuple[Any, ...], first_line: int) -> int:
    line = node.start_mark.line if node else 0
    for part in location:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        else:
            break
    return line + first_line


def _allowed_words(model: type[BaseModel], location: tuple[Any, ...]) -> list[str]:
    """Names the model knows at `location`, following nested models through lists and dictionaries."""
    here: Any = model
    for part in location:
        if isinstance(part, int):
            continue
        fields = getattr(here, "model_fields", {})
        by_name = {field.alias or name: field for name, field in fields.items()}
        if part in by_name:
            here = _inner_model(by_name[part].annotation)
    return [field.alias or name for name, field in getattr(here, "model_fields", {}).items()]


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        inner = _inner_model(argument)
        if inner is not None:
            return inner
    return None
