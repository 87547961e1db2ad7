with answered as (
    select
        {{ record_key('forms', 'answer.affiliate_id', 'answer.instance_key') }} as submission_id,
        {{ replace_pattern('answer.maps_to', '^assessment[.]', '') }} as item,
        answer.score,
        answer.answer as value,
        coalesce(answer.is_no_answer, false) as is_no_answer,
        answer.source_file,
        answer.source_line,
        row_number() over (
            partition by answer.affiliate_id, answer.instance_key, answer.maps_to
            order by case when answer.is_no_answer then 1 else 0 end, {{ in_byte_order('answer.field') }}
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
        {{ numbered_in_stay('answered.item', 'answered.submission_id', 'submission.enrollment_exit_date') }}
    from answered
    inner join {{ ref('submission') }} as submission on answered.submission_id = submission.submission_id
    where answered.place = 1
)

select
    submission_id || '#' || item as assessment_id,
    submission_id, client_id, record_key, affiliate_id, program_id, enrollment_id,
    form as instrument,
    item,
    {{ stage_in_stay() }} as stage,
    submitted_on as assessed_on,
    score,
    value,
    is_no_answer,
    'forms' as source,
    source_file,
    source_line
from placed
