"""The picture on a client's page: stays as bars, contacts as dots, over the months."""

from dataclasses import dataclass
from datetime import date, timedelta

from reports.published import Row

LEFT, WIDTH, LANE, TOP = 0, 1000, 34, 26


@dataclass(frozen=True)
class Lane:
    name: str
    y: int
    bars: list[tuple[float, float, bool]]
    """x, width, and whether the stay goes on."""


@dataclass(frozen=True)
class Lanes:
    """Shapes in a drawing 1000 units wide."""

    lanes: list[Lane]
    dots: list[tuple[float, str]]
    years: list[tuple[float, str]]
    today: float
    height: int


def lanes(enrollments: list[Row], events: list[Row], as_of: date, names: dict[str, str]) -> Lanes | None:
    """None when nothing about the client has a date."""
    starts = [stay["entry_date"] for stay in enrollments if stay["entry_date"]]
    days = starts + [event["event_date"] for event in events if event["event_date"]]
    if not days:
        return None
    first, last = min(days), max([*days, as_of, *(stay["exit_date"] or as_of for stay in enrollments)])
    first, last = first - timedelta(days=20), last + timedelta(days=20)
    length = max((last - first).days, 1)

    def x(day: date) -> float:
        return round(LEFT + WIDTH * (day - first).days / length, 1)

    by_program: dict[str, list[Row]] = {}
    for stay in enrollments:
        if stay["entry_date"]:
            by_program.setdefault(stay["program_id"] or "", []).append(stay)
    drawn = [
        Lane(
            names.get(program, program or "No program"),
            TOP + LANE * position,
            [
                (x(stay["entry_date"]), max(x(stay["exit_date"] or as_of) - x(stay["entry_date"]), 6),
                 stay["exit_date"] is None)
                for stay in stays
            ],
        )
        for position, (program, stays) in enumerate(sorted(by_program.items()))
    ]  # fmt: skip
    dots = [
        (x(event["event_date"]), event["event_type"])
        for event in events
        if event["event_date"] and event["event_type"] in ("note", "service", "assessment")
    ]
    years = [(x(date(year, 1, 1)), str(year)) for year in range(first.year + 1, last.year + 1)]
    return Lanes(drawn, list(dict.fromkeys(dots)), years, x(as_of), TOP + LANE * len(drawn) + 40)
