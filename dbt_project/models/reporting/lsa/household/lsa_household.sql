-- Households of the active cohort with everything LSAHousehold.csv says of them, days in their actual number
-- (tlsa_Household, 6.1 to 6.18).
with joined as (
    select
        head.*,
        returned.stat, returned.return_days, returned.previous_stay_id,
        last.last_inactive,
        {% for column in [
            'es_days', 'th_days', 'est_days', 'rrh_psh_pre_move_in_days', 'rrh_housed_days', 'system_days_not_psh_housed',
            'system_homeless_days', 'other3917_days', 'psh_housed_days', 'rrh_pre_move_in_days',
        ] %}
        days.{{ column }},
        {%- endfor %}
        days.system_homeless_days + days.other3917_days as total_homeless_days,
        coalesce(est.status, case when days.est_days > 0 then 2 else 0 end) as est_status,
        coalesce(rrh.status, case when days.pre_move_in_rrh > 0 then 2 else 0 end) as rrh_status,
        coalesce(psh.status, case when days.pre_move_in_psh > 0 then 2 else 0 end) as psh_status,
        coalesce(rrhso.status, 0) as rrhso_status,
        {% for project_group in ['est', 'rrh', 'psh'] %}
        {% for column, without in {
            'geography': -1, 'living_sit': -1, 'destination': -1, 'chronic': 0, 'vet': 0, 'disability': 0, 'fleeing_dv': 0,
            'ac3_plus': 0, 'adult_age': -1, 'parent': 0, 'air': 0, 'move_in': -1
        }.items() %}
        coalesce({{ project_group }}.{{ column }}, {{ without }}) as {{ project_group }}_{{ column }},
        {%- endfor %}
        {% endfor %}
        coalesce(rrhso.move_in, -1) as rrhso_move_in
    from {{ ref('lsa_household_head') }} as head
    inner join {{ ref('lsa_return') }} as returned
        on head.head_client_id = returned.head_client_id and head.hh_type = returned.hh_type
    inner join {{ ref('lsa_household_days') }} as days
        on head.head_client_id = days.head_client_id and head.hh_type = days.hh_type
    inner join {{ ref('lsa_last_inactive') }} as last
        on last.cohort = 1 and head.head_client_id = last.head_client_id and head.hh_type = last.hh_type
    {% for project_group in ['est', 'rrh', 'psh', 'rrhso'] %}
    left join {{ ref('lsa_household_group') }} as {{ project_group }}
        on head.head_client_id = {{ project_group }}.head_client_id
        and head.hh_type = {{ project_group }}.hh_type
        and {{ project_group }}.project_group = '{{ project_group }}'
    {% endfor %}
)

select *, {{ lsa_system_path() }} as system_path
from joined
