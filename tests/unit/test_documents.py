"""Funder documents, read back: the numbers of the report, no formulas, no clients, the same bytes each time."""

import csv
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import docx
import openpyxl
import pypdf
import pytest
from docx.table import Table

from caseline.access.forms import SETTING
from caseline.ground.errors import CaselineError
from caseline.ground.spreadsheets import Column, Sheet, safe_cell, write_workbook
from reports.as_of import AsOf
from reports.disclosure import Rule, rule_of, share, shared_reports
from reports.disclosure.groups import groups_of
from reports.documents import write_documents
from reports.documents.cleaning import cleaned_within
from reports.documents.content import Content, load_contents, numbers
from reports.documents.figures_file import write_figures
from reports.documents.fonts import MISSING
from reports.documents.pdf import write_pdf
from reports.documents.tables import Grid, grid, narrowed
from reports.documents.word import write_word
from reports.figures import ALL, ANY_OF_SEVERAL, PARTS_WITHHELD, Figure, Question, Report
from reports.published import open_published
from reports.trust import load_trust
from tests.tagged_pdf import read_tagged
from tests.unit.site_people import FIRST, LAST, MANAGERS
from tests.unit.site_warehouse import make_warehouse, organization


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    warehouse = make_warehouse(folder / "published.duckdb")
    return warehouse, folder, write_documents(warehouse, organization(folder), folder / "documents")


def sheet(path, name):
    head, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def pdf_text(path):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def word_text(path):
    return "\n".join(
        "\n".join(cell.text for row in item.rows for cell in row.cells) if isinstance(item, Table) else item.text
        for item in docx.Document(path).iter_inner_content()
    )


def content_of(report, folder):
    return Content(organization(folder), report, {}, AsOf(date(2026, 1, 1), SETTING), "", Rule(11))


def in_order(text, wanted):
    """Whether the pieces stand in the text one after the other, however lines were broken."""
    text, at = re.sub(r"\s", "", text), 0
    for piece in wanted:
        found = text.find(re.sub(r"\s", "", piece), at)
        assert found >= 0, f"{piece!r} is not in its place"
        at = found + len(re.sub(r"\s", "", piece))


def said(report):
    """What a reader sees of a report, in order: questions, answers, sentences, and the tables row by row."""
    for question in report.questions:
        yield f"{question.position}. {question.question}"
        if question.total:
            yield from (question.total.shown, question.total.sentence)
        if table := grid(question):
            yield from (text for row in [table.heads[1:], *table.rows] for text in row)
        yield from (figure.sentence for figure in question.movement)


def figures(report):
    """Every number of a report as the files for machines hold it."""
    for question in report.questions:
        for figure in numbers(question):
            yield figure.figure_id, figure.shown, figure.value, figure.sentence


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            (row["Figure"], row["Answer"], float(row["Value"]) if row["Value"] else None, row["Sentence"])
            for row in csv.DictReader(file)
        ]


def test_every_file_says_the_same_numbers(written):
    warehouse, folder, _ = written
    with open_published(warehouse) as published:
        report = shared_reports(published, organization(folder), rule_of(organization(folder)))["city_housing"]
    file = folder / "documents" / "city_housing"
    in_order(pdf_text(file.with_suffix(".pdf")), said(report))
    for text in (pdf_text(file.with_suffix(".pdf")), word_text(file.with_suffix(".docx"))):
        assert " ".join(text.split()).count("30 Jun 2026 (the newest day in its exports)") == 2
    about = {row["What"]: row["In words"] for row in sheet(file.with_suffix(".xlsx"), "Summary")}
    assert about["Data as of"].startswith("30 Jun 2026 (the newest day in its exports), data version ")
    in_order(word_text(file.with_suffix(".docx")), said(report))
    assert rows_of(file.with_suffix(".csv")) == list(figures(report))
    in_book = [
        (row["Figure"], row["Answer"], row["Value"], row["Sentence"])
        for name in ("Answers", "Breakdowns")
        for row in sheet(file.with_suffix(".xlsx"), name)
    ]
    assert sorted(row for row in in_book if row[0]) == sorted(figures(report))


def test_every_file_says_how_far_the_reading_of_notes_can_be_trusted(written):
    warehouse, folder, _ = written
    with open_published(warehouse) as published:
        reports = shared_reports(published, organization(folder), rule_of(organization(folder)))
        trust = load_trust(published, reports.values(), rule_of(organization(folder)).threshold)
    trust, file = trust["city_housing"], folder / "documents" / "city_housing"
    wanted = [*trust.sentences, *(text for title, lines in trust.by_skill for text in (title, lines[0].name))]
    in_order(pdf_text(file.with_suffix(".pdf")), wanted)
    in_order(word_text(file.with_suffix(".docx")), wanted)
    *_, told = sheet(file.with_suffix(".xlsx"), "Method and limits")
    assert told["Words"] == " ".join(trust.sentences)
    in_book = sheet(file.with_suffix(".xlsx"), "Reading of notes")
    with file.with_suffix(".agreement.csv").open(encoding="utf-8-sig", newline="") as opened:
        in_csv = list(csv.DictReader(opened))
    for rows in (in_book, in_csv):
        assert [row["Code"] for row in rows] == [row["code_title"] for row in trust.rows]
        assert {(row["Measured"], str(row["Kappa low"] or "")) for row in rows} == {
            ("in these words", "0.31"), ("in other words", ""),
        }  # fmt: skip


def change(row, clients):
    return Figure(
        f"r:q:{row}:all", "r", "q", "How far?", row, row, ALL, "Total", "mean", 1.1, 1.1 * clients, float(clients),
        clients, f"{row}: better by 1.1 points on average (between 0.8 and 1.4), a large effect (d 0.95).", "1.1",
        low=0.8, high=1.4, effect_size=0.95,
    )  # fmt: skip


def movement(*figures):
    rows = [(figure.row_key, figure.row_label) for figure in figures if figure.row_key != ALL]
    cells = {(figure.row_key, ALL): figure for figure in figures}
    return Report("r", "R", "", "", None, None, [Question("q", 1, "", "How far?", "m", "mean", "points", cells, rows)])


def test_each_part_of_a_movement_says_how_sure_it_is(tmp_path):
    report = movement(change(ALL, 50), change("housing", 30), change("wellbeing", 20))
    content = content_of(report, tmp_path)
    write_pdf(tmp_path / "r.pdf", content)
    write_word(tmp_path / "r.docx", content)
    for text in (word_text(tmp_path / "r.docx"), pdf_text(tmp_path / "r.pdf")):
        in_order(text, [figure.sentence for figure in report.figures])
    write_figures(tmp_path / "r.csv", content)
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        sure = [(row["Low"], row["High"], row["Effect size"]) for row in csv.DictReader(file)]
    assert sure == [("0.8", "1.4", "0.95")] * 3


def test_what_is_hidden_has_no_interval_either():
    kept = share({"r": movement(change(ALL, 10))}, groups_of({}, ""), Rule(11))["r"]
    (hidden,) = kept.figures
    assert hidden.is_hidden and (hidden.low, hidden.high, hidden.effect_size) == (None, None, None)
    assert "1.1" not in hidden.sentence and kept.questions[0].movement == []


NASTY = "=cmd|' /C calc'!A1"


def wide_report():
    """Twelve columns, sixty rows, and labels that a spreadsheet or a page could take for something else."""
    rows = [(f"r{n:02}", f"{NASTY} <b>{n}</b> & Łódź") for n in range(60)]
    columns = [(f"c{n:02}", f"Żółw {n}") for n in range(12)]
    cells = {
        (row, column): Figure(
            f"w:q:{row}:{column}", "w", "q", NASTY, row, row_label, column, column_label, "clients",
            float(place), float(place), None, place, f"@{place} clients.", f"{place}",
        )
        for place, ((row, row_label), (column, column_label)) in enumerate(
            ((r, c) for r in [(ALL, "Total"), *rows] for c in [(ALL, "Total"), *columns]), 1_000
        )
    }  # fmt: skip
    question = Question("q", 1, "+section", NASTY, "m", "clients", "", cells, rows, columns)
    return Report("w", "-Wide <i>report</i>", "@funder", "=about", date(2025, 1, 1), date(2025, 12, 31), [question])


def test_wide_tables_and_hostile_words_stay_whole_and_plain(tmp_path):
    content = content_of(wide_report(), tmp_path)
    write_pdf(tmp_path / "w.pdf", content)
    tagged = read_tagged(tmp_path / "w.pdf")
    cells = [cell.text for table in tagged.root.all("Table") for cell in table.all("TH", "TD")]
    assert {figure.shown for figure in content.report.figures} <= {*cells, content.report.questions[0].total.shown}
    as_one_line = {cell.replace(" ", "") for cell in cells}
    assert {f"{NASTY} <b>59</b> & Łódź".replace(" ", ""), "Żółw11"} <= as_one_line
    write_word(tmp_path / "w.docx", content)
    words = word_text(tmp_path / "w.docx")
    assert all(figure.shown in words for figure in content.report.figures) and "<b>59</b> & Łódź" in words
    write_figures(tmp_path / "w.csv", content)
    with (tmp_path / "w.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(tuple("=+-@"))]
    assert f"'{NASTY}" in cells


def test_a_wide_table_goes_on_below_with_the_names_of_its_rows():
    pieces = narrowed(Grid(["Part", *"abcdefghijkl"], [["x", *map(str, range(12))]]))
    assert [piece.heads for piece in pieces] == [["Part", *"abcdef"], ["Part", *"ghijkl"]]
    assert [row for piece in pieces for row in piece.rows] == [["x", *"012345"], ["x", "6", "7", "8", "9", "10", "11"]]


def test_whoever_hears_the_pdf_hears_all_of_it(written):
    _, folder, _ = written
    tagged = read_tagged(folder / "documents" / "city_housing.pdf")
    assert (tagged.language, tagged.title) == ("en", "City housing grant, yearly report")
    assert tagged.is_marked and tagged.untagged == ""
    assert [heading.text for heading in tagged.root.all("H1")][:2] == ["Findings", "Participation"]
    assert all(figure.alt for figure in tagged.root.all("Figure"))
    tables = list(tagged.root.all("Table"))
    assert tables and all(len(list(table.all("TH"))) == len(next(table.all("TR")).children) for table in tables)
    claims = pypdf.PdfReader(folder / "documents" / "city_housing.pdf").xmp_metadata.stream.get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in claims and "<pdfaid:part>2</pdfaid:part>" in claims


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="90" height="30"/></svg>'


def test_documents_carry_the_organisations_own_look(tmp_path):
    content = content_of(movement(change(ALL, 50)), tmp_path)
    (tmp_path / "q.svg").write_text(LOGO)  # as the question is called
    look = {"logo": "q.svg", "sender": "Ann Roe\n1 Pier Street", "footer": "Harbor, since 1901"}
    branding = content.organization.branding.model_copy(update=look)
    content = replace(content, organization=content.organization.model_copy(update={"branding": branding}))
    write_pdf(tmp_path / "r.pdf", content)
    write_word(tmp_path / "r.docx", content)
    assert "Logo of Harbor & Hearth <Test>" in [one.alt for one in read_tagged(tmp_path / "r.pdf").root.all("Figure")]
    for text in (pdf_text(tmp_path / "r.pdf"), word_text(tmp_path / "r.docx")):
        assert "Ann Roe" in text and "1 Pier Street" in text
    foot = docx.Document(tmp_path / "r.docx").sections[0].footer.paragraphs[0].text
    assert foot.startswith("Harbor, since 1901") and pdf_text(tmp_path / "r.pdf").count("Harbor, since 1901") >= 3


STRANGE = "a\x00b\x07c\x0bd\x0ce\ufffef\uf0b7g 漢 한 ไ አ မ \U0001f9ff Łódź"


def test_any_character_is_written(tmp_path):
    words = dict.fromkeys(("question", "row_label", "sentence", "example_quote"), STRANGE)
    strange = [replace(change(row, 50), **words) for row in (ALL, STRANGE, "second")]
    report = replace(movement(*strange), title=STRANGE, about=STRANGE)
    content = cleaned_within(content_of(report, tmp_path))
    assert content.report.title == "abc d efg 漢 한 ไ አ မ \U0001f9ff Łódź"
    assert [figure.sentence for figure in content.report.questions[0].movement] == 2 * [content.report.title]
    write_pdf(tmp_path / "r.pdf", content)
    write_word(tmp_path / "r.docx", content)
    assert f"abc d efg {' '.join(6 * MISSING)} Łódź" in " ".join(pdf_text(tmp_path / "r.pdf").split())
    assert content.report.title in word_text(tmp_path / "r.docx")


def test_long_words_and_a_font_of_no_file(tmp_path):
    report = replace(movement(change(ALL, 50)), title=300 * "t", about=300 * "a")
    write_word(tmp_path / "r.docx", content_of(report, tmp_path))
    assert len(docx.Document(tmp_path / "r.docx").core_properties.title) == 255
    content = content_of(report, tmp_path)
    branding = content.organization.branding.model_copy(update={"font": "Intre"})
    content = replace(content, organization=content.organization.model_copy(update={"branding": branding}))
    with pytest.raises(CaselineError, match="'Intre' of"):
        write_pdf(tmp_path / "r.pdf", content)


def test_what_is_longer_than_a_page_goes_on_on_the_next(tmp_path):
    """A table of few high lines, one of them higher than a page; as many bars as no page holds are a table alone."""
    rows = [(f"r{n:02}", f"{60 * f'line{n} '}end{n}") for n in range(17)] + [("r17", f"{900 * 'high '}end17")]
    cells = {(key, ALL): replace(change(key, 50), row_label=label, low=None) for key, label in [(ALL, ""), *rows]}
    question = Question("q", 1, "", "How far?", "m", "mean", "points", cells, rows)
    content = content_of(Report("r", "R", "", "", None, None, [question]), tmp_path)
    assert content.charts == {}
    write_pdf(tmp_path / "r.pdf", content)
    in_order(pdf_text(tmp_path / "r.pdf"), [f"end{n}" for n in range(18)])
    short = replace(question, rows=[(key, key) for key, _ in rows])
    assert content_of(Report("r", "R", "", "", None, None, [short]), tmp_path).charts


def test_one_report_that_cannot_be_written_stops_no_other(written, monkeypatch):
    warehouse, folder, documents = written
    with open_published(warehouse) as published:
        content, roll_up = load_contents(published, organization(folder))
    other = replace(content, report=replace(content.report, report_id="other", title="Other"))
    broken = replace(other, as_of=None)
    monkeypatch.setattr("reports.documents.write.load_contents", lambda *_: [broken, content, roll_up])
    with pytest.raises(CaselineError, match="'Other' is not written: a fault in Caseline itself, "):
        write_documents(warehouse, organization(folder), folder / "again")
    written = sorted(path.relative_to(folder / "again") for path in (folder / "again").rglob("*.*"))
    assert written == [path.relative_to(folder / "documents") for path in documents.files]


@pytest.mark.parametrize("attack", ["=1", " =1", "\t@a", "\n+1", "\r-1", "\u00a0=1", "\ufeff=1", "＝1", "＠a"])
def test_no_disguise_makes_a_formula(attack):
    assert safe_cell(attack) == f"'{attack}"


def test_the_files_of_each_funder_report(written):
    _, _, documents = written
    assert [path.name for path in documents.files] == [
        f"{report}.{kind}"
        for report in ("city_housing", "network-roll-up")
        for kind in ("agreement.csv", "csv", "docx", "pdf", "xlsx")
    ]


def test_a_network_has_its_roll_up_without_quotes(written):
    warehouse, folder, _ = written
    with open_published(warehouse) as published:
        _, roll_up = load_contents(published, organization(folder))
    assert rows_of(folder / "documents" / "network" / "network-roll-up.csv") == list(figures(roll_up.report))
    assert {figure.report_id for figure in roll_up.report.figures} == {"aggregate"}
    assert all(figure.example_quote is None for figure in roll_up.report.figures)


def test_the_workbook_answers_every_question(written):
    _, folder, _ = written
    answers = sheet(folder / "documents" / "city_housing.xlsx", "Answers")
    assert [(row["Question"], row["Value"]) for row in answers] == [
        ("How many people were served?", 40),
        ("How many left to a home of their own?", 60),
    ]
    assert [(row["Low"], row["High"]) for row in answers] == [(None, None), (40.7, 76.6)]
    parts = sheet(folder / "documents" / "city_housing.xlsx", "Breakdowns")
    assert {row["Part"]: row["Value"] for row in parts} == {
        "Emergency Shelter and Rapid Rehousing": 20,
        "Workforce Ready": 20,
    }
    sources = sheet(folder / "documents" / "city_housing.xlsx", "Sources")
    assert {row["File"] for row in sources} == {"Enrollment.csv"}


def test_a_row_of_a_workbook_is_as_high_as_what_wraps_in_it(tmp_path):
    rows = [("short", 1), (" ".join(30 * ["word"]), 2), ("a\nb", 3)]
    write_workbook(tmp_path / "w.xlsx", [Sheet("s", [Column("Words"), Column("Number")], rows)])
    heights = [openpyxl.load_workbook(tmp_path / "w.xlsx")["s"].row_dimensions[n].height for n in (2, 3, 4)]
    assert heights[0] in (None, 15) and heights[1:] == [45, 30]


def test_no_cell_is_a_formula_and_no_client_is_named(written):
    _, folder, _ = written
    book = openpyxl.load_workbook(folder / "documents" / "city_housing.xlsx")
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    file = folder / "documents" / "city_housing"
    words = " ".join(str(cell.value) for cell in cells) + file.with_suffix(".csv").read_text()
    words += pdf_text(file.with_suffix(".pdf")) + word_text(file.with_suffix(".docx"))
    for name in FIRST + LAST + MANAGERS:
        assert name.lower() not in words.lower()
    assert "C-00000" not in words


def test_the_same_warehouse_gives_the_same_bytes(written):
    warehouse, folder, _ = written
    before = {path.name: path.read_bytes() for path in (folder / "documents").rglob("*.*")}
    write_documents(warehouse, organization(folder), folder / "documents")
    assert {path.name: path.read_bytes() for path in (folder / "documents").rglob("*.*")} == before


def test_a_table_has_totals_only_where_its_parts_mean_something_together():
    cells = {
        (days, program): SimpleNamespace(shown="50%", is_hidden=False)
        for days in ("030", "090")
        for program in ("a", "b")
    }
    about = {"question_id": "q", "position": 1, "section": "s", "question": "?", "measure": "retained"}
    apart = Question(
        **about, count="percent", unit="clients", cells=cells,
        rows=[("030", "30 days"), ("090", "90 days")], columns=[("a", "A"), ("b", "B")],
    )  # fmt: skip
    assert grid(apart) == Grid(["Part", "A", "B"], [["30 days", "50%", "50%"], ["90 days", "50%", "50%"]])
    down = replace(apart, cells=cells | {("030", "all"): SimpleNamespace(shown="60%")})
    heads = ["Part", "All", "A", "B"]
    assert grid(down) == Grid(heads, [["30 days", "60%", "50%", "50%"], ["90 days", "–", "50%", "50%"]])


def test_a_table_that_would_only_say_withheld_is_a_sentence():
    cells = {("all", "all"): SimpleNamespace(shown="50%", is_hidden=False, is_of_any=False)}
    hidden = SimpleNamespace(shown="withheld", is_hidden=True, is_counted=True, low=None)
    cells |= {(program, "all"): hidden for program in ("a", "b")}
    question = Question("q", 1, "s", "?", "improved", "percent", "", cells, rows=[("a", "A"), ("b", "B")])
    assert grid(question) is None and question.remarks == [PARTS_WITHHELD]
    left_out = SimpleNamespace(shown="not counted", is_hidden=True, is_counted=False, low=None)
    told = replace(question, cells=cells | {("a", "all"): left_out, ("b", "all"): left_out})
    assert grid(told) == Grid(["Part", "All"], [["A", "not counted"], ["B", "not counted"]]) and told.remarks == []


def test_what_a_total_of_several_outcomes_holds_is_said_where_it_is_told():
    total = SimpleNamespace(shown="55%", is_hidden=False, is_of_any=True)
    question = Question("q", 1, "s", "?", "improved", "percent", "", {("all", "all"): total})
    assert question.remarks == [ANY_OF_SEVERAL]
    withheld = SimpleNamespace(shown="withheld", is_hidden=True, is_of_any=True)
    assert replace(question, cells={("all", "all"): withheld}).remarks == []
