"""Identity resolution of one CSV file, without a warehouse: what `caseline match` runs."""

from dataclasses import dataclass
from pathlib import Path

from caseline.ground.progress import ProgressCallback
from caseline.ground.spreadsheets import write_plain_csv
from caseline.identity.comparing.comparisons import COMPARISONS
from caseline.identity.comparing.evidence import field_weights
from caseline.identity.comparing.spark import comparing_on
from caseline.identity.deciding.matching import Matched, match
from caseline.identity.deciding.questions import questions
from caseline.identity.ids.minting import mint
from caseline.identity.reading.person_file import PersonFile, read_person_file


@dataclass(frozen=True)
class FileResult:
    """What was found in what was `read`. `learned` is False where the records were too few and the stated weights were
    used."""

    read: PersonFile
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

    Pairs that a person has to decide say in `asked_with` which of them hang together, in `waits_because` why one that
    looks like one person is asked.
    Columns are `record_id` and any of INPUT_COLUMNS and FLAGS, under any usual header; others are not read. Pairs are
    compared on the Spark cluster whose master `spark` names, if any. Raises CaselineError as `read_person_file` does.
    """
    read = read_person_file(Path(records))
    frame = read.frame
    with comparing_on(spark) as comparing:
        result = match(frame, progress=progress, comparing=comparing)
    taken: set[str] = set()
    client_of: dict[str, str] = {}
    for cluster in result.clusters:
        client_id = mint(cluster[0], taken)
        taken.add(client_id)
        client_of.update(dict.fromkeys(cluster, client_id))
    write_plain_csv(
        Path(output), ["record_id", "client_id"], [[record, client_of[record]] for record in frame["record_id"]]
    )
    if pairs is not None:
        _write_pairs(Path(pairs), result, client_of)
    in_review = result.pairs.decision.count("review")
    return FileResult(read, len(frame), len(result.clusters), result.compared, in_review, result.weights.learned)


def _write_pairs(path: Path, result: Matched, client_of: dict[str, str]) -> None:
    pairs = result.pairs
    asked = questions(pairs, client_of)
    names = [comparison.name for comparison in COMPARISONS]
    rows = []
    for i, (left, right) in enumerate(zip(pairs.left, pairs.right, strict=True)):
        weights = field_weights(pairs.levels[i], pairs.parts[i])
        probability, weight = f"{pairs.probability[i]:.6f}", f"{pairs.weight[i]:.2f}"
        decided = pairs.decision[i], asked.get(i, ""), pairs.waits[i]
        rows.append([left, right, probability, weight, *decided, *(weights.get(name, "") for name in names)])
    header = ["record_id_l", "record_id_r", "probability", "weight", "decision", "asked_with", "waits_because"]
    header += [f"{name}_weight" for name in names]
    write_plain_csv(path, header, rows)
