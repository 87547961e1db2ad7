-- Active households and the populations they belong to (5.12).
with member as (
    select
        enrollment.household_id, enrollment.client_id, enrollment.relationship_to_hoh, enrollment.active_age,
        household.active_hh_type,
        person.vet_status, person.disability_status, person.dv_status, chronic.ch_time, chronic.ch_time_status,
        enrollment.active_age between 21 and 65 as is_adult,
        enrollment.relationship_to_hoh = 1 or enrollment.active_age between 21 and 65 as is_hoh_or_adult
    from {{ ref('lsa_enrollment') }} as enrollment
    inner join {{ ref('lsa_hhid') }} as household on enrollment.household_id = household.household_id
    inner join {{ ref('lsa_active_person') }} as person on enrollment.client_id = person.client_id
    inner join {{ ref('lsa_person_chronic') }} as chronic on enrollment.client_id = chronic.client_id
    where enrollment.is_active
),

found as (
    select
        household_id, active_hh_type,
        coalesce(min(case when is_hoh_or_adult then {{ lsa_hh_chronic('member') }} end), 0) as hh_chronic,
        max(case when is_adult and vet_status = 1 and active_hh_type in (1, 2, 99) then 1 else 0 end) as hh_vet,
        max(case when is_hoh_or_adult and disability_status = 1 then 1 else 0 end) as hh_disability,
        coalesce(min(case when is_hoh_or_adult and dv_status in (1, 2, 3) then least(dv_status, 2) end), 0) as hh_fleeing_dv,
        max(case when relationship_to_hoh = 2 then 1 else 0 end) as hh_parent,
        max(active_age) as oldest,
        min(active_age) as youngest,
        count(distinct case when active_age < 18 then client_id end) as children
    from member
    group by household_id, active_hh_type
)

select
    household_id, active_hh_type, hh_chronic, hh_vet, hh_disability, hh_fleeing_dv, hh_parent,
    {{ lsa_hh_adult_age('active_hh_type', 'oldest', 'youngest') }} as hh_adult_age,
    case when active_hh_type = 2 and children >= 3 then 1 else 0 end as ac3_plus
from found
