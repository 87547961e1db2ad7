-- The last day before a household's continuous engagement (LastInactive of 6.12, 7.11): the most recent one before its
-- entry that no enrollment covers, nor six nights after one: seven nights outside end an engagement (1.3). Shelter by the
-- night covers its nights alone. Only who was engaged as the report period began has an earlier engagement to go back to (6.1).
with subject as (
    select cohort, head_client_id, hh_type, entry_date as first_entry, true as is_engaged
    from {{ ref('lsa_qualifying_exit') }}
    union all
    select 1, head.head_client_id, head.hh_type, head.first_entry, returned.stat = 5 and head.first_entry < request.report_start
    from {{ ref('lsa_household_head') }} as head
    cross join {{ ref('lsa_request') }} as request
    inner join {{ ref('lsa_return') }} as returned
        on head.head_client_id = returned.head_client_id and head.hh_type = returned.hh_type
),

earlier as (
    select subject.cohort, subject.head_client_id, subject.hh_type, subject.first_entry,
        household.stay_id, household.lsa_project_type, household.entry_date, household.exit_date
    from subject
    inner join {{ ref('lsa_household_cohort') }} as household
        on subject.cohort = household.cohort
        and subject.head_client_id = household.head_client_id
        and subject.hh_type = household.hh_type
    where subject.is_engaged and household.lsa_project_type <> 15 and household.entry_date < subject.first_entry
),

padded as (
    select cohort, head_client_id, hh_type, first_entry, entry_date as first_day,
        coalesce({{ days_after('exit_date', 5) }}, first_entry) as last_day
    from earlier
    where lsa_project_type <> 1

    union all

    select earlier.cohort, earlier.head_client_id, earlier.hh_type, earlier.first_entry, bed.night,
        {{ days_after('bed.night', 6) }}
    from earlier
    inner join {{ ref('lsa_bed_night') }} as bed on earlier.stay_id = bed.stay_id
    where
        earlier.lsa_project_type = 1
        and bed.night >= earlier.entry_date
        and bed.night < earlier.first_entry
        and coalesce(bed.night < earlier.exit_date, true)
),

reached as (
    select
        *,
        max(last_day) over (
            partition by cohort, head_client_id, hh_type order by first_day, last_day
            rows between unbounded preceding and 1 preceding
        ) as reached_before
    from padded
),

stretch as (
    select
        *,
        sum(case when first_day <= {{ days_after('reached_before', 1) }} then 0 else 1 end)
            over (partition by cohort, head_client_id, hh_type order by first_day, last_day) as nth
    from reached
),

covered as (
    select cohort, head_client_id, hh_type, min(first_day) as first_day
    from stretch
    group by cohort, head_client_id, hh_type, nth
    having max(last_day) >= {{ days_after('max(first_entry)', -1) }}
)

select
    subject.cohort, subject.head_client_id, subject.hh_type,
    greatest(
        {{ days_after('request.lookback_date', -1) }},
        {{ days_after('coalesce(covered.first_day, subject.first_entry)', -1) }}
    ) as last_inactive
from subject
cross join {{ ref('lsa_request') }} as request
left join covered
    on subject.cohort = covered.cohort
    and subject.head_client_id = covered.head_client_id
    and subject.hh_type = covered.hh_type
