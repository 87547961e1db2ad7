with answered as (
    select
        {{ record_key('forms', 'answer.affiliate_id', 'answer.instance_key') }} as submission_id,
        {{ replace_pattern('answer.maps_to', '^assessment[.]', '') }} as item,
        answer.score,
        answer.answer as value,
        answer.source_file,
        answer.source_line,
        row_number() over (
            partition by answer.affiliate_id, answer.instance_key, answer.maps_to
            order by {{ in_byte_order('answer.field') }}
        ) as place
    from {{ ref('form_answer') }} as answer
    where answer.maps_to like 'assessment.%'
),

placed as (
    select
        answered.*,
        submission.client_id, submission.record_key, submission.affiliate_id, submission.program_id,
        submission.enrollment_id, submission.form, submission.submitted_on, submission.stage as given_stage,
        submission.enrollment_exit_date as exit_date,
        row_number() over (
            partition by submission.client_id, coalesce(submission.enrollment_id, submission.program_id), answered.item
            order by submission.submitted_on nulls last, {{ in_byte_order('answered.submission_id') }}
        ) as nth,
        row_number() over (
            partition by submission.client_id, coalesce(submission.enrollment_id, submission.program_id), answered.item
            order by submission.submitted_on desc nulls last, {{ in_byte_order('answered.submission_id') }} desc
        ) as nth_from_last
    from answered
    inner join {{ ref('submission') }} as submission on answered.submission_id = submission.submission_id
    where answered.place = 1
)

select
    submission_id || '#' || item as assessment_id,
    client_id, record_key, affiliate_id, program_id, enrollment_id,
    form as instrument,
    item,
    case
        when given_stage is not null then given_stage
        when submitted_on > {{ days_after('exit_date', setting_number('exit_survey_days', 30)) }} then 'follow_up'
        when nth = 1 then 'baseline'
        when nth_from_last = 1
            and submitted_on >= {{ days_after('exit_date', '-' ~ setting_number('exit_survey_days', 30)) }} then 'exit'
        else 'mid'
    end as stage,
    submitted_on as assessed_on,
    score,
    value,
    'forms' as source,
    source_file,
    source_line
from placed
