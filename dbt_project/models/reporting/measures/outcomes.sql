{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Where clients stood at each stage, and how far they moved between the first baseline and the last exit survey
-- of a stay (the last follow-up where there is no exit survey).
with scored as (
    select
        assessment.*,
        coalesce(episode.episode_id, assessment.program_id, 'any') as stay
    from {{ ref('scored_assessment') }} as assessment
    left join {{ ref('enrollment') }} as episode on assessment.enrollment_id = episode.enrollment_id
),

baseline as (
    select
        scored.*,
        row_number() over (
            partition by client_id, stay, outcome_id order by assessed_on, assessment_id
        ) as preference
    from scored
    where stage = 'baseline'
),

final as (
    select
        scored.*,
        row_number() over (
            partition by client_id, stay, outcome_id
            order by case when stage = 'exit' then 0 else 1 end, assessed_on desc, assessment_id desc
        ) as preference
    from scored
    where stage in ('exit', 'follow_up')
),

pair as (
    select
        final.*,
        (final.score - baseline.score) * final.better as change,
        'From ' || {{ in_words('baseline.score') }} || ' on ' || {{ day_in_words('baseline.assessed_on') }}
        || ' to ' || {{ in_words('final.score') }} || ' on ' || {{ day_in_words('final.assessed_on') }}
        || ' (baseline in ' || coalesce(baseline.source_file, 'an unnamed file')
        || coalesce(', line ' || cast(baseline.source_line as text), '') || ')' as detail
    from final
    inner join baseline
        on final.client_id = baseline.client_id
        and final.stay = baseline.stay
        and final.outcome_id = baseline.outcome_id
        and baseline.preference = 1
    where final.preference = 1 and final.assessed_on >= baseline.assessed_on
)

select {{ fact('assessed', "'assessment'", 'assessment_id', 'assessed_on', value='score',
    label='outcome_id', label_title='outcome_title', stage='stage') }}
from scored

union all

select {{ fact('pre_post_pair', "'assessment'", 'assessment_id', 'assessed_on', value='change',
    label='outcome_id', label_title='outcome_title', detail='detail') }}
from pair

union all

select {{ fact('improved', "'assessment'", 'assessment_id', 'assessed_on', value='change',
    label='outcome_id', label_title='outcome_title', detail='detail') }}
from pair
where change >= improvement

union all

select {{ fact('worsened', "'assessment'", 'assessment_id', 'assessed_on', value='change',
    label='outcome_id', label_title='outcome_title', detail='detail') }}
from pair
where change <= -improvement

union all

select {{ fact('stable_at_end', "'assessment'", 'assessment_id', 'assessed_on', value='score',
    label='outcome_id', label_title='outcome_title', detail='detail') }}
from pair
where is_good
