-- Nights recorded for enrollments in night-by-night shelters: services of record type 200 (3.3).
select distinct stay.stay_id, night.date_provided as night
from {{ ref('lsa_hmis_enrollment') }} as stay
cross join {{ ref('lsa_request') }} as request
inner join {{ ref('hmis_service') }} as night
    on stay.affiliate_id = night.affiliate_id and stay.enrollment_id = night.enrollment_id
where
    stay.project_type = 1
    and night.record_type = 200
    and not night.is_deleted
    and night.date_provided between request.lookback_date and request.report_end
