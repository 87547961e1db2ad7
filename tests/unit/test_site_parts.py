"""The parts of pages: marked notes, hidden numbers, colours, words."""

from dataclasses import replace
from datetime import date

import pytest

from reports.disclosure import Rule, is_deidentified, share
from reports.disclosure.groups import groups_of
from reports.figures import ALL, Figure, Question, Report
from reports.look.colours import PAPER, contrast, readable_accent
from reports.look.marking import excerpt, marked
from reports.site.lanes import lanes
from reports.site.site import page_name
from reports.wording import day, measured, overdue, phone, titled


def code(start, end, title, is_risk=False):
    return {"quote_start": start, "quote_end": end, "code_title": title, "is_risk": is_risk}


def figure(row, column, clients, count="clients", denominator=None, quote=None):
    value = 100 * clients / denominator if denominator else float(clients)
    return Figure(
        f"r:q:{row}:{column}", "r", "q", "How many?", row, row, column, column, count, value, float(clients),
        denominator, clients, f"{clients} came.", measured(value, count), proposed_quotes=(quote,) if quote else (),
    )  # fmt: skip


def report(*figures):
    cells = {(each.row_key, each.column_key): each for each in figures}
    return Report("r", "R", "", "", None, None, [Question("q", 1, "", "How many?", "m", "clients", "", cells)])


def outside(*figures, names=frozenset()):
    return share({"r": report(*figures)}, groups_of({}, ""), Rule(11), names)["r"]


def test_quotes_that_overlap_share_a_mark():
    text = "slept well <b> in her own bed"
    html = marked(text, [code(0, 10, "Sleep"), code(6, 15, "Rest", is_risk=True)])
    assert html == (
        '<mark class="code" title="Sleep">slept </mark><mark class="risk" title="Sleep, Rest">well</mark>'
        '<mark class="risk" title="Rest"> &lt;b&gt; </mark>in her own bed'
    )


def test_offsets_outside_the_note_mark_nothing():
    assert marked("short", [code(2, 99, "Wrong")]) == "short"


def test_offsets_count_code_points():
    assert marked("🏠 home & hearth", [code(2, 6, "Home")]).startswith(
        '🏠 <mark class="code" title="Home">home</mark> &amp;'
    )


def test_an_excerpt_has_the_words_around_the_quote():
    text = "first " * 40 + "the quote itself" + " last" * 40
    html = str(excerpt(text, "the quote itself"))
    assert html.startswith("… ") and html.endswith(" …")
    assert "<mark>the quote itself</mark>" in html
    assert len(html) < 220
    assert excerpt(None, "<i>") == "<mark>&lt;i&gt;</mark>"


def test_a_quote_that_holds_any_clients_name_is_not_shared():
    names = frozenset({"zuleika"})
    assert not is_deidentified("Then ZULEIKA's sister called", names)
    (kept,) = outside(figure(ALL, ALL, 60, quote="Zuleika slept"), names=names).figures
    assert kept.example_quote is None and kept.shown == "60"


@pytest.mark.parametrize(
    ("quote", "may_leave"),
    [
        ("Signed the lease, keys in hand by 3, cried in the parking lot.", True),
        ("She may call back, SNAP approved, and he doesn't complain", True),
        ("Signed the lease Friday, keys in hand by 3, cried in the parking lot.", False),
        ("moved in on Tuesday the 5th", False),
        ("she got the job on the 3rd", False),
        ("she got the job at Kroger", False),
        ("He goes to lincoln elementary now", False),
        ("khoa said he would call back", False),
        ("March of this year she lost her leg", False),
        ("lost her leg in may", False),
        ("her bed is 14 in the family shelter", False),
        ("Lease is in her own name, no complaints from the manager.", True),
        ("Every test negative this quarter, court is pleased.", True),
        ("Lease signed at 10 today, unit 2B on Summit Ave, moves the bed tonight.", False),
        ("moved into the place on lakeview rd", False),
        ("School called: Khoa is out most Mondays", False),
        ("Started on 6/12 and likes it", False),
        ("Call 360-730-8426 about the job", False),
    ],
)
def test_a_quote_that_says_who_where_or_which_day_is_not_shared(quote, may_leave):
    assert is_deidentified(quote, frozenset({"zuleika"})) == may_leave


def test_the_best_quote_that_may_leave_stands_once_and_with_the_whole_first():
    whole, part = figure(ALL, ALL, 60), figure("a", ALL, 60)
    whole = replace(whole, proposed_quotes=("Zuleika slept well here", "Slept well here"))
    part = replace(part, proposed_quotes=("Slept well here", "Has a room of her own"))
    told = outside(part, whole, names=frozenset({"zuleika"})).questions[0].cells
    assert told[ALL, ALL].example_quote == "Slept well here"
    assert told["a", ALL].example_quote == "Has a room of her own"


@pytest.mark.parametrize(
    ("quote", "printed"),
    [
        ('"I found work', "I found work"),
        ('I found work" ', "I found work"),
        ('He said "I found work"', 'He said "I found work"'),
        ("He said “I am done” and left", "He said “I am done” and left"),
        ('He said "I found work', None),
        ('said "I am done" and "left', None),
    ],
)
def test_no_quote_is_printed_with_a_lone_quotation_mark(quote, printed):
    whole = replace(figure(ALL, ALL, 60), proposed_quotes=(quote,))
    assert outside(whole).questions[0].cells[ALL, ALL].example_quote == printed


def test_any_accent_becomes_readable():
    for colour in ("#ffd400", "#1f5f8b", "#ffffff", "#7fd4c1"):
        assert contrast(readable_accent(colour), PAPER) >= 4.5
    assert readable_accent("#1f5f8b") == "#1f5f8b"


def test_words():
    values = ((1234.0, "clients"), (31.4, "percent"), (0.4, "percent"), (2.46, "mean"), (None, "mean"))
    assert [measured(value, count) for value, count in values] == ["1,234", "31%", "0.4%", "2.5", "–"]
    assert day(date(2026, 6, 3)) == "3 June 2026"
    assert [overdue(1), overdue(0), overdue(-2), overdue(None)] == [
        "1 day overdue",
        "due today",
        "due in 2 days",
        "no date",
    ]
    kinds = ("exit_survey", "hmis_element", "follow_up_survey")
    assert [titled(kind) for kind in kinds] == ["Exit survey", "HMIS field missing", "Follow-up survey"]
    assert [phone(number) for number in ("3607308426", "555-0101", None)] == ["360-730-8426", "555-0101", ""]


def test_page_names_are_safe_and_their_own():
    assert page_name("a:b") != page_name("a-b")
    assert "/" not in page_name("../../etc/passwd") and len(page_name("x" * 500)) < 80


def test_a_client_without_dates_has_no_picture():
    assert lanes([], [], date(2026, 6, 30), {}) is None
