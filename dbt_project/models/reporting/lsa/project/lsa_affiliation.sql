-- The residential projects that rapid re-housing with services only belongs to (4.7), which Affiliation.csv lists.
select affiliation.*
from {{ ref('hmis_affiliation') }} as affiliation
inner join {{ ref('lsa_project') }} as project
    on affiliation.affiliate_id = project.affiliate_id and affiliation.project_id = project.project_id
cross join {{ ref('lsa_request') }} as request
where
    not affiliation.is_deleted
    and project.rrh_sub_type = 1
    and project.residential_affiliation = 1
    and coalesce(project.operating_end_date > request.report_start, true)
