"""Codes to decide: what waits for a person, each with its quote among the words of the note."""

from collections.abc import Mapping

from reports.look.marking import around
from reports.published import Row
from reports.site.narrowing import Narrowing, Part
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
_NARROWED = Narrowing().condition("note_date")
_SEEN = "note_id in (select note_id from record.case_note)"
"""A question is its note's words: who does not see the note is not asked."""
_COUNTED = f"""
select count(*) filter ({_NARROWED}) as listed, count(*) as waiting from intelligence.code_review where {_SEEN}
"""
_SHOWN = f"""
select question.*, note.note_text, coalesce(stay.case_manager, question.author, $nobody) as case_manager
from (
    select * from intelligence.code_review where {_NARROWED} and {_SEEN} order by place limit $most offset $skipped
) as question
inner join record.case_note as note using (note_id)
left join record.enrollment as stay on note.enrollment_id = stay.enrollment_id
order by question.place
"""


def page(site: Site, query: Mapping[str, str]) -> Page:
    narrowed = site.narrowing.parameters
    (counted,) = site.published.rows(_COUNTED, **narrowed)
    part = Part.of(counted["listed"], query, ON_ONE_PAGE)
    shown = site.published.rows(_SHOWN, nobody=NOBODY, most=ON_ONE_PAGE, skipped=part.skipped, **narrowed)
    questions = [_question(row) for row in shown]
    return site.page(
        "code-review.html",
        "code_review.html",
        questions=questions,
        listed=counted["listed"],
        part=part,
        waiting=counted["waiting"],
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
