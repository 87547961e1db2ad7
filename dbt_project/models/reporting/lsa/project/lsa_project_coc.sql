-- Where the report's projects work within its Continuum of Care (4.4), which ProjectCoC.csv lists.
select place.*
from {{ ref('hmis_project_coc') }} as place
inner join {{ ref('lsa_project') }} as project
    on place.affiliate_id = project.affiliate_id and place.project_id = project.project_id
inner join {{ ref('lsa_request') }} as request on place.coc_code = request.coc
where not place.is_deleted
