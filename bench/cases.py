"""The CDC's match cases: changed copies of a seed population, each with what a matcher ought to say.

python -m bench.cases            # counts by expectation; with -v every case that is decided otherwise
"""

import csv
import sys
from collections import Counter

import pandas as pd

from bench.identity import SETS
from caseline.identity.comparing.comparisons import COMPARISONS
from caseline.identity.deciding.matching import match

_FIELDS = {
    "FIRST": "first_name", "LAST": "last_name", "SUFFIX": "suffix", "BIRTHDATE": "dob", "GENDER": "sex", "SSN": "ssn",
    "ADDRESS": "address", "CITY": "city", "STATE": "state", "ZIP": "zip",
}  # fmt: skip
_FILES = ("test_cases.csv", "better_test.csv", "nbs_test.csv")


def main(verbose: bool) -> None:
    seeds = {row["Match Id"]: row for row in _rows("seed.csv")}
    print(f"{'file':18} {'expected':16} {'link':>6} {'review':>6} {'apart':>6} {'no seed':>8}")
    for name in _FILES:
        cases = [row for row in _rows(name) if row["Expected Result"]]
        said = _decided(seeds, cases)
        counts = Counter((case["Expected Result"], decision) for case, (decision, _) in zip(cases, said, strict=True))
        for expected in ("match", "possible_match", "no_match"):
            told = [counts[expected, decision] for decision in ("link", "review", "apart", "no seed")]
            print(f"{name:18} {expected:16} {told[0]:6} {told[1]:6} {told[2]:6} {told[3]:8}")
        if verbose:
            for case, (decision, why) in zip(cases, said, strict=True):
                if {"match": "link", "possible_match": "review", "no_match": "apart"}[
                    case["Expected Result"]
                ] != decision:
                    print(f"  case {case['Test Case #']:>5}: {case['Expected Result']}, decided {decision}: {why}")


def _decided(seeds: dict[str, dict[str, str]], cases: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Per case the decision about it and its seed, and in which fields they agree or differ."""
    rows = [{"record_id": f"seed-{key}", **_fields(row)} for key, row in seeds.items()]
    rows += [{"record_id": f"case-{number:04d}", **_fields(case)} for number, case in enumerate(cases)]
    found = match(pd.DataFrame(rows, dtype=object))
    cluster_of = {record: number for number, cluster in enumerate(found.clusters) for record in cluster}
    pairs = found.pairs
    told = {}
    for i, pair in enumerate(zip(pairs.left, pairs.right, strict=True)):
        agreed = [
            comparison.levels[level].words
            for comparison, level in zip(COMPARISONS, pairs.levels[i], strict=True)
            if level >= 0
        ]
        told[pair] = (pairs.decision[i], "; ".join(filter(None, [pairs.bar[i], *agreed])))
    said = []
    for number, case in enumerate(cases):
        pair = (f"case-{number:04d}", f"seed-{case['Match Id']}")
        if case["Match Id"] not in seeds:
            said.append(("no seed", ""))
        elif cluster_of[pair[0]] == cluster_of[pair[1]]:
            said.append(("link", told.get(pair, ("", "through another copy"))[1]))
        else:
            said.append(told.get(pair, ("apart", "not likely")))
    return said


def _fields(row: dict[str, str]) -> dict[str, str | None]:
    return {ours: row[theirs].strip() or None for theirs, ours in _FIELDS.items()}


def _rows(name: str) -> list[dict[str, str]]:
    with (SETS / "cdc_nbs" / name).open(encoding="utf-8-sig", newline="") as file:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]


if __name__ == "__main__":
    main("-v" in sys.argv)
