-- Each telling of a danger: a sure risk of a note that nobody overruled, and the one thing it is part of. Tellings of one
-- danger of one client are one thing as long as no note in between denies it and no more than `silence_days` lie between one
-- and the next. `raised_note_id` is the note under which a thing is raised that was not
-- answered in time: the latest that nothing answered.
with as_of as (
    select
        as_of,
        cast({{ setting_number('escalation_days', 7) }} as integer) as escalation_days,
        cast({{ setting_number('silence_days', 60) }} as integer) as silence_days
    from {{ ref('as_of') }}
),

telling as (
    select
        risk.*,
        as_of.silence_days,
        case when {{ days_after('risk.note_date', 'as_of.escalation_days') }} <= as_of.as_of then 1 else 0 end as is_due,
        -- risk.sql says what an answer is
        case
            when risk.answered_by is null then 1
            when risk.answered_on > {{ days_after('risk.note_date', 'as_of.escalation_days') }} then 1
            else 0
        end as is_unanswered,
        lag(risk.note_date) over (
            partition by risk.client_id, risk.skill, risk.code, risk.value
            order by risk.note_date, {{ in_byte_order('risk.note_id') }}
        ) as told_before
    from {{ ref('risk') }} as risk
    cross join as_of
    where risk.tier = 'sure' and coalesce(risk.ruling, 'none') <> 'overruled' and risk.note_date is not null
),

begun as (
    select
        telling.*,
        case
            when
                told_before is null
                or {{ days_between('told_before', 'note_date') }} > silence_days
                or exists (
                    select 1
                    from {{ ref('risk_denied') }} as denied
                    where
                        denied.client_id = telling.client_id
                        and denied.skill = telling.skill
                        and denied.code = telling.code
                        and denied.note_date > telling.told_before
                        and denied.note_date < telling.note_date
                )
                then 1
            else 0
        end as begins
    from telling
),

placed as (
    select
        begun.*,
        sum(begins) over (
            partition by client_id, skill, code, value order by note_date, {{ in_byte_order('note_id') }}
            rows between unbounded preceding and current row
        ) as thing
    from begun
)

select
    client_id,
    affiliate_id,
    program_id,
    note_id,
    note_date,
    skill,
    code,
    code_title,
    danger_rank,
    tier,
    quote,
    code_id,
    quote_start,
    quote_end,
    source_file,
    source_line,
    count(*) over whole as notes,
    min(note_date) over whole as told_since,
    case
        when max(is_due * is_unanswered) over whole = 1
            then first_value(note_id) over (
                partition by client_id, skill, code, value, thing
                order by is_unanswered desc, note_date desc, {{ in_byte_order('note_id') }} desc
            )
    end as raised_note_id
from placed
window whole as (partition by client_id, skill, code, value, thing)
