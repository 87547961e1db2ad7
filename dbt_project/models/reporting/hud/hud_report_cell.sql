{{ config(materialized='view') }}
-- Which cells of a report a placement belongs to.
select
    layout.report_id,
    key.question,
    key.row_key,
    key.column_key,
    key.column_letter || cast(key.row_number + case when layout.has_header then 1 else 0 end as text) as cell,
    key.is_counted
from {{ ref('hud_report_table').include(database=false) }} as layout
inner join {{ ref('hud_cell_key').include(database=false) }} as key on layout.layout = key.layout
where key.is_counted or key.is_base
