"""How far the reading of notes can be trusted, for machines: a sheet of the workbook, and a CSV of its own."""

from pathlib import Path

from caseline.ground.spreadsheets import Column, Sheet, write_csv
from reports.trust import Trust

_COLUMNS = {
    Column("Skill"): "skill_title",
    Column("Code"): "code_title",
    Column("Level", "Of a rubric"): "value",
    Column("Read by"): "coder",
    Column(
        "Measured", "Whether agreement with people was measured in the wording, and with the reader, in use"
    ): "measured",
    Column("Notes people coded"): "gold_notes",
    Column("Given by people", "To how many of these notes people gave the code"): "gold_codes",
    Column("Precision", "Of the notes that the reader gave the code, the share that people gave it too"): "precision",
    Column("Precision low", "Lower end of its 95% interval"): "precision_low",
    Column("Precision high", "Upper end"): "precision_high",
    Column("Recall", "Of the notes that people gave the code, the share that the reader found"): "recall",
    Column("Recall low", "Lower end of its 95% interval"): "recall_low",
    Column("Recall high", "Upper end"): "recall_high",
    Column("F1", "The balance of precision and recall"): "f1",
    Column("Kappa", "Agreement beyond chance: 1 is perfect, 0 is what chance alone would give"): "kappa",
    Column("Kappa low", "Lower end of its 95% interval"): "kappa_low",
    Column("Kappa high", "Upper end"): "kappa_high",
    Column(
        "Words of others", "Whose words the next figure is of: the organisation's own people, or other writers"
    ): "others_measured_on",
    Column("F1 there", "Under .50, or where nobody measured it, the code is not counted"): "others_f1",
    Column("Examples there", "How many of these notes or passages have the code"): "others_examples",
    Column("Counted", "What a person confirmed is counted all the same"): "counts_outside",
}


def reading_sheet(trust: Trust) -> Sheet:
    rows = [[_settled(row[name]) for name in _COLUMNS.values()] for row in trust.rows]
    return Sheet("Reading of notes", list(_COLUMNS), rows)


def write_reading(path: Path, trust: Trust) -> None:
    sheet = reading_sheet(trust)
    write_csv(path, [column.name for column in sheet.columns], sheet.rows)


def _settled(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return round(value, 3) if isinstance(value, float) else value
