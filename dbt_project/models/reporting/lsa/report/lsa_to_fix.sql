-- What to mend before an LSA is sent: in project descriptor data (4), at enrollments and clients (10, 11), with the file and
-- line of its HMIS row and who can mend it.
with found as (
    select
        finding.finding, coalesce(stay.affiliate_id, client.affiliate_id) as affiliate_id, finding.project_id,
        coalesce(stay.personal_id, client.personal_id) as personal_id, finding.client_id, stay.enrollment_id,
        case when stay.stay_id is not null then stay.source_file else client.source_file end as source_file,
        case when stay.stay_id is not null then stay.source_line else client.source_line end as source_line
    from {{ ref('lsa_finding') }} as finding
    left join {{ ref('lsa_hmis_enrollment') }} as stay on finding.stay_id = stay.stay_id
    left join {{ ref('lsa_client') }} as client on finding.client_id = client.client_id
    union all
    select finding, affiliate_id, project_id, null, null, null, source_file, source_line
    from {{ ref('lsa_descriptor_finding') }}
)

select
    found.finding, kind.report_row, kind.report_column, kind.problem, kind.fix, kind.who_fixes, found.affiliate_id,
    organization.organization_name, found.project_id, project.project_name, found.personal_id, found.client_id,
    found.enrollment_id, found.source_file, found.source_line
from found
inner join {{ ref('lsa_finding_kind') }} as kind on found.finding = kind.finding
left join {{ ref('lsa_project') }} as project on found.affiliate_id = project.affiliate_id and found.project_id = project.project_id
left join (
    select affiliate_id, organization_id, min(organization_name) as organization_name
    from {{ ref('lsa_organization') }}
    group by affiliate_id, organization_id
) as organization
    on project.affiliate_id = organization.affiliate_id and project.organization_id = organization.organization_id
