-- Who funded the report's projects since the period began (4.3), which Funder.csv lists.
select funder.*
from {{ ref('hmis_funder') }} as funder
inner join {{ ref('lsa_project') }} as project
    on funder.affiliate_id = project.affiliate_id and funder.project_id = project.project_id
cross join {{ ref('lsa_request') }} as request
where
    not funder.is_deleted
    and (funder.end_date is null or (funder.end_date >= request.report_start and funder.end_date > funder.start_date))
