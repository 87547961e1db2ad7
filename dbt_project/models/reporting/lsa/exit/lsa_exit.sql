-- Households of exit cohorts with everything LSAExit.csv says of them, days until return in their actual number (tlsa_Exit).
select
    leaving.cohort, leaving.household_id, leaving.head_client_id, returned.stat, leaving.exit_from,
    leaving.exit_destination as exit_to, returned.return_days, leaving.hh_type, population.hh_vet, population.hh_chronic,
    population.hh_disability, population.hh_fleeing_dv, population.hoh_race_ethnicity, population.hh_adult_age,
    population.hh_parent, population.ac3_plus, path.system_path
from {{ ref('lsa_qualifying_exit') }} as leaving
{% for table, name in [('lsa_exit_return', 'returned'), ('lsa_exit_population', 'population'), ('lsa_exit_path', 'path')] %}
inner join {{ ref(table) }} as {{ name }}
    on leaving.cohort = {{ name }}.cohort and leaving.household_id = {{ name }}.household_id
{% endfor %}
