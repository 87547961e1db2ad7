-- Households as LSAHousehold.csv counts them (6.19): days in groups.
select
    head_client_id, stat, {{ lsa_return_group('return_days') }} as return_time, hh_type, hh_chronic, hh_vet, hh_disability,
    hh_fleeing_dv, hoh_race_ethnicity, hh_adult, hh_child, hh_no_dob, hh_adult_age, hh_parent,
    {% for project_group in ['est', 'rrh', 'psh'] %}
    {{ project_group }}_status,
    {% if project_group != 'est' %}
    {{ project_group }}_move_in,
    {% endif %}
    {{ project_group }}_geography, {{ project_group }}_living_sit, {{ project_group }}_destination,
    {% if project_group == 'rrh' %}
    {{ lsa_day_group('rrh_pre_move_in_days') }} as rrh_pre_move_in_days,
    {% elif project_group == 'psh' %}
    case when psh_move_in in (1, 2) then {{ lsa_psh_housed_group('psh_housed_days') }} else 0 end as psh_housed_days,
    {% endif %}
    {{ project_group }}_chronic, {{ project_group }}_vet, {{ project_group }}_disability, {{ project_group }}_fleeing_dv,
    {{ project_group }}_ac3_plus, {{ project_group }}_adult_age, {{ project_group }}_parent,
    {% endfor %}
    {% for column in [
        'es_days', 'th_days', 'est_days', 'rrh_psh_pre_move_in_days', 'rrh_housed_days', 'system_days_not_psh_housed',
        'system_homeless_days', 'other3917_days', 'total_homeless_days',
    ] %}
    {{ lsa_day_group(column) }} as {{ column }},
    {% endfor %}
    system_path, est_air, rrh_air, psh_air, rrhso_status, rrhso_move_in
from {{ ref('lsa_household') }}
