"""Counts leave rounded: no reader finds a small one, whatever they know of how tables hang together."""

import random
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise, product
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from caseline.ground.errors import CaselineError, ConfigurationErrors
from caseline.ground.yaml_files import load_yaml
from caseline.organization.profile import Organization, Sharing
from caseline.organization.questions import Report as AskedReport
from caseline.organization.rounding_key import FILE, rounding_key
from reports.disclosure import WITHHELD, Rule, rule_of, share
from reports.disclosure.audit import FEWEST_VALUES, Attack, shown_numbers
from reports.disclosure.groups import groups_of
from reports.disclosure.meanings import Meaning
from reports.disclosure.numbers import numbers_of
from reports.disclosure.rounding import bounds, choices, rounded
from reports.disclosure.rules import rule_by
from reports.disclosure.sharing import wilson, with_setbacks
from reports.figures import ALL, Figure, Question, Report
from reports.wording import measured
from tests.unit.site_warehouse import organization

RULE = Rule(11)
PERIOD = (date(2025, 1, 1), date(2025, 12, 31))
PROGRAMS = ("a", "b")
AGES = ("x", "y", "z")
HALVES = ("1", "2")


def some_of(things):
    return [frozenset(chosen) for size in range(1, len(things) + 1) for chosen in combinations(things, size)]


KINDS = list(product(some_of(PROGRAMS), AGES, some_of(HALVES), (False, True)))
"""Kinds of people: in which programs, how old, there in which halves of the year, and whether they did well."""


class World:
    """Invented people, `of` each kind so many, and the tables that two funders ask for about them."""

    def __init__(self, of, secret="secret"):
        self.of, self.secret = of, secret
        self.people = [(f"C-{place}-{n}", kind) for place, kind in enumerate(KINDS) for n in range(of.get(kind, 0))]
        self.cells, self.members, self.asks = {}, {}, {}
        every = {"program": PROGRAMS, "age": AGES, "half": HALVES}
        for report, question, by, well in (
            ("city", "programs", ("program", "half"), False), ("city", "ages", ("age",), False),
            ("county", "both", ("program", "age"), False), ("county", "well", ("program",), True),
            ("state", "halves", ("half",), False), ("state", "well", ("age",), True),
        ):  # fmt: skip
            rows, columns = ([ALL, *every[by[i]]] if len(by) > i else [ALL] for i in (0, 1))
            for row, column in product(rows, columns):
                only = dict(zip(by, (row, column), strict=False))
                self._ask(report, question, row, column, only, well)

    def __repr__(self):
        return f"World({self.of})"

    def _ask(self, report, question, row, column, only, well):
        base = [client for client, kind in self.people if fits(kind, only)]
        did = [client for client, kind in self.people if fits(kind, only) and (kind[3] or not well)]
        if not base:
            return
        name = f"{report}:{question}:{row}:{column}"
        count, value = ("percent", 100 * len(did) / len(base)) if well else ("clients", float(len(did)))
        self.cells.setdefault((report, question), {})[row, column] = Figure(
            name, report, question, "?", row, row, column, column, count, value, float(len(did)),
            float(len(base)) if well else None, len(did), "raw", measured(value, count), start=PERIOD[0], end=PERIOD[1],
        )  # fmt: skip
        self.members |= {(name, "counted"): did, (name, "base"): base if well else []}
        self.asks[name] = (only, well)

    @property
    def reports(self):
        made = {}
        for (report, question), cells in self.cells.items():
            asked = Question(question, 1, "", "?", "m", "clients", "", cells)
            former = made.get(report) or Report(report, report, "", "", *PERIOD, [])
            made[report] = replace(former, questions=[*former.questions, asked])
        return made

    def shared(self, rule=RULE):
        told = share(self.reports, groups_of(self.members, self.secret), rule)
        return {figure.figure_id: figure for report in told.values() for figure in report.figures}


def fits(kind, only):
    programs, age, halves, _ = kind
    return (
        only.get("program", ALL) in (ALL, *programs)
        and only.get("age", ALL) in (ALL, age)
        and only.get("half", ALL) in (ALL, *halves)
    )


def narrowed(world, shared):
    """What somebody who knows how all tables hang together finds out: small numbers left fewer than three values.

    It knows nothing of the code that rounds. For each kind of people there is a number to find; every figure that is
    shown says something of a sum of them, and a row that no table has is nobody.
    """
    truth = np.array([world.of.get(kind, 0) for kind in KINDS], dtype=float)
    rows, low, high, asked = [], [], [], {}
    for name, figure in shared.items():
        only, well = world.asks[name]
        base = np.array([fits(kind, only) for kind in KINDS], dtype=float)
        did = base * np.array([kind[3] or not well for kind in KINDS])
        asked |= {f"{name} counted": did, f"{name} left": base - did}
        if figure.is_hidden:
            continue
        for sum_of, told in ((did, figure.numerator), (base, figure.denominator)):
            if told is not None:
                least, most = bounds(int(told), RULE.step)
                rows.append(sum_of)
                low.append(least)
                high.append(most)
    for (one, first), (other, second) in combinations(list(asked.items()), 2):
        if (
            one.endswith("counted")
            and other.endswith("counted")
            and ((first <= second).all() or (second <= first).all())
        ):
            asked[f"{one} but not {other}"] = np.abs(first - second)
    both = np.array([len(kind[0]) > 1 for kind in KINDS], dtype=float)
    asked |= {"in both programs": both, "there in both halves": np.array([len(kind[2]) > 1 for kind in KINDS], float)}
    known = LinearConstraint(np.array(rows), low, high)
    found, rng, names = [], random.Random(1), [name for name, aim in asked.items() if 0 < aim @ truth < RULE.threshold]
    least, most = {name: asked[name] @ truth for name in names}, {name: asked[name] @ truth for name in names}

    def look(aim):
        world_ = milp(aim, constraints=known, integrality=np.ones(len(KINDS)), bounds=Bounds(0, 200))
        for name in names:
            came = round(float(asked[name] @ world_.x))
            least[name], most[name] = min(least[name], came), max(most[name], came)

    for _ in range(3):
        aim = sum(rng.random() * asked[name] for name in names) if names else np.zeros(len(KINDS))
        look(aim)
        look(-aim)
    for name in names:
        if most[name] - least[name] < FEWEST_VALUES - 1:
            look(asked[name])
            look(-asked[name])
        if most[name] - least[name] < FEWEST_VALUES - 1:
            found.append((name, float(asked[name] @ truth), least[name], most[name]))
    return found


@st.composite
def worlds(draw):
    number = st.one_of(st.integers(1, 3), st.integers(1, 15), st.integers(1, 60))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=14, unique=True))
    return World({kind: draw(number) for kind in kinds}, draw(st.text("abc", min_size=1, max_size=3)))


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_nobody_narrows_a_small_number_down(world):
    shared = world.shared()
    for name, figure in shared.items():
        assert figure.is_hidden or figure.value is None or figure.count == "percent" or figure.value % RULE.step == 0, (
            name
        )
    assert narrowed(world, shared) == []


def test_the_attack_finds_what_hiding_small_numbers_alone_leaves_open():
    one, other = frozenset("a"), frozenset("b")
    half = frozenset("1")
    world = World({(one, "x", half, False): 30, (other, "x", half, False): 40, (one | other, "x", half, False): 5})
    naive = {
        name: figure if figure.clients >= 11 else figure.hidden("<11", "")
        for name, figure in ((f.figure_id, f) for r in world.reports.values() for f in r.figures)
    }
    exact = {name: replace(figure) for name, figure in naive.items()}
    found = narrowed_exactly(world, exact)
    assert found == 5
    assert narrowed(world, world.shared()) == []


def narrowed_exactly(world, shown):
    """People in both programs, from three counts that are shown as they are."""
    return (
        shown["city:programs:a:all"].clients + shown["city:programs:b:all"].clients
        - shown["city:programs:all:all"].clients
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 4, 5, 7, 9, 10, 23, 117])
def test_a_count_goes_up_or_down_to_a_multiple_and_never_to_nobody(count):
    went = {rounded(count, key, 5) for key in range(100)}
    assert went == set(choices(count, 5))
    for shown in went:
        assert shown > 0 and shown % 5 == 0 and abs(shown - count) < 5
        assert bounds(shown, 5)[0] <= count <= bounds(shown, 5)[1]
    if count >= 5:
        assert abs(sum(rounded(count, key, 5) for key in range(1000)) / 1000 - count) < 0.01


def test_nobody_stays_nobody_and_full_counts_stay_as_they_are():
    assert rounded(0, 3, 5) == 0 and rounded(7, 3, 1) == 7


def some(number, first=0):
    return [f"C-{n}" for n in range(first, first + number)]


def table(report, question, cells, **members):
    """A table of clients: `cells` by row, each the clients of it."""
    figures, behind = {}, {}
    for row, clients in cells.items():
        name = f"{report}:{question}:{row}:all"
        figures[row, ALL] = Figure(
            name, report, question, "?", row, row, ALL, ALL, "clients", float(len(clients)), float(len(clients)), None,
            len(clients), "raw", "raw",
        )  # fmt: skip
        behind[name, "counted"] = clients
    return Report(
        report, report, "", "", None, None, [Question(question, 1, "", "?", "m", "clients", "", figures)]
    ), behind


def told(*tables, secret="s", rule=RULE):
    members = {place: clients for _, behind in tables for place, clients in behind.items()}
    shared = share({report.report_id: report for report, _ in tables}, groups_of(members, secret), rule)
    return {figure.figure_id: figure for report in shared.values() for figure in report.figures}


def test_the_same_people_are_the_same_number_for_every_reader_and_in_every_version():
    for size in (3, 7, 23, 58):
        first = told(table("city", "served", {ALL: some(size)}))["city:served:all:all"]
        again = told(table("county", "young", {ALL: some(40, 200), "young": some(size)}))["county:young:young:all"]
        assert first.value == again.value


def test_versions_of_a_report_that_grows_hardly_ever_go_down():
    """A group that keeps most of its people keeps its key: many versions say no more than one."""
    fell = moved = 0
    for secret in map(str, range(40)):
        versions = [
            told(table("city", "served", {ALL: some(size)}), secret=secret)["city:served:all:all"].value
            for size in range(20, 40)
        ]
        fell += sum(after < before for before, after in pairwise(versions))
        moved += sum(after != before for before, after in pairwise(versions))
    assert fell <= 0.02 * 40 * 19 and moved <= 0.3 * 40 * 19


def test_many_single_people_in_a_table_do_not_give_one_another_away():
    """Nine groups of one person each come to nine: with a total of 5 to 9 each could only be one."""
    for secret in map(str, range(12)):
        ones = {f"r{n}": some(1, n) for n in range(9)}
        shown = told(table("city", "race", {ALL: some(9), **ones}), secret=secret)
        parts = sum(1 for row in ones if not shown[f"city:race:{row}:all"].is_hidden)
        total = shown["city:race:all:all"]
        assert total.is_hidden or bounds(int(total.value), 5)[1] >= parts + 4


def test_few_people_in_very_many_tables_are_audited_in_seconds():
    """Fifteen clients stand within each other in thousands of ways; what is asked one by one must be few of these."""
    chance, tables = random.Random(3), []
    for number in range(40):
        everybody = chance.sample(some(15), chance.randint(3, 15))
        parts = {f"r{part}": chance.sample(everybody, chance.randint(1, len(everybody))) for part in range(6)}
        tables.append(table(f"report{number}", "served", {ALL: everybody, **parts}))
    members = {place: clients for _, behind in tables for place, clients in behind.items()}
    numbers = numbers_of([report for report, _ in tables], groups_of(members, "s"), RULE.threshold, RULE.reach)
    assert len(numbers.small) > 3_000
    began = process_time()
    shown = shown_numbers(numbers, RULE.step)
    assert process_time() - began < 10
    assert sum(told is None for told in shown.values()) < len(shown) / 10
    assert Attack(numbers, RULE.step).narrowed(shown, numbers.small) == []


def test_readers_know_what_words_imply_and_not_what_holds_by_chance():
    served, left, young = some(9), some(7), some(3)
    tables = [
        table("city", "served", {ALL: served}),
        table("city2", "left", {ALL: left}),
        table("city3", "goals", {ALL: young}),
        table("county", "left", {ALL: some(4, 20)}),
        table("county2", "goals", {ALL: some(2, 40)}),
        table("county3", "served", {ALL: some(6, 20)}),
    ]
    members = {place: clients for _, behind in tables for place, clients in behind.items()}
    means = {
        "city:served:all:all": ("served", {}), "city2:left:all:all": ("left", {}), "city3:goals:all:all": ("goals", {}),
        "county:left:all:all": ("left", {"program": frozenset("a")}),
        "county2:goals:all:all": ("goals", {"program": frozenset("a")}),
        "county3:served:all:all": ("served", {"program": frozenset("a")}),
    }  # fmt: skip
    meanings = {(figure, "counted"): Meaning(*meant, *PERIOD) for figure, meant in means.items()}
    reports = [report for report, _ in tables]
    numbers = numbers_of(reports, groups_of(members, "s"), RULE.threshold, RULE.reach, meanings)
    within = {tuple(number.size for number, _ in relation.terms) for relation in numbers.relations}
    assert within == {(7, 9), (4, 6)}  # in program a nobody with goals was served or left: they are no part of those
    assert len(numbers_of(reports, groups_of(members, "s"), RULE.threshold, RULE.reach).relations) == 4


def test_shares_and_intervals_are_made_of_rounded_counts():
    figure = Figure(
        "city:moved:all:all", "city", "moved", "?", ALL, ALL, ALL, ALL, "percent", 100 * 54 / 85, 54.0, 85.0, 54, "raw",
        "raw", low=52.95, high=72.97,
    )  # fmt: skip
    report = Report(
        "city", "", "", "", None, None, [Question("moved", 1, "", "?", "m", "percent", "", {(ALL, ALL): figure})]
    )
    groups = groups_of({(figure.figure_id, "counted"): some(54), (figure.figure_id, "base"): some(85)}, "s")
    (shared,) = share({"city": report}, groups, RULE)["city"].figures
    assert shared.clients % 5 == shared.denominator % 5 == 0 and shared.numerator == shared.clients
    assert shared.value == round(100 * shared.clients / shared.denominator)
    assert (shared.low, shared.high) == wilson(shared.clients, int(shared.denominator))
    assert shared.sentence.startswith(f"About {shared.clients} of {shared.denominator:.0f} ")
    few = replace(figure, value=60.0, numerator=3.0, denominator=5.0, clients=3)
    report = replace(report, questions=[replace(report.questions[0], cells={(ALL, ALL): few})])
    (hidden,) = share({"city": report}, groups_of({}, "s"), RULE)["city"].figures
    assert hidden.shown == WITHHELD and (hidden.value, hidden.clients, hidden.low) == (None, 0, None)


def test_a_mean_is_told_of_enough_people_and_no_sum_comes_back_from_it():
    def mean(clients, valued):
        figure = Figure(
            "city:stay:all:all", "city", "stay", "?", ALL, ALL, ALL, ALL, "mean", 203.16092, 203.16092 * valued,
            float(valued), clients, "raw", "raw",
        )  # fmt: skip
        report = Report(
            "city", "", "", "", None, None, [Question("stay", 1, "", "?", "m", "mean", "", {(ALL, ALL): figure})]
        )
        (shared,) = share({"city": report}, groups_of({(figure.figure_id, "counted"): some(clients)}, "s"), RULE)[
            "city"
        ].figures
        return shared

    many = mean(85, 87)
    assert (many.value, many.shown, many.numerator) == (203.2, "203.2", None) and many.denominator % 5 == 0
    assert mean(8, 9).shown == WITHHELD


def test_a_percentage_says_nothing_where_its_base_may_be_small():
    assert (Rule(11).step, Rule(11).fewest_of_a_share) == (5, 15) and bounds(15, 5)[0] == 11
    assert (Rule(5).step, Rule(5).fewest_of_a_share) == (3, 9) and bounds(9, 3)[0] == 7
    assert (Rule(0).step, Rule(0).is_rounded) == (1, False)


def test_full_counts_and_lower_thresholds_need_somebody_who_answers_for_them(tmp_path):
    said = {"because": "Agreement 2026-14.", "decided_by": "Ann Roe", "decided_on": "2026-06-12"}
    usual = organization(tmp_path)
    assert rule_of(usual) == Rule(11) and "multiples of 5" in rule_of(usual).sentence
    full = Sharing(counts="full", **said)
    place = usual.model_copy(update={"sharing": {"network": full}})
    assert rule_of(place) == rule_of(place, "analyst") == Rule(11)
    rule = rule_of(place, "network")
    assert rule.step == 1 and rule.sentence == (
        "Counts are shown as they are. By decision of Ann Roe on 12 June 2026: “Agreement 2026-14.”"
    )
    with pytest.raises(ValueError, match="full counts need"):
        Sharing(counts="full")
    row = usual.model_dump()
    for sharing in ({"funder": {"threshold": 5}}, {"funder": {"threshold": 5, "because": "x"}}):
        with pytest.raises(ValueError, match="below 11 needs"):
            Organization.model_validate(row | {"sharing": sharing})
    assert Organization.model_validate(row | {"sharing": {"funder": {"threshold": 20}}}).sharing
    assert rule_by(Sharing(threshold=5, **said), 11).step == 3


def test_an_agreement_names_who_decided(tmp_path):
    path = tmp_path / "city.yml"
    question = "questions:\n  - {id: a, ask: How many, measure: exits, count: clients}\n"
    text = "id: city\ntitle: City\nagreement: {counts: full%s}\n" + question
    path.write_text(text % ", because: They signed it, decided_by: Ann, decided_on: 2026-06-12", encoding="utf-8")
    assert load_yaml(path, AskedReport).agreement.counts == "full"
    path.write_text(text % "", encoding="utf-8")
    with pytest.raises(ConfigurationErrors, match="because"):
        load_yaml(path, AskedReport)


def test_the_key_is_made_once_and_kept(tmp_path):
    key = rounding_key(tmp_path)
    assert key == rounding_key(tmp_path) and len(key) == 64
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    (tmp_path / FILE).write_text("", encoding="ascii")
    with pytest.raises(CaselineError, match="not whole"):
        rounding_key(tmp_path)
    with pytest.raises(CaselineError, match="cannot be read or made"):
        rounding_key(tmp_path / "nowhere")


def test_who_improved_is_not_told_where_who_fell_back_is_hidden():
    def asked(measure, report_id, **hidden):
        figure = some_share(f"{report_id}:{measure}", report_id)
        return Question(measure, 1, "", "?", measure, "percent", "", {
            (ALL, ALL): figure.hidden(WITHHELD, "Too few.") if hidden else figure
        })  # fmt: skip

    def meaning(measure, program="housing"):
        return Meaning(measure, {"program": frozenset({program})}, None, None)

    reports = {
        name: Report(name, name, "", "", None, None, questions)
        for name, questions in (
            ("a", [asked("improved", "a"), asked("worsened", "a", hidden=True)]),
            ("b", [asked("improved", "b")]),
            ("c", [asked("improved", "c"), asked("worsened", "c")]),
        )
    }
    told = with_setbacks(reports, {
        ("a:improved", "counted"): meaning("improved"), ("a:worsened", "counted"): meaning("worsened"),
        ("b:improved", "counted"): meaning("improved"), ("c:improved", "counted"): meaning("improved", "youth"),
        ("c:worsened", "counted"): meaning("worsened", "youth"),
    })  # fmt: skip
    assert [report.questions[0].total.is_hidden for report in told.values()] == [True, True, False]


def some_share(figure_id, report_id):
    return Figure(
        figure_id, report_id, "q", "?", ALL, "Total", ALL, "Total", "percent", 50.0, 20.0, 40.0, 20, "20 of 40.", "50%"
    )


@pytest.mark.parametrize(
    "rows", [{"a": (60, 240), "b": (38, 150), "c": (1, 44)}, {"a": (60, 700), "b": (2, 90), "c": (1, 44)}]
)
def test_what_few_people_did_is_not_worked_out_from_the_table_it_stands_in(rows):
    """Services of few people are many, and tell of one person all the same."""
    rows = rows | {ALL: tuple(map(sum, zip(*rows.values(), strict=True)))}
    cells = {
        (row, ALL): Figure(
            f"city:services:{row}:all", "city", "services", "?", row, row, ALL, ALL, "events", float(events),
            float(events), None, people, "raw", "raw",
        )
        for row, (people, events) in rows.items()
    }  # fmt: skip
    first = {"a": 0, "b": 100, "c": 200, ALL: 0}
    behind = {(f"city:services:{row}:all", "counted"): some(people, first[row]) for row, (people, _) in rows.items()}
    behind["city:services:all:all", "counted"] = [
        one for row in "abc" for one in behind[f"city:services:{row}:all", "counted"]
    ]
    questions = [Question("services", 1, "", "?", "services_delivered", "events", "", cells)]
    for secret in "stu":
        shown = told((Report("city", "city", "", "", None, None, questions), behind), secret=secret)
        hidden = [row for row in "abc" if shown[f"city:services:{row}:all"].is_hidden]
        assert "c" in hidden
        assert shown["city:services:all:all"].is_hidden or sum(rows[row][0] for row in hidden) > RULE.threshold


def stays(*alike, **rows):
    """Mean stays by program: of each row its clients and its mean; every client has one stay in it.

    `alike`: rows of the same clients.
    """
    total = sum(people for people, _ in rows.values()), sum(people * mean for people, mean in rows.values())
    of = {row: (people, people * mean) for row, (people, mean) in rows.items()} | {ALL: total}
    cells = {
        (row, ALL): Figure(
            f"city:stay:{row}:all", "city", "stay", "?", row, row, ALL, ALL, "mean", days / people, days,
            float(people), people, "raw", "raw",
        )
        for row, (people, days) in of.items()
    }  # fmt: skip
    behind = {(f"city:stay:{row}:all", "counted"): some(people, 900 if row in alike else 100 * place)
              for place, (row, (people, _)) in enumerate(of.items()) if row != ALL}  # fmt: skip
    everybody = sorted({client for clients in behind.values() for client in clients})
    cells[ALL, ALL] = replace(cells[ALL, ALL], clients=len(everybody))
    behind["city:stay:all:all", "counted"] = everybody
    report = Report(
        "city", "city", "", "", None, None, [Question("stay", 1, "", "?", "length_of_stay", "mean", "", cells)]
    )
    return told((report, behind))


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        # the fourth would follow from the total and the others: the smallest of these goes too
        ({"a": (60, 90.0), "b": (40, 30.0), "c": (30, 10.0), "d": (2, 700.0)}, "cd"),
        # both together are too few for a mean: another one goes too
        ({"a": (60, 90.0), "b": (40, 30.0), "c": (2, 10.0), "d": (2, 700.0)}, "bcd"),
        ({"a": (60, 90.0), "d": (2, 700.0)}, "ad"),
        ({"a": (60, 90.0), "b": (40, 30.0)}, ""),
    ],
)
def test_a_hidden_mean_does_not_follow_from_the_total_and_the_others(rows, hidden):
    shown = stays(**rows)
    assert "".join(row for row in rows if shown[f"city:stay:{row}:all"].is_hidden) == hidden
    assert not shown["city:stay:all:all"].is_hidden


def test_two_hidden_means_of_the_same_few_are_of_no_more_people():
    rows = {"a": (60, 90.0), "b": (40, 30.0), "c": (8, 10.0), "d": (8, 700.0)}
    hidden = {apart: [row for row in rows if stays(*apart, **rows)[f"city:stay:{row}:all"].is_hidden]
              for apart in ((), ("c", "d"))}  # fmt: skip
    assert hidden == {(): ["c", "d"], ("c", "d"): ["b", "c", "d"]}
