-- What should have been collected by now and was not: one row per thing that somebody can still fix. A baseline
-- can be asked while the client is enrolled; what belongs to an exit is looked for up to a year after it.
with settings as (
    select
        as_of,
        cast({{ setting_number('exit_survey_days', 30) }} as integer) as exit_survey_days,
        cast({{ setting_number('followup_days', 180) }} as integer) as followup_days,
        cast({{ setting_number('goal_review_days', 90) }} as integer) as goal_review_days,
        cast({{ setting_number('silence_days', 60) }} as integer) as silence_days
    from {{ ref('as_of') }}
),

-- An outcome that says nothing of its stages is measured at exit and followed up, by the organisation's settings.
stage as (
    select outcome_id, stage, due_days
    from {{ source('framework', 'outcome_stage') }}
    where stage in ('baseline', 'exit', 'follow_up')

    union all

    select outcome.outcome_id, usual.stage, usual.due_days
    from {{ source('framework', 'outcome') }} as outcome
    cross join (
        select 'exit' as stage, exit_survey_days as due_days from settings
        union all
        select 'follow_up' as stage, followup_days as due_days from settings
    ) as usual
    where outcome.outcome_id not in (select outcome_id from {{ source('framework', 'outcome_stage') }})
),

expected as (
    select
        episode.episode_id,
        outcome.title,
        outcome.item,
        stage.stage,
        case
            when stage.stage = 'baseline'
                then {{ days_after('episode.entry_date', 'stage.due_days') }}
            else {{ days_after('episode.exit_date', 'stage.due_days') }}
        end as due_on
    from {{ ref('episode') }} as episode
    inner join {{ source('framework', 'outcome') }} as outcome
        on outcome.program_ids_json = '[]' or {{ json_list_holds('outcome.program_ids_json', 'episode.program_id') }}
    inner join stage on outcome.outcome_id = stage.outcome_id
    cross join settings
    where
        case
            when stage.stage = 'baseline' then episode.exit_date is null
            else episode.exit_date >= {{ days_after('settings.as_of', '-365') }}
        end
),

-- a screen that was begun was asked, also where too few answers give no score
asked as (
    select client_id, program_id, assessed_on, item, stage from {{ ref('assessment') }}
    union all
    select client_id, program_id, assessed_on, scale as item, stage
    from {{ ref('screen_score') }}
    where stage is not null and answered > 0
),

answered as (
    select distinct
        episode.episode_id,
        assessment.item,
        assessment.stage
    from {{ ref('episode') }} as episode
    inner join asked as assessment
        on episode.client_id = assessment.client_id
        and (assessment.program_id is null or assessment.program_id = episode.program_id)
        and (assessment.assessed_on is null or assessment.assessed_on >= {{ days_after('episode.entry_date', '-30') }})
        and (
            episode.exit_date is null
            or assessment.stage = 'follow_up'
            or assessment.assessed_on is null
            or assessment.assessed_on <= {{ days_after('episode.exit_date', '90') }}
        )
),

unanswered as (
    select
        expected.episode_id,
        expected.stage,
        min(expected.due_on) as due_on,
        count(*) as items,
        {{ joined('lower(expected.title)', ', ', 'expected.title') }} as titles
    from expected
    cross join settings
    left join answered
        on expected.episode_id = answered.episode_id
        and expected.item = answered.item
        and expected.stage = answered.stage
    left join answered as baseline
        on expected.episode_id = baseline.episode_id
        and expected.item = baseline.item
        and baseline.stage = 'baseline'
    where
        answered.episode_id is null
        and expected.due_on <= settings.as_of
        -- an exit survey has nothing to compare with where the baseline is missing: that is its own row
        and (expected.stage <> 'exit' or baseline.episode_id is not null)
    group by expected.episode_id, expected.stage
),

contact as (
    select client_id, max(contact_date) as last_contact
    from {{ ref('contact') }}
    group by client_id
),

consent_now as (
    select
        consent.*,
        row_number() over (
            partition by client_id, affiliate_id
            order by case when given_on is null then 1 else 0 end, given_on desc, consent_id desc
        ) as latest
    from {{ ref('consent') }} as consent
),

active_client as (
    select
        episode.*,
        row_number() over (
            partition by episode.client_id, episode.affiliate_id order by episode.entry_date desc, episode.episode_id
        ) as latest
    from {{ ref('episode') }} as episode
    where episode.exit_date is null
),

-- What HMIS lacks of a stay, by the stage it belongs to; of income only where the affiliate records it at that stage.
unrecorded as (
    select
        stay.affiliate_id,
        stay.enrollment_id,
        lacking.stage,
        case lacking.stage
            when 'entry' then stay.entry_date
            when 'annual' then {{ days_after('stay.annual_due_on', '30') }}
            else stay.exit_date
        end as due_on,
        {{ joined('distinct lacking.lacks', ', ', 'lacking.lacks') }} as elements,
        min(quality.fix) as a_fix,
        count(distinct quality.fix) as fixes
    from {{ ref('data_quality') }} as quality
    inner join {{ ref('hmis_check') }} as lacking on quality.check_id = lacking.check_id and lacking.lacks is not null
    inner join {{ ref('quality_stay') }} as stay
        on quality.affiliate_id = stay.affiliate_id and quality.enrollment_id = stay.enrollment_id
    where
        lacking.question <> 'Q6c'
        or exists (
            select 1
            from {{ ref('hmis_income_benefits') }} as income
            where
                income.affiliate_id = quality.affiliate_id
                and income.data_collection_stage
                = case lacking.stage when 'entry' then 1 when 'annual' then 5 else 3 end
                and not income.is_deleted
        )
    group by
        stay.affiliate_id, stay.enrollment_id, lacking.stage, stay.entry_date, stay.exit_date, stay.annual_due_on
),

missing as (
    select
        case unanswered.stage
            when 'baseline' then 'baseline_survey'
            when 'exit' then 'exit_survey'
            else 'follow_up_survey'
        end as kind,
        episode.episode_id || ':' || unanswered.stage as subject,
        episode.client_id, episode.affiliate_id, episode.program_id, episode.enrollment_id, episode.case_manager,
        unanswered.due_on,
        case unanswered.stage
            when 'baseline' then 'Enrolled on ' || cast(episode.entry_date as text) || ' and no baseline survey for '
            when 'exit' then 'Left on ' || cast(episode.exit_date as text) || ' and no exit survey for '
            else 'Left on ' || cast(episode.exit_date as text) || ' and no follow-up survey for '
        end || unanswered.titles || '.' as what,
        case unanswered.stage
            when 'baseline' then 'Ask the baseline questions at the next contact and date them that day.'
            when 'exit' then 'Reach the client and ask the exit questions; if that is not possible, write why.'
            else 'Call or visit, and log the follow-up survey, also when the client could not be reached.'
        end as fix,
        'enrollment' as record_type,
        episode.enrollment_id as record_id,
        episode.source_file, episode.source_line
    from unanswered
    inner join {{ ref('episode') }} as episode on unanswered.episode_id = episode.episode_id

    union all

    select
        'contact' as kind,
        episode.episode_id as subject,
        episode.client_id, episode.affiliate_id, episode.program_id, episode.enrollment_id, episode.case_manager,
        {{ days_after('greatest(episode.entry_date, coalesce(contact.last_contact, episode.entry_date))', 'settings.silence_days') }} as due_on,
        case
            when contact.last_contact is null or contact.last_contact < episode.entry_date
                then 'Enrolled on ' || cast(episode.entry_date as text) || ' and no service, note or survey since.'
            else 'Still enrolled, and no service, note or survey since ' || cast(contact.last_contact as text) || '.'
        end as what,
        'Get in touch and write a note, or record the exit if the client has left.' as fix,
        'enrollment' as record_type,
        episode.enrollment_id as record_id,
        episode.source_file, episode.source_line
    from {{ ref('episode') }} as episode
    cross join settings
    left join contact on episode.client_id = contact.client_id
    where
        episode.exit_date is null
        and not {{ comes_with_head('episode') }}
        and {{ days_after('greatest(episode.entry_date, coalesce(contact.last_contact, episode.entry_date))', 'settings.silence_days') }}
        < settings.as_of

    union all

    select
        'destination' as kind,
        episode.episode_id as subject,
        episode.client_id, episode.affiliate_id, episode.program_id, episode.enrollment_id, episode.case_manager,
        episode.exit_date as due_on,
        'Left on ' || cast(episode.exit_date as text) || ', and where the client went is not recorded.' as what,
        'Record the destination on the exit; ask the client or their contacts.' as fix,
        'enrollment' as record_type,
        episode.enrollment_id as record_id,
        episode.source_file, episode.source_line
    from {{ ref('episode') }} as episode
    cross join settings
    inner join {{ ref('enrollment') }} as enrollment
        on episode.enrollment_id = enrollment.enrollment_id and enrollment.source = 'hmis'
    where
        episode.exit_date >= {{ days_after('settings.as_of', '-365') }}
        and coalesce(episode.destination_category, 'unknown') = 'unknown'

    union all

    select
        'consent' as kind,
        episode.affiliate_id || ':' || episode.client_id as subject,
        episode.client_id, episode.affiliate_id, episode.program_id, episode.enrollment_id, episode.case_manager,
        coalesce(consent_now.expires_on, consent_now.given_on, episode.entry_date) as due_on,
        case
            when consent_now.client_id is null then 'Enrolled since ' || cast(episode.entry_date as text) || ' and no consent is on file.'
            else 'Consent ended on ' || cast(consent_now.expires_on as text) || '.'
        end as what,
        'Go through the consent form with the client and record the answer.' as fix,
        case when consent_now.client_id is null then 'enrollment' else 'consent' end as record_type,
        coalesce(consent_now.consent_id, episode.enrollment_id) as record_id,
        coalesce(consent_now.source_file, episode.source_file) as source_file,
        coalesce(consent_now.source_line, episode.source_line) as source_line
    from active_client as episode
    cross join settings
    left join consent_now
        on episode.client_id = consent_now.client_id
        and episode.affiliate_id = consent_now.affiliate_id
        and consent_now.latest = 1
    where
        episode.latest = 1
        -- an affiliate that records no consent at all has one thing to fix, not one a client
        and exists (select 1 from consent_now as any_consent where any_consent.affiliate_id = episode.affiliate_id)
        and (
            consent_now.client_id is null
            -- a refusal is an answer: nothing is missing there
            or (consent_now.is_granted and consent_now.expires_on < settings.as_of)
        )

    union all

    select
        'goal_review' as kind,
        goal.goal_id as subject,
        goal.client_id, goal.affiliate_id, goal.program_id,
        cast(null as text) as enrollment_id,
        goal.case_manager,
        {{ days_after('coalesce(goal.last_reviewed_on, goal.opened_on)', 'settings.goal_review_days') }} as due_on,
        case
            when goal.last_reviewed_on is null then 'A goal was set on ' || cast(goal.opened_on as text) || ' and never reviewed.'
            else 'A goal was last reviewed on ' || cast(goal.last_reviewed_on as text) || '.'
        end as what,
        'Look at the goal with the client and record progress, a new date, or that it is met or dropped.' as fix,
        'goal' as record_type,
        goal.goal_id as record_id,
        goal.source_file, goal.source_line
    from {{ ref('goal') }} as goal
    cross join settings
    where
        goal.status = 'open'
        and {{ days_after('coalesce(goal.last_reviewed_on, goal.opened_on)', 'settings.goal_review_days') }} < settings.as_of

    union all

    select
        'hmis_element' as kind,
        enrollment.enrollment_id || ':' || unrecorded.stage as subject,
        enrollment.client_id, enrollment.affiliate_id, enrollment.program_id, enrollment.enrollment_id,
        enrollment.case_manager,
        unrecorded.due_on,
        case unrecorded.stage
            when 'entry' then 'Enrolled on ' || cast(enrollment.entry_date as text) || ', and HMIS lacks: '
            when 'annual' then 'Enrolled on ' || cast(enrollment.entry_date as text) || ', and HMIS lacks of the last year: '
            else 'Left on ' || cast(enrollment.exit_date as text) || ', and HMIS lacks: '
        end || unrecorded.elements || '.' as what,
        case
            when unrecorded.fixes = 1 then unrecorded.a_fix
            else 'Ask for it at the next contact and fill it in in HMIS.'
        end as fix,
        'enrollment' as record_type,
        enrollment.enrollment_id as record_id,
        enrollment.source_file, enrollment.source_line
    from unrecorded
    inner join {{ ref('enrollment') }} as enrollment
        on {{ record_key('hmis', 'unrecorded.affiliate_id', 'unrecorded.enrollment_id') }} = enrollment.enrollment_id
    cross join settings
    where
        unrecorded.due_on <= settings.as_of
        and case
            when unrecorded.stage = 'exit' then enrollment.exit_date >= {{ days_after('settings.as_of', '-365') }}
            else enrollment.exit_date is null
        end
)

select
    missing.kind || ':' || missing.subject as missing_id,
    missing.kind,
    missing.client_id,
    missing.affiliate_id,
    missing.program_id,
    missing.enrollment_id,
    coalesce(missing.case_manager, worker.case_manager) as case_manager,
    missing.due_on,
    cast({{ days_between('missing.due_on', 'settings.as_of') }} as integer) as days_overdue,
    missing.what,
    missing.fix,
    missing.record_type,
    missing.record_id,
    missing.source_file,
    missing.source_line
from missing
cross join settings
left join {{ ref('case_worker') }} as worker
    on missing.client_id = worker.client_id and missing.program_id = worker.program_id
