"""An organisation with forms of its own, for tests that fill them in."""

from pathlib import Path

DICTIONARY = """
source: forms
table: intake
title: Intake
grain: one row per intake
files: ["intake*.csv"]
submission_id: id
fields:
  - {name: id, meaning: Number, sensitivity: open}
  - {name: Given name, meaning: Given name, maps_to: person.first_name, sensitivity: identifier}
  - {name: Family name, meaning: Family name, maps_to: person.last_name, sensitivity: identifier}
  - {name: Born, meaning: Date of birth, maps_to: person.dob, type: date, sensitivity: identifier}
  - {name: Email, meaning: Email address, maps_to: person.email, sensitivity: identifier}
  - {name: Phone, meaning: Phone number, maps_to: person.phone, sensitivity: identifier}
  - name: Sleeps
    meaning: Where somebody slept last night
    type: code
    sensitivity: sensitive
    codes: {home: At home, friends: With friends, street: "Outside, in a car or in a tent"}
  - {name: How long, meaning: Nights without a home, type: integer, sensitivity: sensitive}
  - name: Needs
    meaning: What would help
    type: code
    split: ";"
    sensitivity: sensitive
    codes: {food: Food, bed: A bed, work: Work}
  - {name: Safe, meaning: Whether somebody is safe tonight, type: boolean, sensitivity: sensitive}
  - name: Steady
    meaning: Housing stability
    maps_to: assessment.housing_stability
    type: code
    sensitivity: sensitive
    codes: {low: {label: Shaky, score: 1}, high: {label: Steady, score: 5}}
  - {name: Story, meaning: In one's own words, sensitivity: sensitive}
  - {name: Paper, meaning: A letter or a paper, maps_to: document.file, sensitivity: identifier}
"""
FORM = """
table: intake
affiliate: eastside
languages: [en, es]
title: {en: First visit, es: Primera visita}
intro: {en: Five minutes., es: Cinco minutos.}
sections:
  - title: {en: You, es: Usted}
    questions:
      - {field: Given name, required: true, ask: {en: Given name, es: Nombre}}
      - {field: Family name, required: true, ask: {en: Family name, es: Apellido}}
      - {field: Born, ask: {en: Date of birth, es: Fecha de nacimiento}}
      - {field: Email, ask: {en: Email, es: Correo}, help: {en: If you have one., es: Si tiene.}}
  - title: {en: Last night, es: Anoche}
    questions:
      - field: Sleeps
        ask: {en: Where did you sleep last night, es: Dónde durmió anoche}
        answers:
          home: {en: At home, es: En casa}
          friends: {en: With friends, es: Con amigos}
          street: {en: Outside, es: Fuera}
      - field: How long
        required: true
        ask: {en: For how many nights, es: Cuántas noches}
        show_if: {field: Sleeps, is: [street, friends]}
      - field: Needs
        ask: {en: What would help, es: Qué ayudaría}
        answers: {food: {en: Food, es: Comida}, bed: {en: A bed, es: Una cama}, work: {en: Work, es: Trabajo}}
      - {field: Safe, ask: {en: Are you safe tonight, es: Está a salvo esta noche}}
      - {field: Story, ask: {en: Anything else, es: Algo más}}
      - {field: Paper, ask: {en: A letter that you have, es: Una carta que tenga}, upload: {megabytes: 1}}
consent:
  version: "7"
  text: {en: We share with agencies., es: Compartimos con agencias.}
  agree: {en: I agree, es: Acepto}
  refuse: {en: I do not, es: No acepto}
  scope: Network
  lasts_months: 12
  signature: drawn
"""
ASKED = """
table: intake
public: false
title: How are you
sections:
  - title: Now
    questions:
      - {field: Steady, ask: How steady is your housing}
      - {field: Phone, ask: Your phone number}
follow_up: {after: exit, months: [3, 6, 12, 36]}
"""


def write_forms(organization: Path) -> None:
    """A dictionary with one table, a form that is open to all, and one that links ask."""
    files = {"data_dictionary/intake.yml": DICTIONARY, "forms/first_visit.yml": FORM, "forms/how_are_you.yml": ASKED}
    for name, text in files.items():
        path = organization / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
