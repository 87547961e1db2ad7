-- Enrollments of a household's engagement that say it came from the street or shelter (3.917), and since when (6.14).
select
    last.head_client_id, last.hh_type, last.last_inactive, stay.date_to_street_essh as first_day,
    {{ days_after('household.entry_date', -1) }} as last_day
from {{ ref('lsa_last_inactive') }} as last
inner join {{ ref('lsa_hhid') }} as household
    on last.head_client_id = household.head_client_id
    and last.hh_type = case when household.is_active then household.active_hh_type else household.entry_hh_type end
inner join {{ ref('lsa_hmis_enrollment') }} as stay on household.stay_id = stay.stay_id
where
    last.cohort = 1
    and household.entry_date > last.last_inactive
    and stay.date_to_street_essh < household.entry_date
    and (household.lsa_project_type in (0, 1, 8) or {{ lsa_came_from_street('stay') }})
