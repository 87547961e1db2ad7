"""An attack on what is shared outside: every small number that subtraction between all tables can find.

It knows which numbers add up to which, and reads the words beside hidden ones. It solves by other means than the code
that hides: a null space instead of elimination, linear programs instead of bounds.
"""

from collections.abc import Mapping

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from reports.disclosure import WITHHELD
from reports.figures import Report
from reports.populations import Definitions
from reports.quantities import Ledger, Quantity, ledger

OPEN_BETWEEN = 3
Bound = tuple[float | None, float | None]


def recovered(
    all_reports: Mapping[str, Report], shared: Mapping[str, Report], definitions: Definitions, threshold: int
) -> list[str]:
    """What an outside reader finds out, a sentence each; nothing is what is wanted."""
    book = ledger(all_reports.values(), definitions, threshold)
    shown = {figure.figure_id for report in shared.values() for figure in report.figures if not figure.is_hidden}
    known = {quantity for figure in shown for quantity in book.tells[figure]}
    unknown = {quantity: place for place, quantity in enumerate(q for q in book.values if q not in known)}
    found = [f"shown: {quantity}" for quantity in book.small & known]
    found += [f"determined: {quantity}" for quantity in _fixed(book, unknown) & book.small]
    for equation in book.equations:
        hidden = sum(book.values[part] for part in equation.parts if part in unknown)
        if equation.total in known and equation.total[0] in ("clients", "rest") and 0 < hidden < threshold:
            found.append(f"few together: {hidden} of {equation.total}")
    found += [f"pinned down: {quantity}" for quantity in _pinned(book, unknown, shared, threshold)]
    return found


def _rows(book: Ledger, unknown: Mapping[Quantity, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sums over the unknown, what they come to, and by how much parts overlap."""
    rows, sides, over = [], [], []
    for equation in book.equations:
        row, side = np.zeros(len(unknown)), 0.0
        for quantity, sign in (*((part, 1) for part in equation.parts), (equation.total, -1)):
            if quantity in unknown:
                row[unknown[quantity]] += sign
            else:
                side -= sign * book.values[quantity]
        if row.any():
            rows.append(row)
            sides.append(side)
            over.append(sum(book.values[part] for part in equation.parts) - book.values[equation.total])
    return np.array(rows).reshape(len(rows), len(unknown)), np.array(sides), np.array(over)


def _fixed(book: Ledger, unknown: Mapping[Quantity, int]) -> set[Quantity]:
    """Unknown quantities that have one value in every solution: those that the null space does not touch."""
    rows, _, _ = _rows(book, unknown)
    if not rows.size:
        return set()
    _, sizes, directions = np.linalg.svd(rows, full_matrices=True)
    free = directions[int((sizes > 1e-9).sum()) :]
    return {quantity for quantity, place in unknown.items() if not free.size or np.abs(free[:, place]).max() < 1e-9}


def _pinned(
    book: Ledger, unknown: Mapping[Quantity, int], shared: Mapping[str, Report], threshold: int
) -> list[Quantity]:
    """Small numbers left fewer than three values by sums, by what cannot be below zero, and by words."""
    rows, sides, over = _rows(book, unknown)
    bounds: list[Bound] = [(None, None) if kind == "sum" else (0, None) for kind, _, _ in unknown]
    if not rows.size:
        return []
    _, group = connected_components(csr_matrix((rows != 0).T @ (rows != 0)), directed=False)
    hidden = {}
    for figure in (figure for report in shared.values() for figure in report.figures):
        if figure.is_hidden and figure.count in ("clients", "events"):
            (whom,) = [quantity for quantity in book.tells[figure.figure_id] if quantity[0] == "clients"]
            if whom in unknown:
                hidden[whom] = figure.shown
    # where small numbers keep silent, "withheld" does not say that a number is not small
    silent = {group[unknown[whom]] for whom, words in hidden.items() if words == WITHHELD and whom in book.small}
    for whom, words in hidden.items():
        at_least = 1 if group[unknown[whom]] in silent else threshold
        bounds[unknown[whom]] = (1, threshold - 1) if words != WITHHELD else (at_least, None)
    found = []
    for number in sorted({group[unknown[quantity]] for quantity in book.small & set(unknown)}):
        inside = np.flatnonzero(group == number)
        touched = (rows[:, inside] != 0).any(axis=1)
        asked = {q: int(np.searchsorted(inside, place)) for q, place in unknown.items() if group[place] == number}
        found += _narrow(
            rows[np.ix_(touched, inside)], sides[touched], over[touched], [bounds[place] for place in inside],
            {q: place for q, place in asked.items() if q in book.small and q[0] in ("clients", "rest")},
        )  # fmt: skip
    return found


def _narrow(
    rows: np.ndarray, sides: np.ndarray, over: np.ndarray, bounds: list[Bound], asked: Mapping[Quantity, int]
) -> list[Quantity]:
    """Those of one connected group that no three values are left for."""
    given: dict[str, object] = {"bounds": bounds, "method": "highs"}
    if (over == 0).any():
        given |= {"A_eq": csr_matrix(rows[over == 0]), "b_eq": sides[over == 0]}
    if (over != 0).any():
        sign = np.where(over > 0, -1.0, 1.0)[over != 0]
        given |= {"A_ub": csr_matrix(rows[over != 0] * sign[:, None]), "b_ub": sides[over != 0] * sign}
    found = []
    for quantity, place in asked.items():
        aim = np.zeros(len(bounds))
        aim[place] = 1
        least, most = linprog(aim, **given), linprog(-aim, **given)
        assert least.status == 0, least.message
        if most.status == 0 and -most.fun - least.fun < OPEN_BETWEEN - 1 - 1e-6:
            found.append(quantity)
    return found
