-- Who slept where on each night of the report period: enrollments in residence (9.5) and, for the HIC, people in other
-- permanent housing (9.6).
with night as (
    select stay_id, client_id, night from {{ ref('lsa_counted_night') }}
    union all
    select member.stay_id, member.client_id, request.report_start
    from {{ ref('lsa_oph_member') }} as member
    cross join {{ ref('lsa_request') }} as request
)

select stay.affiliate_id, stay.project_id, night.night, night.client_id, stay.household_id, stay.stay_id
from night
inner join {{ ref('lsa_hmis_enrollment') }} as stay on night.stay_id = stay.stay_id
