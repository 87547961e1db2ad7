{# What people said about sharing, by their own record: identity resolution reads it before anybody is a client. -#}
with answered as (
    select
        affiliate_id,
        submission_key,
        max(case when maps_to = 'consent.granted' then lower(value) end) as granted_value,
        max(case when maps_to = 'consent.granted' then lower(answer) end) as granted_answer,
        bool_or(maps_to = 'consent.granted' and is_doubtful_consent) as is_asked,
        coalesce(bool_or(maps_to = 'consent.granted' and {{ is_headed_refusal('field') }}), false) as is_under_refusal,
        max(case when maps_to = 'consent.scope' then answer end) as scope,
        max(case when maps_to = 'consent.given_on' then {{ safe_date('value') }} end) as given_on,
        max(case when maps_to = 'consent.expires_on' then {{ safe_date('value') }} end) as expires_on,
        max(case when maps_to = 'consent.given_at' then {{ safe_timestamp('value') }} end) as given_at,
        max(case when maps_to = 'consent.version' then answer end) as text_version,
        max(case when maps_to = 'consent.signed_by' then answer end) as signed_by,
        max(case when maps_to = 'consent.signature' then value end) as signature,
        min(source_file) as source_file,
        min(source_line) as source_line
    from {{ ref('form_answer') }}
    where maps_to like 'consent.%' and repeat_path = ''
    group by affiliate_id, submission_key
),

read as (
    select
        form.record_key as submission_id,
        form.person_record as record_key,
        form.affiliate_id,
        answered.scope,
        answered.granted_value is not null or answered.granted_answer is not null as is_answered,
        case
            -- a word of refusal anywhere is a refusal, whatever else is said
            when {{ says_refusal("coalesce(answered.granted_value, '') || ' ' || coalesce(answered.granted_answer, '')") }}
                then false
            when answered.is_asked and not answered.is_under_refusal then null
            -- under a header such as Declined, yes is a refusal
            when {{ safe_boolean('answered.granted_value') }} is not null
                then {{ safe_boolean('answered.granted_value') }} and not answered.is_under_refusal
            when {{ matches('answered.granted_answer', '^(yes|grant|agree|consent|given|signed|ok)') }}
                then not answered.is_under_refusal
        end as is_granted,
        coalesce(answered.given_on, form.submitted_on) as given_on,
        answered.expires_on,
        answered.given_at,
        answered.text_version,
        answered.signed_by,
        answered.signature,
        answered.source_file,
        answered.source_line
    from answered
    inner join {{ ref('form_submission') }} as form
        on answered.affiliate_id = form.affiliate_id and answered.submission_key = form.submission_key
    where form.person_record is not null
)

select
    read.submission_id,
    read.record_key,
    read.affiliate_id,
    read.scope,
    read.is_granted,
    read.given_on,
    read.expires_on,
    read.given_at,
    read.text_version,
    read.signed_by,
    read.signature,
    case
        when read.is_answered
            then coalesce(read.is_granted, false)
                and coalesce(read.given_on <= as_of.as_of, true)
                and coalesce(read.expires_on >= as_of.as_of, true)
                and (read.scope is null or network.scope is not null)
    end as covers_network,
    read.source_file,
    read.source_line
from read
cross join {{ ref('as_of') }} as as_of
left join {{ source('framework', 'network_scope') }} as network on lower(trim(read.scope)) = network.scope
