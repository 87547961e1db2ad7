"""What the record knows of the people of a note is hidden from a model elsewhere, by the engine itself."""

import json
import re
import shutil

import duckdb
import pytest

from caseline.coding.coder import Reading
from caseline.coding.nights.canary import examine
from caseline.coding.nights.engine import code_notes, pending_partitions
from caseline.coding.pseudonyms.people import people_of_notes
from caseline.coding.pseudonyms.privacy import PrivateCoder, mask
from caseline.organization.skills import load_skill


@pytest.fixture
def warehouse(small_warehouse, tmp_path):
    """The small organisation, with a note that names its client, a relative, the author and everything else."""
    copy = tmp_path / "copy.duckdb"
    shutil.copyfile(small_warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        yield connection


class Listener:
    """A coder elsewhere: it remembers what it was told."""

    name, budget = "listener", None

    def __init__(self):
        self.told = []

    @property
    def at_once(self):
        return self

    def prompt_hash(self, skill):
        return "h"

    def read(self, texts, skill, progress=None):
        self.told += texts
        return [Reading() for _ in texts]


def _facts(connection):
    """A client with a note, and what the record says of them."""
    return connection.execute(
        """select note.note_id, person.first_name, person.last_name, person.dob, person.phone, note.author
        from record.case_note as note
        inner join record.client_link as link using (client_id)
        inner join record.source_person as person on link.record_key = person.record_key
        where person.first_name is not null and person.last_name is not null and person.dob is not null
        order by person.phone is null, note.note_id limit 1"""
    ).fetchone()


def test_what_the_record_knows_never_reaches_the_coder(warehouse):
    note_id, first, last, dob, phone, author = _facts(warehouse)
    text = (
        f"{first.upper()} {last} (born {dob:%B} {dob.day}, {dob.year}; {dob.month}/{dob.day}/{dob:%y}) called"
        f" from {phone or '206-555-0100'}. {author or 'Dana Whitfield'} wrote this."
    )
    warehouse.execute(
        "update record.case_note set note_text = ?, content_hash = sha256(?) where note_id = ?", [text, text, note_id]
    )
    listener, skill = Listener(), load_skill("presenting-needs")
    coder = PrivateCoder(listener)
    code_notes(warehouse, pending_partitions(warehouse, [skill], coder)[1], [skill], coder, "run")
    (told,) = [one for one in listener.told if "wrote this" in one]
    for hidden in (first, last, str(dob.year), phone or "0100", *(author or "Dana Whitfield").split()):
        assert not re.search(rf"(?<!\w){re.escape(hidden)}(?!\w)", told, re.IGNORECASE), told
    assert "[CLIENT]" in told and "[BIRTH DATE]" in told


def test_two_clients_with_notes_of_the_same_words_are_both_hidden(warehouse):
    """The note is said to be another client's too: then the people of both are hidden."""
    note_id, first, *_ = _facts(warehouse)
    other, second = warehouse.execute(
        """select link.client_id, person.first_name from record.client_link as link
        inner join record.source_person as person using (record_key)
        where person.first_name is not null and person.first_name <> ? order by 1, 2 limit 1""",
        [first],
    ).fetchone()
    text = f"{first} and {second} came together."
    warehouse.execute("update record.case_note set note_text = ? where note_id = ?", [text, note_id])
    warehouse.execute(
        "insert into record.case_note by name select * replace ('copy' as note_id, ? as client_id) "
        "from record.case_note where note_id = ?",
        [other, note_id],
    )
    sent = mask(text, people_of_notes(warehouse, [note_id, "copy"])[text]).text
    assert first not in sent and second not in sent


def test_notes_that_people_coded_are_read_with_whom_they_are_about(warehouse, tmp_path):
    """A gold set of one's own people is of real notes: by their ID, or by a number of its own with the same words."""
    note_id, first, last, *_ = _facts(warehouse)
    text = f"{first.lower()} {last.lower()} said he is fine and has his dog."
    warehouse.execute("update record.case_note set note_text = ? where note_id = ?", [text, note_id])
    folder = tmp_path / "pets"
    folder.mkdir()
    (folder / "SKILL.md").write_text(
        "---\nname: pets\ntitle: Pets\nkind: codes\n---\n# Pets\n\n### dog — Dog\nHas a dog.\n", encoding="utf-8"
    )
    coded = [(note_id, f"{text} All is well."), ("g1", text), ("g2", "Nobody is named here.")]
    lines = [
        {"note_id": named, "text": words, "code": "dog", "status": "present", "annotator": "ana", "split": "dev"}
        for named, words in coded
    ]
    (folder / "gold.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    listener = Listener()
    examine(warehouse, [load_skill(folder)], PrivateCoder(listener), "run", may_drop=0.05)
    assert len(listener.told) == 5, "three notes, and two of them about somebody else"
    assert sum("[CLIENT] said" in told for told in listener.told) == 4
    assert not any(name.lower() in told.lower().split() for told in listener.told for name in (first, last))
