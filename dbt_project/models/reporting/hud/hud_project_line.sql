-- Q4a Project identifiers: a line a project, in the order of their names, a column a row.
with affiliation as (
    select affiliate_id, project_id, {{ joined('res_project_id', ', ', 'res_project_id') }} as projects
    from {{ ref('hmis_affiliation') }}
    where not is_deleted
    group by affiliate_id, project_id
),

place as (
    select
        affiliate_id, project_id,
        {{ joined('coc_code', ', ', 'coc_code, geocode') }} as cocs,
        {{ joined('geocode', ', ', 'coc_code, geocode') }} as geocodes
    from {{ ref('hmis_project_coc') }}
    where not is_deleted
    group by affiliate_id, project_id
),

software as (
    select affiliate_id, max(software_name) as software_name
    from {{ ref('hmis_export') }}
    group by affiliate_id
),

-- the coordinated-entry participation in force on the last day, or (FY2026) when the project ended in the period
participation as (
    select
        project.report_id, project.affiliate_id, project.project_id, record.access_point,
        row_number() over (
            partition by project.report_id, project.affiliate_id, project.project_id
            order by
                record.ce_participation_status_end_date desc nulls first, record.ce_participation_status_start_date desc,
                record.date_updated desc, record.ce_participation_id desc
        ) as nth
    from {{ ref('hud_project') }} as project
    inner join {{ ref('hmis_project') }} as operating
        on project.affiliate_id = operating.affiliate_id and project.project_id = operating.project_id
    inner join {{ ref('hmis_ce_participation') }} as record
        on project.affiliate_id = record.affiliate_id and project.project_id = record.project_id
    where
        not record.is_deleted
        and case
            when project.version = 'fy2026' and operating.operating_end_date between project.period_start and project.period_end
                then operating.operating_end_date
            else project.period_end
        end between record.ce_participation_status_start_date
        and coalesce(record.ce_participation_status_end_date, project.period_end)
),

served as (
    select
        report_id, affiliate_id, project_id, count(*) as clients, count(case when is_hoh then 1 end) as households
    from {{ ref('hud_client') }}
    group by report_id, affiliate_id, project_id
),

line as (
    select
        project.report_id,
        row_number() over (partition by project.report_id order by {{ in_byte_order('project.project_name') }}, project.project_id) as row_number,
        project.version,
        organization.organization_name,
        project.organization_id,
        trim(project.project_name) as project_name,
        project.project_id,
        -- emergency shelter as it was numbered until FY2023
        cast(
            case when project.version < 'fy2024' and project.project_type = 0 then 1 else project.project_type end as text
        ) as project_type,
        case when project.project_type = 0 then '0' when project.project_type = 1 then '3' end as tracking_method,
        case when project.project_type = 13 then cast(project.rrh_sub_type as text) end as rrh_sub_type,
        cast(participation.access_point as text) as access_point,
        case when project.project_type = 6 then cast(project.residential_affiliation as text) end as is_affiliated,
        case when project.project_type = 6 and project.residential_affiliation = 1 then affiliation.projects end as affiliations,
        place.cocs,
        place.geocodes,
        cast(coalesce(organization.victim_service_provider, 0) as text) as victim_service_provider,
        software.software_name,
        cast(project.period_start as text) as period_start,
        cast(project.period_end as text) as period_end,
        cast(coalesce(served.clients, 0) as text) as clients,
        cast(coalesce(served.households, 0) as text) as households
    from {{ ref('hud_project') }} as project
    left join {{ ref('hmis_organization') }} as organization
        on project.affiliate_id = organization.affiliate_id and project.organization_id = organization.organization_id
    left join affiliation on project.affiliate_id = affiliation.affiliate_id and project.project_id = affiliation.project_id
    left join place on project.affiliate_id = place.affiliate_id and project.project_id = place.project_id
    left join software on project.affiliate_id = software.affiliate_id
    left join participation
        on project.report_id = participation.report_id
        and project.affiliate_id = participation.affiliate_id
        and project.project_id = participation.project_id
        and participation.nth = 1
    left join served
        on project.report_id = served.report_id
        and project.affiliate_id = served.affiliate_id
        and project.project_id = served.project_id
)

{% set since_2024 = [
    'organization_id', 'project_name', 'project_id', 'project_type', 'rrh_sub_type', 'access_point', 'is_affiliated',
    'affiliations', 'cocs', 'geocodes', 'victim_service_provider', 'software_name', 'period_start', 'period_end', 'clients',
    'households',
] %}
{% set in_2022 = [
    'organization_id', 'project_name', 'project_id', 'project_type', 'tracking_method', 'is_affiliated', 'affiliations',
    'cocs', 'geocodes', 'victim_service_provider', 'software_name', 'period_start', 'period_end',
] %}
{% set in_2023 = in_2022 + ['clients', 'households'] %}
{% for fields, versions in [
    (in_2022, "version = 'fy2022'"), (in_2023, "version = 'fy2023'"), (since_2024, "version >= 'fy2024'"),
] %}
{% for field in fields -%}
select
    report_id, row_number, '{{ 'BCDEFGHIJKLMNOPQ'[loop.index0] }}' as column_letter, organization_name as row_label,
    coalesce({{ field }}, '') as text_value
from line
where {{ versions }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
{% if not loop.last %}union all{% endif %}
{% endfor %}
