"""What the audit of counts costs an organisation of so many clients: `python -m bench.disclosure_growth`.

The figures are those of the organisation, the clients some of its clients drawn at random.
"""

import random
import sys
from dataclasses import replace
from time import process_time

from bench.disclosure import Told, told_outside
from caseline.ground.settings import workspace
from reports.disclosure.audit import shown_numbers
from reports.disclosure.groups import Group, Groups, Place
from reports.disclosure.numbers import numbers_of
from reports.figures import Figure, Report

SIZES = (*range(10, 20), *range(20, 60, 4), *range(70, 250, 20))


def main() -> None:
    told = told_outside(workspace(*sys.argv[1:2]))
    print(f"{'clients':>7} {'counts':>7} {'small':>6} {'withheld':>9} {'CPU s':>6}")
    for size in SIZES:
        known, groups = _cut(told, size)
        began = process_time()
        numbers = numbers_of(known, groups, told.rule.threshold, told.rule.reach, told.meanings)
        shown = shown_numbers(numbers, told.rule.step)
        hidden = sum(number is None for number in shown.values())
        taken = process_time() - began
        print(f"{size:>7} {len(numbers.keys):>7} {len(numbers.small):>6} {hidden:>9} {taken:>6.1f}")


def _cut(told: Told, size: int) -> tuple[list[Report], Groups]:
    """The reports as they would be of `size` of the clients."""
    everybody = 0
    places: list[Place] = [(f.figure_id, role) for report in told.known for f in report.figures for role in ROLES]
    for place in places:
        everybody |= told.groups.of(place).people
    chance = random.Random(size)
    chosen = {client: chance.getrandbits(32) for client in chance.sample(range(everybody.bit_length()), size)}
    groups = Groups({place: _some(told.groups.of(place), chosen) for place in places})
    return [_report(report, told, groups) for report in told.known], groups


ROLES = ("counted", "base")


def _some(group: Group, chosen: dict[int, int]) -> Group:
    left = [client for client in chosen if group.people >> client & 1]
    key = chosen[min(left, key=lambda client: (chosen[client] * 7919) % 1_000_003)] if left else 0
    return Group(sum(1 << client for client in left), key)


def _report(report: Report, told: Told, groups: Groups) -> Report:
    def cut(figure: Figure) -> Figure:
        clients, base = (groups.of((figure.figure_id, role)).size for role in ROLES)
        left = clients / max(told.groups.of((figure.figure_id, "counted")).size, 1)
        value, denominator = (round((number or 0) * left) for number in (figure.value, figure.denominator))
        counts = {"percent": (0, base), "clients": (clients, 0), "events": (value, 0)}
        number, of = counts.get(figure.count, (0, denominator))
        return replace(figure, clients=clients, value=float(number), denominator=float(of))

    questions = [
        replace(
            question, cells={key: found for key, figure in question.cells.items() if (found := cut(figure)).clients}
        )
        for question in report.questions
    ]
    return replace(report, questions=questions)


if __name__ == "__main__":
    main()
