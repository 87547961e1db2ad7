-- Table 3.1: stays in shelters, transitional housing and safe havens on the night of the Point-in-Time count, the last Wednesday
-- of January before the period ends.
with night as (
    select
        report_id,
        case
            when {{ last_wednesday('extract(year from period_end)', 1) }} <= period_end
                then {{ last_wednesday('extract(year from period_end)', 1) }}
            else {{ last_wednesday('extract(year from period_end) - 1', 1) }}
        end as night
    from (select distinct report_id, period_end from {{ ref('spm_project') }}) as report
)

select stay.report_id, stay.client_id, stay.project_type, stay.stay_id, night.night
from night
inner join {{ ref('spm_stay') }} as stay on night.report_id = stay.report_id
left join {{ ref('spm_bed_night') }} as bed
    on stay.report_id = bed.report_id and stay.stay_id = bed.stay_id and night.night = bed.night and bed.is_slept
where
    stay.project_type in (0, 1, 2, 8)
    and stay.entry_date <= night.night
    and coalesce(stay.exit_date > night.night, true)
    and (stay.project_type <> 1 or bed.stay_id is not null)
