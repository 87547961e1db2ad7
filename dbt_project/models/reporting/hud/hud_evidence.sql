{{ config(materialized='view', schema='reporting') }}
{# Views name no database: readers open a copy of the warehouse under another name. #}
-- Behind every cell: the clients it counts (or, for a rate, is a share of) and the rows that made them count.
select
    placed.report_id,
    key.question,
    cell.cell,
    case when key.is_counted then 'counted' else 'base' end as role,
    placed.client_id,
    record.affiliate_id,
    record.personal_id,
    placed.value,
    record.record_type,
    placed.record_id,
    record.source_file,
    record.source_line
from {{ ref('hud_placement').include(database=false) }} as placed
inner join {{ ref('hud_report_table').include(database=false) }} as layout
    on placed.report_id = layout.report_id and placed.question = layout.question
inner join {{ ref('hud_cell_key').include(database=false) }} as key
    on layout.layout = key.layout and placed.row_key = key.row_key and placed.column_key = key.column_key
inner join {{ ref('hud_cell').include(database=false) }} as cell
    on key.layout = cell.layout and key.row_number = cell.row_number and key.column_letter = cell.column_letter
left join {{ ref('hud_record').include(database=false) }} as record on placed.record_id = record.record_id
where key.is_counted or key.is_base
