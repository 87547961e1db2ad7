{# A submission that answers anything about a plan or a goal is a plan. -#}
with answered as (
    select
        affiliate_id,
        submission_key,
        max(case when maps_to = 'plan.opened_on' then {{ safe_date('value') }} end) as opened_on,
        max(case when maps_to = 'plan.review_due_on' then {{ safe_date('value') }} end) as review_due_on,
        min(source_file) as source_file,
        min(source_line) as source_line
    from {{ ref('form_answer') }}
    where maps_to like 'plan.%' or maps_to like 'goal.%'
    group by affiliate_id, submission_key
)

select
    submission.submission_id as plan_id,
    submission.client_id,
    submission.affiliate_id,
    submission.program_id,
    coalesce(answered.opened_on, submission.submitted_on) as opened_on,
    answered.review_due_on,
    submission.case_manager,
    'forms' as source,
    answered.source_file,
    answered.source_line
from answered
inner join {{ ref('submission') }} as submission
    on submission.submission_id = {{ record_key('forms', 'answered.affiliate_id', 'answered.submission_key') }}
