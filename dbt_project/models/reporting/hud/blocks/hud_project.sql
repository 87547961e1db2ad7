-- The projects each HUD report is about (R2). Emergency shelter is 0 by entry and exit, 1 night by night, as since
-- FY2024; before, the tracking method told them apart. Where a report names no Continuum of Care, it is the one that most
-- of its projects work in.
with chosen as (
    select distinct report.report_id, project.affiliate_id, project.project_id
    from {{ source('framework', 'hud_report') }} as report
    inner join {{ source('framework', 'hud_report_project') }} as wanted on report.report_id = wanted.report_id
    inner join {{ ref('hmis_project') }} as project
        on wanted.affiliate_id = project.affiliate_id
        and coalesce(wanted.project_id, project.project_id) = project.project_id
    where not project.is_deleted
),

placed as (
    select affiliate_id, project_id, count(distinct coc_code) as cocs, max(coc_code) as coc
    from {{ ref('hmis_project_coc') }}
    where not is_deleted
    group by affiliate_id, project_id
),

home as (
    select
        chosen.report_id, place.coc_code as coc,
        row_number() over (partition by chosen.report_id order by count(*) desc, place.coc_code) as nth
    from chosen
    inner join {{ ref('hmis_project_coc') }} as place
        on chosen.affiliate_id = place.affiliate_id and chosen.project_id = place.project_id
    where not place.is_deleted
    group by chosen.report_id, place.coc_code
),

funding as (
    select chosen.report_id, chosen.affiliate_id, chosen.project_id, {{ joined('cast(funder.funder as text)', '|', 'funder.funder') }} as funders
    from chosen
    inner join {{ source('framework', 'hud_report') }} as report on chosen.report_id = report.report_id
    inner join {{ ref('hmis_funder') }} as funder
        on chosen.affiliate_id = funder.affiliate_id and chosen.project_id = funder.project_id
    where
        not funder.is_deleted
        and funder.start_date <= report.period_end
        and coalesce(funder.end_date, report.period_end) >= report.period_start
    group by chosen.report_id, chosen.affiliate_id, chosen.project_id
)

select
    report.report_id,
    report.kind,
    report.version,
    report.period_start,
    report.period_end,
    project.affiliate_id,
    project.project_id,
    project.organization_id,
    project.project_name,
    project.residential_affiliation,
    project.rrh_sub_type,
    case
        when project.csv_version = '2022' and project.project_type = 1 and coalesce(project.tracking_method, 0) <> 3 then 0
        else project.project_type
    end as project_type,
    project.project_type in (3, 9, 10, 13)
    -- Pay for Success
    or (report.version >= 'fy2024' and project.project_type = 7 and {{ holds('funding.funders', "'35'") }}) as moves_in,
    funding.funders,
    coalesce(report.coc, home.coc) as coc,
    -- where a project works in several, its households are told apart (R8)
    case when report.version >= 'fy2024' and placed.cocs > 1 then report.coc end as coc_of_households,
    -- exports since FY2024 say when a project is an access point of coordinated entry
    report.version >= 'fy2024' and project.csv_version >= '2024' as is_access_point_by_record,
    coalesce(project.continuum_project = 1, false) as is_of_continuum,
    coalesce(project.operating_start_date <= report.period_end, true)
    and coalesce(project.operating_end_date > report.period_end, true) as is_open,
    project.source_file,
    project.source_line
from chosen
inner join {{ source('framework', 'hud_report') }} as report on chosen.report_id = report.report_id
inner join {{ ref('hmis_project') }} as project
    on chosen.affiliate_id = project.affiliate_id and chosen.project_id = project.project_id
left join home on chosen.report_id = home.report_id and home.nth = 1
left join placed on chosen.affiliate_id = placed.affiliate_id and chosen.project_id = placed.project_id
left join funding
    on chosen.report_id = funding.report_id
    and chosen.affiliate_id = funding.affiliate_id
    and chosen.project_id = funding.project_id
where
    (report.version < 'fy2024' or placed.cocs > 1 or coalesce(placed.coc = report.coc, true))
    -- a Point-in-Time count is of shelters, transitional housing and safe havens of the continuum
    and (report.kind <> 'pit' or (project.continuum_project = 1 and project.project_type in (0, 1, 2, 8)))
