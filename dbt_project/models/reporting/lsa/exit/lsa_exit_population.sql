-- Populations of the households of exit cohorts (7.9), from the members who were there in the cohort period.
with chronic as (
    select cohort, household_id, min({{ lsa_hh_chronic('member') }}) as hh_chronic
    from {{ ref('lsa_exit_chronic') }} as member
    group by cohort, household_id
),

found as (
    select
        member.cohort, member.household_id, member.hh_type,
        max(case when member.is_adult and client.veteran_status = 1 then 1 else 0 end) as hh_vet,
        max(case when member.is_hoh_or_adult and member.disability_status = 1 then 1 else 0 end) as hh_disability,
        coalesce(min(case when member.is_hoh_or_adult and member.dv_status in (1, 2, 3) then member.dv_status end), 0) as hh_fleeing_dv,
        max(case when member.relationship_to_hoh = 1 then client.race_ethnicity end) as hoh_race_ethnicity,
        max(case when member.relationship_to_hoh = 2 then 1 else 0 end) as hh_parent,
        max(member.age) as oldest,
        min(member.age) as youngest,
        count(distinct case when member.age < 18 then member.client_id end) as children
    from {{ ref('lsa_exit_member') }} as member
    inner join {{ ref('lsa_client') }} as client on member.client_id = client.client_id
    group by member.cohort, member.household_id, member.hh_type
)

select
    found.cohort, found.household_id, found.hh_vet, coalesce(chronic.hh_chronic, 0) as hh_chronic, found.hh_disability,
    found.hh_fleeing_dv, found.hoh_race_ethnicity,
    {{ lsa_hh_adult_age('found.hh_type', 'found.oldest', 'found.youngest') }} as hh_adult_age,
    found.hh_parent,
    case when found.hh_type = 2 and found.children >= 3 then 1 else 0 end as ac3_plus
from found
left join chronic on found.cohort = chronic.cohort and found.household_id = chronic.household_id
