"""Means and sums that are withheld and follow from those beside them."""

from collections import defaultdict
from collections.abc import Iterator

from tests.attacker.facts import Cell, Names
from tests.attacker.meaning import Question
from tests.attacker.said import Said, around
from tests.attacker.verdicts import Verdict

HIDDEN_MEAN = "hidden mean"


def hidden_means(
    statements: list[Said], asked: dict[tuple[str, str], Question], names: Names, threshold: int
) -> list[Verdict]:
    """Of each line of a table of means: its total less its parts is what the hidden ones have together. Where that is
    one of them, or fewer records than the threshold, their mean is known as closely as the counts beside it.
    """
    tables: dict[tuple[Question, str], dict[Cell, Said]] = defaultdict(dict)
    for said in statements:
        question = asked.get((said.report, said.question))
        if question is None or question.count not in ("mean", "sum"):
            continue
        cell = names.cell(question.where_asked, said)
        if cell is not None and (said.is_withheld or (said.events is not None and _number(said.answer) is not None)):
            tables[question, said.version].setdefault(cell, said)
    return [verdict for (question, _), told in tables.items() for verdict in _of_a_table(question, told, threshold)]


def _of_a_table(question: Question, told: dict[Cell, Said], threshold: int) -> Iterator[Verdict]:
    rows = sorted({row for row, _ in told if row is not None})
    columns = sorted({column for _, column in told if column is not None})
    lines = [((row, None), [(row, column) for column in columns]) for row in [None, *rows] if columns]
    lines += [((None, column), [(row, column) for row in rows]) for column in [None, *columns] if rows]
    for total, cells in lines:
        whole, parts = told.get(total), [cell for cell in cells if cell in told]
        hidden = [cell for cell in parts if told[cell].is_withheld]
        if whole is None or whole.is_withheld or not hidden:
            continue
        shown = [told[cell] for cell in parts if cell not in hidden]
        least = _events(whole)[0] - sum(_events(said)[1] for said in shown)
        most = _events(whole)[1] - sum(_events(said)[0] for said in shown)
        if len(hidden) == 1 or most < threshold:
            amount = _amount(whole) - sum(map(_amount, shown))
            words = f"{question.where_asked}: {hidden} over {max(least, 1)} to {most}, together about {amount:.0f}"
            yield Verdict(HIDDEN_MEAN, words, tuple(map(str, hidden)), max(least, 1), most)


def _number(answer: str) -> float | None:
    try:
        return float(answer.replace(",", "").split()[0])
    except (ValueError, IndexError):
        return None


def _events(said: Said) -> tuple[int, int]:
    return around(said.events or 0, said.rounding)


def _amount(said: Said) -> float:
    return (_number(said.answer) or 0.0) * (said.events or 0)
