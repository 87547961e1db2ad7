-- The scores that mixed indicators ask about: of each stay the last at the stage that an indicator names.
with asked as (
    select
        indicator.indicator_id || ':' || scored.assessment_id as asked_id,
        indicator.indicator_id,
        indicator.title as indicator_title,
        scored.client_id,
        scored.affiliate_id,
        scored.program_id,
        scored.assessment_id,
        scored.assessed_on,
        scored.score,
        scored.score >= coalesce(indicator.lowest, scored.score)
            and scored.score <= coalesce(indicator.highest, scored.score) as score_says,
        scored.source_file,
        scored.source_line,
        row_number() over (
            partition by
                indicator.indicator_id, scored.client_id,
                coalesce(episode.episode_id, scored.program_id, 'any')
            order by scored.assessed_on desc, scored.assessment_id desc
        ) as place
    from {{ source('framework', 'indicator') }} as indicator
    inner join {{ ref('scored_assessment') }} as scored
        on indicator.outcome_id = scored.outcome_id
        and indicator.stage = scored.stage
        and (
            indicator.program_ids_json = '[]'
            or {{ json_list_holds('indicator.program_ids_json', 'scored.program_id') }}
        )
    left join {{ ref('enrollment') }} as episode on scored.enrollment_id = episode.enrollment_id
)

select
    asked_id, indicator_id, indicator_title, client_id, affiliate_id, program_id, assessment_id, assessed_on, score,
    score_says, source_file, source_line
from asked
where place = 1
