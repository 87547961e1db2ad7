-- Bed nights of clients in residence in the report period (9.5).
with span as (
    select
        counted.stay_id, counted.client_id,
        case when counted.lsa_project_type in (3, 13) then counted.move_in_date else counted.entry_date end as first_night,
        counted.exit_date
    from {{ ref('lsa_counted_stay') }} as counted
    where counted.cohort = 1 and counted.universe = 10 and counted.lsa_project_type <> 1
)

select span.stay_id, span.client_id, calendar.day as night
from span
cross join {{ ref('lsa_request') }} as request
inner join {{ ref('lsa_calendar') }} as calendar
    on calendar.day between greatest(span.first_night, request.report_start)
    and coalesce({{ days_after('span.exit_date', -1) }}, request.report_end)
union all
select counted.stay_id, counted.client_id, bed.night
from {{ ref('lsa_counted_stay') }} as counted
inner join {{ ref('lsa_bed_night') }} as bed on counted.stay_id = bed.stay_id
cross join {{ ref('lsa_request') }} as request
where
    counted.cohort = 1 and counted.universe = 10 and counted.lsa_project_type = 1
    and bed.night >= request.report_start
    and bed.night >= counted.entry_date
    and coalesce(bed.night < counted.exit_date, true)
