"""How `caseline evaluate` shows what it measured; below a figure, where it lies with 95% confidence.

A share of fewer than ten notes is said as a count, and where an interval would say nothing there is none.
"""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseline.coding.measuring.agreement import ENOUGH_NOTES, Agreement, Interval, pooled
from caseline.coding.measuring.measured import Evaluation, label_name, rounded


def table(result: Evaluation, accepted: dict[str, Any] | None) -> Table:
    table = Table(
        title=f"{result.skill.title} ({result.skill.name}, version {result.skill.version}), read by {result.coder}, "
        f"against {result.judged_by}: {result.notes:,} notes",
        title_justify="left",
        caption=_caption(result, accepted),
        caption_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    table.add_column("Code", no_wrap=True)
    for column in ("In set", "Precision", "Recall", "F1", "Kappa", *(["Drift"] if accepted else [])):
        table.add_column(column, justify="right")
    for label, agreement in result.by_label.items():
        table.add_row(*_cells(label_name(label), agreement, accepted))
    together = pooled(result.by_label)
    table.add_section()
    table.add_row(*_cells("all codes together", together, None), style="bold")
    table.add_row("macro F1", "", "", "", _shown(result.macro_f1), style="bold")
    return table


def side_by_side(first: Evaluation, second: Evaluation, between: Evaluation) -> Table:
    """Two readers of the same notes, code by code: each beside what people found, and both beside each other."""
    table = Table(
        title=f"{first.skill.title} ({first.skill.name}), the same {first.notes:,} notes read by {first.coder} (first) "
        f"and by {second.coder} (second), against {first.judged_by}",
        title_justify="left",
        caption=" ".join(filter(None, (_unread(first), _unread(second)))),
        caption_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    table.add_column("Code", no_wrap=True)
    of_both = [f"{name}\n{which}" for which in ("first", "second") for name in ("Precision", "Recall", "F1")]
    for column in ("In set", *of_both, "Either\ngave", "Both\ngave", "Their\nkappa"):
        table.add_column(column, justify="right")
    for label in first.by_label:
        table.add_row(*_two(label_name(label), *(each.by_label[label] for each in (first, second, between))))
    table.add_section()
    together = [pooled(each.by_label) for each in (first, second, between)]
    table.add_row(*_two("all codes together", *together), style="bold")
    macro = [_shown(each.macro_f1) for each in (first, second)]
    table.add_row("macro F1", "", "", "", macro[0], "", "", macro[1], style="bold")
    return table


def _two(name: str, first: Agreement, second: Agreement, between: Agreement) -> list[str]:
    ratios = [
        cell
        for one in (first, second)
        for cell in (_share(one.both, one.given), _share(one.both, one.support), _shown(one.f1))
    ]
    either = between.both + between.machine_only + between.person_only
    return [name, f"{first.support:,}", *ratios, f"{either:,}", f"{between.both:,}", _shown(between.kappa)]


def _unread(result: Evaluation) -> str:
    return f"{result.failed:,} notes could not be read by {result.coder}." if result.failed else ""


def _cells(name: str, agreement: Agreement, accepted: dict[str, Any] | None) -> list[str]:
    cells = [
        name,
        f"{agreement.support:,}",
        _share(agreement.both, agreement.given, agreement.precision_interval),
        _share(agreement.both, agreement.support, agreement.recall_interval),
        _shown(agreement.f1),
        _shown(agreement.kappa, agreement.kappa_interval),
    ]
    if accepted:
        before = accepted["f1"].get(name)
        moved = None if before is None or agreement.f1 is None else round(agreement.f1, 4) - before
        cells.append("new" if name not in accepted["f1"] else "-" if moved is None else f"{moved:+.3f}")
    return cells


def _caption(result: Evaluation, accepted: dict[str, Any] | None) -> str:
    parts = []
    if accepted:
        moved = (rounded(result.macro_f1) or 0) - (accepted["macro_f1"] or 0)
        parts.append(
            f"Accepted: version {accepted['skill_version']} by {accepted['coder']}; macro F1 moved by {moved:+.3f}."
        )
    if result.dropped_quotes:
        parts.append(f"{result.dropped_quotes:,} quotes were dropped: not in their note, or without what governs them.")
    if result.failed:
        parts.append(f"{result.failed:,} notes could not be read.")
    return " ".join(parts)


def _share(part: int, whole: int, interval: Interval | None = None) -> str:
    if 0 < whole < ENOUGH_NOTES:
        return f"{part:,} of {whole:,}"
    return _shown(part / whole if whole else None, interval)


def _shown(ratio: float | None, interval: Interval | None = None) -> str:
    if ratio is None:
        return "-"
    return f"{ratio:.3f}" + (f"\n[dim]{interval[0]:.2f}–{interval[1]:.2f}[/]" if interval else "")
