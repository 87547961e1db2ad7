"""How well `caseline draft` maps columns that it has not seen: `python -m bench.draft FOLDER [FOLDER ...] [--misses]`.

A folder holds an office each, its exports beside a `truth.json` that somebody wrote who does not know the rules:
`{"<file>[#<sheet>]": {"kind": ..., "kind_also": [...], "key": ..., "references": {column: table}, "columns": {header:
target | [targets] | null}}}`.

A column counts as right where its mapping in force is the true one; a question (`to look at`) is none. An identity
field is wrong where a column became another `person.*` field than it is, or became one and is none.

Goals: columns right at least .90, no identity field wrong.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from caseline.onboarding.draft.drafted import DraftedTable
from caseline.onboarding.draft.drafting import describe_tables
from caseline.onboarding.draft.readers import readers_of
from ingestion.files import path_files
from ingestion.header_words import words_of

LEAST_RIGHT = 0.9


def main(arguments: list[str]) -> int:
    """Print a line an office and a total a folder; 1 where a goal is missed."""
    failed = False
    for folder in (Path(each) for each in arguments if not each.startswith("--")):
        total: Counter[str] = Counter()
        for truth in sorted(folder.glob("*/truth.json")):
            counts = measured(truth, show="--misses" in arguments)
            print(f"  {folder.name}/{truth.parent.name}: {_said(counts)}")
            total += counts
        print(f"{folder.name}: {_said(total)}")
        failed |= total["right"] < LEAST_RIGHT * total["columns"] or total["identity wrong"] > 0
    return int(failed)


def measured(truth: Path, show: bool) -> Counter[str]:
    """Counts of one office: columns and identity fields right and wrong, tables with kinds, keys, references right."""
    told = json.loads(truth.read_text(encoding="utf-8"))
    files = [each for each in path_files(truth.parent, "draft").files if each.name != truth.name]
    read_by, like = readers_of(files)
    tables, _ = describe_tables(read_by.get("forms", []), like)
    drafted = {_name(table): table for table in tables}
    counts: Counter[str] = Counter()
    for name, true in told.items():
        table = drafted.get(name) or drafted.get(name.split("#")[0])
        counts["tables"] += 1
        counts["kinds"] += table is not None and table.kind in _kinds(true)
        if table:
            leads = {each.column: each.to.title for each in table.keys.foreign}
            counts["keys"] += true["key"] in [*table.person_key, *table.key, *([] if table.key else [None])]
            counts["references"] += set(leads) == set(true["references"])
        if show and (table is None or table.kind not in _kinds(true)):
            print(f"    {name}: a row is {table.kind if table else 'nothing'}, and is {true['kind']}")
        for header, target in true["columns"].items():
            counts.update(_judged(table, header.strip(), target, show and f"    {name}: {header}"))
    return counts


def _kinds(true: dict[str, Any]) -> list[str]:
    """What a row may be called."""
    return [true["kind"], *(true.get("kind_also") or [])]


def _judged(table: DraftedTable | None, header: str, target: str | list[str] | None, label: str | bool) -> Counter[str]:
    right = {None} if target is None else set(target if isinstance(target, list) else [target])
    field = next((each for each in table.fields if each.column.name.strip() == header), None) if table else None
    became = field.target if field else None
    if table and became is None:
        became = _by_key(table, header)
    if became and became.startswith("assessment."):
        became = "assessment"
    right = {"assessment" if each and each.startswith("assessment") else each for each in right}
    wrong_identity = became not in right and any(each and each.startswith("person.") for each in [became])
    if label and became not in right:
        print(
            f"{label}: became {became}, is {' or '.join(map(str, right))}{'  <-- identity' if wrong_identity else ''}"
        )
    identity = any(each and each.startswith("person.") for each in right)
    return Counter(
        {
            "columns": 1, "right": int(became in right), "identity": int(identity),
            "identity right": int(identity and became in right), "identity wrong": int(wrong_identity),
        }
    )  # fmt: skip


def _by_key(table: DraftedTable, header: str) -> str | None:
    """What a column is by being a key, a day, or what leads to a list of programs."""
    if table.days and header in table.days.headers:
        return None if table.days.are_numbered else table.days.value or "service.attended"
    if table.given and header in table.given.headers:
        return "service.type"
    if header == table.keys.key:
        return "note.id" if table.kind == "note" else None
    of_program = {each.column for each in table.keys.foreign if "program" in words_of(each.to.title)}
    return "submission.program" if header in of_program else None


def _name(table: DraftedTable) -> str:
    name = table.raw.files[0].name
    return f"{name}#{table.raw.sheet}" if table.raw.sheet else name


def _said(counts: Counter[str]) -> str:
    share = counts["right"] / max(counts["columns"], 1)
    return (
        f"{counts['right']} of {counts['columns']} columns right ({share:.2f}), {counts['identity right']} of "
        f"{counts['identity']} identity fields right, {counts['identity wrong']} wrong; of {counts['tables']} tables "
        f"{counts['kinds']} kinds, {counts['keys']} keys, {counts['references']} references right"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
