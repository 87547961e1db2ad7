"""What leaves: nothing small can be worked out, in a table or between tables, and what need not be hidden is not."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.disclosure import WITHHELD, share
from reports.figures import ALL, Figure, Question, Report
from reports.populations import Population
from reports.quantities import Equation
from reports.suppression import _narrow
from reports.wording import measured
from tests.differencing import recovered

THRESHOLD = 11
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
HALVES = (YEAR[0], date(2025, 6, 30)), (date(2025, 7, 1), YEAR[1])


def definition(by=(), programs=(), measure="served", of=None, filters=None):
    return {
        "measure": measure, "of_measure": of, "dimensions": list(by), "programs": list(programs),
        "filters": filters or {}, "labels_alike": False,
    }  # fmt: skip


class World:
    """Invented people: how many of each program and age came in each half, and how many of them did well."""

    def __init__(self, people, well):
        self.people, self.well = people, well
        self.programs = sorted({program for program, _, _ in people})
        self.ages = sorted({age for _, age, _ in people})
        self.reports, self.definitions = {}, {}

    def __repr__(self):
        return f"World({self.people}, {self.well})"

    def count(self, of, program=ALL, age=ALL, span=YEAR, programs=()):
        return sum(
            number
            for (p, a, half), number in of.items()
            if program in (ALL, p) and age in (ALL, a) and (not programs or p in programs)
            and span[0] <= HALVES[half][0] and HALVES[half][1] <= span[1]
        )  # fmt: skip

    def ask(self, report, question, by=(), programs=(), span=YEAR, percent=False):
        kinds = {"program": [p for p in self.programs if not programs or p in programs], "age_group": self.ages}
        rows, columns = ([ALL, *kinds[by[i]]] if len(by) > i else [ALL] for i in (0, 1))
        cells = {}
        for row, column in product(rows, columns):
            only = {"program": ALL, "age_group": ALL} | dict(zip(by, (row, column), strict=False))
            size = self.count(self.people, only["program"], only["age_group"], span, programs)
            many = self.count(self.well, only["program"], only["age_group"], span, programs) if percent else size
            if not size:
                continue
            value = 100 * many / size if percent else float(many)
            kind = "percent" if percent else "clients"
            cells[row, column] = Figure(
                f"{report}:{question}:{row}:{column}", report, question, "?", row, row, column, column, kind,
                value, float(many), float(size) if percent else None, many, f"{many}", measured(value, kind),
                start=span[0], end=span[1],
            )  # fmt: skip
        made = Question(question, 1, "", "?", "m", "clients", "", cells)
        former = self.reports.get(report) or Report(report, report, "", "", *span, [])
        self.reports[report] = replace(former, questions=[*former.questions, made])
        self.definitions[report, question] = definition(by, programs, *(("well", "served") if percent else ("served",)))

    def ask_all(self):
        """Tables of one funder, of another with fewer programs, and of halves of the year."""
        self.ask("city", "both", ("program", "age_group"))
        self.ask("city", "ages", ("age_group",))
        self.ask("county", "programs", ("program",))
        self.ask("county", "some", ("age_group",), programs=self.programs[:2])
        self.ask("county", "first", ("age_group",), span=HALVES[0])
        self.ask("state", "second", ("age_group",), span=HALVES[1])
        self.ask("state", "share", ("program",), percent=True)


@st.composite
def worlds(draw):
    keys = list(product("abc"[: draw(st.integers(2, 3))], "xyz"[: draw(st.integers(2, 3))], (0, 1)))
    number = st.one_of(st.integers(0, 15), st.integers(0, 120))
    people = {key: draw(number) for key in keys}
    world = World(people, {key: draw(st.integers(0, size)) for key, size in people.items()})
    world.ask_all()
    return world


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_no_attack_finds_a_small_number(world):
    shared = share(world.reports, world.definitions, THRESHOLD, frozenset())
    assert recovered(world.reports, shared, world.definitions, THRESHOLD) == []


def test_the_attack_finds_what_hiding_small_numbers_alone_leaves_open():
    world = World({("a", "x", 0): 3, ("a", "y", 0): 40, ("b", "x", 0): 50, ("b", "y", 0): 60}, {})
    world.ask("city", "both", ("program", "age_group"))
    world.ask("county", "ages", ("age_group",))
    naive = {
        name: replace(
            report,
            questions=[
                replace(q, cells={k: f.hidden("<11", "") if f.clients < 11 else f for k, f in q.cells.items()})
                for q in report.questions
            ],
        )
        for name, report in world.reports.items()
    }
    assert any("determined" in what for what in recovered(world.reports, naive, world.definitions, THRESHOLD))
    shared = share(world.reports, world.definitions, THRESHOLD, frozenset())
    assert recovered(world.reports, shared, world.definitions, THRESHOLD) == []


def test_what_one_funder_may_not_see_no_other_sees():
    """The same people asked for by two funders are hidden in both; so is what two halves of a year give away."""
    world = World({("a", "x", 0): 4, ("a", "x", 1): 30, ("a", "y", 0): 50, ("a", "y", 1): 45}, {})
    world.ask("city", "year", ("age_group",))
    world.ask("county", "first", ("age_group",), span=HALVES[0])
    world.ask("state", "first", ("age_group",), span=HALVES[0])
    world.ask("state", "second", ("age_group",), span=HALVES[1])
    shared = share(world.reports, world.definitions, THRESHOLD, frozenset())
    shown = {figure.figure_id: figure.shown for report in shared.values() for figure in report.figures}
    assert shown["county:first:x:all"] == shown["state:first:x:all"] == "<11"
    assert shown["county:first:y:all"] == shown["state:first:y:all"] == WITHHELD
    assert WITHHELD in (shown["city:year:x:all"], shown["state:second:x:all"])


def test_large_numbers_stay():
    world = World({key: 40 + place for place, key in enumerate(product("ab", "xy", (0, 1)))}, {})
    for question in (("city", "both", ("program", "age_group")), ("county", "ages", ("age_group",))):
        world.ask(*question)
    shared = share(world.reports, world.definitions, THRESHOLD, frozenset())
    assert shared == world.reports


@pytest.mark.parametrize("small", [1, 5, 9])
def test_hidden_numbers_of_a_line_are_never_few_together(small):
    """142 people, 133 of them here: that 9 are elsewhere is a small number too, whoever of two they are."""
    world = World({("a", "x", 0): small, ("b", "x", 0): 10 - small, ("c", "x", 0): 133}, {})
    world.ask("city", "programs", ("program",))
    shared = share(world.reports, world.definitions, THRESHOLD, frozenset())
    assert [figure.shown for figure in shared["city"].figures][1:] == ["<11", "<11", WITHHELD]


def test_what_is_left_of_a_part_may_be_more_than_what_is_left_of_the_whole():
    """Six did not do well in one program and two in another, but five in neither: no bound may exclude the five."""
    whole, one, other = (("rest", Population("well", (("program", name),)), None) for name in ("any", "a", "b"))
    values = {whole: 5, one: 6, other: 2}
    bounds = {one: (6, 6)}
    _narrow(bounds, Equation(whole, (one, other)), values, {one})
    assert all(low <= values[quantity] <= high for quantity, (low, high) in bounds.items())
