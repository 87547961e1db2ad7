-- Households by cohort: the household type that counts for the active cohort (1) and for exit cohorts (0, -1, -2), which
-- with the head makes a household of LSAHousehold (6.1) or LSAExit (7.2).
{% for cohort, hh_type in {1: 'active_hh_type', 0: 'active_hh_type', -1: 'exit1_hh_type', -2: 'exit2_hh_type'}.items() %}
select
    {{ cohort }} as cohort, household_id, stay_id, head_client_id, {{ hh_type }} as hh_type, lsa_project_type, entry_date,
    move_in_date, exit_date, exit_destination
from {{ ref('lsa_hhid') }}
{{ 'union all' if not loop.last }}
{% endfor %}
