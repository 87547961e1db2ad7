"""The catalogue of measures as metrics of dbt's semantic layer: `python -m caseline.framework.metrics` writes them.

A metric is one way of counting one measure, over all that happened on the days asked for. Measures that last are left
out, and so is what an organisation alone knows (its outcomes and programs): those are dimensions.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from caseline.ground.shipped import SHIPPED
from caseline.ground.written import write_whole
from caseline.organization.questions import Count, Measure, measures

METRICS = SHIPPED / "dbt_project" / "models" / "metrics.yml"
COUNTED: dict[Count, str] = {"clients": "clients", "events": "records", "sum": "total", "mean": "mean_value"}
"""The measure of the semantic model `fact` (semantic_models.yml) that a way of counting is."""
WITHIN = {"exits_to_permanent_housing": "exits", "improved": "pre_post_pair", "worsened": "pre_post_pair"}
"""Measures each of whose facts is a fact of another, of the same client on the same day: a ratio says their share over
any days. Of others a report leaves out whoever is not among those it is a share of, which a ratio cannot."""
HEAD = "# Made of caseline/organization/measures.yml by `python -m caseline.framework.metrics`.\n"
BY_LABEL = " Group it by fact__label: its labels mean nothing put together."


def write_metrics(path: Path = METRICS) -> None:
    text = yaml.safe_dump({"metrics": [*_simple(), *_shares()]}, sort_keys=False, allow_unicode=True, width=120)
    write_whole(path, (HEAD + text).encode())


def _simple() -> Iterator[dict[str, Any]]:
    for measure in _that_happen():
        for count in measure.counts:
            if count in COUNTED:
                yield {
                    "name": f"{measure.id}_{count}",
                    "label": f"{measure.title}: {_words(measure, count)}",
                    "description": _meaning(measure),
                    "type": "simple",
                    "type_params": {"measure": COUNTED[count]},
                    "filter": f"{{{{ Dimension('fact__measure') }}}} = '{measure.id}'",
                }


def _shares() -> Iterator[dict[str, Any]]:
    for name, of in WITHIN.items():
        yield {
            "name": f"{name}_share",
            "label": f"{measures()[name].title}: share of {measures()[of].who}",
            "description": _meaning(measures()[name]),
            "type": "ratio",
            "type_params": {"numerator": f"{name}_clients", "denominator": f"{of}_clients"},
        }


def _that_happen() -> list[Measure]:
    return [measure for measure in measures().values() if not measure.lasts]


def _meaning(measure: Measure) -> str:
    return measure.meaning + (BY_LABEL if measure.apart else "")


def _words(measure: Measure, count: Count) -> str:
    words = {"clients": "clients", "events": measure.things[1]}
    return words.get(count) or f"{count} of {measure.average or 'values'} in {measure.unit}"


if __name__ == "__main__":
    write_metrics()
