with answered as (
    select
        affiliate_id,
        submission_key,
        max(case when maps_to = 'consent.granted' then lower(value) end) as granted_value,
        max(case when maps_to = 'consent.granted' then lower(answer) end) as granted_answer,
        max(case when maps_to = 'consent.scope' then answer end) as scope,
        max(case when maps_to = 'consent.given_on' then {{ safe_date('value') }} end) as given_on,
        max(case when maps_to = 'consent.expires_on' then {{ safe_date('value') }} end) as expires_on,
        min(source_file) as source_file,
        min(source_line) as source_line
    from {{ ref('form_answer') }}
    where maps_to like 'consent.%' and repeat_path = ''
    group by affiliate_id, submission_key
)

select
    submission.submission_id as consent_id,
    submission.client_id,
    submission.affiliate_id,
    answered.scope,
    case
        when {{ safe_boolean('answered.granted_value') }} is not null then {{ safe_boolean('answered.granted_value') }}
        when {{ matches('answered.granted_answer', '^(no|refus|declin|withdr|revok|not )') }} then false
        when {{ matches('answered.granted_answer', '^(yes|grant|agree|consent|given|signed|ok)') }} then true
    end as is_granted,
    coalesce(answered.given_on, submission.submitted_on) as given_on,
    answered.expires_on,
    'forms' as source,
    answered.source_file,
    answered.source_line
from answered
inner join {{ ref('submission') }} as submission
    on submission.submission_id = {{ record_key('forms', 'answered.affiliate_id', 'answered.submission_key') }}
