-- Populations of the households of exit cohorts (7.9), from the members of the household that left; ages (HHAdultAge) from
-- those of all its exits in the period (7.2).
with chronic as (
    select cohort, household_id, min({{ lsa_hh_chronic('member') }}) as hh_chronic
    from {{ ref('lsa_exit_chronic') }} as member
    group by cohort, household_id
),

found as (
    select
        member.cohort, member.household_id,
        max(case when member.is_adult and client.veteran_status = 1 then 1 else 0 end) as hh_vet,
        max(case when member.is_hoh_or_adult and member.disability_status = 1 then 1 else 0 end) as hh_disability,
        coalesce(min(case when member.is_hoh_or_adult and member.dv_status in (1, 2, 3) then member.dv_status end), 0) as hh_fleeing_dv,
        max(case when member.relationship_to_hoh = 1 then client.race_ethnicity end) as hoh_race_ethnicity,
        max(case when member.relationship_to_hoh = 2 then 1 else 0 end) as hh_parent,
        count(distinct case when member.age < 18 then member.client_id end) as children
    from {{ ref('lsa_exit_member') }} as member
    inner join {{ ref('lsa_client') }} as client on member.client_id = client.client_id
    where member.exit_from is not null
    group by member.cohort, member.household_id
),

aged as (
    select cohort, head_client_id, hh_type, max(age) as oldest, min(age) as youngest
    from {{ ref('lsa_exit_member') }}
    group by cohort, head_client_id, hh_type
)

select
    found.cohort, found.household_id, found.hh_vet, coalesce(chronic.hh_chronic, 0) as hh_chronic, found.hh_disability,
    found.hh_fleeing_dv, found.hoh_race_ethnicity,
    {{ lsa_hh_adult_age('leaving.hh_type', 'aged.oldest', 'aged.youngest') }} as hh_adult_age,
    found.hh_parent,
    case when leaving.hh_type = 2 and found.children >= 3 then 1 else 0 end as ac3_plus
from found
inner join {{ ref('lsa_qualifying_exit') }} as leaving
    on found.cohort = leaving.cohort and found.household_id = leaving.household_id
inner join aged
    on leaving.cohort = aged.cohort and leaving.head_client_id = aged.head_client_id and leaving.hh_type = aged.hh_type
left join chronic on found.cohort = chronic.cohort and found.household_id = chronic.household_id
