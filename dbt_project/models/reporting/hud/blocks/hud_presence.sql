-- Who was there on the four point-in-time days (R28, R29): the last Wednesday of January, April, July and October.
-- One row per report, day and client, over all active enrollments.
with report as (
    select distinct report_id, period_end from {{ ref('hud_project') }}
),

month as (
    select report_id, 1 as number, 'january' as name, period_end from report
    union all select report_id, 4, 'april', period_end from report
    union all select report_id, 7, 'july', period_end from report
    union all select report_id, 10, 'october', period_end from report
),

candidate as (
    select month.report_id, month.name, month.period_end, {{ last_wednesday('extract(year from month.period_end) - years.back', 'month.number') }} as day
    from month
    cross join (select 0 as back union all select 1) as years
),

day as (
    select report_id, name, max(day) as day
    from candidate
    where day <= period_end
    group by report_id, name
),

present as (
    select
        day.report_id, day.name, day.day, stay.client_id, stay.stay_id, stay.project_type, stay.is_hoh, stay.affiliate_id,
        stay.enrollment_id,
        {{ hud_move_in('stay', 'household') }} as moved_in_on,
        stay.moves_in,
        -- until FY2022 who was left open when the head left, left with the head
        coalesce(stay.exit_date, case when stay.version = 'fy2022' then household.head_exit_date end) as exit_date
    from day
    inner join {{ ref('hud_stay') }} as stay on day.report_id = stay.report_id and stay.entry_date <= day.day
    inner join {{ ref('hud_household') }} as household
        on stay.report_id = household.report_id and stay.household_id = household.household_id
)

select
    present.report_id, present.name as day_name, present.day, present.client_id,
    max(case when present.is_hoh then 1 else 0 end) = 1 as is_hoh,
    min(present.stay_id) as stay_id
from present
left join {{ ref('hmis_service') }} as night
    on present.affiliate_id = night.affiliate_id
    and present.enrollment_id = night.enrollment_id
    and present.day = night.date_provided
    and night.record_type = 200
    and not night.is_deleted
where
    case
        when present.project_type = 1 then night.services_id is not null
        when present.project_type in (0, 2, 3, 8, 9, 10, 13) then coalesce(present.exit_date > present.day, true)
        else coalesce(present.exit_date >= present.day, true)
    end
    and (not present.moves_in or present.moved_in_on <= present.day)
group by present.report_id, present.name, present.day, present.client_id
