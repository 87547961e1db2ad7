-- The beds of each project that was open on the last night of the report period, as the Housing Inventory Count lists them,
-- with who slept there (a project outside HMIS: its count as entered by hand). The HIC is of that night alone.
{% set kept_for = {
    'chronic_veteran_beds': 'ch_vet', 'youth_veteran_beds': 'youth_vet', 'veteran_beds': 'vet', 'chronic_youth_beds': 'ch_youth',
    'youth_beds': 'youth', 'chronic_beds': 'ch', 'other_beds': 'other',
} -%}
with beds as (
    select
        inventory.affiliate_id, inventory.project_id,
        {%- for column, holds in {
            'family_beds': 'household_type = 3', 'adult_beds': 'household_type = 1', 'child_beds': 'household_type = 4',
            'year_round_beds': 'coalesce(availability, 1) = 1', 'seasonal_beds': 'availability = 2', 'overflow_beds': 'availability = 3',
        }.items() %}
        sum(case when {{ holds }} then bed_inventory else 0 end) as {{ column }},
        {%- endfor %}
        sum(case when household_type = 3 then unit_inventory else 0 end) as family_units,
        {%- for column, kind in kept_for.items() %}
        sum(coalesce({{ kind }}_bed_inventory, 0)) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('lsa_inventory') }} as inventory
    cross join {{ ref('lsa_request') }} as request
    where request.report_end between inventory.inventory_start_date and coalesce(inventory.inventory_end_date, request.report_end)
    group by inventory.affiliate_id, inventory.project_id
),

-- since FY2024 participation has rows; before, the project said it
participating as (
    select
        part.affiliate_id, part.project_id,
        max_by(part.hmis_participation_type, part.hmis_participation_status_start_date) as hmis_participation
    from {{ ref('lsa_hmis_participation') }} as part
    cross join {{ ref('lsa_request') }} as request
    where
        part.hmis_participation_status_start_date <= request.report_end
        and coalesce(part.hmis_participation_status_end_date > request.report_end, true)
    group by part.affiliate_id, part.project_id
)

select
    project.affiliate_id, project.organization_id, organization.organization_name, organization.victim_service_provider,
    project.project_id, project.project_name, project.project_type, project.rrh_sub_type, project.housing_type,
    project.target_population, place.geocode,
    coalesce(participating.hmis_participation, project.hmis_participating_project) as hmis_participation,
    {%- for column in ['family_beds', 'family_units', 'adult_beds', 'child_beds'] + kept_for.keys() | list
        + ['year_round_beds', 'seasonal_beds', 'overflow_beds'] %}
    cast(coalesce(beds.{{ column }}, 0) as bigint) as {{ column }},
    {%- endfor %}
    coalesce(night.beds, 0) as beds,
    counted.people,
    {{ percent_of('counted.people', 'night.beds') }} as bed_use,
    project.source_file, project.source_line
from {{ ref('lsa_project') }} as project
cross join {{ ref('lsa_request') }} as request
left join {{ ref('lsa_organization') }} as organization
    on project.affiliate_id = organization.affiliate_id and project.organization_id = organization.organization_id
left join (
    select affiliate_id, project_id, min(geocode) as geocode from {{ ref('lsa_project_coc') }} group by affiliate_id, project_id
) as place on project.affiliate_id = place.affiliate_id and project.project_id = place.project_id
left join beds on project.affiliate_id = beds.affiliate_id and project.project_id = beds.project_id
left join participating on project.affiliate_id = participating.affiliate_id and project.project_id = participating.project_id
left join {{ ref('lsa_utilization') }} as night
    on project.affiliate_id = night.affiliate_id and project.project_id = night.project_id and request.report_end = night.night
cross join lateral (
    select
        case
            when coalesce(participating.hmis_participation, project.hmis_participating_project) = 1
                then coalesce(night.people, case when {{ counts_people_in('project', 'request') }} then 0 end)
            else coalesce(nullif(night.people, 0), project.pit_count)
        end as people
) as counted
where
    project.operating_start_date <= request.report_end
    and coalesce(project.operating_end_date > request.report_end, true)
