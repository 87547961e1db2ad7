{# One row per person a form names: the one it is about, and others named in its repeats. -#}
{%- set fields = [
    'first_name', 'middle_name', 'last_name', 'suffix', 'full_name', 'dob', 'sex', 'ssn', 'phone', 'email', 'address',
    'unit', 'city', 'state', 'zip', 'other_id', 'race_ethnicity', 'gender', 'veteran',
] -%}
with named as (
    select
        affiliate_id,
        submission_key,
        instance_key,
        repeat_path,
        {%- for field in fields %}
        max(case when maps_to = 'person.{{ field }}' then answer end) as {{ field }},
        {%- endfor %}
        max(case when maps_to = 'household.id' then value end) as household_id,
        max(case when maps_to = 'household.relationship' then answer end) as relationship
    from {{ ref('form_answer') }}
    where maps_to like 'person.%' or maps_to like 'household.%'
    group by affiliate_id, submission_key, instance_key, repeat_path
),

households as (
    select affiliate_id, submission_key, max(household_id) as household_id, count(*) as people
    from named
    group by affiliate_id, submission_key
)

select
    {{ record_key('forms', 'submission.affiliate_id', 'coalesce(named.instance_key, submission.submission_key)') }}
        as record_key,
    submission.affiliate_id,
    submission.submission_key,
    coalesce(named.instance_key, submission.submission_key) as instance_key,
    {%- for field in fields %}
    named.{{ field }},
    {%- endfor %}
    coalesce(
        named.household_id,
        households.household_id,
        case when households.people > 1 then submission.submission_key end
    ) as household_id,
    named.relationship,
    case when coalesce(named.repeat_path, '') = '' then submission.client_ref end as client_ref,
    submission.client_ref_source,
    submission.submitted_on,
    submission.source_file,
    submission.source_line
from {{ ref('form_submission') }} as submission
left join named
    on submission.affiliate_id = named.affiliate_id and submission.submission_key = named.submission_key
left join households
    on submission.affiliate_id = households.affiliate_id and submission.submission_key = households.submission_key
where submission.names_a_person
