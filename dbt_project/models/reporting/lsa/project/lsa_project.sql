-- Projects of the report (4.1), which Project.csv lists: of the Continuum of Care, of a kind that the LSA is about, operating
-- since the lookback date; where projects were chosen, those.
select project.*
from {{ ref('hmis_project') }} as project
cross join {{ ref('lsa_request') }} as request
where
    not project.is_deleted
    and exists (
        select 1 from {{ source('framework', 'hud_report_project') }} as wanted
        where
            wanted.report_id = request.report_id
            and wanted.affiliate_id = project.affiliate_id
            and coalesce(wanted.project_id, project.project_id) = project.project_id
    )
    and exists (
        select 1 from {{ ref('hmis_project_coc') }} as place
        where
            place.affiliate_id = project.affiliate_id
            and place.project_id = project.project_id
            and place.coc_code = request.coc
            and not place.is_deleted
    )
    and project.continuum_project = 1
    and project.project_type in (0, 1, 2, 3, 8, 9, 10, 13)
    and (request.scope <> 2 or project.project_type not in (9, 10))
    and (
        project.operating_end_date is null
        or (
            project.operating_end_date > request.lookback_date
            and project.operating_end_date > project.operating_start_date
        )
    )
