"""Forms as KoboToolbox and ODK teams write them: drafted, checked, answered; losses are told by row."""

from datetime import datetime

import openpyxl
import pytest

from caseline.ground.errors import CaselineError
from caseline.ground.keys import keys_of_workspace
from caseline.ground.settings import Workspace
from caseline.ground.warehouse import connect
from caseline.onboarding.xlsform.conditions import show_if
from caseline.onboarding.xlsform.drafting import draft_from_xlsform
from caseline.organization.described_table import DictionaryField
from caseline.organization.dictionary import load_dictionary
from caseline.organization.intake_forms import check_places
from caseline.organization.intake_forms.answering import check
from ingestion.forms.source import load
from ingestion.submissions.store import Sent, Store

SETTINGS = "{id: house, name: House, affiliates: [{id: eastside, name: Eastside}]}"
HEAD = ["type", "name", "label::English (en)", "label::Español (es)", "hint::English (en)", "hint::Español (es)",
        "required", "relevant", "constraint", "parameters", "calculation"]  # fmt: skip
SURVEY = [
    ["start", "start"],
    ["begin_group", "you", "You", "Usted"],
    ["text", "first_name", "First name", "Nombre", "As in your papers.", "Como en sus papeles.", "yes"],
    ["text", "q2", "Last name", "Apellido"],
    ["date", "dob", "Date of birth", "Fecha de nacimiento", "", "", "", "", ". < today()"],
    ["end_group"],
    [],
    ["begin group", "home", "Your home", "Su casa"],
    ["select_one place or_other", "sleeps", "Where did you sleep, ${first_name}?", "¿Dónde durmió, ${first_name}?"],
    ["note", "explain", "Count every night.", "Cuente cada noche."],
    ["integer", "nights", "How many nights?", "¿Cuántas noches?", "", "", "yes",
     "${sleeps} = 'street' or ${sleeps} = 'car'"],
    ["select_multiple need", "needs", "What would help?", "¿Qué ayudaría?", "", "", "",
     "${nights} > 3 and ${nights} <= 90"],
    ["text", "why", "What else?", "", "", "", "true()", "${nights} > count-selected(${needs})"],
    ["select_one mood", "calm", "I felt calm", "Me sentí en calma"],
    ["range", "sure", "How sure?", "¿Qué tan seguro?", "", "", "", "not(selected(${needs}, 'food'))", "",
     "start=1 end=5 step=1"],
    ["acknowledge", "read", "I have read this", "He leído esto"],
    ["text", "language", "Language at home", "Idioma en casa"],
    ["end group"],
    ["begin_repeat", "children", "Children", "Hijos"], ["text", "child", "Name", "Nombre"], ["end_repeat"],
    ["geopoint", "spot", "Where are you?", "¿Dónde está?"],
    ["calculate", "total", "", "", "", "", "", "", "", "", "${nights} * 2"],
]  # fmt: skip
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::Español (es)"],
    ["place", "street", "Outside", "Fuera"], ["place", "car", "In a car", "En un auto"],
    ["need", "food", "Food", "Comida"], ["need", "bed", "A bed", "Una cama"],
    ["mood", "1", "Never", "Nunca"], ["mood", "2", "Rarely", "Rara vez"], ["mood", "3", "Sometimes", "A veces"],
    ["mood", "4", "Often", "A menudo"], ["mood", "5", "Always", "Siempre"],
]  # fmt: skip


@pytest.fixture
def place(tmp_path):
    made = Workspace(tmp_path / "house", tmp_path / "output" / "house")
    (made.organization / "data_dictionary").mkdir(parents=True)
    (made.organization / "organization.yml").write_text(SETTINGS, encoding="utf-8")
    keys_of_workspace(made)
    return made


def sheet(folder, survey=SURVEY, choices=CHOICES, head=HEAD, name="First visit.xlsx", title="First visit"):
    book = openpyxl.Workbook()
    settings = [["form_title", "default_language"], [title, "English (en)"]]
    sheets = {"survey": [head, *survey], "choices": choices, "settings": settings}
    for at, (called, rows) in enumerate(sheets.items()):
        page = book.active if at == 0 else book.create_sheet()
        page.title = called
        for row in rows:
            page.append(row)
    book.save(folder / name)
    return folder / name


def form_of(place, name="first_visit"):
    dictionary = load_dictionary(place.organization / "data_dictionary")
    (form,) = [one for one in dictionary.forms if one.id == name]
    check_places([form], ["eastside"], [])
    return dictionary, form


def test_a_drafted_form_says_what_the_sheet_does_and_is_answered(place, tmp_path):
    made = draft_from_xlsform(place.organization, sheet(tmp_path))
    dictionary, form = form_of(place)
    fields = {one.field.name: one for one in form.asked}
    assert [section.title["es"] for section in form.sections] == ["Usted", "Su casa"]
    assert list(fields) == ["first_name", "q2", "dob", "sleeps", "sleeps_other", "nights", "needs", "why", "calm",
                            "sure", "read", "language_answer"]  # fmt: skip
    assert {name: one.field.maps_to for name, one in fields.items() if one.field.maps_to} == {
        "first_name": "person.first_name", "q2": "person.last_name", "dob": "person.dob",
        "calm": "assessment.calm", "sure": "assessment.sure",
    }  # fmt: skip
    assert fields["calm"].field.codes["4"].score == 4 and fields["sure"].codes == ["1", "2", "3", "4", "5"]
    assert fields["first_name"].required and fields["first_name"].help["es"] == "Como en sus papeles."
    assert fields["sleeps"].answers["street"] == {"en": "Outside", "es": "Fuera"}
    assert fields["sleeps"].ask["en"] == "Where did you sleep, …?"
    assert fields["nights"].help["es"] == "Cuente cada noche." and fields["nights"].show_if.is_ == ["street", "car"]
    assert fields["sleeps_other"].show_if.is_ == ["other"] and fields["sure"].show_if.is_not == ["food"]
    assert (fields["needs"].show_if.at_least, fields["needs"].show_if.at_most) == (4, 90)
    assert fields["why"].show_if is None and not fields["why"].required

    rows = {int(line.split()[1].strip(":")) for line in made.told if line.startswith("Row ")}
    assert rows == {2, 6, 10, 11, 14, 16, 18, 20, 23, 24}
    text = made.form.read_text(encoding="utf-8")
    assert all(f"#   {line}\n" in text for line in made.told)
    assert "Row 20 (repeat children): a repeat cannot be asked. It is left out, with child." in made.told
    assert any(
        line.startswith("Row 14 (text why): it is always asked") and "count-selected" in line for line in made.told
    )

    given = {"first_name": ["Rosa"], "q2": ["Lind"], "dob": ["1990-02-01"], "sleeps": ["car"], "nights": ["9"],
             "needs": ["food", "bed"], "calm": ["2"], "read": ["OK"], "sure": ["3"]}  # fmt: skip
    sent = {fields[name].name: values for name, values in given.items()}
    checked = check(form, form.asked, sent, datetime(2026, 11, 30), with_consent=False)
    assert not checked.wrong and "sure" not in checked.answers  # its condition does not hold
    Store(place.submissions).keep(Sent("a1", "eastside", form.id, checked.answers), datetime(2026, 11, 30, 9))
    place.warehouse.parent.mkdir(parents=True, exist_ok=True)
    (file,) = load(
        place.data, place.warehouse, place.ingestion_state, ["eastside"], dictionary, submissions=place.submissions
    ).files
    assert (file.rows, file.held_back) == (1, 0)
    with connect(place.warehouse, read_only=True) as connection:
        landed = connection.execute("select field, value from forms.answer where field in ('needs', 'calm')").fetchall()
    assert sorted(landed) == [("calm", "2"), ("needs", "bed"), ("needs", "food")]
    with pytest.raises(CaselineError, match="is there already"):
        draft_from_xlsform(place.organization, tmp_path / "First visit.xlsx")


def test_a_table_that_is_described_is_asked_as_it_is(place, tmp_path):
    (place.organization / "data_dictionary" / "visit.yml").write_text(
        "{table: visit, title: Visit, grain: one, files: [visit*], fields: ["
        "{name: first_name, meaning: Name, maps_to: person.first_name, sensitivity: identifier}]}", encoding="utf-8"
    )  # fmt: skip
    survey = [["text", "first_name", "First name"], ["text", "nobody_described", "Else"]]
    made = draft_from_xlsform(place.organization, sheet(tmp_path, survey, CHOICES, ["type", "name", "label"]), "visit")
    form = form_of(place, "visit")[1]
    assert made.table is None and [one.field.meaning for one in form.asked] == ["Name"] and form.languages == ["en"]
    assert made.told == ["Row 3 (text nobody_described): the table 'visit' has no such field. It is left out."]


def test_what_is_no_xlsform_is_told(place, tmp_path):
    with pytest.raises(CaselineError, match="no XLSForm that can be read"):
        draft_from_xlsform(place.organization, sheet(tmp_path, [["select_one nowhere", "a", "A"]]))
    assert not list(place.organization.rglob("first_visit.yml"))
    with pytest.raises(CaselineError, match="There is no file"):
        draft_from_xlsform(place.organization, tmp_path / "nowhere.xlsx")


ASKED = {
    "a": DictionaryField(name="a", meaning="A", type="code", sensitivity="open", codes={"x": "X", "y": "Y"}),
    "n": DictionaryField(name="n", meaning="N", type="decimal", sensitivity="open"),
    "t": DictionaryField(name="t", meaning="T", sensitivity="open"),
}  # fmt: skip


@pytest.mark.parametrize(("relevant", "says"), [
    ("${a} = 'x'", {"is": ["x"]}),
    (' ( ${a}="x" ) ', {"is": ["x"]}),
    ("selected(${a}, 'x') or selected( ${a} ,'y')", {"is": ["x", "y"]}),
    ("not(selected(${a}, 'x'))", {"is_not": ["x"]}),
    ("${a} != ''", {"is": ["x", "y"]}),
    ("${a} != 'x' and ${a} != 'y'", {"is_not": ["x", "y"]}),
    ("${n} >= 18 and (${n} <= 64.5)", {"at_least": 18, "at_most": 64.5}),
    ("${n} = 3", {"at_least": 3, "at_most": 3}),
    ("${t} = 'this or that'", {"is": ["this or that"]}),
    ("${n} < 18", None),  # of decimals: 17.99 is less than 18
    ("${a} = 'z'", None),
    ("${a} = 'x' and ${n} > 3", None),
    ("${a} = 'x' and ${a} = 'y'", None),
    ("${later} = 'x'", None),
    ("count-selected(${a}) > 1", None),
    ("${t} = ${a}", None),
])  # fmt: skip
def test_conditions(relevant, says):
    condition = show_if(relevant, ASKED)
    told = condition.model_dump(by_alias=True, exclude_defaults=True) if condition else None
    assert (told and {name: value for name, value in told.items() if name != "field"}) == says


def test_pictures_and_files_are_sent_as_files(place, tmp_path):
    survey = [
        ["text", "first_name", "First name", "Nombre"], ["image", "paper", "A photo of the letter", "Foto de la carta"],
        ["file", "report", "A report", "Un informe"], ["audio", "voice", "Say it", "Dígalo"],
    ]  # fmt: skip
    made = draft_from_xlsform(place.organization, sheet(tmp_path, survey, CHOICES[:1]))
    fields = {one.field.name: one for one in form_of(place)[1].asked}
    assert {name: one.upload and one.upload.kinds for name, one in fields.items()} == {
        "first_name": None, "paper": ["picture"], "report": ["pdf", "word", "text", "picture"],
    }  # fmt: skip
    assert fields["paper"].field.sensitivity == "identifier" and [line for line in made.told if "voice" in line]
