"""Damage at the door: `python -m bench.door --files 500`.

Damages copies of the sample's own exports in every usual way, loads each, and counts from outside: rows in the file as
Python's csv, json or openpyxl reads it, rows in the warehouse, rows in quarantine. Every row must have landed or be
held back, and no file may end in an exception.
"""

import argparse
import csv
import io
import json
import random
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl

import ingestion.crm.source
import ingestion.forms.source
import ingestion.hmis.source
from caseline.ground.shipped import SAMPLE as HARBORLIGHT
from caseline.ground.warehouse import connect
from ingestion.summary import LoadSummary

SAMPLE = HARBORLIGHT / "data"
SOURCES: dict[str, Callable[[Path, Path, Path, list[str]], LoadSummary]] = {
    "hmis": lambda data, warehouse, _, affiliates: ingestion.hmis.source.load(data, warehouse, affiliates),
    "crm": ingestion.crm.source.load,
    "forms": ingestion.forms.source.load,
}
KINDS = {".csv", ".xlsx", ".json"}
csv.field_size_limit(1 << 24)


@dataclass(frozen=True)
class Trial:
    """One damaged file: what was done to it, and what came of it. `found` is None where no other program reads it."""

    file: str
    damage: str
    found: int | None
    landed: int
    held_back: int
    is_held_back_whole: bool
    is_ignored: bool
    faults: int

    @property
    def words(self) -> str:
        """What came of it. A file that is held back whole, or from a line on, has all its rows held back there."""
        if self.faults:
            return "a fault of ours"
        if self.is_held_back_whole:
            return "held back whole, or from a line on"
        if self.is_ignored:
            return "ignored, with a reason"
        if self.found is None:
            return "no other program counts its rows"
        if self.landed + self.held_back < self.found:
            return "rows missing"
        exact = self.landed + self.held_back == self.found
        return "found = landed + held back" if exact else "more lines held back than rows found"

    @property
    def holds(self) -> bool:
        return self.words not in ("a fault of ours", "rows missing")


def cut(content: bytes, dice: random.Random) -> bytes:
    """The end is missing."""
    return content[: dice.randrange(len(content))]


def flip_bytes(content: bytes, dice: random.Random) -> bytes:
    """A few bytes are others."""
    changed = bytearray(content)
    for _ in range(dice.choice([1, 3, 30])):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def shift_rows(content: bytes, dice: random.Random) -> bytes:
    """Some lines have a cell too many or too few."""
    lines = content.split(b"\n")
    for _ in range(dice.choice([1, 5])):
        at = dice.randrange(len(lines))
        lines[at] = b"," + lines[at] if dice.random() < 0.5 else lines[at].partition(b",")[2]
    return b"\n".join(lines)


def change_encoding(content: bytes, dice: random.Random) -> bytes:
    """Written in another encoding, now and then with half a character or an odd byte in it."""
    codec = dice.choice(["utf-16", "utf-16-le", "utf-32", "cp1252", "mac_roman", "utf-8-sig"])
    text = content.decode("utf-8-sig", "replace")
    if dice.random() < 0.3 and codec.startswith("utf"):
        at = dice.randrange(len(text))
        text = text[:at] + "\ud83d" + text[at:]
    return text.encode(codec, "surrogatepass" if codec.startswith("utf") else "replace")


def change_headers(content: bytes, dice: random.Random) -> bytes:
    """Headers are renamed, doubled or gone."""
    head, _, rest = content.partition(b"\n")
    names = head.rstrip(b"\r").split(b",")
    at = dice.randrange(len(names))
    names[at] = dice.choice([names[0], b"", b"New name", names[at].upper(), b'"'])
    return b",".join(names) + b"\n" + rest


def break_quotes(content: bytes, dice: random.Random) -> bytes:
    """Quotation marks stand where they should not."""
    changed = content
    for _ in range(dice.choice([1, 2, 7])):
        at = dice.randrange(len(changed))
        changed = changed[:at] + b'"' + changed[at:]
    return changed


def repeat_lines(content: bytes, dice: random.Random) -> bytes:
    """Lines come twice, or in another order, or are empty."""
    head, *rows = content.split(b"\n")
    rows += [*dice.choices(rows, k=min(5, len(rows))), b"", b",,,"] if rows else []
    dice.shuffle(rows)
    return b"\n".join([head, *rows])


def pack(content: bytes, dice: random.Random) -> bytes:
    """A zip under the name of the file, its member damaged in half of all cases."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Exit.csv", content)
    return flip_bytes(packed.getvalue(), dice) if dice.random() < 0.5 else packed.getvalue()


def empty(content: bytes, dice: random.Random) -> bytes:
    """Nothing, or nothing that can be seen."""
    return dice.choice([b"", b"\n\n", b"\xef\xbb\xbf", b"\x00" * 40, b" "])


ANY_FILE = [cut, flip_bytes, empty]
TEXT_FILE = [*ANY_FILE, shift_rows, change_encoding, change_headers, break_quotes, repeat_lines, pack]


def trials(count: int, seed: int, folder: Path) -> list[Trial]:
    """Damage, load and count `count` files; the same seed gives the same ones.

    Each file is an affiliate's of its own, so that none meets the rows of another; those of one source are loaded
    together, so that one that stopped the others would show.
    """
    dice = random.Random(seed)
    exports = [
        (source, path)
        for source in SOURCES
        for path in sorted(SAMPLE.rglob("*"))
        if path.suffix in KINDS and f"/{source}/" in path.as_posix()
    ]
    damaged: dict[str, list[tuple[str, Path, str]]] = {}
    for number in range(count):
        source, path = dice.choice(exports)
        damage = dice.choice(TEXT_FILE if path.suffix == ".csv" else ANY_FILE)
        file = folder / "data" / f"t{number:05}" / source / path.name
        file.parent.mkdir(parents=True)
        file.write_bytes(damage(path.read_bytes(), dice))
        damaged.setdefault(source, []).append((f"t{number:05}", file, damage.__name__))
    return [trial for source, files in damaged.items() for trial in _load_and_count(source, files, folder)]


def _load_and_count(source: str, files: list[tuple[str, Path, str]], folder: Path) -> Iterator[Trial]:
    affiliates = [affiliate for affiliate, _, _ in files]
    warehouse = folder / "door.duckdb"
    summary = SOURCES[source](folder / "data", warehouse, folder / "dlt", affiliates)
    landed = _landed(warehouse, source)
    for affiliate, file, damage in files:
        outcomes = [outcome for outcome in summary.files if outcome.affiliate_id == affiliate]
        held_back = [item for item in summary.held_back if item.affiliate_id == affiliate]
        yield Trial(
            f"{affiliate} {source}/{file.name}",
            damage,
            found=rows_in(file),
            landed=landed[affiliate],
            held_back=sum(item.row_count for item in held_back),
            is_held_back_whole=any(outcome.outcome == "held back" for outcome in outcomes)
            or any("What follows line" in item.reason for item in held_back),
            is_ignored=all(outcome.outcome == "ignored" and outcome.note for outcome in outcomes),
            faults=sum("A fault in Caseline" in item.reason for item in held_back) + (not outcomes),
        )


def rows_in(file: Path) -> int | None:
    """Rows that another program finds in the file; None where it cannot read it."""
    content = file.read_bytes()
    try:
        if zipfile.is_zipfile(file) and file.suffix == ".csv":
            with zipfile.ZipFile(file) as archive:
                return _csv_rows(archive.read("Exit.csv"))
        if file.suffix == ".csv":
            return _csv_rows(content)
        if file.suffix == ".json":
            found = json.loads(content)
            return len(found if isinstance(found, list) else next(v for v in found.values() if isinstance(v, list)))
        sheets = [list(sheet.iter_rows(values_only=True)) for sheet in openpyxl.load_workbook(file)]
        return sum(max(sum(any(cell not in (None, "") for cell in row) for row in rows) - 1, 0) for rows in sheets)
    except Exception:
        return None


def _csv_rows(content: bytes) -> int | None:
    for codec in ("utf-8-sig", "utf-16", "cp1252", "mac_roman"):
        if codec == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = content.decode(codec)
        except UnicodeError:
            continue
        if "\x00" in text:
            return None
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error:  # quotes are broken: at least as many rows as lines that cannot be within a quoted cell
            return None
        return max(sum(any(row) for row in rows) - 1, 0)
    return None


def _landed(warehouse: Path, source: str) -> Counter[str]:
    """Rows that stand in the warehouse by affiliate; of forms with the rows of repeats."""
    with connect(warehouse, read_only=True) as connection:
        tables = connection.execute(
            "select table_name from information_schema.columns where table_schema = ? and column_name = '_row_id'",
            [source],
        ).fetchall()
        landed: Counter[str] = Counter()
        for (table,) in tables:
            rows = "count(*)"
            if table == "answer":
                rows = "count(distinct (submission_row_id, repeat_path, repeat_index)) filter (where repeat_path <> '')"
            counts = connection.execute(f"select _affiliate, {rows} from {source}.{table} group by 1").fetchall()
            landed.update(dict(counts))
        return landed


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.door", description=__doc__)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        done = trials(options.files, options.seed, Path(folder))
    for trial in done:
        if not trial.holds:
            print(f"Does not hold: {trial}")
    for damage, number in sorted(Counter(trial.damage for trial in done).items()):
        print(f"{damage:<55} {number:>5}")
    for words, number in Counter(trial.words for trial in done).most_common():
        print(f"{words:<55} {number:>5}")
    print(
        f"{len(done)} files, {sum(trial.found or 0 for trial in done):,} rows found from outside, "
        f"{sum(trial.landed for trial in done):,} landed, {sum(trial.held_back for trial in done):,} held back, "
        f"in {time.monotonic() - began:.0f} s"
    )
    raise SystemExit(0 if all(trial.holds for trial in done) else 1)


if __name__ == "__main__":
    main()
