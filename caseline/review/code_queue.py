"""Codes that wait for a person, as rows of a sheet: the quote among its words, what the code means, what coders say."""

from typing import Any

import duckdb

from caseline.ground.spreadsheets import Column
from caseline.organization.skills import LEVEL_CODE
from caseline.review.code_rulings import note_version

AROUND = 90
COLUMNS = (
    Column("why", "Why you are asked."),
    Column("danger", "Of a risk: by when somebody must have looked."),
    Column("tier", "Of a risk: sure, or possible where it is not known to be there."),
    Column("title", "The code that was found."),
    Column("before", "The words before the quote."),
    Column("quote", "The words the code stands on."),
    Column("after", "The words after the quote."),
    Column("ruling", "Write accepted, overruled or unsure. Leave empty what you have not decided."),
    Column("reason", "What you saw. It stays with the decision."),
    Column("decided_by", "Your name."),
    Column("decided_on", "The day, as 2026-06-30."),
    Column("meaning", "What the code means, takes in and leaves out."),
    Column("how_often_right", "Of a risk: how often such flags were right."),
    Column("other_quotes", "Other words of the note the code stands on. The ruling is about them too."),
    Column("others_say", "What other coders say of the same note."),
    Column("others_quote", "The words that they say it of."),
    Column("sure", "How sure the coder was, in percent."),
    Column("coder", "Who gave the code."),
    Column("is_in_use", "Whether reports count it meanwhile."),
    Column("note_date", "Day of the note."),
    Column("author", "Who wrote the note."),
    Column("program", "Program of the note."),
    Column("affiliate", "Affiliate of the note."),
    Column("client_id", "Whom the note is about."),
    Column("note_id", "The note."),
    Column("skill", "The skill that was read with."),
    Column("code", f"The code; {LEVEL_CODE} for a rubric."),
    Column("value", "A rubric's level."),
    Column("places", "Where the words stand. To rule on other words of the note, empty this and put them into quote."),
    Column("note_version", "The text of the note that this is about."),
)
_QUESTIONS = """
    select question.*, note.note_text, program.name as program_name, count(*) over () as waiting
    from intelligence.code_review as question
    inner join record.case_note as note using (note_id)
    left join record.program as program on question.program_id = program.program_id
    where ? is null or question.affiliate_id = ?
    order by question.place
    limit ?
"""


def read_codes(connection: duckdb.DuckDBPyConnection, affiliate: str | None, most: int) -> list[dict[str, Any]]:
    """The first `most` questions in their order, of one affiliate's notes if named.

    Each says in `waiting` how many there are in all.
    """
    found = connection.execute(_QUESTIONS, [*[affiliate] * 2, most])
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def code_row(question: dict[str, Any]) -> list[Any]:
    """A question as a row under COLUMNS."""
    text, start, end = question["note_text"], question["quote_start"], question["quote_end"]
    return [
        *(question[name] for name in ("why", "danger", "tier")),
        f"{question['code_title']} ({question['skill_title']})",
        text[max(0, start - AROUND) : start],
        question["quote"],
        text[end : end + AROUND],
        *(question[name] for name in ("ruling", "reason", "decided_by", "decided_on", "meaning", "how_often_right")),
        " / ".join(other_quotes(question)),
        question["others_say"],
        question["others_quote"],
        round(100 * question["confidence"]),
        question["coder"],
        question["is_in_use"],
        question["note_date"],
        question["author"],
        question["program_name"] or question["program_id"],
        *(question[name] for name in ("affiliate_id", "client_id", "note_id", "skill", "code", "value", "places")),
        note_version(question["content_hash"]),
    ]


def other_quotes(question: dict[str, Any]) -> list[str]:
    """The words of the code's other places in the note."""
    spans = [tuple(map(int, place.split(".."))) for place in question["places"].split()[1:]]
    return list(dict.fromkeys(question["note_text"][start:end] for start, end in spans))
