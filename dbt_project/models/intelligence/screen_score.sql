-- The scores of every screen that was taken, by its published rules; where there is none, why.
with answer as (
    select * from {{ ref('screen_answer') }}
),

-- the same answers of the same day once more: a form sent twice
taken as (
    select
        submission_id,
        screen,
        max(case when status in ('blank', 'not on form') then 0 else 1 end) as is_begun,
        {{ joined("item || '=' || coalesce(cast(points as text), value, '')", ' ', 'position') }} as answers,
        min(source_file) as source_file,
        min(source_line) as source_line
    from answer
    group by submission_id, screen
),

placed as (
    select
        taken.*,
        submission.client_id,
        submission.affiliate_id,
        submission.program_id,
        submission.enrollment_id,
        submission.submitted_on,
        submission.stage as given_stage,
        submission.enrollment_exit_date as exit_date,
        case when taken.is_begun = 1 and submission.submitted_on is not null then
            first_value(taken.submission_id) over (
                partition by submission.client_id, taken.screen, submission.submitted_on, taken.answers
                order by {{ in_byte_order('taken.submission_id') }}
            )
        end as first_alike
    from taken
    inner join {{ ref('submission') }} as submission on taken.submission_id = submission.submission_id
),

-- blank forms and repeats are no time that the screen was taken
numbered as (
    select
        submission.submission_id,
        submission.screen,
        submission.given_stage,
        submission.submitted_on,
        submission.exit_date,
        {{ numbered_in_stay('submission.screen', 'submission.submission_id', 'submission.exit_date') }}
    from placed as submission
    where submission.is_begun = 1 and coalesce(submission.first_alike, submission.submission_id) = submission.submission_id
),

staged as (
    select submission_id, screen, {{ stage_in_stay() }} as stage from numbered
),

counted as (
    select
        answer.submission_id,
        scale.scale,
        count(*) as items,
        sum(case when answer.status = 'answered' then 1 else 0 end) as answered,
        sum(case when answer.status = 'skipped' then 1 else 0 end) as skipped,
        sum(case when answer.status = 'not on form' then 1 else 0 end) as not_on_form,
        sum(case when answer.status not in ('answered', 'skipped') then 1 else 0 end) as missing,
        sum(case when answer.status = 'unreadable' then 1 else 0 end) as unreadable,
        sum(answer.points) as points,
        max(answer.points) as highest,
        {{ joined("case when answer.status not in ('answered', 'skipped') then answer.item || ' (' || answer.status || ')' end", ', ', 'answer.position') }}
            as missing_items
    from answer
    inner join {{ source('framework', 'screen_scale_item') }} as scale on answer.item = scale.item
    group by answer.submission_id, scale.scale
),

-- of a score by rules the gravest band that holds; graver ones that an unanswered question could still make true
band_condition as (
    {{ condition_truth('answer', 'band') }}
),

rule as (
    {{ rule_truth('band_condition') }}
),

ruled as (
    select
        rule.submission_id,
        band.scale,
        max(case when rule.truth = 2 then band.position else 0 end) as position,
        max(case when rule.truth = 1 then band.position else 0 end) as possible
    from rule
    inner join {{ source('framework', 'screen_band') }} as band on rule.rule = band.rule
    group by rule.submission_id, band.scale
),

weighed as (
    select
        counted.*,
        scale.screen,
        scale.title,
        scale.method,
        scale.missing_then,
        ruled.position,
        ruled.possible,
        case
            -- it was answered, so nothing else may stand in for it
            when counted.unreadable > 0 and scale.method <> 'rules'
                then 'An answer cannot be read: ' || counted.missing_items || '.'
            when counted.answered = 0 then 'None of its ' || counted.items || ' questions was answered.'
            when scale.method = 'rules' and ruled.possible > ruled.position
                then 'An unanswered question could make it graver: ' || counted.missing_items || '. What was answered says at least "'
                    || reached.title || '".'
            when scale.method = 'rules' then null
            when scale.missing_then = 'prorate' and counted.not_on_form > 0
                then 'The form does not ask every question: ' || counted.missing_items || '. What was never asked is not estimated.'
            when counted.missing > scale.missing_allowed
                then {{ counted_noun('counted.missing', 'question', 'questions') }} || ' without an answer ('
                    || counted.missing_items || '), and at most ' || scale.missing_allowed || ' may be.'
        end as why_no_score
    from counted
    inner join {{ source('framework', 'screen_scale') }} as scale on counted.scale = scale.scale
    left join ruled on counted.submission_id = ruled.submission_id and counted.scale = ruled.scale
    left join {{ source('framework', 'screen_band') }} as reached
        on ruled.scale = reached.scale and ruled.position = reached.position
),

scored as (
    select
        weighed.*,
        case
            when why_no_score is not null then null
            when method = 'rules' then position
            when method = 'mean' then points / (answered + skipped)
            when method = 'max' then highest
            -- halves up, on every engine
            when missing > 0 and missing_then = 'prorate' then floor(points * items / (items - missing) + 0.5)
            else points
        end as score
    from weighed
),

banded as (
    select
        scored.submission_id,
        scored.scale,
        max(band.position) as position
    from scored
    inner join {{ source('framework', 'screen_band') }} as band on scored.scale = band.scale
    where
        case when scored.method = 'rules' then band.position = scored.score else band.lowest <= scored.score end
    group by scored.submission_id, scored.scale
)

select
    scored.submission_id || '#' || scored.scale as screen_score_id,
    scored.submission_id,
    placed.client_id,
    placed.affiliate_id,
    placed.program_id,
    placed.enrollment_id,
    scored.screen,
    screen.title as screen_title,
    scored.scale,
    scored.title,
    coalesce(staged.stage, placed.given_stage) as stage,
    placed.submitted_on as assessed_on,
    cast(scored.score as double precision) as score,
    band.title as band,
    cast(band.position as integer) as band_position,
    band.is_good,
    cast(scored.items as integer) as items,
    cast(scored.answered as integer) as answered,
    cast(scored.skipped as integer) as skipped,
    cast(scored.missing as integer) as missing,
    scored.score is not null and scored.missing > 0 and scored.missing_then = 'prorate' as is_prorated,
    scored.why_no_score,
    case when placed.first_alike <> scored.submission_id then placed.first_alike end as repeat_of,
    placed.source_file,
    placed.source_line
from scored
inner join placed on scored.submission_id = placed.submission_id and scored.screen = placed.screen
inner join {{ source('framework', 'screen') }} as screen on scored.screen = screen.screen
left join staged on scored.submission_id = staged.submission_id and scored.screen = staged.screen
left join banded on scored.submission_id = banded.submission_id and scored.scale = banded.scale
left join {{ source('framework', 'screen_band') }} as band
    on banded.scale = band.scale and banded.position = band.position
