-- The quotes that may be proposed for a number, the best first. What is printed for people outside is held
-- to more than what is shown inside: a person picked the words for the report or accepted the code, or the code is read
-- reliably, surely, and not against what the other skills read in the same words.
{% set sure_from = 0.95 %}
{% set supports_from = 0.8 %}
{% set most = 30 %}
with polar as (
    select
        code.code_id, code.note_id, code.skill, code.quote_start, code.quote_end, code.is_risk, code.confidence,
        {{ tells_of('better.told_by_json', 'code') }} as is_result,
        {{ tells_of('worse.told_by_json', 'code') }} as is_setback
    from {{ ref('code') }} as code
    inner join {{ source('framework', 'measure') }} as better on better.measure = 'improved'
    inner join {{ source('framework', 'measure') }} as worse on worse.measure = 'worsened'
    where code.quote is not null
),

-- what the other skills read in the same words
beside as (
    select
        own.code_id,
        max(case when other.is_result and other.confidence >= {{ supports_from }} then 1 else 0 end) = 1 as has_result,
        max(case when other.is_setback then 1 else 0 end) = 1 as has_setback,
        max(case when other.is_risk then 1 else 0 end) = 1 as has_risk
    from polar as own
    inner join polar as other
        on own.note_id = other.note_id
        and own.skill <> other.skill
        and own.quote_start < other.quote_end
        and other.quote_start < own.quote_end
    group by own.code_id
),

quotable as (
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
        code.review_status,
        code.review_status = 'accepted'
        or (
            reliability.counts_outside
            and code.confidence >= {{ sure_from }}
            and not coalesce(beside.has_risk, false)
            -- a result is one where a second skill reads one too and none a setback; what is none, where none reads a result
            and coalesce(beside.has_result, false) = polar.is_result
            and not (polar.is_result and coalesce(beside.has_setback, false))
        ) as is_sure
    from {{ ref('code') }} as code
    inner join {{ ref('quotable_code') }} as quotable_code on code.code_id = quotable_code.code_id
    inner join {{ ref('code_reliability') }} as reliability on code.code_id = reliability.code_id
    inner join {{ ref('case_note') }} as note on code.note_id = note.note_id
    inner join polar on code.code_id = polar.code_id
    left join beside on code.code_id = beside.code_id
),

-- the same words behind two rows of one number are one quote
candidate as (
    select
        evidence.figure_id,
        quotable.code_id,
        quotable.quote,
        -- what a person picked for this report, in the text as it was read then
        max(case when picked.place is not null and coalesce(picked.note_version = quotable.note_version, true) then 1 else 0 end)
            as is_picked,
        max(case evidence.role when 'counted' then 1 else 0 end) as is_counted,
        max(case when quotable.review_status = 'accepted' then 1 else 0 end) as is_accepted,
        max(case when quotable.is_sure then 1 else 0 end) as is_sure,
        max(quotable.confidence) as confidence
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
    group by evidence.figure_id, quotable.code_id, quotable.quote
),

ranked as (
    select
        figure_id,
        code_id,
        row_number() over (
            partition by figure_id
            order by
                is_picked desc,
                is_counted desc,
                is_accepted desc,
                -- a sentence to print: neither a scrap nor a paragraph
                case when length(quote) between 30 and 130 and quote not like '%  %' then 0 else 1 end,
                confidence desc,
                {{ sha256_hex("figure_id || code_id") }}
        ) as position
    from candidate
    where is_picked = 1 or is_sure = 1
)

select
    ranked.figure_id,
    cast(ranked.position as integer) as position,
    code.client_id,
    code.affiliate_id,
    code.program_id,
    code.note_id,
    code.code_id,
    code.quote
from ranked
inner join {{ ref('code') }} as code on ranked.code_id = code.code_id
where ranked.position <= {{ most }}
