"""What notes say most recently, in their own words: whole sentences, so that no denial is cut off."""

from collections.abc import Iterator

from caseline.coding.grammar.words import sentences
from reports.brief.case import Case, coded, note_place
from reports.brief.sentences import Citation, Place, Quote, Sentence
from reports.brief.words import quoted
from reports.published import Row
from reports.wording import day

MOST_NOTES = 3
MOST_SAID = 2
"""Sentences of one note."""
SHORTEST = 25
"""Characters that a sentence has which says something."""


def what_notes_say(case: Case) -> Iterator[Sentence]:
    told = [sentence for note in case.notes[:MOST_NOTES] if (sentence := _note(case, note))]
    yield from told
    if not told:
        yield Sentence("No note is on record.", (case.view.absence("record.case_note", "notes"),))


def _note(case: Case, note: Row) -> Sentence | None:
    """The sentences of a note that codes stand on, else its first that says something."""
    text = note["note_text"] or ""
    codes = [code for code in case.codes if code["note_id"] == note["note_id"]]
    spans = [(one.start, one.end) for one in sentences(text)]
    codes_of = {
        span: [code for code in codes if code["quote_start"] < span[1] and span[0] < code["quote_end"]]
        for span in spans
    }
    weight = {span: (any(code["is_risk"] for code in own), len(own)) for span, own in codes_of.items() if own}
    chosen = sorted(weight, key=lambda span: (weight[span], -span[0]), reverse=True)[:MOST_SAID]
    chosen = chosen or [span for span in spans if span[1] - span[0] >= SHORTEST][:MOST_SAID] or spans[:1]
    if not chosen:
        return None
    quotes = [_quote(case, note, span, codes_of[span]) for span in sorted(chosen)]
    said = " … ".join(quoted(quote.quote) for quote in quotes)
    what = "A document" if note["source"] == "documents" else "A note"
    who = f"{note['author']}" if note["author"] else what
    when = f" on {day(note['note_date'])}" if note["note_date"] else ""
    read = list(dict.fromkeys(code.title for quote in quotes for code in quote.codes))
    as_what = f" Read as: {', '.join(read)}." if read else ""
    cited: list[Citation] = [case.view.record("record.case_note", note), *quotes]
    return Sentence(f"{who}{when}: {said}{as_what}", (cited[0], *cited[1:]))


def _quote(case: Case, note: Row, span: tuple[int, int], codes: list[Row]) -> Quote:
    start, end = span
    text = note["note_text"]
    place = _place(case, note, start)
    return Quote(note["note_id"], case.view.as_seen(text[start:end]), start, end, place, tuple(map(coded, codes)))


def _place(case: Case, note: Row, start: int) -> Place:
    """Where a quote begins: in a document the page and line of its place, else where the note stands."""
    if note["source"] == "documents":
        lines = case.view.rows(
            "record.note_line",
            "note_id = $note and line_start <= $start",
            "line_start desc limit 1",
            note=note["note_id"],
            start=start,
        )
        if lines:
            return Place(note["source_file"], lines[0]["source_page"], lines[0]["source_line"])
    return note_place(note)
