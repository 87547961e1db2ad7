"""An XLSForm as pyxform reads it: its rows in order, each with its groups, its texts by language and its choices."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caseline.ground.errors import CaselineError
from caseline.ground.extras import require_extra

ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv")
_ROW = "sheet_row"
"""A column that is added to the sheet, so that pyxform's tree says which row of it each part was."""
_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)\s*$")
_CODES = {
    "english": "en", "spanish": "es", "español": "es", "espanol": "es", "french": "fr", "français": "fr",
    "portuguese": "pt", "português": "pt", "arabic": "ar", "chinese": "zh", "vietnamese": "vi", "russian": "ru",
    "haitian creole": "ht", "somali": "so", "tagalog": "tl", "ukrainian": "uk", "default": "",
}  # fmt: skip
"""Languages of headers that do not end with their code, as in `label::Español (es)`."""
Texts = Mapping[str, str]
"""A text by code of language; under '' it has none."""


@dataclass(frozen=True)
class Group:
    """A group: `relevant` is the condition of everything in it, as the sheet writes it."""

    row: int
    label: Texts
    relevant: str


@dataclass(frozen=True)
class Row:
    """One row that is no group. `row` counts from the sheet's header, which is 1; `cells` are the other columns."""

    row: int
    type: str
    name: str
    label: Texts
    hint: Texts
    required: str
    relevant: str
    parameters: Mapping[str, str]
    choices: Sequence[tuple[str, Texts]]
    groups: Sequence[Group]
    cells: Mapping[str, Any]
    inside: Sequence[str] = ()
    """Of a repeat: the names of what is asked in it."""


@dataclass(frozen=True)
class XlsForm:
    title: str
    first_language: str
    rows: Sequence[Row]
    skipped: Sequence[int]
    """Rows of the sheet that are switched off or have no type."""


def read_xlsform(path: Path) -> XlsForm:
    """Raises CaselineError where there is no such file, no pyxform, or the file is no XLSForm that it can read."""
    if not path.is_file():
        raise CaselineError(f"There is no file {path}.")
    require_extra("xlsform", "pyxform")
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    try:
        sheets = get_xlsform(str(path))
        filled = {number: row for number, row in enumerate(sheets.survey or (), start=2) if row}
        for number, row in filled.items():
            row[_ROW] = str(number)
        for header in sheets.survey_header or ():
            header[_ROW] = None
        tree = workbook_to_json(sheets, fallback_form_name=path.stem)
    except PyXFormError as error:
        raise CaselineError(f"{path.name} is no XLSForm that can be read: {_plain(error)}") from None
    title = str(tree.get("title") or path.stem)
    first = tree.get("default_language") or "default"
    seen: set[int] = set()
    rows = list(_rows(tree["children"], (), seen, 1))
    ends = {number for number, row in filled.items() if str(row.get("type", "")).strip().lower().startswith("end")}
    return XlsForm(title, _code(first), rows, sorted(filled.keys() - seen - ends))


def _rows(parts: Sequence[Mapping[str, Any]], groups: tuple[Group, ...], seen: set[int], last: int) -> Iterator[Row]:
    for part in parts:
        last = int(part.get(_ROW, last))
        seen.add(last)
        bind = part.get("bind") or {}
        relevant = str(bind.get("relevant") or "")
        if part["type"] == "group":
            if part["name"] != "meta":
                own = Group(last, _texts(part.get("label")), relevant)
                yield from _rows(part["children"], (*groups, own), seen, last)
            continue
        inside = list(_rows(part["children"], (), seen, last)) if part["type"] in ("repeat", "loop") else []
        yield Row(
            row=last, type=part["type"], name=part["name"], label=_texts(part.get("label")),
            hint=_texts(part.get("hint")), required=str(bind.get("required") or ""), relevant=relevant,
            parameters=part.get("parameters") or {},
            choices=[(str(choice["name"]), _texts(choice.get("label"))) for choice in part.get("choices") or ()],
            groups=groups, cells={**part, **bind}, inside=[each.name for each in inside],
        )  # fmt: skip


def _texts(label: Any) -> Texts:
    if isinstance(label, Mapping):
        return {_code(language): _plain(text) for language, text in label.items() if str(text).strip()}
    return {"": _plain(label)} if label else {}


def _plain(text: Any) -> str:
    return " ".join(str(text).split())


def _code(language: str) -> str:
    """The code of a language that a header names. Raises CaselineError where none is known."""
    if found := _CODE.search(language):
        return found[1].lower()
    code = _CODES.get(language.strip().lower(), language.strip().lower())
    if code and not re.fullmatch(r"[a-z]{2,3}", code):
        raise CaselineError(
            f"Nothing says which language '{language}' is. Write its code, as in 'label::Español (es)'."
        )
    return code
