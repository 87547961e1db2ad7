"""Which files stand, which are gone, which were replaced."""

from ingestion.ledger import GONE, REPLACED, Ledger
from ingestion.summary import HeldBack, LoadedFile, LoadSummary


def file(name, sha256, affiliate_id="a", **more):
    return LoadedFile(affiliate_id, "hmis", name, sha256, **more)


def held(name, affiliate_id="a"):
    return HeldBack("hmis", affiliate_id, name, 2, "It is broken.", "Mend it.")


def test_an_unchanged_file_stands_with_what_it_held_back():
    ledger = Ledger([file("Exit.csv", "1")], [held("Exit.csv")], ["a"])
    assert ledger.stands("a", "Exit.csv", "1")
    assert ledger.close(LoadSummary("hmis")) == ([file("Exit.csv", "1")], [held("Exit.csv")])


def test_a_replaced_file_stays_on_record_and_its_mended_rows_leave_quarantine():
    ledger = Ledger([file("Exit.csv", "1")], [held("Exit.csv")], ["a"])
    assert not ledger.stands("a", "Exit.csv", "2")
    files, held_back = ledger.close(LoadSummary("hmis", [file("Exit.csv", "2")]))
    assert [(each.sha256, each.note) for each in files] == [("2", None), ("1", REPLACED)]
    assert held_back == []


def test_a_file_that_vanished_is_said_to_be_gone_and_is_read_again_when_it_returns():
    files, _ = Ledger([file("Exit.csv", "1")], [], ["a"]).close(LoadSummary("hmis"))
    assert [each.note for each in files] == [GONE]
    assert not Ledger(files, [], ["a"]).stands("a", "Exit.csv", "1")


def test_other_affiliates_are_left_alone():
    ledger = Ledger([file("Exit.csv", "1", "b")], [held("Exit.csv", "b")], ["a"])
    assert ledger.close(LoadSummary("hmis")) == ([file("Exit.csv", "1", "b")], [held("Exit.csv", "b")])
