{# Files that clients sent by the organisation's own forms. Their content stays where submissions are kept. -#}
select
    substr({{ sha256_hex("submission.submission_id || ':' || answer.value") }}, 1, 20) as upload_id,
    submission.submission_id,
    submission.submission_key,
    submission.client_id,
    submission.affiliate_id,
    submission.program_id,
    submission.submitted_on,
    min(answer.field) as question,
    answer.value as file_name
from {{ ref('form_answer') }} as answer
inner join {{ ref('submission') }} as submission
    on {{ record_key('forms', 'answer.affiliate_id', 'answer.submission_key') }} = submission.submission_id
where answer.maps_to = 'document.file' and answer.value is not null and answer.submission_key like 'online/%'
group by
    submission.submission_id, submission.submission_key, submission.client_id, submission.affiliate_id,
    submission.program_id, submission.submitted_on, answer.value
