{{ config(materialized='view') }}
{# Views name no database: readers open a copy of the warehouse under another name. #}
-- Behind every cell: the clients it counts (or, for a rate, is a share of) and the rows that made them count.
select
    placed.report_id,
    placed.question,
    key.cell,
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
inner join {{ ref('hud_report_cell').include(database=false) }} as key
    on placed.report_id = key.report_id
    and placed.question = key.question
    and placed.row_key = key.row_key
    and placed.column_key = key.column_key
left join {{ ref('hud_record').include(database=false) }} as record on placed.record_id = record.record_id
