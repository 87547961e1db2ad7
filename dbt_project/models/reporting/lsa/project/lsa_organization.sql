-- Organizations of the report's projects (4.2), which Organization.csv lists.
select organization.*
from {{ ref('hmis_organization') }} as organization
where
    not organization.is_deleted
    and exists (
        select 1 from {{ ref('lsa_project') }} as project
        where project.affiliate_id = organization.affiliate_id and project.organization_id = organization.organization_id
    )
