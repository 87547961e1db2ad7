-- People by what they are themselves (9.4), for rows 55 and 57: veterans, parenting youth and children also by their other
-- populations, with both numbers.
{%- set populations = lsa_personal_populations() %}
with member as (
    select
        counted.*, household.active_hh_type as hh_type, household.hh_adult_age, household.hh_parent,
        person.vet_status, person.disability_status, person.dv_status, person.race_ethnicity, person.ch_time, person.ch_time_status,
        max(counted.active_age) over (partition by counted.client_id) as oldest
    from {{ ref('lsa_counted_stay') }} as counted
    inner join {{ ref('lsa_active_household') }} as household on counted.household_id = household.household_id
    inner join {{ ref('lsa_person') }} as person on counted.client_id = person.client_id
),

alone as (
    {{ lsa_belonging(populations, 'member', 'cohort, universe, affiliate_id, project_id, stay_id, client_id, member.hh_type') }}
)

select * from alone
where
    universe <> 10
    or population in (
        {%- for id, population in populations.items() if population.projects %}{{ id }}{{ ', ' if not loop.last }}{% endfor -%}
    )
union all
select
    own.cohort, own.universe, own.affiliate_id, own.project_id, own.stay_id, own.client_id, own.hh_type,
    parent.population * 100 + own.population, own.reported_hh_type
from alone as own
inner join alone as parent
    on own.cohort = parent.cohort
    and own.universe = parent.universe
    and own.stay_id = parent.stay_id
    and own.reported_hh_type = parent.reported_hh_type
where
    own.universe <> 10
    and parent.population in (50, 51, 52)
    and own.population in (
        {%- for id, population in populations.items() if population.within %}{{ id }}{{ ', ' if not loop.last }}{% endfor -%}
    )
