{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Answers that measure an outcome of the organisation, with what counts as good and as a step on its scale.
with scale as (
    select
        item,
        min(score) as lowest,
        max(score) as highest
    from {{ ref('assessment') }}
    where score is not null
    group by item
)

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
    assessment.source_file,
    assessment.source_line,
    outcome.outcome_id,
    outcome.title as outcome_title,
    outcome.skill,
    outcome.risks_json,
    outcome.improvement,
    case when outcome.direction = 'lower' then -1 else 1 end as better,
    case
        when scale.highest - scale.lowest < 2 then false
        when outcome.direction = 'lower' then assessment.score <= scale.lowest + 1
        else assessment.score >= scale.highest - 1
    end as is_good
from {{ ref('assessment') }} as assessment
left join {{ ref('submission') }} as submission
    on assessment.assessment_id = submission.submission_id || '#' || assessment.item
inner join {{ source('framework', 'outcome') }} as outcome
    on assessment.item = outcome.item
    and (
        assessment.program_id is null
        or outcome.program_ids_json = '[]'
        or {{ json_list_holds('outcome.program_ids_json', 'assessment.program_id') }}
    )
inner join scale on assessment.item = scale.item
where assessment.score is not null and assessment.assessed_on is not null
