-- Populations of the households whose days are averaged (8.3), active and of exit cohorts: a row for each household,
-- population and household type it is reported for (0 is all types). A subpopulation within another has both numbers.
with household as (  -- noqa: ST03
    select
        1 as cohort, head_client_id, hh_type, stat, hh_vet, hh_chronic, hh_disability, hh_fleeing_dv, hoh_race_ethnicity,
        hh_adult_age, hh_parent, psh_move_in, hh_child = 3 as is_of_many_children
    from {{ ref('lsa_household') }}
    union all
    select
        cohort, head_client_id, hh_type, stat, hh_vet, hh_chronic, hh_disability, hh_fleeing_dv, hoh_race_ethnicity, hh_adult_age,
        hh_parent, -1, ac3_plus = 1
    from {{ ref('lsa_exit') }}
),

alone as (
    {{ lsa_belonging(lsa_average_populations(), 'household', 'cohort, head_client_id, household.hh_type') }}
),

within (population, parent) as (
    {{ lsa_within(lsa_average_populations()) }}
)

select cohort, head_client_id, hh_type, population, reported_hh_type, population > 17 as is_subpopulation
from alone
union all
select own.cohort, own.head_client_id, own.hh_type, parent.population * 100 + own.population, own.reported_hh_type, true
from alone as own
inner join within on own.population = within.population
inner join alone as parent
    on own.cohort = parent.cohort
    and own.head_client_id = parent.head_client_id
    and own.hh_type = parent.hh_type
    and own.reported_hh_type = parent.reported_hh_type
    and within.parent = parent.population
