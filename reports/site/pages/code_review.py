"""Codes to decide: what waits for a person, each with its quote among the words of the note."""

from collections.abc import Mapping

from reports.look.marking import around
from reports.published import Row
from reports.site.narrowing import Part
from reports.site.site import Page, Site

ON_ONE_PAGE = 100
NOBODY = "Nobody named"
KINDS = {
    "risk_flag": "risk flag",
    "coders_disagree": "coders disagree",
    "held_back": "held back",
    "unsure_code": "not sure",
    "new_code": "new code",
}


def page(site: Site, query: Mapping[str, str]) -> Page:
    rows = site.narrowing.kept(
        site.published.rows(
            """select question.*, note.note_text,
                coalesce(stay.case_manager, question.author, ?) as case_manager
            from intelligence.code_review as question
            inner join record.case_note as note using (note_id)
            left join record.enrollment as stay on note.enrollment_id = stay.enrollment_id
            order by question.place""",
            NOBODY,
        ),
        "note_date",
    )
    part = Part.of(len(rows), query, ON_ONE_PAGE)
    questions = [_question(row) for row in part.cut(rows, ON_ONE_PAGE)]
    return site.page(
        "code-review.html",
        "code_review.html",
        questions=questions,
        listed=len(rows),
        part=part,
        waiting=site.published.value("select count(*) from intelligence.code_review"),
        choices={
            "manager": sorted({question["case_manager"] for question in questions}),
            "kind": [kind for kind in KINDS.values() if kind in {question["kind"] for question in questions}],
        },
    )


def _question(row: Row) -> Row:
    quote = around(row["note_text"], row["quote_start"], row["quote_end"])
    return row | {
        "kind": KINDS[row["kind"]],
        "quote": quote,
        "more_quotes": len(row["places"].split()) - 1,
        "words": row["quote"],
    }
