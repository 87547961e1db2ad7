-- Rows and columns of shares that counted facts made: a base that does not know them stands behind each.
{{ placed_facts("of_measure is not null") }}

select
    report, question_id, row_on, column_on, slice_key, row_key, column_key,
    max(row_label) as row_label,
    max(column_label) as column_label
from placed
where role = 'counted'
group by report, question_id, row_on, column_on, slice_key, row_key, column_key
