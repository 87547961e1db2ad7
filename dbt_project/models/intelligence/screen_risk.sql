-- Answers of screens that a person should look at, whatever the score: a risk that was answered so, or a question about
-- a risk without an answer that can be read. One row per client, screen, risk and day.
with answer as (
    select * from {{ ref('screen_answer') }}
),

condition as (
    {{ condition_truth('answer', 'risk') }}
),

clause as (
    select submission_id, rule, clause, min(truth) as truth
    from condition
    group by submission_id, rule, clause
),

rule as (
    {{ rule_truth('condition') }}
),

begun as (
    select distinct submission_id, screen from answer where status = 'answered'
),

-- the answers a rule stands on; of one that is open, the questions that leave it open
ground as (
    select distinct
        rule.submission_id,
        rule.rule,
        rule.truth,
        answer.screen,
        answer.item,
        answer.title,
        answer.position,
        answer.points,
        answer.value,
        answer.status,
        answer.assessment_id,
        answer.source_file,
        answer.source_line
    from rule
    inner join clause on rule.submission_id = clause.submission_id and rule.rule = clause.rule and rule.truth = clause.truth
    inner join condition
        on clause.submission_id = condition.submission_id
        and clause.rule = condition.rule
        and clause.clause = condition.clause
        and clause.truth = condition.truth
    inner join answer on condition.submission_id = answer.submission_id and condition.item = answer.item
    left join begun on answer.submission_id = begun.submission_id and answer.screen = begun.screen
    where
        (rule.truth = 2 and answer.status = 'answered')
        or (
            rule.truth = 1
            and (answer.status = 'unreadable' or (answer.status in ('blank', 'declined') and begun.screen is not null))
        )
),

told as (
    select
        submission_id,
        rule,
        max(truth) as truth,
        max(case when status = 'unreadable' then 1 else 0 end) as is_unreadable,
        {{ joined("title || ': ' || coalesce('\"' || value || '\"', 'no answer')", '; ', 'position') }} as answers
    from ground
    group by submission_id, rule
),

strongest as (
    select
        *,
        row_number() over (
            partition by submission_id, rule
            order by points desc nulls last, case when status = 'unreadable' then 0 else 1 end, position
        ) as place
    from ground
),

found as (
    select
        told.*,
        submission.client_id,
        submission.affiliate_id,
        submission.program_id,
        submission.case_manager,
        submission.submitted_on as answered_on,
        coalesce(cast(submission.submitted_on as text), submission.submission_id) as day,
        risk.screen,
        risk.risk,
        risk.title,
        risk.severity,
        strongest.item,
        strongest.points,
        strongest.value,
        strongest.assessment_id,
        strongest.source_file,
        strongest.source_line
    from told
    inner join {{ source('framework', 'screen_risk') }} as risk on told.rule = risk.rule
    inner join {{ ref('submission') }} as submission on told.submission_id = submission.submission_id
    inner join strongest
        on told.submission_id = strongest.submission_id and told.rule = strongest.rule and strongest.place = 1
),

-- what was said outweighs what is open of the same risk that day, unless the open question is about something graver
ranked as (
    select
        *,
        row_number() over (
            partition by client_id, screen, risk, day, truth
            order by severity desc, is_unreadable desc, points desc nulls last, {{ in_byte_order('submission_id') }}
        ) as gravest,
        max(case when truth = 2 then severity else 0 end) over (partition by client_id, screen, risk, day) as said
    from found
)

select
    ranked.submission_id || ':' || ranked.risk || case when ranked.truth = 2 then '' else ':open' end as screen_risk_id,
    ranked.submission_id,
    ranked.client_id,
    ranked.affiliate_id,
    ranked.program_id,
    ranked.case_manager,
    ranked.screen,
    screen.title as screen_title,
    ranked.risk,
    ranked.title,
    ranked.answered_on,
    ranked.truth = 2 as is_answered,
    cast(
        case when ranked.truth = 2 or ranked.is_unreadable = 1 then ranked.severity else least(ranked.severity, 2) end as integer
    ) as severity,
    ranked.answers,
    ranked.item,
    ranked.points,
    ranked.value,
    ranked.assessment_id,
    case
        when scale.method = 'rules' then score.title || ': ' || score.band
        else score.title || ' ' || {{ in_words('score.score') }} || coalesce(' (' || score.band || ')', '')
    end as score_in_words,
    ranked.source_file,
    ranked.source_line
from ranked
inner join {{ source('framework', 'screen') }} as screen on ranked.screen = screen.screen
left join {{ ref('screen_score') }} as score
    on ranked.submission_id = score.submission_id and ranked.screen = score.scale and score.score is not null
left join {{ source('framework', 'screen_scale') }} as scale on score.scale = scale.scale
where ranked.gravest = 1 and (ranked.truth = 2 or ranked.severity > ranked.said)
