-- Populations of the households whose days are averaged (8.3), active and of exit cohorts: a row for each household,
-- population and household type it is reported for (0 is all types). A subpopulation within another has both numbers.
{%- set populations = lsa_average_populations() %}
with household as (
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

belonging as (
    {%- for id, population in populations.items() %}
    select cohort, head_client_id, hh_type, {{ id }} as population
    from household
    where {{ population.holds }} {{ 'and hh_type in (' ~ population.hh_types | join(', ') ~ ')' }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

reported (population, hh_type) as (
    values
    {%- for id, population in populations.items() %}
    {%- for hh_type in population.hh_types %}
    ({{ id }}, {{ hh_type }}){{ ',' if not loop.last }}
    {%- endfor %}{{ ',' if not loop.last }}
    {%- endfor %}
),

within (population, parent) as (
    values
    {%- for id, population in populations.items() if population.within %}
    {%- for parent in population.within if parent %}
    ({{ id }}, {{ parent }}){{ ',' if not loop.last }}
    {%- endfor %}{{ ',' if not loop.last }}
    {%- endfor %}
),

alone as (
    select belonging.cohort, belonging.head_client_id, belonging.hh_type, belonging.population, reported.hh_type as reported_hh_type
    from belonging
    inner join reported
        on belonging.population = reported.population and reported.hh_type in (0, belonging.hh_type)
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
