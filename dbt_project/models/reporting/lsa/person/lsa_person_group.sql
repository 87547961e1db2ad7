-- In which groups of projects each client was active, at which ages (5.11), in which household types and in which
-- populations (5.13, 5.14). One row per client and project group; a group nobody was served in has no row.
with served as (
    select
        enrollment.client_id, enrollment.active_age, enrollment.is_in_residence, enrollment.relationship_to_hoh = 1 as is_hoh,
        enrollment.active_age between 21 and 65 as is_adult, enrollment.move_in_date is not null as is_moved_in,
        household.*,
        groups.project_group
    from {{ ref('lsa_enrollment') }} as enrollment
    inner join {{ ref('lsa_active_household') }} as household on enrollment.household_id = household.household_id
    inner join (
        {%- for project_group in ['est', 'rrh', 'psh', 'rrhso', 'es', 'sh', 'th'] %}
        select '{{ project_group }}' as project_group, {{ loop.index }} as nth
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as groups
        on case groups.project_group
            {%- for project_group in ['est', 'rrh', 'psh', 'rrhso', 'es', 'sh', 'th'] %}
            when '{{ project_group }}' then enrollment.lsa_project_type in {{ lsa_types_of(project_group) }}
            {%- endfor %}
        end
    where enrollment.is_active
)

select
    client_id, project_group,
    min(active_age) as age_min,
    max(active_age) as age_max,
    {% for column, holds in {
        'hh_type': 'true', 'hoh': 'is_hoh', 'adult': 'is_adult', 'air': 'is_in_residence',
        'air_hoh': 'is_in_residence and is_hoh', 'air_adult': 'is_in_residence and is_adult',
        'hh_chronic': 'hh_chronic = 1', 'hh_vet': 'hh_vet = 1', 'hh_disability': 'hh_disability = 1',
        'hh_fleeing_dv': 'hh_fleeing_dv = 1', 'hh_parent': 'hh_parent = 1',
        'moved_in': 'is_moved_in', 'not_moved_in': 'not is_moved_in',
    }.items() %}
    {{ lsa_hh_types('active_hh_type', holds) }} as {{ column }},
    {%- endfor %}
    max(ac3_plus) as ac3_plus,
    {% for hh_type, column in [(1, 'hh_adult_age_ao'), (2, 'hh_adult_age_ac')] %}
    {{ lsa_first_adult_age('case when active_hh_type = ' ~ hh_type ~ ' then hh_adult_age end') }} as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from served
group by client_id, project_group
