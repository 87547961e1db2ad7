-- Which cells a placement belongs to: as one that is counted, or as one of those a rate is of.
with place as (
    select distinct question, row_key, column_key from {{ ref('hud_placement') }}
)

select
    cell.layout, cell.question, place.row_key, place.column_key, cell.row_number, cell.column_letter, cell.counts,
    {{ holds('cell.row_holds', 'place.row_key') }} and {{ holds('cell.column_holds', 'place.column_key') }} as is_counted,
    cell.counts in ('rate', 'percent') and (
        ({{ holds('cell.of_rows', 'place.row_key') }} and {{ holds('cell.column_holds', 'place.column_key') }})
        or (
            ({{ holds('cell.row_holds', 'place.row_key') }} or place.row_key = 'any')
            and {{ holds('cell.of_columns', 'place.column_key') }}
        )
    ) as is_base
from {{ ref('hud_cell') }} as cell
inner join place
    on cell.question = place.question
    and cell.counts <> 'blank'
    and ({{ holds('cell.row_holds', 'place.row_key') }} or {{ holds('cell.of_rows', 'place.row_key') }} or place.row_key = 'any')
    and ({{ holds('cell.column_holds', 'place.column_key') }} or {{ holds('cell.of_columns', 'place.column_key') }})
