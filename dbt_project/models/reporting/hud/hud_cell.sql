-- Every cell of the tables that are asked for, as the layouts print it: what it counts, and of which rows and columns of placements.
select
    layout.layout,
    layout.question,
    line.row_number,
    field.column_letter,
    field.column_letter || cast(line.row_number + case when layout.has_header then 1 else 0 end as text) as cell,
    line.label as row_label,
    coalesce(line.label_2024, line.label) as row_label_2024,
    field.label as column_label,
    coalesce(field.label_2024, field.label) as column_label_2024,
    case
        when line.counts = 'blank' or strpos(coalesce(line.only_columns, field.column_letter), field.column_letter) = 0 then 'blank'
        when field.counts <> 'clients' then field.counts
        else line.counts
    end as counts,
    line.holds as row_holds,
    field.holds as column_holds,
    line.of_rows,
    field.of_columns
from (select distinct layout, question, rows_of, columns_of, has_header from {{ ref('hud_report_table') }}) as layout
inner join {{ ref('hud_row') }} as line on layout.rows_of = line.rows_of
inner join {{ ref('hud_column') }} as field on layout.columns_of = field.columns_of
