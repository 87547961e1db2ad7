-- Households and enrollments that the LSA leaves out, or dates that it does not use (11.1 to 11.4).
with active as (
    select stay.*, request.report_end, request.coc
    from {{ ref('lsa_hmis_enrollment') }} as stay
    cross join {{ ref('lsa_request') }} as request
    where stay.entry_date <= request.report_end and coalesce(stay.exit_date >= request.report_start, true)
),

of_project as (
    select active.*
    from active
    inner join {{ ref('lsa_project') }} as project
        on active.affiliate_id = project.affiliate_id and active.project_id = project.project_id
    inner join {{ ref('lsa_organization') }} as organization
        on active.affiliate_id = organization.affiliate_id and active.organization_id = organization.organization_id
    where project.project_type in (0, 1, 2, 3, 8, 13) and organization.victim_service_provider = 0
),

heads as (
    select
        household_id,
        count(distinct case when relationship_to_hoh = 1 then stay_id end) as heads,
        max(case when enrollment_coc = request.coc then 1 else 0 end) = 1 as is_of_coc
    from {{ ref('lsa_hmis_enrollment') }}
    cross join {{ ref('lsa_request') }} as request
    group by household_id
)

select 'no_coc' as finding, stay_id, household_id, client_id, affiliate_id, project_id
from of_project
where
    relationship_to_hoh = 1
    and not exists (
        select 1 from {{ ref('hmis_project_coc') }} as place
        where
            place.affiliate_id = of_project.affiliate_id
            and place.project_id = of_project.project_id
            and place.coc_code = of_project.enrollment_coc
            and not place.is_deleted
    )
union all
select 'household_without_one_head', of_project.stay_id, of_project.household_id, of_project.client_id, of_project.affiliate_id,
    of_project.project_id
from of_project
inner join heads on of_project.household_id = heads.household_id
where heads.heads <> 1 and heads.is_of_coc
union all
select 'relationship', active.stay_id, active.household_id, active.client_id, active.affiliate_id, active.project_id
from active
inner join {{ ref('lsa_hhid') }} as household on active.household_id = household.household_id
where household.is_active and coalesce(active.relationship_to_hoh, 99) not in (1, 2, 3, 4, 5)
union all
select 'move_in_date', stay.stay_id, stay.household_id, stay.client_id, stay.affiliate_id, stay.project_id
from {{ ref('lsa_hhid') }} as household
inner join {{ ref('lsa_hmis_enrollment') }} as stay on household.stay_id = stay.stay_id
cross join {{ ref('lsa_request') }} as request
where
    household.is_active
    and household.lsa_project_type in (3, 13, 15)
    and household.move_in_date is null
    and stay.move_in_date <= request.report_end
