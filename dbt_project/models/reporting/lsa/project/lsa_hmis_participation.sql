-- When the report's projects took part in HMIS (4.6), which HMISParticipation.csv lists, unless they closed before it.
select part.*
from {{ ref('hmis_participation') }} as part
inner join {{ ref('lsa_project') }} as project
    on part.affiliate_id = project.affiliate_id and part.project_id = project.project_id
cross join {{ ref('lsa_request') }} as request
where not part.is_deleted and coalesce(project.operating_end_date > request.report_start, true)
