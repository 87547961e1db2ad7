-- Measure 1, steps 1, 2 and 5: the nights of each stay from the first to the last, by what they say of the client: in a shelter
-- or safe haven, in transitional housing, waiting for a home that a housing project looks for, housed; and what clients
-- told of the time before they came.
with nights as (
    select
        stay.*,
        greatest(entry_date, lookback_date) as first_night,
        coalesce({{ days_after('exit_date', -1) }}, period_end) as last_night
    from {{ ref('spm_stay') }} as stay
    where project_type <> 4
),

first_bed_night as (
    select report_id, stay_id, min(night) as night
    from {{ ref('spm_bed_night') }}
    group by report_id, stay_id
),

span as (
    select
        *,
        case project_type when 2 then 'transitional' else 'shelter' end as kind, true as is_active,
        first_night as first_day, last_night as last_day
    from nights
    where project_type in (0, 2, 8)

    union all

    select nights.*, 'shelter', true, bed.night, bed.night
    from nights
    inner join {{ ref('spm_bed_night') }} as bed on nights.report_id = bed.report_id and nights.stay_id = bed.stay_id
    where bed.is_slept and bed.night >= nights.lookback_date

    union all

    select
        *, 'waiting',
        entry_date >= period_start or coalesce(coalesce(moved_in_on, exit_date) >= period_start, false),
        first_night, coalesce({{ days_after('moved_in_on', -1) }}, last_night)
    from nights
    where is_housing and from_street

    union all

    select *, 'housed', false, greatest(moved_in_on, lookback_date), last_night
    from nights
    where is_housing and moved_in_on is not null

    union all

    select
        nights.*, case nights.project_type when 2 then 'before_transitional' else 'before' end, false,
        nights.homeless_since, coalesce(bed.night, nights.entry_date)
    from nights
    left join first_bed_night as bed
        on nights.report_id = bed.report_id and nights.stay_id = bed.stay_id
    where
        nights.from_street
        and nights.homeless_since is not null
        and coalesce(bed.night, nights.entry_date) >= nights.lookback_date
        and (nights.project_type <> 1 or bed.night is not null)
)

select
    report_id, client_id, stay_id, period_start, period_end, lookback_date, kind, is_active,
    greatest(first_day, coalesce(dob, first_day)) as first_day, last_day
from span
where greatest(first_day, coalesce(dob, first_day)) <= last_day
