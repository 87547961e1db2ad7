-- Enrollments that data quality is about (10.8, 11.5): active ones, for the HIC those in residence.
select
    enrollment.stay_id, enrollment.household_id, enrollment.client_id, enrollment.affiliate_id, enrollment.project_id,
    enrollment.lsa_project_type, enrollment.relationship_to_hoh, enrollment.active_age, enrollment.entry_date,
    enrollment.exit_date, enrollment.disability_status,
    enrollment.active_age between 21 and 65 or enrollment.relationship_to_hoh = 1 as is_hoh_or_adult
from {{ ref('lsa_enrollment') }} as enrollment
cross join {{ ref('lsa_request') }} as request
where enrollment.is_in_residence or (enrollment.is_active and request.scope <> 3)
