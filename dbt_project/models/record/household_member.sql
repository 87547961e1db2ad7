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
)

select members.household_id, link.client_id, min(members.relationship) as relationship
from members
inner join {{ ref('client_link') }} as link on members.record_key = link.record_key
group by members.household_id, link.client_id
