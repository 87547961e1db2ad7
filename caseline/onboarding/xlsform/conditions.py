"""`relevant` of an XLSForm as the `show_if` of a form, where one says what the other does."""

import re
from collections.abc import Callable, Mapping, Sequence
from math import isclose

from caseline.organization.described_table import DictionaryField
from caseline.organization.intake_forms.form import ShowIf

_REFERENCE = r"(?:\$\{\s*(?P<name>[^}\s]+)\s*\}|\.\./(?P<beside>[\w.\-]+))"
_VALUE = r"(?:'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|(?P<number>-?\d+(?:\.\d+)?))"
_COMPARED = re.compile(rf"{_REFERENCE}\s*(?P<sign>!=|<=|>=|=|<|>)\s*{_VALUE}")
_SELECTED = re.compile(rf"(?P<no>not\s*\(\s*)?selected\s*\(\s*{_REFERENCE}\s*,\s*{_VALUE}\s*\)(?(no)\s*\))")


def show_if(relevant: str, asked: Mapping[str, DictionaryField]) -> ShowIf | None:
    """The condition, over the questions `asked` before it by name; None where a form cannot say it."""
    expression = _bare(relevant)
    if len(parts := _split(expression, "or")) > 1:
        return _either([show_if(part, asked) for part in parts])
    if len(parts := _split(expression, "and")) > 1:
        return _both([show_if(part, asked) for part in parts])
    found = _SELECTED.fullmatch(expression) or _COMPARED.fullmatch(expression)
    field = asked.get(found["name"] or found["beside"]) if found else None
    if found is None or field is None:
        return None
    text, number = found["single"] if found["single"] is not None else found["double"], found["number"]
    value = number if text is None else text
    if "sign" not in found.groupdict():
        return _of(field, "is_not" if found["no"] else "is", value)
    sign = found["sign"]
    if _is_number(field) and _reads_as_number(value) and not (field.codes and sign in ("=", "!=")):
        return _number(field, sign, float(value))
    return _of(field, "is" if sign == "=" else "is_not", value) if sign in ("=", "!=") else None


def _of(field: DictionaryField, how: str, value: str) -> ShowIf | None:
    if field.codes and value == "" and how == "is_not":
        return ShowIf.model_validate({"field": field.name, "is": list(field.codes)})  # any answer at all
    if value == "" or (field.codes and value not in field.codes) or field.type in ("date", "datetime"):
        return None
    return ShowIf.model_validate({"field": field.name, how: [value]})


def _number(field: DictionaryField, sign: str, value: float) -> ShowIf | None:
    is_whole = field.type == "integer" or bool(field.codes)
    if sign in ("<", ">") and is_whole:
        value = float(int(value) - 1 if sign == "<" else int(value) + 1) if isclose(value, round(value)) else value
        sign = f"{sign}="
    if sign in ("<", ">", "!="):
        return None
    bounds = {"<=": ("at_most",), ">=": ("at_least",), "=": ("at_least", "at_most")}[sign]
    return ShowIf.model_validate({"field": field.name, **dict.fromkeys(bounds, value)})


def _is_number(field: DictionaryField) -> bool:
    return field.type in ("integer", "decimal") or (bool(field.codes) and all(map(_reads_as_number, field.codes)))


def _reads_as_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _either(parts: Sequence[ShowIf | None]) -> ShowIf | None:
    return _joined(parts, lambda one: bool(one.is_) and not one.is_not and one.at_least is one.at_most is None)


def _both(parts: Sequence[ShowIf | None]) -> ShowIf | None:
    return _joined(parts, lambda one: not one.is_)


def _joined(parts: Sequence[ShowIf | None], fits: Callable[[ShowIf], bool]) -> ShowIf | None:
    """Conditions on one field as one; None where there are several fields, or a form cannot say all of them in one."""
    known = [one for one in parts if one and fits(one)]
    if len(known) < len(parts) or len({one.field for one in known}) > 1:
        return None
    lowest = [one.at_least for one in known if one.at_least is not None]
    highest = [one.at_most for one in known if one.at_most is not None]
    return ShowIf.model_validate(
        {
            "field": known[0].field,
            "is": list(dict.fromkeys(value for one in known for value in one.is_)),
            "is_not": list(dict.fromkeys(value for one in known for value in one.is_not)),
            "at_least": max(lowest, default=None),
            "at_most": min(highest, default=None),
        }
    )


def _bare(expression: str) -> str:
    """An expression without brackets that stand around all of it."""
    plain = " ".join(expression.split())
    while plain.startswith("(") and plain.endswith(")") and _closes(plain) == len(plain) - 1:
        plain = plain[1:-1].strip()
    return plain


def _closes(expression: str) -> int:
    return next((at for at, depth in enumerate(_depths(expression)) if depth == 0), -1)


def _split(expression: str, word: str) -> list[str]:
    """The parts that a word joins, outside brackets and quotes."""
    depths, parts, begun = _depths(expression), [], 0
    for found in re.finditer(rf"(?<=[\s)]){word}(?=[\s(])", expression):
        if depths[found.start()] == 0:
            parts.append(expression[begun : found.start()].strip())
            begun = found.end()
    return [*parts, expression[begun:].strip()]


def _depths(expression: str) -> list[int]:
    """How many brackets are open after each character; quotes count as a bracket."""
    depths, depth, quote = [], 0, ""
    for one in expression:
        if quote:
            if one == quote:
                quote, depth = "", depth - 1
        elif one in "'\"":
            quote, depth = one, depth + 1
        elif one in "()":
            depth += 1 if one == "(" else -1
        depths.append(depth)
    return depths
