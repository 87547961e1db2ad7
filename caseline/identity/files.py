"""Identity resolution of one CSV file, without a warehouse: what `caseline match` runs."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from caseline.ground.errors import CaselineError
from caseline.ground.progress import ProgressCallback
from caseline.identity.comparing.comparisons import COMPARISONS
from caseline.identity.comparing.evidence import field_weights
from caseline.identity.comparing.spark import comparing_on
from caseline.identity.deciding.matching import Matched, match
from caseline.identity.deciding.questions import questions
from caseline.identity.ids.minting import mint
from caseline.identity.reading.protection import FLAGS
from caseline.identity.reading.standardise import INPUT_COLUMNS


@dataclass(frozen=True)
class FileResult:
    """What was found. `learned` is False where the records were too few and the stated weights were used."""

    records: int
    clients: int
    compared: int
    in_review: int
    learned: bool


def match_file(
    records: Path,
    output: Path,
    pairs: Path | None = None,
    progress: ProgressCallback | None = None,
    spark: str | None = None,
) -> FileResult:
    """Writes `record_id,client_id` for each row of a CSV, in its order, and the telling pairs if asked.

    Pairs that a person has to decide say in `asked_with` which of them hang together.
    Columns are `record_id` and any of INPUT_COLUMNS and FLAGS; others are ignored, all are read as text. Pairs are
    compared on the Spark cluster whose master `spark` names, if any. Raises CaselineError when the file cannot be read
    or its record_id is absent, empty or not unique.
    """
    frame = _read(Path(records))
    with comparing_on(spark) as comparing:
        result = match(frame, progress=progress, comparing=comparing)
    taken: set[str] = set()
    client_of: dict[str, str] = {}
    for cluster in result.clusters:
        client_id = mint(cluster[0], taken)
        taken.add(client_id)
        client_of.update(dict.fromkeys(cluster, client_id))
    _write(Path(output), ["record_id", "client_id"], [[record, client_of[record]] for record in frame["record_id"]])
    if pairs is not None:
        _write_pairs(Path(pairs), result, client_of)
    in_review = result.pairs.decision.count("review")
    return FileResult(len(frame), len(result.clusters), result.compared, in_review, result.weights.learned)


def _read(path: Path) -> pd.DataFrame:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [name.strip() for name in next(reader, [])]
            wanted = [name for name in ("record_id", *INPUT_COLUMNS, *FLAGS) if name in header]
            columns: dict[str, list[str | None]] = {name: [] for name in wanted}
            places = [(header.index(name), values) for name, values in columns.items()]
            for row in filter(None, reader):  # a blank line is no record
                row += [""] * (len(header) - len(row))
                for place, values in places:
                    values.append(row[place].strip() or None)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CaselineError(f"{path} cannot be read as a UTF-8 CSV file ({type(error).__name__}).") from error
    if "record_id" not in header:
        raise CaselineError(f"{path} has no column record_id. Its first line must name it: record_id,first_name,...")
    seen: dict[str, int] = {}
    for number, record in enumerate(columns["record_id"], start=1):
        if not record:
            raise CaselineError(f"{path}, record {number}: record_id is empty. Every record needs its own.")
        if record in seen:
            raise CaselineError(
                f"{path}, records {seen[record]} and {number} have the same record_id. Every record needs its own."
            )
        seen[record] = number
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def _write_pairs(path: Path, result: Matched, client_of: dict[str, str]) -> None:
    pairs = result.pairs
    asked = questions(pairs, client_of)
    names = [comparison.name for comparison in COMPARISONS]
    rows = []
    for i, (left, right) in enumerate(zip(pairs.left, pairs.right, strict=True)):
        weights = field_weights(pairs.levels[i], pairs.parts[i])
        probability, weight = f"{pairs.probability[i]:.6f}", f"{pairs.weight[i]:.2f}"
        decided = pairs.decision[i], asked.get(i, "")
        rows.append([left, right, probability, weight, *decided, *(weights.get(name, "") for name in names)])
    header = ["record_id_l", "record_id_r", "probability", "weight", "decision", "asked_with"]
    header += [f"{name}_weight" for name in names]
    _write(path, header, rows)


def _write(path: Path, header: list[str], rows: Iterable[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
