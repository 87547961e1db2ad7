with members as (
    select
        {{ record_key('hmis', 'affiliate_id', 'household_id') }} as household_id,
        {{ record_key('hmis', 'affiliate_id', 'personal_id') }} as record_key,
        {{ relationship_to_hoh('relationship_to_hoh') }} as relationship
    from {{ ref('hmis_enrollment') }}
    where not is_deleted and household_id is not null
    union all
    select household_ref as household_id, record_key, cast(null as text) as relationship
    from {{ ref('source_person') }}
    where source = 'crm' and household_ref is not null
    union all
    select {{ record_key('forms', 'affiliate_id', 'household_id') }} as household_id, record_key, relationship
    from {{ ref('form_person') }}
    where household_id is not null
    union all
    select
        {{ record_key('forms', 'answer.affiliate_id', "max(case when answer.maps_to = 'household.id' then answer.value end)") }}
            as household_id,
        submission.person_record as record_key,
        max(case when answer.maps_to = 'household.relationship' then answer.answer end) as relationship
    from {{ ref('form_answer') }} as answer
    inner join {{ ref('form_submission') }} as submission
        on answer.affiliate_id = submission.affiliate_id and answer.submission_key = submission.submission_key
    where answer.maps_to like 'household.%' and not submission.names_a_person and submission.person_record is not null
    group by answer.affiliate_id, answer.instance_key, submission.person_record
)

select members.household_id, link.client_id, min(members.relationship) as relationship
from members
inner join {{ ref('client_link') }} as link on members.record_key = link.record_key
where members.household_id is not null
group by members.household_id, link.client_id
