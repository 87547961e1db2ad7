{{ config(materialized='by_key') }}
-- What stands behind each figure: the facts that answer its question (counted), for a share those it is a share
-- of (base), and for numbers that no note made, one thing the client's notes say in that time (context).
{% set by_score_alone = "('indicator_asked', 'indicator_by_score')" %}
{{ placed_facts() }},

behind as (
    select {{ behind_a_figure('placed') }}
    from placed
    where row_key is not null and column_key is not null

    union all

    select {{ behind_a_figure('cell') }}
    from placed
    inner join {{ ref('shared_cell') }} as cell
        on placed.report = cell.report
        and placed.question_id = cell.question_id
        and placed.row_on = cell.row_on
        and placed.column_on = cell.column_on
        and placed.slice_key = cell.slice_key
        and (placed.row_key is null or placed.row_key = cell.row_key)
        and (placed.column_key is null or placed.column_key = cell.column_key)
    where placed.row_key is null or placed.column_key is null
),

base_client as (
    select distinct figure_id, client_id
    from behind
    where role = 'base'
),

used as (
    select behind.*
    from behind
    left join base_client on behind.figure_id = base_client.figure_id and behind.client_id = base_client.client_id
    -- a share never counts a client that is not among those it is a share of
    where behind.role = 'base' or behind.count <> 'percent' or base_client.client_id is not null
),

-- Numbers that no note made, by client. Many of them ask the client's notes for the same: `wish` says which.
untold as (
    select
        counted.*,
        dense_rank() over (
            partition by client_id
            order by measure, label, affiliate_id, program_id, event_date, period_start, period_end
        ) as wish
    from (
        select
            figure_id, client_id,
            max(report) as report, max(question_id) as question_id,
            max(row_key) as row_key, max(row_label) as row_label,
            max(column_key) as column_key, max(column_label) as column_label,
            max(period_start) as period_start, max(period_end) as period_end,
            max(affiliate_id) as affiliate_id,
            max(program_id) as program_id,
            max(event_date) as event_date,
            max(measure) as measure,
            max(label) as label
        from used
        where role = 'counted' and note_id is null
        group by figure_id, client_id
    ) as counted
),

wished as (
    select distinct
        untold.client_id, untold.wish, untold.affiliate_id, untold.program_id, untold.event_date, untold.period_start,
        untold.period_end,
        measure.told_by_json,
        outcome.skill as outcome_skill
    from untold
    inner join {{ source('framework', 'measure') }} as measure on untold.measure = measure.measure
    left join {{ source('framework', 'outcome') }} as outcome on untold.label = outcome.outcome_id
),

-- Nothing but keys is ranked here: of every client all codes are, and one a wish is shown.
told as (
    select
        wished.client_id, wished.wish, code.code_id,
        row_number() over (
            partition by wished.client_id, wished.wish
            order by
                case when code.skill = wished.outcome_skill then 0 else 1 end,
                case when {{ tells_of('wished.told_by_json', 'code') }} then 0 else 1 end,
                -- about the time of what was counted, then the surest
                floor(abs({{ days_between('wished.event_date', 'code.note_date') }}) / 60.0),
                code.confidence desc,
                code.note_date desc,
                code.code_id
        ) as preference
    from wished
    inner join {{ ref('code') }} as code
        on wished.client_id = code.client_id
        -- a note of another place would tell its readers where else the client is counted
        and wished.affiliate_id = code.affiliate_id
        and (wished.program_id is null or wished.program_id = code.program_id)
        and code.note_date between wished.period_start and wished.period_end
        and not code.is_risk
        and not code.flagged_instruction
),

together as (
    select
        figure_id, report, question_id, row_key, row_label, column_key, column_label, period_start, period_end,
        role, client_id, affiliate_id, program_id, record_type, record_id, source_file, source_line,
        event_date, value, detail, note_id, code_id, quote, asked_id
    from used

    union all

    select
        untold.figure_id, untold.report, untold.question_id, untold.row_key, untold.row_label, untold.column_key,
        untold.column_label, untold.period_start, untold.period_end, 'context' as role, code.client_id,
        code.affiliate_id, code.program_id, 'note' as record_type, code.note_id as record_id, code.source_file,
        code.source_line, code.note_date as event_date, cast(null as double precision) as value,
        cast(null as text) as detail, code.note_id, code.code_id, code.quote,
        cast(null as text) as asked_id
    from untold
    inner join told on untold.client_id = told.client_id and untold.wish = told.wish and told.preference = 1
    inner join {{ ref('code') }} as code on told.code_id = code.code_id
)

select
    together.figure_id,
    together.report,
    together.question_id,
    together.row_key,
    together.row_label,
    together.column_key,
    together.column_label,
    together.period_start,
    together.period_end,
    together.role,
    together.client_id,
    together.affiliate_id,
    together.program_id,
    together.record_type,
    together.record_id,
    together.source_file,
    coalesce(code.source_page, note.source_page) as source_page,
    together.source_line,
    together.event_date,
    together.value,
    together.detail,
    together.note_id,
    together.code_id,
    together.quote,
    code.quote_start,
    code.quote_end,
    code.skill,
    code.skill_version,
    code.code_title,
    code.coder,
    code.review_status,
    together.asked_id,
    case
        -- a mixed indicator counts by what is read of the client as a whole; what its score alone says rests on no note
        when together.asked_id is not null
            then indicator.counts_outside
                or (asked.measure in {{ by_score_alone }} and coalesce(asked.of_measure, asked.measure) in {{ by_score_alone }})
        else together.code_id is null or coalesce(reliability.counts_outside, false)
    end as counts_outside
from together
inner join {{ source('framework', 'report_question') }} as asked
    on together.report = asked.report_id and together.question_id = asked.question_id
left join {{ ref('code') }} as code on together.code_id = code.code_id
left join {{ ref('code_reliability') }} as reliability on together.code_id = reliability.code_id
left join {{ ref('indicator_told') }} as indicator on together.asked_id = indicator.asked_id
left join {{ ref('case_note') }} as note on together.note_id = note.note_id
