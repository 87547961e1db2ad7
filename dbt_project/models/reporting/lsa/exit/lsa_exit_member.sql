-- Members of the households of exit cohorts (7.4, 7.9), and whether they were there in the cohort period. `exit_from` is of
-- the exit that stands for the household; its other exits in the period have none.
select
    leaving.cohort, leaving.head_client_id, leaving.hh_type, leaving.household_id, reported.exit_from, enrollment.stay_id,
    enrollment.client_id, enrollment.relationship_to_hoh, enrollment.entry_date, enrollment.exit_date, enrollment.disability_status,
    enrollment.dv_status, age.age,
    age.age between 21 and 65 as is_adult,
    enrollment.relationship_to_hoh = 1 or age.age between 21 and 65 as is_hoh_or_adult,
    cohort.cohort_start, cohort.cohort_end,
    coalesce(enrollment.exit_date >= cohort.cohort_start, false) as is_there
from {{ ref('lsa_system_exit') }} as leaving
inner join {{ ref('lsa_cohort') }} as cohort on leaving.cohort = cohort.cohort
inner join {{ ref('lsa_enrollment') }} as enrollment on leaving.household_id = enrollment.household_id
left join {{ ref('lsa_qualifying_exit') }} as reported
    on leaving.cohort = reported.cohort and leaving.household_id = reported.household_id
inner join (
    select 0 as cohort, stay_id, active_age as age from {{ ref('lsa_enrollment') }}
    union all
    select -1, stay_id, exit1_age from {{ ref('lsa_enrollment') }}
    union all
    select -2, stay_id, exit2_age from {{ ref('lsa_enrollment') }}
) as age on leaving.cohort = age.cohort and enrollment.stay_id = age.stay_id
