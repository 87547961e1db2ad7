-- Every cell of every table of every HUD report.
with counted as (
    select
        placed.report_id, key.layout, key.row_number, key.column_letter,
        count(distinct case when key.is_counted then placed.client_id end) as clients,
        count(case when key.is_counted then 1 end) as events,
        count(distinct case when key.is_base then placed.client_id end) as of_clients
    from {{ ref('hud_placement') }} as placed
    inner join {{ ref('hud_cell_key') }} as key
        on placed.question = key.question and placed.row_key = key.row_key and placed.column_key = key.column_key
    where key.is_counted or key.is_base
    group by placed.report_id, key.layout, key.row_number, key.column_letter
),

averaged as (
    select
        placed.report_id, key.layout, key.row_number, key.column_letter,
        avg(placed.value) as mean,
        percentile_cont(0.5) within group (order by placed.value) as median
    from {{ ref('hud_placement') }} as placed
    inner join {{ ref('hud_cell_key') }} as key
        on placed.question = key.question and placed.row_key = key.row_key and placed.column_key = key.column_key
    where key.is_counted and (key.counts like 'me%' or key.counts = 'money')
    group by placed.report_id, key.layout, key.row_number, key.column_letter
),

figure as (
    select
        report.report_id, cell.question, cell.row_number, cell.column_letter, cell.cell,
        case
            when report.version >= 'fy2024' then coalesce(cell.row_label_2024, cast(language.preferred_language as text))
            else cell.row_label
        end as row_label,
        case when report.version >= 'fy2024' then cell.column_label_2024 else cell.column_label end as column_label,
        cell.counts,
        coalesce(counted.clients, 0) as clients,
        coalesce(counted.of_clients, 0) as of_clients,
        case cell.counts
            when 'blank' then null
            when 'clients' then coalesce(counted.clients, 0)
            when 'events' then coalesce(counted.events, 0)
            when 'percent' then case when counted.of_clients > 0 then 100 * counted.clients / cast(counted.of_clients as double precision) else 0 end
            when 'rate' then case when counted.of_clients > 0 then counted.clients / cast(counted.of_clients as double precision) else 0 end
            else case when cell.counts like 'median%' then averaged.median else averaged.mean end
        end as value
    from {{ ref('hud_report_table') }} as report
    inner join {{ ref('hud_cell') }} as cell on report.layout = cell.layout
    left join counted
        on report.report_id = counted.report_id and cell.layout = counted.layout
        and cell.row_number = counted.row_number and cell.column_letter = counted.column_letter
    left join averaged
        on report.report_id = averaged.report_id and cell.layout = averaged.layout
        and cell.row_number = averaged.row_number and cell.column_letter = averaged.column_letter
    -- rows without a label are those of the languages (Q24d)
    left join {{ ref('hud_language') }} as language
        on report.report_id = language.report_id and cell.row_number = language.rank and cell.row_label is null
    where cell.row_label is not null or language.rank is not null
)

select
    report_id, question, row_number, column_letter, cell, row_label, column_label, counts, clients, of_clients,
    cast(value as double precision) as value,
    case
        when value is null then ''
        when counts in ('clients', 'events') then {{ decimals('value', 0) }}
        when value = 0 then '0'
        when counts in ('rate', 'mean4', 'median4') then {{ decimals('value', 4) }}
        when counts = 'money' then '$' || {{ decimals('value', 2) }}
        when counts in ('mean2', 'median2', 'percent') then {{ decimals('value', 2) }}
        else {{ decimals('value', 0) }}
    end as text_value
from figure

union all

select
    line.report_id, layout.question, line.row_number, line.column_letter,
    line.column_letter || cast(line.row_number + 1 as text), line.row_label, field.label, 'text', null, null, null, line.text_value
from {{ ref('hud_project_line') }} as line
inner join {{ ref('hud_report_table') }} as layout on line.report_id = layout.report_id and layout.question = 'Q4a'
inner join {{ ref('hud_column') }} as field
    on layout.columns_of = field.columns_of and line.column_letter = field.column_letter
