-- The projects that System Performance Measures look at: those of the continuum, of the types measured, that work in the
-- report's Continuum of Care.
select
    project.report_id, project.version, project.period_start, project.period_end, project.affiliate_id, project.project_id,
    project.project_type, project.moves_in, project.coc,
    {{ years_earlier('project.period_start', 7) }} as lookback_date,
    count(distinct place.coc_code) = 1 as works_in_one_coc,
    project.project_type in (2, 3, 8, 9, 10, 13)
    and (
        {%- for funder in [2, 3, 4, 5, 43, 44, 54, 55] %}
        {{ holds('project.funders', "'" ~ funder ~ "'") }} or
        {%- endfor %}
        -- since FY2026 Safe Haven and CoC Builds
        (project.version >= 'fy2026' and ({{ holds('project.funders', "'6'") }} or {{ holds('project.funders', "'56'") }}))
    ) as is_coc_funded
from {{ ref('hud_project') }} as project
inner join {{ ref('hmis_project_coc') }} as place
    on project.affiliate_id = place.affiliate_id and project.project_id = place.project_id
where
    project.kind = 'spm'
    and project.is_of_continuum
    and project.project_type in (0, 1, 2, 3, 4, 8, 9, 10, 13)
    and not place.is_deleted
group by
    project.report_id, project.version, project.period_start, project.period_end, project.affiliate_id, project.project_id,
    project.project_type, project.moves_in, project.coc, project.funders
having count(case when place.coc_code = project.coc then 1 end) > 0
