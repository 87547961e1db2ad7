-- An answer worse than that of the stage before. A survey that fell on several outcomes at once is one thing.
with step as (
    -- stages are those of one program; what is asked in another is no later stage
    select
        assessment.*,
        lag(score) over stages as former_score,
        lag(assessed_on) over stages as former_date
    from {{ ref('scored_assessment') }} as assessment
    window stages as (partition by client_id, outcome_id, affiliate_id, program_id, source_program
        order by assessed_on, assessment_id)
),

fallen as (
    select
        client_id,
        assessed_on,
        stage,
        min(assessment_id || ':' || outcome_id) as subject,
        string_agg(
            outcome_title || ' went from ' || {{ in_words('former_score') }} || ' on ' || {{ day_in_words('former_date') }}
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
)

select
    'drop_between_stages' as signal,
    fallen.subject,
    step.client_id,
    step.affiliate_id,
    step.program_id,
    cast(null as text) as case_manager,
    step.assessed_on as signal_date,
    fallen.falls || ' on ' || {{ day_in_words('step.assessed_on') }} || ' (' || replace(step.stage, '_', '-') || ').' as reason,
    cast(null as text) as note_id,
    cast(null as text) as quote,
    cast(null as text) as code_id,
    'assessment' as record_type,
    step.assessment_id as record_id,
    step.item as survey_item,
    step.score as survey_score,
    fallen.severity,
    step.source_file,
    step.source_line
from fallen
inner join step on fallen.subject = step.assessment_id || ':' || step.outcome_id
