"""Forty sentences, and two times twenty that were looked at once: what the matcher without a model makes of them on
the sample.

`right`: the change that was meant, and every value that the sentence says as it was meant; what it does not say is
asked. `asks more`: the right change, of which something that the sentence says was not found, so that it is asked.
`lists`: no change is named, and those there are are listed. `wrong`: another change, or a value that was not meant.

    python -m bench.configure [--each]
"""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from caseline.configuring.hearing import Heard, hear
from caseline.configuring.known import Known

SENTENCES = Path(__file__).with_name("configure_sentences.yml")
SAMPLE = Path(__file__).parents[1] / "organizations" / "harborlight"


def outcome(heard: list[Heard], means: list[dict[str, Any]]) -> str:
    """What became of a sentence."""
    if not heard:
        return "lists" if means else "right"
    if sorted(one.change for one in heard) != sorted(one["change"] for one in means):
        return "wrong"
    found = [_compared(one, next(other["with"] for other in means if other["change"] == one.change)) for one in heard]
    return max(found, key=["right", "asks more", "wrong"].index)


def _compared(heard: Heard, meant: dict[str, Any]) -> str:
    given = dict(heard.given)
    report, _, question = given.get("question", "").partition(".")
    given |= {"report": report, "question": question} if question else {}
    given |= {"first": given.get("first", ""), "from": given.get("first", ""), "to": given.get("last", "")}
    result = "right"
    for name, value in meant.items():
        said = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        has = given.get(name, "")
        if has and has.lower() != said.lower():
            return "wrong"
        result = result if has else "asks more"
    return result


def main() -> None:
    known = Known.of(SAMPLE)
    for name, entries in yaml.safe_load(SENTENCES.read_text(encoding="utf-8")).items():
        results: Counter[str] = Counter()
        for entry in entries:
            heard = hear(entry["say"], known)
            result = outcome(heard, entry["means"])
            results[result] += 1
            if "--each" in sys.argv:
                print(f"{result:>10}  {entry['say']}")
                if result != "right":
                    for one in heard:
                        print(f"{'':>12}{one.change} {one.given} or {', '.join(one.others)}")
        print(f"{name}: {len(entries)}, " + ", ".join(f"{count} {result}" for result, count in sorted(results.items())))


if __name__ == "__main__":
    main()
