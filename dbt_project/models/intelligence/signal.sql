-- What does not fit: each row is one reason for a person to look, in words, with the quote it stands on.
with as_of as (
    select
        as_of,
        cast({{ setting_number('mismatch_days', 30) }} as integer) as mismatch_days,
        cast({{ setting_number('escalation_days', 7) }} as integer) as escalation_days,
        cast({{ setting_number('silence_days', 60) }} as integer) as silence_days
    from {{ ref('as_of') }}
),

worrying_code as (
    select *
    from {{ ref('code') }}
    where note_date is not null and (is_risk or level <= 2 or (skill = 'survey-sentiment' and code = 'negative'))
),

good_word as (
    select client_id, skill, note_date
    from {{ ref('code') }}
    where level > 2 or (skill = 'survey-sentiment' and code = 'positive')
),

mismatch as (
    select
        assessment.*,
        code.note_id,
        code.code_id,
        code.quote,
        code.code_title,
        code.is_risk,
        code.note_date,
        row_number() over (
            partition by assessment.client_id, assessment.assessed_on
            order by
                case when code.skill = assessment.skill then 0 else 1 end,
                abs({{ days_between('assessment.assessed_on', 'code.note_date') }}),
                code.confidence desc,
                code.code_id,
                assessment.outcome_id,
                assessment.assessment_id
        ) as nearest
    from {{ ref('scored_assessment') }} as assessment
    cross join as_of
    inner join worrying_code as code
        on assessment.client_id = code.client_id
        -- held against the skill of the outcome (a rubric, or how the client is doing) and the risks it names; an
        -- outcome that names neither against any risk
        and (
            code.skill = assessment.skill
            or (
                code.is_risk
                and case
                    when assessment.risks_json is null then assessment.skill is null
                    else {{ json_list_holds('assessment.risks_json', 'code.code') }}
                end
            )
        )
        and abs({{ days_between('assessment.assessed_on', 'code.note_date') }}) <= as_of.mismatch_days
    where
        assessment.is_good
        -- what a later note took back before the survey was asked
        and not exists (
            select 1
            from good_word
            where
                good_word.client_id = code.client_id
                and good_word.skill = assessment.skill
                and good_word.note_date > code.note_date
                and good_word.note_date <= assessment.assessed_on
        )
),

-- stages are those of one program; what is asked in another is no later stage
step as (
    select
        assessment.*,
        lag(score) over stages as former_score,
        lag(assessed_on) over stages as former_date
    from {{ ref('scored_assessment') }} as assessment
    window stages as (partition by client_id, outcome_id, affiliate_id, program_id, source_program
        order by assessed_on, assessment_id)
),

-- what stands and was not answered in time; risk.sql says what an answer is
unanswered_risk as (
    select
        risk.*,
        row_number() over (partition by risk.note_id order by {{ most_dangerous_first('risk') }}) as gravest
    from {{ ref('risk') }} as risk
    cross join as_of
    where
        risk.tier = 'sure'
        and coalesce(risk.ruling, 'none') <> 'overruled'
        and {{ days_after('risk.note_date', 'as_of.escalation_days') }} <= as_of.as_of
        and (
            risk.answered_by is null
            or risk.answered_on > {{ days_after('risk.note_date', 'as_of.escalation_days') }}
        )
),

risk_note as (
    select
        note_id,
        string_agg('"' || code_title || '"', ', ' order by code_title) as codes
    from (select distinct note_id, code_title from unanswered_risk) as titled
    group by note_id
),

-- a survey that fell on several outcomes at once is one thing to look at
fallen as (
    select
        client_id,
        assessed_on,
        stage,
        min(assessment_id || ':' || outcome_id) as subject,
        string_agg(
            outcome_title || ' went from ' || {{ in_words('former_score') }} || ' on ' || cast(former_date as text)
            || ' to ' || {{ in_words('score') }},
            '; ' order by outcome_title, former_date, assessment_id
        ) as falls,
        max(case when (former_score - score) * better >= 2 * improvement then 2 else 1 end) as severity
    from step
    where
        -- a baseline begins a stay and is no fall from what was before
        stage <> 'baseline'
        -- one step down can be a bad day; at the end of a stay it is a result
        and (former_score - score) * better >= case when stage in ('exit', 'follow_up') then improvement else 2 * improvement end
    group by client_id, assessed_on, stage
),

last_contact as (
    select client_id, max(contact_date) as contact_date
    from {{ ref('contact') }}
    group by client_id
),

silent_stay as (
    select
        episode.*,
        greatest(episode.entry_date, coalesce(last_contact.contact_date, episode.entry_date)) as last_seen,
        row_number() over (
            partition by episode.client_id, episode.program_id order by episode.entry_date, episode.enrollment_id
        ) as first_row
    from {{ ref('episode') }} as episode
    left join last_contact on episode.client_id = last_contact.client_id
    where episode.exit_date is null and not {{ comes_with_head('episode') }}
),

-- whether a client is still in a program, where a stay is known
presence as (
    select client_id, program_id, max(case when exit_date is null then 1 else 0 end) as is_open
    from {{ ref('episode') }}
    group by client_id, program_id
),

setback as (
    select
        client_id,
        note_id,
        quote,
        note_date,
        row_number() over (
            partition by client_id order by note_date desc, confidence desc, code_id
        ) as latest
    from {{ ref('code') }}
    where skill = 'goal-progress' and code in ('no_progress', 'setback') and note_date is not null
),

signal as (
    select
        'survey_note_mismatch' as signal,
        assessment_id || ':' || outcome_id as subject,
        client_id, affiliate_id, program_id,
        assessed_on as signal_date,
        'The survey says ' || outcome_title || ' ' || {{ in_words('score') }} || ' on ' || cast(assessed_on as text)
        || ', but a note '
        || case
            when note_date = assessed_on then 'of the same day'
            when note_date < assessed_on then {{ counted_noun(days_between('note_date', 'assessed_on'), 'day', 'days') }} || ' earlier'
            else {{ counted_noun(days_between('assessed_on', 'note_date'), 'day', 'days') }} || ' later'
        end
        || ' was coded "' || code_title || '".' as reason,
        note_id, quote, code_id,
        'assessment' as record_type,
        assessment_id as record_id,
        item as survey_item,
        score as survey_score,
        case when is_risk then 3 else 2 end as severity,
        source_file, source_line
    from mismatch
    where nearest = 1

    union all

    select
        'risk_not_escalated' as signal,
        note_id as subject,
        client_id, affiliate_id, program_id,
        note_date as signal_date,
        'A note was coded ' || codes || ' on ' || cast(note_date as text)
        || ', and nothing answers it within ' || {{ counted_noun('as_of.escalation_days', 'day', 'days') }}
        || ': no note speaks of it again, no service or referral is about it, and there is no contact after a person looked.'
            as reason,
        note_id, quote, code_id,
        'note' as record_type,
        note_id as record_id,
        cast(null as text) as survey_item,
        cast(null as double precision) as survey_score,
        3 as severity,
        source_file, source_line
    from unanswered_risk
    inner join risk_note using (note_id)
    cross join as_of
    where gravest = 1

    union all

    select
        case when risk.is_answered then 'screen_risk' else 'screen_risk_open' end as signal,
        risk.screen_risk_id as subject,
        risk.client_id, risk.affiliate_id, risk.program_id,
        risk.answered_on as signal_date,
        'The ' || risk.screen_title || coalesce(' of ' || cast(risk.answered_on as text), ', which has no date,')
        || case when risk.is_answered then ' raises "' else ' leaves open "' end || risk.title || '". ' || risk.answers || '.'
        || case when risk.is_answered then coalesce(' ' || risk.score_in_words || '.', '') else ' Ask again.' end
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
        cast(null as text) as note_id, cast(null as text) as quote, cast(null as text) as code_id,
        'assessment' as record_type,
        coalesce(risk.assessment_id, risk.submission_id) as record_id,
        risk.item as survey_item,
        risk.points as survey_score,
        risk.severity,
        risk.source_file, risk.source_line
    from {{ ref('screen_risk') }} as risk
    cross join as_of

    union all

    select
        'instruction_in_note' as signal,
        note.note_id as subject,
        note.client_id, note.affiliate_id, note.program_id,
        note.note_date as signal_date,
        'The note holds text that reads like an instruction to a machine. It was coded like any other note; '
        || 'look how it came there.' as reason,
        note.note_id, cast(null as text) as quote, cast(null as text) as code_id,
        'note' as record_type,
        note.note_id as record_id,
        cast(null as text) as survey_item,
        cast(null as double precision) as survey_score,
        2 as severity,
        note.source_file, note.source_line
    from {{ ref('case_note') }} as note
    where exists (
        select 1
        from {{ source('intelligence', 'note_coding') }} as coding
        where
            coding.note_id = note.note_id
            and coding.content_hash = note.content_hash
            and coding.flagged_instruction
    )

    union all

    select
        'drop_between_stages' as signal,
        fallen.subject,
        step.client_id, step.affiliate_id, step.program_id,
        step.assessed_on as signal_date,
        fallen.falls || ' on ' || cast(step.assessed_on as text) || ' (' || replace(step.stage, '_', '-') || ').' as reason,
        cast(null as text) as note_id, cast(null as text) as quote, cast(null as text) as code_id,
        'assessment' as record_type,
        step.assessment_id as record_id,
        step.item as survey_item,
        step.score as survey_score,
        fallen.severity,
        step.source_file, step.source_line
    from fallen
    inner join step on fallen.subject = step.assessment_id || ':' || step.outcome_id

    union all

    select
        'silence' as signal,
        enrollment_id as subject,
        client_id, affiliate_id, program_id,
        last_seen as signal_date,
        'Enrolled since ' || cast(entry_date as text) || ' and not seen since ' || cast(last_seen as text) || ', '
        || {{ counted_noun(days_between('last_seen', 'as_of.as_of'), 'day', 'days') }} || ' ago.' as reason,
        cast(null as text) as note_id, cast(null as text) as quote, cast(null as text) as code_id,
        'enrollment' as record_type,
        enrollment_id as record_id,
        cast(null as text) as survey_item,
        cast(null as double precision) as survey_score,
        case when {{ days_between('last_seen', 'as_of.as_of') }} > 2 * as_of.silence_days then 2 else 1 end as severity,
        source_file, source_line
    from silent_stay
    cross join as_of
    where first_row = 1 and {{ days_between('last_seen', 'as_of.as_of') }} > as_of.silence_days

    union all

    select
        'stalled_goal' as signal,
        goal.goal_id as subject,
        goal.client_id, goal.affiliate_id, goal.program_id,
        goal.target_on as signal_date,
        'The goal was to be reached by ' || cast(goal.target_on as text) || ' and is still open, '
        || {{ counted_noun(days_between('goal.target_on', 'as_of.as_of'), 'day', 'days') }} || ' later'
        || case when setback.quote is null then '.' else '; a note of ' || cast(setback.note_date as text) || ' tells why.' end as reason,
        setback.note_id, setback.quote, cast(null as text) as code_id,
        'goal' as record_type,
        goal.goal_id as record_id,
        cast(null as text) as survey_item,
        cast(null as double precision) as survey_score,
        case when setback.quote is null then 1 else 2 end as severity,
        goal.source_file, goal.source_line
    from {{ ref('goal') }} as goal
    cross join as_of
    left join setback
        on goal.client_id = setback.client_id
        and setback.latest = 1
        and setback.note_date >= goal.opened_on
    left join presence on goal.client_id = presence.client_id and goal.program_id = presence.program_id
    left join last_contact on goal.client_id = last_contact.client_id
    where
        goal.status = 'open'
        and goal.target_on < as_of.as_of
        -- the goals of a client who has left wait for nobody
        and case
            when presence.client_id is not null then presence.is_open = 1
            else {{ days_between('last_contact.contact_date', 'as_of.as_of') }} <= as_of.silence_days
        end
)

select
    signal.signal || ':' || signal.subject as signal_id,
    signal.client_id,
    signal.affiliate_id,
    signal.program_id,
    coalesce(worker.case_manager, note.author, risk.case_manager) as case_manager,
    signal.signal,
    signal.signal_date,
    signal.reason,
    signal.note_id,
    signal.quote,
    signal.code_id,
    signal.survey_item,
    signal.survey_score,
    signal.record_type,
    signal.record_id,
    signal.severity,
    signal.source_file,
    signal.source_line
from signal
left join {{ ref('case_worker') }} as worker
    on signal.client_id = worker.client_id and signal.program_id = worker.program_id
left join {{ ref('case_note') }} as note on signal.note_id = note.note_id
left join {{ ref('screen_risk') }} as risk
    on signal.signal in ('screen_risk', 'screen_risk_open') and signal.subject = risk.screen_risk_id
