-- Surveys: a baseline can be asked while the client is enrolled; what belongs to an exit is looked for up to a year after it.
with settings as (
    select
        as_of,
        cast({{ setting_number('exit_survey_days', 30) }} as integer) as exit_survey_days,
        cast({{ setting_number('followup_days', 180) }} as integer) as followup_days
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
        {{ joined('lower(expected.title)', ', ', 'expected.title') }} as titles,
        {{ joined("'assessment.' || expected.item", ', ', 'expected.item') }} as lacks
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
)

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
        when 'baseline' then 'Enrolled on ' || {{ day_in_words('episode.entry_date') }} || ' and no baseline survey for '
        when 'exit' then 'Left on ' || {{ day_in_words('episode.exit_date') }} || ' and no exit survey for '
        else 'Left on ' || {{ day_in_words('episode.exit_date') }} || ' and no follow-up survey for '
    end || unanswered.titles || '.' as what,
    case unanswered.stage
        when 'baseline' then 'Ask the baseline questions at the next contact and date them that day.'
        when 'exit' then 'Reach the client and ask the exit questions; if that is not possible, write why.'
        else 'Call or visit, and log the follow-up survey, also when the client could not be reached.'
    end as fix,
    unanswered.lacks,
    'enrollment' as record_type,
    episode.enrollment_id as record_id,
    episode.source_file, episode.source_line
from unanswered
inner join {{ ref('episode') }} as episode on unanswered.episode_id = episode.episode_id
