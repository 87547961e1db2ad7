-- Nights recorded in night-by-night shelters, on or after entry; `is_slept` where it is before the exit too.
select distinct
    stay.report_id, stay.stay_id, night.date_provided as night,
    coalesce(night.date_provided < stay.exit_date, true) as is_slept
from {{ ref('spm_stay') }} as stay
inner join {{ ref('hmis_service') }} as night
    on stay.affiliate_id = night.affiliate_id and stay.enrollment_id = night.enrollment_id
where
    stay.project_type = 1
    and night.record_type = 200
    and not night.is_deleted
    and night.date_provided between stay.entry_date and coalesce(stay.exit_date, stay.period_end)
