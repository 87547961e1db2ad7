"""A form drafted from a table of the data dictionary: it asks what a client can say of it, and works as it is."""

from pathlib import Path

import yaml

from caseline.ground.errors import CaselineError
from caseline.ground.names import slug
from caseline.ground.yaml_files import did_you_mean
from caseline.organization.described_table import DictionaryField, DictionaryTable
from caseline.organization.dictionary import load_dictionary
from caseline.organization.intake_forms import FOLDER
from caseline.organization.profile import load_organization

_ABOUT_US = ("submission.", "consent.", "household.id")
"""What staff or Caseline write down, and a client is not asked."""
_SECTIONS = (
    ("About you", ("first_name", "middle_name", "last_name", "suffix", "full_name", "dob", "sex", "gender",
                   "race_ethnicity", "veteran", "ssn", "other_id")),
    ("How to reach you", ("phone", "email", "address", "unit", "city", "state", "zip")),
)  # fmt: skip
_HEAD = """\
# Drafted from the data dictionary. Change the words, the order and what is asked as docs/intake-forms.md says.
# What was left out: numbers that a client does not know, and what staff write down themselves.
"""


def draft_form(organization: Path, table_name: str, name: str | None = None) -> Path:
    """Writes `forms/<name>.yml`. Raises CaselineError where there is no such table, nothing to ask, or the file is
    there already."""
    described = load_dictionary(organization / "data_dictionary")
    tables = {table.full_name: table for table in described.tables if not table.template}
    if table_name not in tables:
        own = [table.full_name for table in described.own]
        raise CaselineError(f"The data dictionary describes no table '{table_name}'. {did_you_mean(table_name, own)}")
    table = tables[table_name]
    path = organization / FOLDER / f"{slug(name or table.table)}.yml"
    if path.exists():
        raise CaselineError(f"{path} is there already. Give the form another name with --name.")
    asked = [field for field in table.fields if _is_asked(table, field)]
    if not asked:
        raise CaselineError(f"'{table_name}' holds nothing that a client could be asked.")
    names = any((field.maps_to or "").startswith("person.") for field in asked)
    form: dict[str, object] = {"table": table_name, "title": table.title}
    if names:
        form["affiliate"] = load_organization(organization).affiliate_ids[0]
    else:
        form["public"] = False
    if any((field.maps_to or "") == "consent.granted" for field in table.fields):
        form["consent"] = {
            "version": "1",
            "text": "Write here what is shared, with whom and what for, and that it can be taken back.",
            "agree": "I agree", "refuse": "I do not agree", "lasts_months": 12,
        }  # fmt: skip
    form["sections"] = _sections(asked)
    path.parent.mkdir(exist_ok=True)
    text = yaml.safe_dump(form, sort_keys=False, allow_unicode=True, width=110)
    path.write_text(_HEAD + text, encoding="utf-8")
    return path


def _is_asked(table: DictionaryTable, field: DictionaryField) -> bool:
    if field.name in table.all_keys or "/" in field.name or (field.type == "code" and not field.codes):
        return False
    if field.maps_to is None and field.sensitivity == "open" and field.type == "text":
        return False  # a number or stamp of the system that the table is from
    return not (field.maps_to or "").startswith(_ABOUT_US)


def _sections(asked: list[DictionaryField]) -> list[dict[str, object]]:
    left = list(asked)
    sections: list[dict[str, object]] = []
    for title, parts in _SECTIONS:
        own = [field for field in left if (field.maps_to or "").removeprefix("person.") in parts]
        left = [field for field in left if field not in own]
        if own:
            sections.append({"title": title, "questions": [_question(field) for field in own]})
    if left:
        sections.append({"title": "Your answers", "questions": [_question(field) for field in left]})
    return sections


def _question(field: DictionaryField) -> dict[str, object]:
    needed = {"required": True} if field.maps_to in ("person.first_name", "person.last_name") else {}
    return {"field": field.name, "ask": field.name, **needed}
