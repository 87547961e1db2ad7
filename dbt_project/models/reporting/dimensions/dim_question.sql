-- The questions of every report, in the order in which it asks them.
select
    report_id as report,
    question_id,
    position,
    section,
    question,
    measure,
    of_measure,
    count
from {{ source('framework', 'report_question') }}
