{# One row per person a form names: the one it is about, and others named in its repeats. Of a field that several columns
   or rows give, the newest and first described counts; of those that people have several of, all. -#}
{%- set single = [
    'first_name', 'middle_name', 'last_name', 'suffix', 'full_name', 'dob', 'sex', 'ssn', 'address',
    'unit', 'city', 'state', 'zip', 'veteran', 'protected',
] -%}
{%- set several = ['phone', 'email', 'other_id', 'race_ethnicity', 'gender'] -%}
with told as (
    select
        answer.affiliate_id,
        case when answer.repeat_path = '' then coalesce(answer.person_key, answer.instance_key) else answer.instance_key
        end as instance_key,
        answer.submission_key, answer.repeat_path, answer.maps_to, answer.value, answer.answer, answer.position,
        answer.part, submission.submitted_on, answer.source_file, answer.source_line
    from {{ ref('form_answer') }} as answer
    inner join {{ ref('form_submission') }} as submission
        on answer.affiliate_id = submission.affiliate_id and answer.submission_key = submission.submission_key
    where (answer.maps_to like 'person.%' or answer.maps_to like 'household.%') and submission.names_a_person
),

ranked as (
    select
        told.*,
        row_number() over (
            partition by affiliate_id, instance_key, maps_to
            order by submitted_on desc nulls last, position, part, {{ in_byte_order('answer') }}
        ) as place,
        row_number() over (
            partition by affiliate_id, instance_key, maps_to, answer
            order by submitted_on desc nulls last, position, part
        ) as nth_time
    from told
),

named as (
    select
        affiliate_id,
        instance_key,
        min(submission_key) as submission_key,
        min(repeat_path) as repeat_path,
        {%- for field in single %}
        max(case when maps_to = 'person.{{ field }}' and place = 1 then answer end) as {{ field }},
        {%- endfor %}
        {%- for field in several %}
        {%- set said = several_phones('answer') if field == 'phone' else 'answer' %}
        {{ joined("case when maps_to = 'person." ~ field ~ "' and nth_time = 1 then " ~ said ~ " end", '; ', 'place') }}
            as {{ field }},
        {%- endfor %}
        max(case when maps_to = 'household.id' and place = 1 then value end) as household_id,
        max(case when maps_to = 'household.relationship' and place = 1 then answer end) as relationship
    from ranked
    group by affiliate_id, instance_key
),

households as (
    select affiliate_id, submission_key, max(household_id) as household_id, count(*) as people
    from named
    group by affiliate_id, submission_key
),

{# The person a form is about stands at its top; where several rows are about one, in the newest of them. #}
top as (
    select
        submission.*,
        coalesce(submission.person_key, submission.submission_key) as instance_key,
        row_number() over (
            partition by submission.affiliate_id, coalesce(submission.person_key, submission.submission_key)
            order by submission.submitted_on desc nulls last, {{ in_byte_order('submission.submission_key') }}
        ) as place
    from {{ ref('form_submission') }} as submission
    where submission.names_a_person
),

noted as (
    select distinct affiliate_id, submission_key
    from {{ ref('form_reference') }}
    where to_kind not in ('program', 'code list')
),

people as (
    select affiliate_id, submission_key, instance_key, record_key, person_ref, submitted_on, source_file, source_line
    from (
        select
            top.affiliate_id, top.submission_key, top.instance_key, top.person_record as record_key,
            top.refers_to_person as person_ref, top.submitted_on, top.source_file, top.source_line,
            {# A form of whose repeats alone name people is about nobody itself; one that only notes a client who is not
               known is no person. #}
            named.instance_key is not null
                or (households.people is null and (noted.submission_key is null or top.refers_to_person is not null))
                as is_told
        from top
        left join named on top.affiliate_id = named.affiliate_id and top.instance_key = named.instance_key
        left join households
            on top.affiliate_id = households.affiliate_id and top.submission_key = households.submission_key
        left join noted on top.affiliate_id = noted.affiliate_id and top.submission_key = noted.submission_key
        where top.place = 1
    ) as about
    where is_told
    union all
    select
        named.affiliate_id, named.submission_key, named.instance_key,
        {{ record_key('forms', 'named.affiliate_id', 'named.instance_key') }} as record_key,
        cast(null as text) as person_ref, submission.submitted_on, submission.source_file, submission.source_line
    from named
    inner join {{ ref('form_submission') }} as submission
        on named.affiliate_id = submission.affiliate_id and named.submission_key = submission.submission_key
    where named.repeat_path <> ''
)

select
    people.record_key,
    people.affiliate_id,
    people.submission_key,
    people.instance_key,
    {%- for field in single + several %}
    named.{{ field }},
    {%- endfor %}
    coalesce(
        named.household_id,
        households.household_id,
        case when households.people > 1 then people.submission_key end
    ) as household_id,
    named.relationship,
    people.person_ref,
    people.submitted_on,
    people.source_file,
    people.source_line
from people
left join named on people.affiliate_id = named.affiliate_id and people.instance_key = named.instance_key
left join households
    on people.affiliate_id = households.affiliate_id and people.submission_key = households.submission_key
