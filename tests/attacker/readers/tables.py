"""Tables with a heading for each column: exports and the row-a-number files of reports."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet

from tests.attacker.said import Said, whole, with_sentence

Row = dict[str, str]


def rows_of(path: Path) -> Iterator[list[Row]]:
    """The tables of a CSV, Parquet or XLSX file, every value as text."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield [{name: value or "" for name, value in row.items() if name} for row in csv.DictReader(file)]
    elif path.suffix == ".parquet":
        table = pyarrow.parquet.read_table(path).to_pylist()
        yield [{name: "" if value is None else str(value) for name, value in row.items()} for row in table]
    else:
        for sheet in openpyxl.load_workbook(path, read_only=True):
            lines = [
                ["" if value is None else str(value) for value in line] for line in sheet.iter_rows(values_only=True)
            ]
            if lines:
                yield [dict(zip(lines[0], line, strict=False)) for line in lines[1:]]


def of_csv(path: Path) -> Iterator[Said]:
    for rows in rows_of(path):
        yield from _of_rows(rows)


of_parquet = of_workbook = of_csv


def _of_rows(rows: list[Row]) -> Iterator[Said]:
    for row in rows:
        if {"figure_id", "row_label", "value", "sentence"} <= row.keys():
            yield _exported(row)
        elif {"Figure", "Question", "Answer", "Sentence"} <= row.keys() and row["Figure"].count(":") == 3:
            yield _in_document(row)


def _exported(row: Row) -> Said:
    hidden = row["value"] == ""
    answer = _hidden(row["sentence"]) if hidden else row["value"]
    said = Said(
        report=row["figure_id"].split(":")[0],
        question=row["question"],
        row=row["row_label"],
        column=row["column_label"],
        answer=answer,
        start=row.get("period_start", "")[:10],
        end=row.get("period_end", "")[:10],
        records=whole(row.get("cited_records", "")),
    )
    return said if hidden else with_sentence(said, row["sentence"])


def _hidden(sentence: str) -> str:
    """Why a row has no value: its base is nobody, it is not counted, or it is withheld."""
    if re.search(r"(^|: )There were no ", sentence):
        return "–"
    return "not counted" if sentence.startswith("Not counted") else "withheld"


def _in_document(row: Row) -> Said:
    said = Said(
        report=row["Figure"].split(":")[0],
        question=row["Question"],
        row=row.get("Part", "Total"),
        column=row.get("By", "Total"),
        answer=row["Answer"],
        records=whole(row.get("Records", "")),
    )
    return said if said.is_withheld or said.is_not_counted else with_sentence(said, row["Sentence"])


def keys(path: Path) -> Iterator[tuple[str, str, str, str, str]]:
    """Report and question, and of a cell its row's label and key, its column's label and key, where a file has both."""
    for rows in rows_of(path):
        for row in rows:
            if {"row_key", "row_label", "column_key", "question_id"} <= row.keys():
                report = row.get("report") or row.get("figure_id", "").split(":")[0]
                where = f"{report}:{row['question_id']}"
                yield where, row["row_label"], row["row_key"], row["column_label"], row["column_key"]
            elif {"Figure", "Part", "By"} <= row.keys() and re.fullmatch(r"[^:]+:[^:]+:[^:]+:[^:]+", row["Figure"]):
                report, question, row_key, column_key = row["Figure"].split(":")
                yield f"{report}:{question}", row["Part"], row_key, row["By"], column_key
