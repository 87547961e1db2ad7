"""A small organisation whose forms ask three screens, filled in as badly as people do."""

import random
from datetime import date, timedelta
from itertools import product
from pathlib import Path

from caseline.coding.nights.ledger import CODES, LEDGER
from caseline.coding.nights.wordings import TABLES as MEASURED_TABLES
from caseline.ground.shipped import PACKAGES
from caseline.ground.warehouse import connect, replace_table
from tests.integration.record_building import make_record, make_reports
from tests.integration.reported_warehouse import table_of

ORGANIZATION = """
id: screened
name: Screened Partners
affiliates:
  - {id: north, name: North House}
programs:
  - {id: shelter, name: Shelter}
"""
PERSON = """
  - {name: id, meaning: Number of the form, sensitivity: open}
  - {name: family, meaning: Family name, maps_to: person.last_name, sensitivity: identifier}
  - {name: given, meaning: Given name, maps_to: person.first_name, sensitivity: identifier}
  - {name: born, meaning: Date of birth, maps_to: person.dob, type: date, sensitivity: identifier}
  - {name: day, meaning: Day, maps_to: submission.date, type: date, sensitivity: open}
  - {name: worker, meaning: Case manager, maps_to: submission.case_manager, sensitivity: open}
"""
MOOD = [f"phq9_{n}" for n in range(1, 10)]
WORRY = [f"gad7_{n}" for n in range(1, 8)]
SAFETY = [f"cssrs_{n}" for n in ("1", "2", "3", "4", "5", "6", "6_recent")]
HEAD = ("id", "family", "given", "born", "day", "worker")


def table(name: str, fields: str) -> str:
    return (
        f"source: forms\ntable: {name}\ntitle: {name}\ngrain: one row per form\n"
        f'files: ["{name}*.csv"]\nsubmission_id: id\nfields:{PERSON}{fields}'
    )


def plain(items: list[str]) -> str:
    return "".join(
        f"  - {{name: {item}, meaning: A question, maps_to: assessment.{item}, sensitivity: sensitive}}\n"
        for item in items
    )


SPANISH = "".join(
    f"""  - name: {item}
    meaning: A question, in Spanish
    maps_to: assessment.{item}
    type: code
    sensitivity: sensitive
    codes: {{"1": Not at all, "2": Several days, "3": More than half the days, "4": Nearly every day,
      Nunca: {{label: Nunca, score: 0}}, Siempre: {{label: Siempre, score: 3}}}}
"""
    for item in MOOD
)

# What each column says; who is told apart by the family name.
MOOD_ROWS = {
    "exact": ["0", "1", "2", "3", "0", "1", "2", "3", "0"],
    "words": ["Several days", "several days ", "SEVERAL DAYS.", "Not at all", "Not  at all", "Nearly every day",
              "1 - Several days", "More than half the days (2)", "not at all"],
    "low": ["0", "0", "0", "0", "0", "0", "0", "0", "1"],
    "decimal": ["1.0", "2.0", "0.00", "1", "1", "1", "1", "1", "0"],
    "halfway": ["1.5", "1", "1", "1", "1", "1", "1", "1", "0"],
    "onegap": ["", "2", "2", "2", "2", "2", "2", "2", "2"],
    "halfup": ["", "1", "1", "1", "1", "0", "0", "0", "0"],
    "twogaps": ["", "Declined", "1", "1", "1", "1", "1", "1", "0"],
    "threegaps": ["", "", "", "1", "1", "1", "1", "1", "0"],
    "outside": ["4", "1", "1", "1", "1", "1", "1", "1", "0"],
    "negative": ["-1", "1", "1", "1", "1", "1", "1", "1", "0"],
    "babble": ["1", "1", "1", "1", "1", "1", "1", "1", "sometimes, at night"],
    "silent": ["1", "1", "1", "1", "1", "1", "1", "1", ""],
    "blank": [""] * 9,
    "highest": ["3"] * 9,
    "undated": ["0", "0", "0", "0", "0", "0", "0", "0", "3"],
}  # fmt: skip
SAFETY_ROWS = {
    "none": ["No", "No", "", "", "", "No", ""],
    "wishes": ["Yes", "n", "", "", "", "no", ""],
    "moderate": ["Y", "Yes", "Yes", "No", "No", "No", ""],
    "long_ago": ["No", "No", "", "", "", "Yes", "No"],
    "intent": ["Yes", "Yes", "Yes", "Yes", "No", "No", ""],
    "recent": ["No", "No", "", "", "", "Yes", "Yes"],
    "open": ["Yes", "Yes", "Yes", "", "No", "No", ""],
    "when": ["No", "No", "", "", "", "Yes", ""],
    "against_skip": ["No", "No", "", "Yes", "", "No", ""],
    "empty": [""] * 7,
    "one_word": ["No", "No", "", "", "", "maybe once", ""],
}


def rows(items: list[str], given: str, answers: dict[str, list[str]]) -> str:
    """A form a person, told apart by family name; the people of one form share a given name."""
    lines = [",".join([*HEAD, *items])]
    for number, (name, answered) in enumerate(answers.items(), 1):
        day = "" if name == "undated" else "2026-06-10"
        lines.append(line(f"f{number}", name, given, f"19{60 + number}-03-02", day, answered))
    return "\n".join(lines) + "\n"


def line(number: str, family: str, given: str, born: str, day: str, answers: list[str]) -> str:
    return ",".join([number, family, given, born, day, "Kim Lee", *(f'"{answer}"' for answer in answers)])


def grid(items: list[str], answers: list[list[str]]) -> str:
    """One person who fills in the form day after day."""
    first = date(2018, 1, 1)
    lines = [
        line(f"d{number}", "Grid", "Gil", "1950-01-31", str(first + timedelta(days=number)), answered)
        for number, answered in enumerate(answers)
    ]
    return "\n".join([",".join([*HEAD, *items]), *lines]) + "\n"


def summing_to(total: int, items: int) -> list[str]:
    """Answers of 0 to 3 with this sum."""
    return [str(min(3, max(0, total - 3 * place))) for place in range(items)]


CHANCE = random.Random(9)
MOOD_GRID = [summing_to(total, 9) for total in range(28)] + [
    [CHANCE.choice(["0", "1", "2", "3", "0", "1", ""]) for _ in MOOD] for _ in range(200)
]
WORRY_GRID = [summing_to(total, 7) for total in range(22)]
SAFETY_GRID = [list(answers) for answers in product(["Yes", "No", ""], repeat=7)]


ACUITY = [f"our_acuity_{name}" for name in ("housing", "health", "money", "safety", "plan")]
MATRIX = [f"arizona_{name}" for name in ("income", "housing", "food", "childcare")]
OWN = PACKAGES / "caseline" / "onboarding" / "template" / "framework" / "instruments" / "our_acuity.yml.example"

FILES = {
    "framework/instruments/our_acuity.yml": OWN.read_text(encoding="utf-8"),
    "data_dictionary/acuity.yml": table("acuity", plain(ACUITY)),
    "data_dictionary/matrix.yml": table("matrix", plain(MATRIX)),
    "data/north/forms/acuity.csv": rows(
        ACUITY,
        "Fay",
        {
            "full": ["Much need", "1", "No need", "Unsure", "Some need"],
            "safe": ["0", "0", "2", "Safe", ""],
            "danger": ["No need", "No need", "Much need", "In danger", ""],
            "three": ["No need", "No need", "Much need", "3", ""],
        },
    ),
    "data/north/forms/matrix.csv": rows(
        MATRIX,
        "Hal",
        {
            "rated": ["Vulnerable", "3", "4 - Building Capacity", "N/A"],
            "too_few": ["Vulnerable", "3", "", "Not applicable"],
        },
    ),
    "organization.yml": ORGANIZATION,
    "framework/outcomes/mood.md": "---\nid: mood\ntitle: Mood\nitem: phq9\ndirection: lower\nimprovement: 5\n---\n",
    "data_dictionary/mood.yml": table("mood", plain(MOOD)),
    "data_dictionary/mood_8.yml": table("eight", plain(MOOD[:8])),
    "data_dictionary/worry.yml": table("worry", plain(WORRY)),
    "data_dictionary/safety.yml": table("safety", plain(SAFETY)),
    "data_dictionary/animo.yml": table("animo", SPANISH),
    "data/north/forms/mood.csv": rows(MOOD, "Ana", MOOD_ROWS),
    "data/north/forms/eight.csv": rows(MOOD[:8], "Eli", {"eight": ["1"] * 8}),
    "data/north/forms/worry.csv": rows(
        WORRY, "Bea", {"calm": ["0"] * 7, "worried": ["3", "3", "3", "1", "0", "0", "0"], "gap": ["", *["1"] * 6]}
    ),
    "data/north/forms/safety.csv": rows(SAFETY, "Cal", SAFETY_ROWS),
    "data/north/forms/mood_grid.csv": grid(MOOD, MOOD_GRID),
    "data/north/forms/worry_grid.csv": grid(WORRY, WORRY_GRID),
    "data/north/forms/safety_grid.csv": grid(SAFETY, SAFETY_GRID),
    "data/north/forms/animo.csv": rows(
        MOOD, "Dee", {"numbered": ["1"] * 8 + ["2"], "spanish": ["Nunca"] * 7 + ["Siempre", "Nunca"], "zero": ["0"] * 9}
    ),
}


def later(name: str, identifier: str, day: str, answers: list[str]) -> str:
    """One more form of somebody in MOOD_ROWS."""
    born = f"19{60 + list(MOOD_ROWS).index(name) + 1}-03-02"
    return line(identifier, name, "Ana", born, day, answers) + "\n"


FILES["data/north/forms/mood_later.csv"] = (
    ",".join([*HEAD, *MOOD])
    + "\n"
    + later("highest", "g1", "2026-06-20", ["1"] * 8 + ["0"])
    + later("exact", "g2", "2026-06-10", MOOD_ROWS["exact"])  # the same once more
    + later("low", "f3", "2026-06-10", ["0"] * 8 + ["1"])  # the same number: another version, not another form
)


def write_screened(folder: Path) -> Path:
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.lstrip("\n"), encoding="utf-8")
    return folder


def build_screened(folder: Path, warehouse: Path) -> None:
    """From the organisation's files to its reports, with no note read."""
    make_record(folder, warehouse)
    with connect(warehouse) as connection:
        replace_table(connection, "intelligence.note_coding", table_of([], LEDGER))
        replace_table(connection, "intelligence.note_code", table_of([], CODES))
        for table_name, columns in MEASURED_TABLES.items():
            replace_table(connection, f"intelligence.{table_name}", table_of([], columns))
    make_reports(warehouse)
