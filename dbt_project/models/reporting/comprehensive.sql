-- The comprehensive report and every funder's report, question by question, each as one select:
--   select question, row_label, value, sentence, example_quote from reporting.comprehensive
--   where report_id = 'city_housing' order by sort_order
with quotable as (
    select
        code.code_id,
        code.skill,
        code.code,
        code.level,
        code.note_id,
        code.quote,
        cast(code.quote_start as text) || '..' || cast(code.quote_end as text) as place,
        -- as caseline.review.code_rulings.note_version names it
        'v' || substring(note.content_hash, 1, 12) as note_version,
        code.confidence,
        code.review_status
    from {{ ref('code') }} as code
    inner join {{ ref('quotable_code') }} as quotable_code on code.code_id = quotable_code.code_id
    inner join {{ ref('case_note') }} as note on code.note_id = note.note_id
),

ranked as (
    select
        evidence.figure_id,
        quotable.quote,
        row_number() over (
            partition by evidence.figure_id
            order by
                -- what a person picked for this report, in the text as it was read then
                case
                    when picked.place is not null and coalesce(picked.note_version = quotable.note_version, true) then 0
                    else 1
                end,
                case evidence.role when 'counted' then 0 else 1 end,
                case when quotable.review_status = 'accepted' then 0 else 1 end,
                -- a sentence to print: neither a scrap nor a paragraph
                case when length(quotable.quote) between 30 and 130 and quotable.quote not like '%  %' then 0 else 1 end,
                quotable.confidence desc,
                {{ sha256_hex("evidence.figure_id || quotable.code_id") }}
        ) as preference
    from {{ ref('evidence') }} as evidence
    inner join quotable on evidence.code_id = quotable.code_id
    inner join {{ ref('figure') }} as figure on evidence.figure_id = figure.figure_id
    inner join {{ source('framework', 'measure') }} as measure on figure.measure = measure.measure
    inner join {{ source('framework', 'report_question') }} as asked
        on figure.report = asked.report_id and figure.question_id = asked.question_id
    left join {{ source('framework', 'quote_ruling') }} as picked
        on figure.report = picked.report and quotable.note_id = picked.in_note and quotable.place = picked.place
    left join {{ source('framework', 'outcome') }} as outcome
        on outcome.outcome_id in (figure.row_key, figure.column_key)
        or {{ json_list_holds(json_value('asked.filters_json', 'label'), 'outcome.outcome_id') }}
    where
        evidence.role = 'counted'
        -- a number that no note made gets an example only where a note tells of the same thing
        or (
            evidence.role = 'context'
            and {{ tells_of('measure.told_by_json', 'quotable') }}
            and (outcome.outcome_id is null or outcome.skill = quotable.skill)
        )
),

cited as (
    select
        figure_id,
        count(distinct case when role = 'counted' then record_type || ':' || record_id end) as records,
        count(distinct case when role in ('counted', 'context') then note_id end) as notes
    from {{ ref('evidence') }}
    group by figure_id
)

select
    figure.figure_id,
    figure.report as report_id,
    report.title as report_title,
    report.funder,
    figure.section,
    asked.position,
    figure.question_id,
    figure.question,
    figure.row_label,
    figure.column_label,
    figure.count,
    figure.value,
    figure.numerator,
    figure.denominator,
    case figure.count
        when 'clients' then 'clients'
        when 'events' then 'records'
        when 'percent' then '%'
        else figure.unit
    end as unit,
    figure.sentence,
    ranked.quote as example_quote,
    cast(coalesce(cited.records, 0) as integer) as cited_records,
    cast(coalesce(cited.notes, 0) as integer) as cited_notes,
    figure.period_start,
    figure.period_end,
    figure.sort_order,
    figure.caution
from {{ ref('figure') }} as figure
inner join {{ source('framework', 'report') }} as report on figure.report = report.report_id
inner join {{ source('framework', 'report_question') }} as asked
    on figure.report = asked.report_id and figure.question_id = asked.question_id
left join ranked on figure.figure_id = ranked.figure_id and ranked.preference = 1
left join cited on figure.figure_id = cited.figure_id
where figure.report not in ('missing', 'unusual', 'aggregate')
