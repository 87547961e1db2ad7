"""Finding people and pages, and narrowing lists: what holds on every page, and what nobody is told."""

import re
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from caseline.organization.roles import Role
from reports.site.kinds import Asked
from reports.site.narrowing import Narrowing, Part
from reports.site.site import Visit
from tests.unit.site_inside import every_page, inside
from tests.unit.site_warehouse import make_warehouse, organization

ROW = {"program_id": "housing", "due_on": date(2026, 3, 31)}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A warehouse in which one client's records write the name in several ways."""
    folder = tmp_path_factory.mktemp("find")
    path = make_warehouse(folder / "published.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """update record.source_person set first_name = 'Núñez-Đặng', last_name = 'Xochi'
            where record_key = (select min(record_key) from record.client_link where client_id = (
                select min(client_id) from record.client where record_count > 1))"""
        )
    return path, organization(folder)


@pytest.fixture(scope="module")
def pages(place):
    return inside(*place)


def found(pages, words):
    page = pages.page(Asked("find.html", {"words": words}), Visit("Ann", "director", "t"))
    return page, page.html.partition("<main")[2]


@pytest.mark.parametrize("words", ["nunez dang", "Núñez-Đặng", "xochi NUNEZ", "dang xochi", "nunezdang"])
def test_a_person_is_found_by_every_spelling_in_either_order(pages, words):
    page, html = found(pages, words)
    assert len(page.clients) == 1 and f"clients/{page.clients[0]}.html" in html


def test_figures_codes_and_fields_are_found_and_nobody_by_a_name_that_is_not_theirs(pages, place):
    _, html = found(pages, "eviction")
    assert "codebook.html#risk-flags.eviction_risk" in html
    _, html = found(pages, "clients served")
    assert "comprehensive.html#q-" in html or "aggregate.html#q-" in html
    _, html = found(pages, "client_id")
    assert "dictionary.html" in html
    for role in (
        Role(sees="sensitive"),
        Role(sees="identifier", fields={"first_name": "absent", "last_name": "absent"}),
    ):
        page, html = found(inside(*place, role), "xochi")
        assert page.clients == () and "Nothing of what you may see is like that." in html


@pytest.mark.parametrize(
    ("given", "keeps"),
    [
        ({}, True),
        ({"program": "housing"}, True),
        ({"program": "youth"}, False),
        ({"first": "2026-03-31", "last": "2026-03-31"}, True),
        ({"first": "2026-04-01"}, False),
        ({"last": "2026-03-30"}, False),
        ({"first": "no day"}, True),
    ],
)
def test_lists_are_narrowed_to_a_program_and_days(given, keeps):
    assert Narrowing.read(given).keeps(ROW, "due_on") is keeps


def test_a_thing_without_a_day_is_in_no_range():
    assert Narrowing().keeps(ROW | {"due_on": None}, "due_on")
    assert not Narrowing(first=date(2026, 1, 1)).keeps(ROW | {"due_on": None}, "due_on")


def test_narrowing_holds_on_lists_of_things_and_people(pages):
    narrow = Visit("Ann", "director", "t", narrowing=Narrowing("housing"))
    for path in ("missing.html", "clients/index.html", "find.html"):
        assert "Lists show Emergency Shelter" in pages.page(Asked(path), narrow).html
    assert pages.page(Asked("missing.html"), narrow).html.count("data-item") == 10
    elsewhere = Visit("Ann", "director", "t", narrowing=Narrowing("workforce"))
    assert "None of the 10 things missing is in the program" in pages.page(Asked("missing.html"), elsewhere).html
    listed = pages.page(Asked("clients/index.html"), narrow)
    assert 0 < len(listed.clients) < len(pages.page(Asked("clients/index.html")).clients)


def a_trace(pages):
    return next(path for path, html in every_page(pages, 40).items() if path.startswith("trace/") and "Records" in html)


def test_narrowing_holds_on_this_week_and_behind_a_number(pages):
    nowhere = Visit("Ann", "director", "t", narrowing=Narrowing("workforce", date(1999, 1, 1), date(1999, 1, 2)))
    week = pages.page(Asked("attention.html")).html
    own = re.findall(r'href="(attention/[^"]+)"', week)[0]
    trace = a_trace(pages)
    for path in ("attention.html", own, trace):
        everything, nothing = pages.page(Asked(path)), pages.page(Asked(path), nowhere)
        assert everything.clients and not nothing.clients, path
        assert "that lists are narrowed to." in nothing.html and "this page shows everything" not in nothing.html
    assert "this page shows everything" in pages.page(Asked("index.html"), nowhere).html
    shelter = pages.page(Asked("attention.html"), Visit("Ann", "director", "t", narrowing=Narrowing("housing")))
    assert re.search(r"people of \d+ whom somebody should look at", shelter.html)
    count = r"\d+ to look at today"
    assert re.search(count, shelter.html)[0] == re.search(count, week)[0]


def test_commands_are_shown_to_whoever_can_run_them(pages):
    trace = a_trace(pages)
    for path in (trace, "identity.html", "code-review.html"):
        visit = Visit("Ann", "director", "t")
        assert "<code>caseline " not in pages.page(Asked(path), visit).html
        assert "<code>caseline " in pages.page(Asked(path), replace(visit, at_terminal=True)).html


@pytest.mark.parametrize(
    ("asked", "number", "skipped"), [("", 1, 0), ("3", 3, 200), ("9", 3, 200), ("-1", 1, 0), ("x", 1, 0)]
)
def test_a_long_list_is_given_by_the_page(asked, number, skipped):
    part = Part.of(250, {"page": asked})
    assert (part.number, part.last, part.skipped) == (number, 3, skipped)
    assert len(part.cut(range(250))) == (50 if number == 3 else 100)
