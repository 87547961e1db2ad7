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

line as (
    select
        project.report_id,
        row_number() over (partition by project.report_id order by {{ in_byte_order('project.project_name') }}, project.project_id) as row_number,
        organization.organization_name as a,
        project.organization_id as b,
        trim(project.project_name) as c,
        project.project_id as d,
        -- emergency shelter as it was numbered until FY2023
        cast(case when project.project_type = 0 then 1 else project.project_type end as text) as e,
        case when project.project_type = 0 then '0' when project.project_type = 1 then '3' end as f,
        case when project.project_type = 6 then cast(project.residential_affiliation as text) end as g,
        case when project.project_type = 6 and project.residential_affiliation = 1 then affiliation.projects end as h,
        place.cocs as i,
        place.geocodes as j,
        cast(coalesce(organization.victim_service_provider, 0) as text) as k,
        software.software_name as l,
        cast(project.period_start as text) as m,
        cast(project.period_end as text) as n
    from {{ ref('hud_project') }} as project
    left join {{ ref('hmis_organization') }} as organization
        on project.affiliate_id = organization.affiliate_id and project.organization_id = organization.organization_id
    left join affiliation on project.affiliate_id = affiliation.affiliate_id and project.project_id = affiliation.project_id
    left join place on project.affiliate_id = place.affiliate_id and project.project_id = place.project_id
    left join software on project.affiliate_id = software.affiliate_id
)

{% for letter in 'bcdefghijklmn' %}
select report_id, row_number, '{{ letter | upper }}' as column_letter, a as row_label, coalesce({{ letter }}, '') as text_value from line
{% if not loop.last %}union all{% endif %}
{% endfor %}
