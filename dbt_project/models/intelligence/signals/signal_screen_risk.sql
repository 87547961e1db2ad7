-- Answers of screens that are a risk, and questions about one that stay open. Several screens of one day that raise the same
-- risk are one thing, and so is a note of that day whose danger nobody answered: it is raised there.
with as_of as (
    select
        as_of,
        cast({{ setting_number('escalation_days', 7) }} as integer) as escalation_days
    from {{ ref('as_of') }}
),

asked as (
    select
        risk.*,
        -- without a date nobody can tell whether two were asked on one day
        coalesce(cast(risk.answered_on as text), risk.screen_risk_id) as day
    from {{ ref('screen_risk') }} as risk
),

ranked as (
    select
        *,
        row_number() over (
            partition by client_id, risk, day, is_answered
            order by severity desc, points desc nulls last, {{ in_byte_order('screen_risk_id') }}
        ) as gravest
    from asked
),

others as (
    select
        client_id, risk, day, is_answered,
        string_agg(distinct screen_title, ', ' order by screen_title) as screens
    from ranked
    where gravest > 1
    group by client_id, risk, day, is_answered
)

select
    case when risk.is_answered then 'screen_risk' else 'screen_risk_open' end as signal,
    risk.screen_risk_id as subject,
    risk.client_id,
    risk.affiliate_id,
    risk.program_id,
    risk.case_manager,
    risk.answered_on as signal_date,
    'The ' || risk.screen_title || coalesce(' of ' || {{ day_in_words('risk.answered_on') }}, ', which has no date,')
    || case when risk.is_answered then ' raises "' else ' leaves open "' end || risk.title || '". ' || risk.answers || '.'
    || case when risk.is_answered then coalesce(' ' || risk.score_in_words || '.', '') else ' Ask again.' end
    || coalesce(' So does that day: ' || others.screens || '.', '')
    || case
        when risk.is_answered
            and {{ days_after('risk.answered_on', 'as_of.escalation_days') }} <= as_of.as_of
            and not exists (
                select 1
                from {{ ref('contact') }} as contact
                where
                    contact.client_id = risk.client_id
                    and (
                        contact.contact_date > risk.answered_on
                        or (contact.contact_date = risk.answered_on and contact.contact_type = 'referral')
                    )
                    and contact.contact_date <= {{ days_after('risk.answered_on', 'as_of.escalation_days') }}
            )
            then ' No service, referral, note or other contact by anybody follows within '
                || {{ counted_noun('as_of.escalation_days', 'day', 'days') }} || '.'
        else ''
    end as reason,
    cast(null as text) as note_id,
    cast(null as text) as quote,
    cast(null as text) as code_id,
    'assessment' as record_type,
    coalesce(risk.assessment_id, risk.submission_id) as record_id,
    risk.item as survey_item,
    risk.points as survey_score,
    risk.severity,
    risk.source_file,
    risk.source_line
from ranked as risk
cross join as_of
left join others
    on risk.client_id = others.client_id
    and risk.risk = others.risk
    and risk.day = others.day
    and risk.is_answered = others.is_answered
where
    risk.gravest = 1
    and not exists (
        select 1
        from {{ ref('told_danger') }} as danger
        where
            risk.is_answered
            and danger.raised_note_id is not null
            and danger.client_id = risk.client_id
            and danger.code = risk.risk
            and danger.note_date = risk.answered_on
    )
