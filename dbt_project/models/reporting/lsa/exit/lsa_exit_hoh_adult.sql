-- Adults and heads of exit cohorts whose time homeless counts (7.4): not of a household that was housed, or in transitional
-- housing, for the whole year before. Where one of them said so of the year before, nobody's days need counting.
with member as (
    select
        member.cohort, member.household_id, member.client_id, member.cohort_start, member.cohort_end,
        coalesce(max(member.disability_status), 99) as disability_status,
        max(member.exit_date) as last_active
    from {{ ref('lsa_exit_member') }} as member
    inner join {{ ref('lsa_qualifying_exit') }} as leaving
        on member.cohort = leaving.cohort and member.household_id = leaving.household_id
    where
        member.is_hoh_or_adult
        and member.is_there
        and (leaving.exit_from <> 3 or leaving.entry_date > {{ years_earlier('leaving.exit_date', 1) }})
        and (leaving.exit_from not in (5, 6) or leaving.move_in_date > {{ years_earlier('leaving.exit_date', 1) }})
    group by member.cohort, member.household_id, member.client_id, member.cohort_start, member.cohort_end
),

told as (
    select distinct member.cohort, member.household_id
    from member
    inner join {{ ref('lsa_exit_member') }} as own
        on member.cohort = own.cohort and member.household_id = own.household_id and member.client_id = own.client_id
    inner join {{ ref('lsa_hmis_enrollment') }} as stay on own.stay_id = stay.stay_id
    where
        own.exit_date between member.cohort_start and member.cohort_end
        and stay.times_homeless_past_three_years = 4
        and stay.months_homeless_past_three_years in (112, 113)
        and stay.entry_date = own.entry_date
        and stay.entry_date > {{ years_earlier('member.last_active', 1) }}
)

select
    member.*,
    {{ days_after(years_earlier('member.last_active', 3), 1) }} as ch_start,
    told.household_id is not null as is_told
from member
left join told on member.cohort = told.cohort and member.household_id = told.household_id
