"""A site built from a small warehouse: whole, linked, escaped, the same each time, and fit for its reader."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from markupsafe import escape

from caseline.access.forms import AN_EXPORT
from caseline.access.gate import Gate, Reader
from caseline.ground.errors import CaselineError
from caseline.ground.warehouse import connect
from caseline.organization.roles import Role
from caseline.organization.rounding_key import FILE
from reports.as_of import NO_DATA, AsOf
from reports.disclosure.cost import keep_costs, kept_costs
from reports.figures import load_reports
from reports.frozen import Change, Comparison, Frozen
from reports.published import open_published
from reports.site import build_site
from reports.site.audience import INSIDE
from reports.site.inside import Inside
from reports.site.kinds import Asked
from reports.site.pages import frozen, funder_reports, home, sharing
from reports.site.site import Kept, Site
from tests.unit.site_inside import every_page, inside, save
from tests.unit.site_people import FIRST, HOSTILE, LAST, MANAGERS, NOTES
from tests.unit.site_warehouse import make_warehouse, organization

LINK = re.compile(r'(?:href|src|srcset)="([^"]*)"')


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return make_warehouse(tmp_path_factory.mktemp("published") / "published.duckdb")


@pytest.fixture(scope="module")
def site(warehouse, tmp_path_factory):
    folder = tmp_path_factory.mktemp("inside") / "site"
    return save(inside(warehouse, organization(folder.parent)), folder)


@pytest.fixture(scope="module")
def shared(warehouse, tmp_path_factory):
    folder = tmp_path_factory.mktemp("funder") / "site"
    build_site(warehouse, organization(folder.parent), folder, audience="funder")
    return folder


def test_what_set_the_day_is_told_without_a_file_to_who_sees_some_rows_only(warehouse, tmp_path):
    roles = {
        "the newest day in eastside/hmis/Export.csv": Role(sees="identifier"),
        "the newest day in its exports": Role(sees="identifier", affiliates=["northgate"]),
    }
    for told, role in [*roles.items(), ("the newest day in its exports", Role(sees="sensitive"))]:
        pages = inside(warehouse, organization(tmp_path), role)
        assert f"<span>{told}</span>" in pages.page(Asked("index.html")).html.replace("\u200b", "")
        (set_by,) = pages.gate.connection.cursor().execute("select set_by from record.as_of").fetchone()
        assert (set_by == AN_EXPORT) == (role.is_limited or role.sees != "identifier")
    own = Role(sees="identifier", case_load="own")
    assert AsOf(date(2026, 1, 1), "a/b.csv").source_for(own) == "the newest day in its exports"
    assert AsOf(date(1900, 1, 1), "no file").source_for(roles["the newest day in its exports"]) == NO_DATA
    assert AsOf(date(1900, 1, 1), "no file").source == NO_DATA


def test_what_was_published_before_an_upgrade_still_has_its_pages(tmp_path):
    warehouse = make_warehouse(tmp_path / "published.duckdb")
    with connect(warehouse) as connection:
        connection.execute("alter table reporting.figure drop column is_of_any")
    with open_published(warehouse) as published:
        assert "city_housing" in load_reports(published)
    assert "<h1" in inside(warehouse, organization(tmp_path)).page(Asked("comprehensive.html")).html


def test_what_sharing_costs_is_written_down_once_and_told_where_all_reports_are(warehouse, tmp_path):
    organized, file = organization(tmp_path), tmp_path / "costs.json"
    assert kept_costs(file) is None
    keep_costs(warehouse, organized, file)
    kept = kept_costs(file)
    assert kept and kept.reports and all(one.numbers for one in kept.reports)
    for role, is_told in ((Role(sees="sensitive"), True), (Role(sees="identifier", affiliates=["northgate"]), False)):
        gate = Gate(warehouse, Reader("somebody", role))
        shown = Inside(gate, warehouse, organized, lambda: kept_costs(file))
        assert bool(shown._site.costs()) == is_told
        if is_told:
            told = shown.page(Asked("about.html")).html
            assert (
                "What leaves, and what that costs" in told
                and str(escape(kept.reports[0].title)) in told
                and kept.rule in told
            )
    everything = Gate(warehouse, Reader("somebody", Role(sees="sensitive")))
    file.write_text('[{"title": "City", "lost": 3}]')
    assert (
        "cannot be read"
        in Inside(everything, warehouse, organized, lambda: kept_costs(file)).page(Asked("about.html")).html
    )


def pages(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))}


def test_every_link_leads_somewhere_inside_the_site(site, shared):
    for folder in (site, shared):
        content = pages(folder)
        ids = {path: set(re.findall(r'id="([^"]*)"', text)) for path, text in content.items()}
        for path, text in content.items():
            for link in LINK.findall(text):
                target, _, anchor = link.partition("#")
                there = (folder / path).parent.joinpath(target).resolve() if target else folder.resolve() / path
                assert there.is_file(), f"{path} links to {link}"
                if anchor and "=" not in anchor:
                    on_page = ids[str(there.relative_to(folder.resolve()))]
                    assert anchor.replace("%3A", ":") in on_page, f"{path} links to {link}"


def test_every_figure_has_a_page_that_lists_its_records(site, warehouse):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        figures = connection.execute("select figure_id from reporting.figure").fetchall()
    traces = list((site / "trace").glob("*.html"))
    assert len(traces) == len(figures)
    (served,) = (path for path in traces if path.name.startswith("city-housing-served-all-all-"))
    text = served.read_text(encoding="utf-8")
    assert "eastside/hmis/\u200bEnrollment.csv:2" in text.replace("eastside/\u200bhmis", "eastside/hmis")
    assert "embedded-rules-2" in text
    assert 'href="../clients/C-0000000000.html"' in text


def test_a_number_from_notes_says_how_far_its_reading_is_trusted(site):
    texts = [path.read_text(encoding="utf-8") for path in (site / "trace").glob("*.html")]
    trusted = [re.sub(r"<[^>]+>", "", text) for text in texts if 'id="trust"' in text]
    assert trusted
    assert all(
        re.search(r"average F1 is \d\.\d\d with .*A person has accepted \d+ of the \d+ code", t) for t in trusted
    )


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_reports_say_how_far_the_reading_behind_them_can_be_trusted(site, shared):
    inside, outside = (pages(folder) for folder in (site, shared))
    (city,) = (path for path in inside if path.startswith("reports/city-housing"))
    section = re.compile(r'<section class="chapter" aria-labelledby="trust">.*?</section>', re.DOTALL)
    told, shown = (words(section.findall(found[city])[0]) for found in (inside, outside))
    assert re.search(r"\d+ codes from \d+ notes stand behind these numbers; a person has confirmed \d+ of them", told)
    assert "the reader finds 7 in 10 of what they found, and 6 in 10 of what it finds is right" in told
    assert "Presenting needs, measured on 40 notes that people coded" in told and "Goal progress, not measured" in told
    assert "0.60 0.42–0.76 0.70 0.51–0.84 0.65 0.55 0.31–0.79" in told
    assert re.search(r"About \d+0 codes from about \d+0 notes .* a person has confirmed .+ of them", shown)
    assert "Behind these numbers" in told and "Behind these numbers" not in shown
    assert "Goal progress, not measured" not in shown and "reading of “Goal progress” was measured for another" in shown
    codebook = words(inside["codebook.html"])
    assert "0.60 0.42–0.76" in codebook
    assert codebook.count("Held back.") == 1 and "mended or accepted." in codebook


def test_a_note_is_text_whatever_it_holds(site):
    for path, text in pages(site).items():
        assert "<script>" not in text, path
    client = (site / "clients" / "C-0000000003.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(&#34;owned&#34;)&lt;/script&gt;" in client
    assert (
        '<mark class="code" title="Housing">Landlord served papers on Friday &amp; she has two weeks</mark>' in client
    )


def test_doubtful_pairs_are_grouped_with_both_records_and_what_each_field_says(site):
    text = (site / "identity.html").read_text(encoding="utf-8")
    groups = re.findall(r'<article class="group".*?</article>', text, flags=re.DOTALL)
    assert [group.count('class="card doubt"') for group in groups] == [2, 1, 1]
    assert "Same last name: speaks strongly for one person" in groups[0]
    assert "Different phones: speaks against" in groups[0]
    assert "ends in 6789" in groups[0] and "3 Feb 1985" in groups[0]
    assert "Kim Lee looked on 2026-06-01 and was unsure: The file is in the archive" in groups[1]
    assert text.index("Clients who may be two people") < text.index(groups[2])
    assert "It waits because the dates of birth differ." in groups[0] and groups[0].count("It waits because") == 1


def test_a_client_who_may_be_another_is_listed_with_the_question(site):
    listed = (site / "clients" / "index.html").read_text(encoding="utf-8")
    rows = [row for row in re.findall(r"<tr>.*?</tr>", listed, flags=re.DOTALL) if "may be the same as" in row]
    assert rows and all('href="../identity.html#doubt"' in row for row in rows)


def test_codes_to_decide_stand_in_their_order_with_the_note_they_are_from(site):
    text = (site / "code-review.html").read_text(encoding="utf-8")
    cards = re.findall(r'<li class="card.*?</li>', text, flags=re.DOTALL)
    kinds = [re.search(r'data-kind="([^"]*)"', card).group(1) for card in cards]
    assert kinds == ["risk flag"] * 3 + ["coders disagree"] * 3
    assert all("#note-" in card and "<mark>" in card for card in cards)
    assert "Ann Roe looked and was unsure: Ask her on Monday" in cards[-1]
    assert 'data-by="manager"' in text and 'data-by="kind"' in text
    assert "5 codes wait for you" in (site / "index.html").read_text(encoding="utf-8")


def test_nothing_is_fetched_from_elsewhere_and_nothing_is_inline(site):
    for path, text in pages(site).items():
        assert "default-src &#39;self&#39;" in text or "default-src 'self'" in text, path
        assert not any(link.startswith(("http:", "https:", "//", "data:")) for link in LINK.findall(text)), path
        assert not re.search(r'\sstyle="|<style|\son\w+="', text), path


def test_no_client_name_is_in_an_address(site):
    addresses = " ".join(str(path.relative_to(site)).lower() for path in site.rglob("*"))
    assert not any(name.lower() in addresses for name in FIRST + LAST)


def test_a_second_build_changes_no_byte_and_leaves_nothing_behind(shared, warehouse):
    before = {path.relative_to(shared): path.read_bytes() for path in shared.rglob("*") if path.is_file()}
    (shared / "left-over.html").write_text("from another audience")
    build_site(warehouse, organization(shared.parent), shared, audience="funder")
    assert {path.relative_to(shared): path.read_bytes() for path in shared.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in shared.parent.iterdir()) == sorted([shared.name, FILE])


def test_each_case_manager_has_a_page_with_the_most_pressing_first(site, warehouse):
    with open_published(warehouse) as published:
        ranked = published.rows(
            "select client_id, reason from reporting.needs_attention where case_manager = ? order by place", MANAGERS[0]
        )
    assert len(ranked) > 1
    (path,) = (path for path, text in pages(site).items() if f"<h1>{MANAGERS[0]}</h1>" in text)
    assert f'href="{path}"' in pages(site)["attention.html"]
    text = pages(site)[path]
    cards = re.findall(r'<li class="card s\d" id="([^"]+)">', text)
    assert cards == [row["client_id"] for row in ranked]
    people = text[text.index('id="people"') :]
    assert all(str(escape(row["reason"])) in people for row in ranked) and people.count("<blockquote>") == len(ranked)


def test_risks_come_first_in_their_order_and_a_possible_one_is_no_fact(site, warehouse):
    with open_published(warehouse) as published:
        risks = published.rows("select * from reporting.open_risk order by place")
    assert {risk["tier"] for risk in risks} == {"sure", "possible"}
    for name, shown in (("attention.html", len(risks)), ("index.html", 4)):
        text = pages(site)[name]
        before, block = text.split(">Risks to read first<")
        cards = block.split('<li class="card ')[1 : shown + 1]
        assert "<blockquote>" not in before and len(cards) == shown
        for card, risk in zip(cards, risks, strict=False):
            said = card.split("</li>")[0]
            assert f"Look {risk['danger']}" in said and risk["client_id"] in said and risk["how_often_right"] in said
            is_possible = risk["tier"] == "possible"
            assert ("possible: a person should read this" in said) == is_possible
            assert (f"<b>{risk['code_title']}</b>?" in said) == is_possible
    assert f"All {len(risks)} risks" in pages(site)["index.html"]
    (nobodys,) = (text for text in pages(site).values() if "<h1>Nobody named</h1>" in text)
    assert "1 risk to read first" in nobodys and "People to look at" not in nobodys


def test_a_clients_screens_say_their_band_or_why_there_is_no_score(site):
    texts = [text for path, text in pages(site).items() if path.startswith("clients/C")]
    assert texts and all("PHQ-9 total" in text for text in texts)
    assert any("<b>12</b> Moderate" in text for text in texts)
    assert any("<b>no score</b> 5 questions without an answer" in text for text in texts)


def test_a_funder_receives_no_client(shared, warehouse):
    everything = "\n".join(path.read_text(encoding="utf-8") for path in shared.rglob("*") if path.is_file())
    for name in FIRST + LAST + MANAGERS:
        assert name.lower() not in everything.lower()
    assert "C-00000" not in everything
    about_clients = ("clients", "attention", "attention.html", "missing.html", "unusual.html", "identity.html")
    assert not any((shared / name).exists() for name in (*about_clients, "code-review.html"))
    notes = [text for text, _ in NOTES if text != HOSTILE]
    assert not any(text in everything for text in notes)
    assert "Enrollment.csv" not in everything


def test_a_funder_sees_rounded_counts(shared):
    report = next((shared / "reports").glob("city-housing-*.html")).read_text(encoding="utf-8")
    aggregate = (shared / "aggregate.html").read_text(encoding="utf-8")
    for figure in re.findall(r'class="number[^"]*" href="[^"]*"[^>]*>([^<]*)<', report + aggregate):
        assert figure == "withheld" or figure.endswith("%") or int(figure.replace(",", "")) % 5 == 0


def test_a_network_sees_aggregates_and_what_affiliates_share(warehouse, tmp_path):
    copy = tmp_path / "published.duckdb"
    copy.write_bytes(warehouse.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "insert into intake.load_file by name select 'northgate' as affiliate_id, 'crm' as source, "
            "'northgate/crm/Contact.csv' as file, 'held back' as outcome"
        )
    build_site(copy, organization(tmp_path), tmp_path / "site", audience="network")
    content = pages(tmp_path / "site")
    everything = "\n".join(content.values())
    assert set(content) >= {"index.html", "comprehensive.html", "aggregate.html", "sharing.html"}
    assert not any(page.startswith(("clients/", "reports/")) for page in content)
    assert not any(words.lower() in everything.lower() for words in FIRST + LAST + MANAGERS)
    quotes = [quote for _, codes in NOTES for _, _, quote in codes]
    assert not any(quote in everything for quote in quotes)
    shared = content["sharing.html"]
    for words in ("Eastside Housing Alliance", "Northgate Works", "1 file (crm)", "are linked with those of the other"):
        assert words in shared
    numbers = re.findall(r">([^<]*\d[^<]*)<", shared.split("<tbody>")[1].split("</tbody>")[0])
    assert numbers == ["1 file (crm); the others were not held up"]


@pytest.mark.parametrize(
    ("people", "shared", "words"),
    [(10, 10, "not shown: few people"), (40, 40, "all"), (40, 39, "nearly all"), (40, 20, "about half"), (40, 1, "few"),
     (40, 0, "none")],
)  # fmt: skip
def test_how_far_a_network_knows_people_is_said_without_a_count(people, shared, words):
    assert sharing.known({"people": people, "shared": shared}, 11) == words


def test_kept_reports_stand_beside_todays(warehouse, tmp_path):
    kept = Frozen(
        tmp_path / "city_2026", "city_housing", "City <grant>", date(2025, 7, 1), date(2026, 6, 30), "[]",
        AsOf(date(2026, 6, 30), "e/Client.csv"), "0123456789ab", {}, {}, 4, "",
    )  # fmt: skip
    changed = Change("city_housing:served:all:all", "How many?", "38 came.", "40 came.", ["2 records came since."])
    gone = Change("city_housing:left:all:all", "How many left?", "9 left.", None, ["The question is no longer asked."])
    with open_published(warehouse) as published:
        site = Site(
            published, organization(tmp_path), INSIDE, load_reports(published), date(2026, 6, 30), {}, {},
            load_kept=lambda: Kept([Comparison(kept, ["Exports were taken in since."], [changed, gone], 2)]),
        )  # fmt: skip
        text = site.render(frozen.page(site))
    for words in (
        "City &lt;grant&gt;",
        "38 came.",
        "40 came.</a>",
        "no such number",
        "2 numbers changed, 2 stay.",
        "0123",
        "data as of 30 June 2026 (the newest day in e/Client.csv)",
    ):
        assert words in text


def test_people_on_record_beside_people_served_are_explained(warehouse, tmp_path):
    with open_published(warehouse) as published:
        city = load_reports(published)["city_housing"]
        served = replace(city.questions[0], measure="clients_served")
        reports = {"comprehensive": replace(city, report_id="comprehensive", questions=[served])}
        site = Site(
            published, organization(tmp_path), INSIDE, reports, date(2026, 6, 30), {}, {}, client_count=90,
        )  # fmt: skip
        text = words(site.render(funder_reports.page(site, "comprehensive.html")))
        assert home.served(site) == served.total.clients
    assert f"Of 90 people on record: the other {90 - served.total.clients} are only on forms" in text


def test_a_kept_report_that_was_altered_is_told_of_and_costs_no_page(warehouse, tmp_path):
    place = organization(tmp_path)
    (tmp_path / "frozen" / "city").mkdir(parents=True)
    (tmp_path / "frozen" / "city" / "report.yml").write_text("sha256: {figures.csv: none}", encoding="utf-8")
    for name, text in {"of_hud": "hud: {kind: spm}\nsha256: {}", "torn": "[", "written_over": "nothing"}.items():
        (tmp_path / "frozen" / name).mkdir()
        (tmp_path / "frozen" / name / "report.yml").write_text(text, encoding="utf-8")
    content = every_page(inside(warehouse, place))
    assert "figures.csv is not what was kept" in content["frozen.html"]


def test_nothing_is_said_of_kept_reports_where_there_is_none(site, shared):
    assert not (site / "frozen.html").exists() and not (shared / "frozen.html").exists()


def test_how_many_need_a_look_is_one_sentence_on_the_first_page(site):
    told = re.sub(r"<[^>]+>", "", (site / "index.html").read_text(encoding="utf-8"))
    risks, people, week, today = map(
        int,
        re.search(
            r"(\d+) risks? of (\d+) p\w+\. With .*, this week is (\d+) p\w+, (\d+) of them to look at", told
        ).groups(),
    )
    assert people <= risks and max(people, today) <= week
    assert f"{week} people whom somebody should look at, {today} of them today" in re.sub(
        r"<[^>]+>", "", (site / "attention.html").read_text(encoding="utf-8")
    )


def test_the_page_of_a_client_leads_with_who_is_at_it_and_the_open_goals(site):
    texts = [(site / "clients" / path.name).read_text(encoding="utf-8") for path in (site / "clients").glob("C-*.html")]
    assert any("<dt>Case manager</dt>" in text for text in texts)
    assert any('<dt>Open goals</dt><dd><a href="#goals">' in text for text in texts)


def test_rows_that_are_told_of_together_are_rows_and_not_a_file(warehouse, tmp_path):
    copy = tmp_path / "published.duckdb"
    copy.write_bytes(warehouse.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "insert into intake.quarantine by name select 'forms' as source, 'northgate/forms/roster.xlsx' as file, "
            "12 as row_count, 'Left out.' as reason, 'Nothing to do.' as fix, false as is_kept union all by name "
            "select 'crm' as source, 'northgate/crm/Task.csv' as file, 0 as row_count, 'Cannot be read.' as reason, "
            "'Export it again.' as fix, false as is_kept"
        )
    content = every_page(inside(copy, organization(tmp_path)))
    assert (
        "1 whole file from CRM, 12 rows from forms and 1 row from HMIS could not be used" in content["held-back.html"]
    )
    assert "<strong>13</strong> rows and 1 file held back" in content["index.html"]


def test_an_organisation_without_data_gets_words(tmp_path):
    warehouse = make_warehouse(tmp_path / "published.duckdb", clients=0)
    content = every_page(inside(warehouse, organization(tmp_path)))
    assert "There are no clients yet" in content["index.html"]
    assert "Nothing is missing" in content["missing.html"]
    assert "No record stands out" in content["unusual.html"]
    assert "Nobody needs a look this week" in content["attention.html"]
    assert "There are no figures yet" in content["comprehensive.html"]
    assert "Nothing was held back" in content["held-back.html"]


def test_a_wrong_audience_or_no_warehouse_is_a_sentence(warehouse, tmp_path):
    with pytest.raises(CaselineError, match=r"There is no audience 'press'\. There are: funder, network\."):
        build_site(warehouse, organization(tmp_path), tmp_path / "site", audience="press")
    with pytest.raises(CaselineError, match="There is no warehouse"):
        build_site(tmp_path / "none.duckdb", organization(tmp_path), tmp_path / "site", audience="funder")
