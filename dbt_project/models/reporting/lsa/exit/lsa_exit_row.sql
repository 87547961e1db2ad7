-- Households of exit cohorts as LSAExit.csv counts them (7.13): days until return in groups.
select
    head_client_id, household_id, cohort, stat, exit_from, exit_to, {{ lsa_return_group('return_days') }} as return_time,
    hh_type, hh_vet, hh_chronic, hh_disability, hh_fleeing_dv, hoh_race_ethnicity, hh_adult_age, hh_parent, ac3_plus,
    system_path
from {{ ref('lsa_exit') }}
