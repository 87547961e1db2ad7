-- Which kinds of projects led to the exit (7.12): those of the household's enrollments after its last inactive day; shelter by
-- the night where it began after it (7.11). None for who was housed in supportive housing before the period, or housed for a year.
with served as (
    select
        leaving.cohort, leaving.household_id,
        max(case when other.lsa_project_type in (0, 1, 8) then 1 else 0 end) = 1 as in_es,
        max(case when other.lsa_project_type = 2 then 1 else 0 end) = 1 as in_th,
        max(case when other.lsa_project_type = 13 then 1 else 0 end) = 1 as in_rrh,
        max(case when other.lsa_project_type = 3 then 1 else 0 end) = 1 as in_psh
    from {{ ref('lsa_qualifying_exit') }} as leaving
    inner join {{ ref('lsa_last_inactive') }} as last
        on leaving.cohort = last.cohort
        and leaving.head_client_id = last.head_client_id
        and leaving.hh_type = last.hh_type
    inner join {{ ref('lsa_household_cohort') }} as other
        on leaving.cohort = other.cohort
        and leaving.head_client_id = other.head_client_id
        and leaving.hh_type = other.hh_type
        and other.entry_date <= leaving.exit_date
        and coalesce(other.exit_date > last.last_inactive, true)
        and (other.lsa_project_type <> 1 or other.entry_date > last.last_inactive)
    group by leaving.cohort, leaving.household_id
)

select
    leaving.cohort, leaving.household_id,
    case
        when leaving.exit_from = 6 and leaving.move_in_date < cohort.cohort_start then -1
        when leaving.exit_from in (5, 6) and {{ days_between('leaving.move_in_date', 'leaving.exit_date') }} >= 365 then -1
        {%- for path, (es, th, rrh, psh) in {
            1: (1, 0, 0, 0), 2: (0, 1, 0, 0), 3: (1, 1, 0, 0), 4: (0, 0, 1, 0), 5: (1, 0, 1, 0), 6: (0, 1, 1, 0),
            7: (1, 1, 1, 0), 8: (0, 0, 0, 1), 9: (1, 0, 0, 1), 10: (1, 0, 1, 1), 11: (0, 0, 1, 1),
        }.items() %}
        when
            {{ '' if es else 'not ' }}served.in_es and {{ '' if th else 'not ' }}served.in_th
            and {{ '' if rrh else 'not ' }}served.in_rrh and {{ '' if psh else 'not ' }}served.in_psh then {{ path }}
        {%- endfor %}
        else 12
    end as system_path
from {{ ref('lsa_qualifying_exit') }} as leaving
inner join {{ ref('lsa_cohort') }} as cohort on leaving.cohort = cohort.cohort
inner join served on leaving.cohort = served.cohort and leaving.household_id = served.household_id
