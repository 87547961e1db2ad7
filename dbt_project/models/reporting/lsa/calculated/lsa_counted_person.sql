-- People by what they are themselves (9.4), for rows 55 and 57: veterans, parenting youth and children also by their other
-- populations, with both numbers.
with member as (  -- noqa: ST03
    select
        counted.*, household.active_hh_type as hh_type, household.hh_adult_age, household.hh_parent,
        person.vet_status, person.disability_status, person.dv_status, person.race_ethnicity, person.ch_time, person.ch_time_status,
        max(counted.active_age) over (partition by counted.client_id) as oldest
    from {{ ref('lsa_counted_stay') }} as counted
    inner join {{ ref('lsa_active_household') }} as household on counted.household_id = household.household_id
    inner join {{ ref('lsa_person') }} as person on counted.client_id = person.client_id
),

alone as (
    {{ lsa_belonging(lsa_personal_populations(), 'member', 'cohort, universe, affiliate_id, project_id, stay_id, client_id, member.hh_type') }}
),

within (population, parent) as (
    {{ lsa_within(lsa_personal_populations()) }}
)

select * from alone
where universe <> 10 or population in ({{ lsa_of_projects(lsa_personal_populations()) }})
union all
select
    own.cohort, own.universe, own.affiliate_id, own.project_id, own.stay_id, own.client_id, own.hh_type,
    parent.population * 100 + own.population, own.reported_hh_type
from alone as own
inner join within on own.population = within.population
inner join alone as parent
    on own.cohort = parent.cohort
    and own.universe = parent.universe
    and own.stay_id = parent.stay_id
    and own.reported_hh_type = parent.reported_hh_type
    and within.parent = parent.population
where own.universe <> 10
