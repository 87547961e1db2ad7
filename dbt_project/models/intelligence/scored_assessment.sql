{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Answers, and scores of screens, that measure an outcome of the organisation, with what counts as good and as a step on
-- its scale: of a screen, the bands its file calls good.
with measured as (
    select
        assessment.assessment_id,
        assessment.client_id,
        assessment.affiliate_id,
        assessment.program_id,
        assessment.enrollment_id,
        submission.source_program,
        assessment.item,
        assessment.stage,
        assessment.assessed_on,
        assessment.score,
        cast(null as boolean) as is_good_band,
        assessment.source_file,
        assessment.source_line
    from {{ ref('assessment') }} as assessment
    left join {{ ref('submission') }} as submission on assessment.submission_id = submission.submission_id

    union all

    select
        score.screen_score_id as assessment_id,
        score.client_id,
        score.affiliate_id,
        score.program_id,
        score.enrollment_id,
        submission.source_program,
        score.scale as item,
        score.stage,
        score.assessed_on,
        score.score,
        score.is_good as is_good_band,
        score.source_file,
        score.source_line
    from {{ ref('screen_score') }} as score
    inner join {{ ref('submission') }} as submission on score.submission_id = submission.submission_id
    where score.repeat_of is null
)

select
    assessment.assessment_id,
    assessment.client_id,
    assessment.affiliate_id,
    assessment.program_id,
    assessment.enrollment_id,
    assessment.source_program,
    assessment.item,
    assessment.stage,
    assessment.assessed_on,
    assessment.score,
    assessment.source_file,
    assessment.source_line,
    outcome.outcome_id,
    outcome.title as outcome_title,
    outcome.skill,
    outcome.risks_json,
    outcome.improvement,
    case when outcome.direction = 'lower' then -1 else 1 end as better,
    case
        when assessment.is_good_band is not null then assessment.is_good_band
        when scale.highest - scale.lowest < 2 then false
        when outcome.direction = 'lower' then assessment.score <= scale.lowest + 1
        else assessment.score >= scale.highest - 1
    end as is_good
from measured as assessment
inner join {{ source('framework', 'outcome') }} as outcome
    on assessment.item = outcome.item
    and (
        assessment.program_id is null
        or outcome.program_ids_json = '[]'
        or {{ json_list_holds('outcome.program_ids_json', 'assessment.program_id') }}
    )
inner join {{ ref('item_scale') }} as scale on assessment.item = scale.item
where assessment.score is not null and assessment.assessed_on is not null
