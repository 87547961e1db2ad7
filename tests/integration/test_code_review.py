"""Codes that wait for a person, out as a sheet and back as rulings: words as they stand in the note, or refused."""

import csv
import hashlib
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseline.ground.errors import CaselineError, ConfigurationErrors
from caseline.ground.warehouse import connect
from caseline.review import take_in, write_queue
from caseline.review.code_queue import COLUMNS
from caseline.review.code_rulings import note_version
from caseline.review.pair_queue import SHOWN

ON = date(2026, 7, 1)
NOTE = "=Sum of it: “no food”,\r\n at home;  no food in the car. Owes rent 🙂 too."
HEADER = "note_id,skill,code,value,quote,ruling,reason,decided_by,decided_on\n"
QUESTION = {
    "note_id": "crm:east:1", "affiliate_id": "east", "program_id": "p", "skill": "needs", "skill_title": "Needs",
    "code": "food", "code_title": "Food", "value": None, "meaning": "Too little to eat", "why": "It is new.",
    "confidence": 0.42, "coder": "some-model", "others_say": None, "others_quote": None,
    "is_in_use": True, "note_date": date(2026, 5, 1),
    "danger": None, "tier": None, "how_often_right": None,
    "author": "Kim Lee", "client_id": "C1", "ruling": None, "reason": None, "decided_by": None, "decided_on": None,
}  # fmt: skip


def question(quote: str, place: int, note: str = NOTE, **other: object) -> dict[str, object]:
    start = note.index(quote)
    span = {"quote": quote, "quote_start": start, "quote_end": start + len(quote), "place": place}
    digest = hashlib.sha256(note.encode()).hexdigest()
    return QUESTION | span | {"places": f"{start}..{start + len(quote)}", "content_hash": digest} | other


def publish(path: Path, *questions: dict[str, object], notes: tuple[str, ...] = (NOTE,)) -> Path:
    """A published warehouse with notes crm:east:1, 2, ... and these questions on them."""
    path.unlink(missing_ok=True)
    sides = ", ".join(f"{name}_{side} {'date' if name == 'dob' else 'varchar'}" for name in SHOWN for side in "lr")
    with connect(path) as con:
        con.execute("create schema record; create schema intelligence; create schema framework")
        con.execute("create table record.case_note (note_id varchar, note_text varchar, content_hash varchar)")
        con.executemany(
            "insert into record.case_note values (?, ?, ?)",
            [(f"crm:east:{number}", text, hashlib.sha256(text.encode()).hexdigest())
             for number, text in enumerate(notes, 1)],
        )  # fmt: skip
        con.execute("create table record.program as select 'p' as program_id, 'Pantry' as name")
        con.execute("create table record.source_person (record_key varchar)")
        con.execute("insert into record.source_person values ('hmis:east:1'), ('crm:east:2')")
        con.execute("create table framework.skill_code (skill varchar, code varchar, level integer)")
        con.execute(
            "insert into framework.skill_code values ('needs', 'food', null), ('needs', 'rent', null),"
            " ('stability', 'level', 1), ('stability', 'level', 2)"
        )
        con.execute(
            "create table intelligence.identity_review (record_key_l varchar, record_key_r varchar, review_group"
            " varchar, may_be varchar, question integer, client_id_l varchar, client_id_r varchar,"
            " match_probability double,"
            f" field_weights_json varchar, ruling varchar, reason varchar, decided_by varchar, decided_on varchar,"
            f" {sides})"
        )
        types = {"place": "integer", "quote_start": "integer", "quote_end": "integer", "confidence": "double",
                 "note_date": "date", "is_in_use": "boolean"}  # fmt: skip
        names = list(question("Owes", 1))
        listed = ", ".join(f"{name} {types.get(name, 'varchar')}" for name in names)
        con.execute(f"create table intelligence.code_review ({listed})")
        marks = ", ".join("?" * len(names))
        for each in questions:
            con.execute(f"insert into intelligence.code_review values ({marks})", [each[name] for name in names])
    return path


@pytest.fixture
def published(tmp_path):
    """Two questions on one note: of one somebody was unsure, the other stands on two quotes."""
    start = NOTE.index("no food in")
    first = question("no food”,\r\n at home", 1)
    first["places"] = f"{first['places']} {start}..{start + len('no food in the car')}"
    unsure = {"ruling": "unsure", "reason": "Ask her", "decided_by": "Ann Roe", "decided_on": "2026-05-02"}
    return publish(tmp_path / "published.duckdb", question("Owes rent 🙂", 2, code="rent", **unsure), first)


def by_hand(tmp_path: Path, *lines: str, name: str = "filled.csv") -> Path:
    path = tmp_path / name
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def rulings(folder: Path) -> list[dict[str, str]]:
    with (folder / "code_rulings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill_in(path: Path, said: dict[str, object], line: int = 2) -> Path:
    """Writes into one line of the codes, as a person does; returns the file that holds it."""
    place = {column.name: number for number, column in enumerate(COLUMNS)}
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        for name, value in said.items():
            book["codes"].cell(line, place[name] + 1, value)
        book.save(path)
        return path
    path = path.with_name(f"{path.stem}-codes.csv")
    rows = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
    for name, value in said.items():
        rows[line - 1][place[name]] = str(value)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return path


def test_the_sheet_shows_the_quote_among_its_words_and_whats_needed_to_decide(published, tmp_path):
    written = write_queue(published, tmp_path / "queue.csv")
    assert (written.pairs, written.codes) == (0, 2)
    assert [path.name for path in written.files] == ["queue.csv", "queue-codes.csv"]
    with written.files[1].open(encoding="utf-8-sig", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["before"] == "'=Sum of it: “" and first["after"].startswith(";  no food in")
    assert (first["sure"], first["title"], first["program"]) == ("42", "Food (Needs)", "Pantry")
    assert first["other_quotes"] == "no food in the car"
    assert (first["danger"], first["tier"], first["how_often_right"]) == ("", "", "")
    assert (second["ruling"], second["reason"]) == ("unsure", "Ask her")
    assert write_queue(published, tmp_path / "west.xlsx", "west").codes == 0


def test_a_risk_comes_with_its_danger_its_tier_and_how_often_it_is_right(tmp_path):
    risk = {
        "danger": "at once",
        "tier": "possible",
        "how_often_right": "Of 9 such flags 2 were right.",
        "is_in_use": False,
    }
    path = publish(tmp_path / "published.duckdb", question("Owes rent 🙂", 1, **risk))
    with write_queue(path, tmp_path / "queue.csv").files[1].open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert {name: row[name] for name in risk} == {name: str(value) for name, value in risk.items()}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_filled_in_comes_back_as_rulings_on_the_notes_own_words(published, tmp_path, kind):
    by_hand(tmp_path, "crm:east:1,needs,rent,,Owes rent 🙂,unsure,Ask her,Ann Roe,2026-05-02", name="code_rulings.csv")
    path = tmp_path / f"queue.{kind}"
    write_queue(published, path)
    said = {"ruling": "Accepted", "reason": "She said so", "decided_by": "Kim Lee", "decided_on": date(2026, 6, 30)}
    path = fill_in(path, said)
    taken = take_in(path, tmp_path, published, None, ON)
    assert (taken.new, taken.changed, taken.known, taken.undecided) == (1, 0, 1, 0)
    assert [(row["code"], row["quote"], row["ruling"], row["decided_on"]) for row in rulings(tmp_path)] == [
        ("rent", "Owes rent 🙂", "unsure", "2026-05-02"),
        ("food", "no food”,\r\n at home", "accepted", "2026-06-30"),
        ("food", "no food in the car", "accepted", "2026-06-30"),
    ]
    before = (tmp_path / "code_rulings.csv").read_bytes()
    again = take_in(path, tmp_path, published, None, date(2026, 7, 2))
    assert (again.new, again.changed, again.known) == (0, 0, 2)
    assert (tmp_path / "code_rulings.csv").read_bytes() == before


def test_a_later_ruling_on_the_same_words_goes_last(published, tmp_path):
    first, other = (
        "crm:east:1,needs,food,,no food in the car,accepted,It is so,Kim,2026-05-01",
        ("crm:east:1,needs,food,,food in the car,overruled,It is the neighbour,Ann,2026-05-02"),
    )
    by_hand(tmp_path, first, other, name="code_rulings.csv")
    now = by_hand(tmp_path, "crm:east:1,needs,food,,No food  in the CAR,overruled,Asked again,,")
    taken = take_in(now, tmp_path, published, "Sam Poe", ON)
    assert (taken.new, taken.changed) == (0, 1)
    assert [(row["quote"], row["decided_by"]) for row in rulings(tmp_path)] == [
        ("food in the car", "Ann"), ("no food in the car", "Sam Poe"),
    ]  # fmt: skip


def test_a_file_of_rulings_without_values_is_taken_on(published, tmp_path):
    old = "note_id,skill,code,quote,ruling,reason,decided_by,decided_on\ncrm:east:1,needs,rent,,overruled,No,Kim,\n"
    (tmp_path / "code_rulings.csv").write_text(old, encoding="utf-8")
    sheet = by_hand(tmp_path, "crm:east:1,stability,level,2.0,Owes rent,accepted,Yes,Kim,2026-05-01")
    take_in(sheet, tmp_path, published, None, ON)
    assert [(row["code"], row["value"]) for row in rulings(tmp_path)] == [("rent", ""), ("level", "2")]


def test_wrong_lines_are_each_named_without_a_word_of_the_note_and_nothing_is_written(published, tmp_path):
    yes = "accepted,Yes,Kim,2026-05-01"
    path = by_hand(
        tmp_path,
        f"crm:east:1,needs,food,,no food in the car,{yes}",
        f"crm:east:9,needs,food,,no food,{yes}",
        f"crm:east:1,need,food,,no food,{yes}",
        f"crm:east:1,needs,foood,,no food,{yes}",
        f"crm:east:1,stability,level,,no food,{yes}",
        f"crm:east:1,needs,food,2,no food,{yes}",
        f"crm:east:1,needs,food,,no foo,{yes}",
        "crm:east:1,needs,food,,no food,right,Yes,Kim,2026-05-01",
        "crm:east:1,needs,food,,no food,accepted,,Kim,2026-05-01",
        "crm:east:1,needs,food,,no food in the car,overruled,No,Kim,2026-05-01",
    )
    with pytest.raises(ConfigurationErrors) as refused:
        take_in(path, tmp_path, published, None, ON)
    said = str(refused.value).splitlines()
    assert [int(line.split(f"{path}:")[1].split(":")[0]) for line in said] == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    for words in (
        "no such note",
        "'need'",
        "'foood'",
        "1, 2",
        "'2'",
        "does not stand",
        "'right'",
        "no reason",
        "line 2",
    ):
        assert any(words in line for line in said), words
    assert "no foo" not in str(refused.value).replace("'foood'", "")
    assert not (tmp_path / "code_rulings.csv").exists()


def test_a_note_that_changed_meanwhile_is_not_ruled_on(published, tmp_path):
    path = tmp_path / "queue.xlsx"
    write_queue(published, path)
    fill_in(path, {"ruling": "accepted", "reason": "Yes", "decided_by": "Kim"})
    publish(published, notes=(NOTE.replace("Sum", "Total"),))
    with pytest.raises(ConfigurationErrors, match=r"queue\.xlsx \(codes\):2: The note's text has changed"):
        take_in(path, tmp_path, published, None, ON)


def test_places_that_were_altered_are_refused(published, tmp_path):
    path = tmp_path / "queue.xlsx"
    write_queue(published, path)
    fill_in(path, {"ruling": "accepted", "reason": "Yes", "decided_by": "Kim", "places": "3..4000"})
    with pytest.raises(ConfigurationErrors, match="the note has no such place"):
        take_in(path, tmp_path, published, None, ON)
    fill_in(path, {"places": "", "quote": "Owes rent"})  # other words, named by hand
    take_in(path, tmp_path, published, None, ON)
    assert "Owes rent" in [row["quote"] for row in rulings(tmp_path)]


def test_one_workbook_takes_both_kinds_all_or_none(published, tmp_path):
    path = tmp_path / "both.xlsx"
    write_queue(published, path)
    fill_in(path, {"ruling": "accepted", "reason": "Yes", "decided_by": "Kim"})
    book = openpyxl.load_workbook(path)
    names = [cell.value for cell in book["review"][1]]
    pair = {"record_key_a": "hmis:east:1", "record_key_b": "crm:east:2", "ruling": "sam", "reason": "One"}
    for name, value in pair.items():
        book["review"].cell(2, names.index(name) + 1, value)
    book.create_sheet("my own").append(["to do"])
    book.save(path)
    with pytest.raises(ConfigurationErrors, match=r"both\.xlsx \(review\):2: The ruling is 'sam'"):
        take_in(path, tmp_path, published, "Kim", ON)
    assert not (tmp_path / "code_rulings.csv").exists()
    book["review"].cell(2, names.index("ruling") + 1, "same")
    book.save(path)
    assert take_in(path, tmp_path, published, "Kim", ON).new == 3
    assert (tmp_path / "code_rulings.csv").exists() and (tmp_path / "identity_rulings.csv").exists()
    book.copy_worksheet(book["codes"])
    book.save(path)
    with pytest.raises(CaselineError, match="same kind"):
        take_in(path, tmp_path, published, "Kim", ON)


def test_a_version_never_reads_as_a_number():
    assert note_version("1234567890123456") == "v123456789012"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=6),
    chosen=st.data(),
    kind=st.sampled_from(["csv", "xlsx"]),
)
def test_whatever_a_note_holds_its_words_come_back(tmp_path, words, chosen, kind):
    """Formulas, line breaks, marks that a spreadsheet swallows: a ruling names the note's own words, less white space
    at their ends."""
    note = " ".join(words).encode("utf-8", "ignore").decode()
    start = chosen.draw(st.integers(0, len(note)))
    end = chosen.draw(st.integers(start, len(note)))
    if not note[start:end].strip() or "\0" in note:
        return
    asked = question("x", 1, note="x") | {
        "quote": note[start:end], "quote_start": start, "quote_end": end, "places": f"{start}..{end}",
        "content_hash": hashlib.sha256(note.encode()).hexdigest(),
    }  # fmt: skip
    place = publish(tmp_path / "any.duckdb", asked, notes=(note,))
    for file in tmp_path.glob("code_rulings.csv"):
        file.unlink()
    path = tmp_path / f"any.{kind}"
    write_queue(place, path)
    path = fill_in(path, {"ruling": "overruled", "reason": "No", "decided_by": "Kim"})
    take_in(path, tmp_path, place, None, ON)
    assert [row["quote"] for row in rulings(tmp_path)] == [note[start:end].strip()]
    assert take_in(path, tmp_path, place, None, ON).new == 0
