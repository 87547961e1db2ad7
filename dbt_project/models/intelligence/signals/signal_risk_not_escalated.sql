-- A danger that nothing answered in time, however many notes tell it; the dangers of one note together. A survey that says
-- all is well all the same, or a screen of the same day that raises the same danger, is named here and not raised again.
with as_of as (
    select cast({{ setting_number('escalation_days', 7) }} as integer) as escalation_days
    from {{ ref('as_of') }}
),

told_danger as (
    select * from {{ ref('told_danger') }} where raised_note_id is not null
),

gravest as (
    select
        *,
        row_number() over (partition by note_id order by {{ most_dangerous_first('told_danger') }}) as place
    from told_danger
    where note_id = raised_note_id
),

titled as (
    select note_id, code_title, max(notes) as notes, min(told_since) as told_since
    from gravest
    group by note_id, code_title
),

coded as (
    select
        note_id,
        string_agg(
            '"' || code_title || '"'
            || case when notes = 1 then '' else ' (in ' || cast(notes as text) || ' notes since ' || {{ day_in_words('told_since') }} || ')' end,
            ', ' order by code_title
        ) as codes
    from titled
    group by note_id
),

contradiction as (
    select * from {{ ref('contradiction') }}
),

-- surveys against which nothing speaks but what is raised here
survey as (
    select distinct raised_note_id, outcome_title, score, assessed_on
    from contradiction
    where
        raised_note_id is not null
        and not exists (
            select 1
            from contradiction as other
            where
                other.client_id = contradiction.client_id
                and other.assessed_on = contradiction.assessed_on
                and other.raised_note_id is null
        )
),

told_otherwise as (
    select
        raised_note_id,
        string_agg(
            outcome_title || ' ' || {{ in_words('score') }} || ' on ' || {{ day_in_words('assessed_on') }},
            '; ' order by assessed_on, outcome_title, score
        ) as surveys
    from survey
    group by raised_note_id
),

screen as (
    select distinct danger.raised_note_id, screen.screen_title, screen.answered_on, screen.answers
    from told_danger as danger
    inner join {{ ref('screen_risk') }} as screen
        on danger.client_id = screen.client_id
        and danger.code = screen.risk
        and danger.note_date = screen.answered_on
        and screen.is_answered
),

told_alike as (
    select
        raised_note_id,
        string_agg(
            'the ' || screen_title || ' of ' || {{ day_in_words('answered_on') }} || ' (' || answers || ')',
            '; ' order by answered_on, screen_title, answers
        ) as screens
    from screen
    group by raised_note_id
)

select
    'risk_not_escalated' as signal,
    gravest.note_id as subject,
    gravest.client_id,
    gravest.affiliate_id,
    gravest.program_id,
    cast(null as text) as case_manager,
    gravest.note_date as signal_date,
    'A note was coded ' || coded.codes || ' on ' || {{ day_in_words('gravest.note_date') }}
    || ', and nothing answers it within ' || {{ counted_noun('as_of.escalation_days', 'day', 'days') }}
    || ': no note speaks of it again, no service or referral is about it, and nobody has been in touch since.'
    || coalesce(' So says ' || told_alike.screens || '.', '')
    || coalesce(' A survey says that all is well: ' || told_otherwise.surveys || '.', '') as reason,
    gravest.note_id,
    gravest.quote,
    gravest.code_id,
    'note' as record_type,
    gravest.note_id as record_id,
    cast(null as text) as survey_item,
    cast(null as double precision) as survey_score,
    3 as severity,
    gravest.source_file,
    gravest.source_line
from gravest
inner join coded on gravest.note_id = coded.note_id
left join told_otherwise on gravest.note_id = told_otherwise.raised_note_id
left join told_alike on gravest.note_id = told_alike.raised_note_id
cross join as_of
where gravest.place = 1
