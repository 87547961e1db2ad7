-- What active households did on each day (sys_Time of 6.11, 6.13): 1 housed by permanent supportive housing, 2 by rapid
-- re-housing, 3 in transitional housing, 4 in shelter, 5 and 6 enrolled in those and not housed. The lowest counts.
with subject as (
    select
        household.household_id, household.stay_id, household.head_client_id, household.hh_type, household.lsa_project_type,
        household.entry_date, household.move_in_date, hhid.is_active, last.last_inactive,
        coalesce({{ days_after('household.exit_date', -1) }}, request.report_end) as last_day
    from {{ ref('lsa_last_inactive') }} as last
    inner join {{ ref('lsa_household_cohort') }} as household
        on last.cohort = household.cohort
        and last.head_client_id = household.head_client_id
        and last.hh_type = household.hh_type
    inner join {{ ref('lsa_hhid') }} as hhid on household.household_id = hhid.household_id
    cross join {{ ref('lsa_request') }} as request
    where last.cohort = 1
),

span as (
    select
        head_client_id, hh_type, move_in_date as first_day, last_day,
        case when lsa_project_type = 3 then 1 else 2 end as status
    from subject
    where is_active and lsa_project_type in (3, 13) and move_in_date is not null
    union all
    select
        head_client_id, hh_type, greatest(entry_date, {{ days_after('last_inactive', 1) }}), last_day,
        case when lsa_project_type = 2 then 3 else 4 end
    from subject
    where lsa_project_type in (0, 2, 8)
    union all
    select subject.head_client_id, subject.hh_type, bed.night, bed.night, 4
    from subject
    inner join {{ ref('lsa_bed_night') }} as bed on subject.stay_id = bed.stay_id
    where
        subject.lsa_project_type = 1
        and bed.night between greatest(subject.entry_date, {{ days_after('subject.last_inactive', 1) }}) and subject.last_day
    union all
    select
        head_client_id, hh_type, greatest(entry_date, {{ days_after('last_inactive', 1) }}),
        coalesce({{ days_after('move_in_date', -1) }}, last_day),
        case when lsa_project_type = 3 then 5 else 6 end
    from subject
    where lsa_project_type in (3, 13)
)

select span.head_client_id, span.hh_type, calendar.day, min(span.status) as status
from span
inner join {{ ref('lsa_calendar') }} as calendar on calendar.day between span.first_day and span.last_day
group by span.head_client_id, span.hh_type, calendar.day
