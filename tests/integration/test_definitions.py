"""A changed definition says whom it moves before it counts."""

import shutil
from pathlib import Path

from caseline.ground.settings import Workspace
from caseline.onboarding.definitions import against_last

ORGANIZATION = """
id: harbor
name: Harbor
affiliates: [{id: eastside, name: Eastside}]
programs: [{id: housing, name: Rapid Rehousing}, {id: youth, name: Youth Pathways}]
"""
OUTCOME = """---
id: housing_stability
title: Housing stability
programs: [housing]
item: housing_stability
improvement: 3
skill: housing-stability
---
"""
INDICATOR = """---
id: stable
title: Stable
when:
  - housing_stability is at least 2 at exit
  - no risk-flags.suicidal_ideation in the 90 days before
---
"""


def test_a_changed_definition_says_whom_it_moves_before_it_counts(reported_warehouse: Path, tmp_path: Path) -> None:
    place = Workspace(tmp_path / "harbor", tmp_path / "output" / "harbor")
    place.published.parent.mkdir(parents=True)
    shutil.copyfile(reported_warehouse, place.published)
    for folder, text in (("outcomes", OUTCOME), ("indicators", INDICATOR)):
        (place.organization / "framework" / folder).mkdir(parents=True)
        (place.organization / "framework" / folder / "it.md").write_text(text, encoding="utf-8")
    (place.organization / "organization.yml").write_text(ORGANIZATION, encoding="utf-8")
    seen: list[tuple[str, ...]] = []
    moved = {(one.measure, one.label): one for one in against_last(place, seen.append)}
    ana, ben, cleo = (f"C-{number:010d}" for number in (1, 2, 3))
    assert {key: ([c for c, _ in one.came], [c for c, _ in one.gone]) for key, one in moved.items()} == {
        ("Improved", "Housing stability"): ([], [ana]),
        ("Worsened", "Housing stability"): ([], [cleo]),
        ("Mixed indicator met", "Stable"): ([ben, cleo], []),
        ("Mixed indicator by the score alone", "Stable"): ([cleo], []),
        ("Mixed indicator by notes alone", "Stable"): ([ben, cleo], []),
    }
    assert str(moved["Mixed indicator met", "Stable"]).splitlines() == [
        "Stable, Mixed indicator met: 3 clients, 1 in the last run.",
        f"  {ben} counts now: Score 3 on 1 March 2026; no note in the 90 days before",
        f"  {cleo} counts now: Score 2 on 1 April 2026; no note in the 90 days before",
    ]
    assert seen == [(ana, ben, cleo)]
    assert not list((place.output / "check").glob("*.duckdb*"))
