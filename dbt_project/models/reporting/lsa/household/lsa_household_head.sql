-- Households of the active cohort (6.1) and their populations (6.2): every household type that somebody headed. The HIC has
-- none.
with member as (
    select
        household.head_client_id, household.active_hh_type as hh_type, enrollment.client_id,
        max(case when enrollment.active_age < 18 then 1 else 0 end) as is_child,
        max(case when enrollment.active_age in (98, 99) then 1 else 0 end) as is_of_unknown_age
    from {{ ref('lsa_hhid') }} as household
    inner join {{ ref('lsa_enrollment') }} as enrollment on household.household_id = enrollment.household_id
    where household.is_active and enrollment.is_active
    group by household.head_client_id, household.active_hh_type, enrollment.client_id
),

counted as (
    select
        head_client_id, hh_type,
        least(3, count(case when is_child = 0 and is_of_unknown_age = 0 then 1 end)) as hh_adult,
        least(3, sum(is_child)) as hh_child,
        least(3, sum(is_of_unknown_age)) as hh_no_dob
    from member
    group by head_client_id, hh_type
),

population as (
    select
        household.head_client_id, household.active_hh_type as hh_type,
        min(household.entry_date) as first_entry,
        coalesce(min(nullif(active.hh_chronic, 0)), 0) as hh_chronic,
        max(active.hh_vet) as hh_vet,
        max(active.hh_disability) as hh_disability,
        coalesce(min(nullif(active.hh_fleeing_dv, 0)), 0) as hh_fleeing_dv,
        {{ lsa_first_adult_age('active.hh_adult_age') }} as hh_adult_age,
        max(active.hh_parent) as hh_parent
    from {{ ref('lsa_hhid') }} as household
    inner join {{ ref('lsa_active_household') }} as active on household.household_id = active.household_id
    where household.is_active
    group by household.head_client_id, household.active_hh_type
)

select
    population.*, cast(counted.hh_adult as integer) as hh_adult, cast(counted.hh_child as integer) as hh_child,
    cast(counted.hh_no_dob as integer) as hh_no_dob, person.race_ethnicity as hoh_race_ethnicity
from population
inner join counted on population.head_client_id = counted.head_client_id and population.hh_type = counted.hh_type
inner join {{ ref('lsa_active_person') }} as person on population.head_client_id = person.client_id
inner join {{ ref('lsa_request') }} as request on request.scope <> 3
