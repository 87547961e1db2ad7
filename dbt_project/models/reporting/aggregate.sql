-- The network over time and across programs and affiliates; each value is a figure and traces like one.
select
    section as topic,
    question_id,
    question,
    row_key,
    row_label,
    column_key,
    column_label,
    count,
    value,
    numerator,
    denominator,
    sentence,
    figure_id,
    sort_order
from {{ ref('figure') }}
where report = 'aggregate'
