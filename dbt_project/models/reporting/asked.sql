{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Every question in every grain that its report shows (total, rows, columns, cells) and, where it asks by year or
-- quarter, every slice of its period. `row_on` and `column_on` say which of its dimensions a grain spreads.
with question as (
    select
        asked.report_id as report,
        asked.question_id,
        asked.position,
        asked.section,
        asked.question,
        asked.measure,
        asked.of_measure,
        asked.count,
        nullif(split_part(asked.by_dimension, ',', 1), '') as row_dimension,
        nullif(split_part(asked.by_dimension, ',', 2), '') as column_dimension,
        {% for filter in ['label', 'skill', 'stage', 'program', 'affiliate', 'age_group', 'gender', 'race_ethnicity', 'veteran'] -%}
        {{ json_value('asked.filters_json', filter) }} as only_{{ filter }},
        {% endfor -%}
        case when report.program_ids_json <> '[]' then report.program_ids_json end as report_programs,
        coalesce(report.period_start, bounds.first_day) as first_day,
        coalesce(report.period_end, bounds.last_day) as last_day,
        coalesce(measure.labels = of_measure.labels, false) as is_same_labels,
        measure.is_apart and 'label' in (split_part(asked.by_dimension, ',', 1), split_part(asked.by_dimension, ',', 2))
            as is_apart
    from {{ source('framework', 'report_question') }} as asked
    inner join {{ source('framework', 'report') }} as report on asked.report_id = report.report_id
    inner join {{ source('framework', 'measure') }} as measure on asked.measure = measure.measure
    left join {{ source('framework', 'measure') }} as of_measure on asked.of_measure = of_measure.measure
    cross join {{ ref('fact_period') }} as bounds
),

grain as (
    select 0 as row_on, 0 as column_on
    union all select 1, 0
    union all select 0, 1
    union all select 1, 1
),

in_grain as (
    select
        question.*,
        grain.row_on,
        grain.column_on,
        case
            when grain.row_on = 1 and question.row_dimension in ('year', 'quarter') then question.row_dimension
            when grain.column_on = 1 and question.column_dimension in ('year', 'quarter') then question.column_dimension
            else 'all'
        end as slicing
    from question
    inner join grain
        on (grain.row_on = 0 or question.row_dimension is not null)
        and (grain.column_on = 0 or question.column_dimension is not null)
        and (
            not question.is_apart
            or (grain.row_on = 1 and question.row_dimension = 'label')
            or (grain.column_on = 1 and question.column_dimension = 'label')
        )
),

slice as (
    select
        'year' as slicing,
        cast(year as text) as slice_key,
        cast(year as text) as slice_label,
        cast(cast(year as text) || '-01-01' as date) as starts_on,
        cast(cast(year as text) || '-12-31' as date) as ends_on
    from generate_series(1980, 2079) as years(year)

    union all

    select
        'quarter' as slicing,
        cast(year as text) || '-q' || quarter.number as slice_key,
        cast(year as text) || ' Q' || quarter.number as slice_label,
        cast(cast(year as text) || quarter.starts as date) as starts_on,
        cast(cast(year as text) || quarter.ends as date) as ends_on
    from generate_series(1980, 2079) as years(year)
    cross join (
        select '1' as number, '-01-01' as starts, '-03-31' as ends
        union all select '2', '-04-01', '-06-30'
        union all select '3', '-07-01', '-09-30'
        union all select '4', '-10-01', '-12-31'
    ) as quarter

    union all

    select
        'all' as slicing,
        'all' as slice_key,
        'Total' as slice_label,
        date '1900-01-01' as starts_on,
        date '9999-12-31' as ends_on
)

select
    in_grain.*,
    slice.slice_key,
    slice.slice_label,
    greatest(in_grain.first_day, slice.starts_on) as period_start,
    least(in_grain.last_day, slice.ends_on) as period_end
from in_grain
inner join slice
    on in_grain.slicing = slice.slicing
    and in_grain.first_day <= slice.ends_on
    and in_grain.last_day >= slice.starts_on
