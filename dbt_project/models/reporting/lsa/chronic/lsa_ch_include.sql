-- Days on the street or in shelter (5.8, 7.6): in shelters by entry and exit, bed nights, and what clients said of the
-- time before they came (3.917); days of lsa_ch_exclude never count.
with span as (
    select
        basis, client_id, window_start, window_end, entry_date as first_day,
        {{ days_after('until', -1) }} as last_day
    from {{ ref('lsa_ch_enrollment') }}
    where lsa_project_type in (0, 8) and until is not null
    union all
    select
        enrollment.basis, enrollment.client_id, enrollment.window_start, enrollment.window_end, bed.night, bed.night
    from {{ ref('lsa_ch_enrollment') }} as enrollment
    inner join {{ ref('lsa_bed_night') }} as bed on enrollment.stay_id = bed.stay_id
    where
        enrollment.lsa_project_type = 1
        and bed.night >= enrollment.entry_date
        and bed.night < enrollment.until
    union all
    select
        basis, client_id, window_start, window_end, date_to_street_essh,
        {{ days_after('case when lsa_project_type in (3, 13, 15) then coalesce(move_in_date, until) else entry_date end', -1) }}
    from {{ ref('lsa_ch_enrollment') }} as enrollment
    where
        entry_date > window_start
        and date_to_street_essh is not null
        and (lsa_project_type not in (3, 13, 15) or coalesce(move_in_date, until) is not null)
        and (
            living_situation in (101, 116, 118)
            or (lsa_project_type in (2, 3, 13, 15) and {{ lsa_came_from_street('enrollment') }})
        )
),

told as (
    select span.basis, span.client_id, calendar.day, 0 as is_excluded
    from span
    inner join {{ ref('lsa_calendar') }} as calendar
        on calendar.day between greatest(span.first_day, span.window_start) and least(span.last_day, span.window_end)
    union all
    select basis, client_id, day, 1
    from {{ ref('lsa_ch_exclude') }}
)

select basis, client_id, day
from told
group by basis, client_id, day
having max(is_excluded) = 0
